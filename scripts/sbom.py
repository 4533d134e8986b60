"""Write what this environment is made of as a CycloneDX document, and check it against its schema: ``make sbom`` writes out/sbom.cdx.json."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def write(path: Path) -> dict[str, object]:
    """Write the document and return it.

    Raises:
        ValueError: It does not fit the schema of CycloneDX 1.6.
    """
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            sys.executable, "-m", "cyclonedx_py", "environment", sys.executable, "--pyproject", str(ROOT / "pyproject.toml"),
            "--mc-type", "application", "--sv", "1.6", "--of", "JSON", "--output-reproducible", "-o", str(path),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    text = path.read_text(encoding="utf-8")
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"{path} does not fit CycloneDX 1.6: {wrong.data}")
    return dict(json.loads(text))


if __name__ == "__main__":
    written = ROOT / "out" / "sbom.cdx.json"
    document = write(written)
    print(f"{written}: {len(document['components'])} components, fits CycloneDX 1.6.")  # type: ignore[arg-type] # a list, by the schema
