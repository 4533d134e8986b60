"""How every benchmark is asked and how it answers: ``--full``, ``--json``, and a file in ``results/``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring.figures import Figures
from measuring.surroundings import describe, surroundings
from rushes.errors import RushesError
from rushes.studio.store import write_atomically

RESULTS = Path(__file__).resolve().parent.parent / "results"
"""What was measured, a file a benchmark: the page is written from these."""


def run(name: str, about: str, measure: Callable[[argparse.Namespace], Figures], *, shares: bool = False) -> None:
    """Read the options, measure, say the figures, and write them down.

    Args:
        name: The benchmark's file, without its ending.
        about: Its docstring; the first line is its help and stands on the page.
        measure: Measures; is handed the options (``full``, and ``take`` where takes are shared).
        shares: Whether it can work from a make that another benchmark measured (``--take``).
    """
    asked = _options(about, shares=shares)
    where = surroundings()
    try:
        figures = measure(asked)
        _write(asked.results / f"{name}.json", asked.full, about, figures, where)
    except RushesError as error:
        print(f"{name}: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    line = figures.line(name)
    if asked.json:
        print(json.dumps({**line}))
        return
    print(f"{name} ({'full' if asked.full else 'quick'})  {about.splitlines()[0]}")
    print(f"  on     {describe(where)}")
    print(f"  ours   {line['ours']:g} {figures.unit}: {figures.ours_is}")
    print(f"  other  {line['other']:g} {figures.unit}: {figures.other_is}")
    print(f"  ratio  {line['ratio']:g}")
    verdict = "within" if figures.passed else "MISSED"
    print(f"  limit  {line['limit']:g} {figures.unit}, {verdict}: {figures.limit_is}")
    for note in figures.notes:
        print(f"  note   {note}")


def _options(about: str, *, shares: bool) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="measure what the limits are promised for")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to write the results to")
    if shares:
        parser.add_argument(
            "--take",
            type=Path,
            help="a file that keeps the measured make: read when it is there, so that several benchmarks can speak of "
            "one make, and written when it is not",
        )
    return parser.parse_args()


def _write(path: Path, full: bool, about: str, figures: Figures, where: dict[str, Any]) -> None:
    """Write a form's results beside those of the other form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    form = "full" if full else "quick"
    record = {**figures.line(path.stem), **figures.words(), "about": about.splitlines()[0], **where}
    write_atomically(path, json.dumps({**kept, form: record}, indent=1, sort_keys=True) + "\n")
