"""Write the pages that are generated: commands, policies, the brief's JSON Schema, and the benchmarks' figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rushes.brief import brief_schema
from rushes.clearance.policy.reference import policy_reference
from rushes.cli.reference import command_reference

DOCS = Path(__file__).resolve().parent.parent / "docs"

sys.path.insert(0, str(DOCS.parent / "benchmarks"))


def main() -> None:
    """Write them all."""
    from measuring.command import RESULTS
    from measuring.page import page

    (DOCS / "commands.md").write_text(command_reference(), encoding="utf-8")
    (DOCS / "policies.md").write_text(policy_reference(), encoding="utf-8")
    (DOCS / "brief.schema.json").write_text(
        json.dumps(brief_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (DOCS / "benchmarks.md").write_text(page(RESULTS), encoding="utf-8")


if __name__ == "__main__":
    main()
