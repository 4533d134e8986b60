"""How every benchmark is asked and how it answers: ``--full``, ``--json``, and a file in ``results/``."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring.figures import Figures
from measuring.surroundings import describe, surroundings
from rushes.errors import BadInputError, RushesError, StepFailedError
from rushes.studio.store import spoken_errors, write_atomically

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
    except subprocess.CalledProcessError as error:
        print(f"{name}: {_failure(error)}", file=sys.stderr)
        sys.exit(StepFailedError.exit_code)
    line = figures.line(name)
    if asked.json:
        print(json.dumps(line))
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
    form = "full" if full else "quick"
    record = {**figures.line(path.stem), **figures.words(), "about": about.splitlines()[0], **where}
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = read_results(path)
        write_atomically(path, json.dumps({**kept, form: record}, indent=1, sort_keys=True) + "\n")


def read_results(path: Path) -> dict[str, Any]:
    """Return a benchmark's results by form; nothing when it was never measured.

    Raises:
        BadInputError: The file is not whole.
    """
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise BadInputError(f"{path} holds no results ({error}). Delete it and measure again.") from error


def _failure(error: subprocess.CalledProcessError) -> str:
    """Return in a sentence that a program failed, with its last words where they were kept."""
    said = str(error.stderr or "").strip().splitlines()
    words = f" and said: {said[-1]}" if said else ""
    return f"{error.cmd[0]} left with code {error.returncode}{words}. Run it by hand: {shlex.join(map(str, error.cmd))}"
