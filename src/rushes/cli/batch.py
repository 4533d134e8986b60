"""``rushes clear --batch FILE``: many briefs at once, in order, one answer a line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from rushes.cli import print_json

HOUSE = ("house",)
"""Packs in force when neither the command nor the file names any."""


def clear_batch(path: Path, policies: tuple[str, ...], *, as_json: bool) -> int:
    """Judge every case of a file and print what was decided.

    The register is built once, so that all answers but the first are as fast as a running studio's.

    Raises:
        BadInputError: The file can't be read or is no such file, or a policy pack is not known.
    """
    from rushes.clearance.clear import clear
    from rushes.clearance.likeness.asking import question_of_text
    from rushes.clearance.likeness.cases import read_cases
    from rushes.clearance.likeness.ner import second_reading

    started = datetime.now(UTC)
    batch = read_cases(path, now=started)
    packs = policies or batch.policies or HOUSE
    for case in batch.cases:
        question = question_of_text(
            case.text,
            batch.registry,
            production=case.production,
            shot=case.shot,
            reading=second_reading(case.text),
        )
        clearance = clear(question, batch.registry, packs, now=batch.now or started)
        answer: dict[str, Any] = {"text": case.text, "verdict": str(clearance.verdict)}
        answer["reasons"] = [reason.to_json() for reason in clearance.reasons]
        answer["readers"] = list(clearance.readers)
        if case.expected:
            answer["expected"] = [str(verdict) for verdict in case.expected]
            answer["as_expected"] = clearance.verdict in case.expected
        if as_json:
            print_json(answer)
        else:
            _say(answer)
    return 0


def _say(answer: dict[str, Any]) -> None:
    note = "" if answer.get("as_expected", True) else f"   (expected {' or '.join(answer['expected'])})"
    click.echo(f"{answer['verdict']:<9} {answer['text']}{note}")
    for reason in answer["reasons"]:
        click.echo(f"          {reason['rule']}: {reason['found']}")
