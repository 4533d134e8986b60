"""Write the pages that are generated from the code: the command reference and the brief's JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

from rushes.brief import brief_schema
from rushes.cli.reference import command_reference

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    """Write both."""
    (DOCS / "commands.md").write_text(command_reference(), encoding="utf-8")
    (DOCS / "brief.schema.json").write_text(
        json.dumps(brief_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
