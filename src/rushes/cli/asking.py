"""How a command gets its brief: from a file, from words, or from words through a model."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from rushes.brief import Brief
from rushes.errors import BadInputError


def ask(
    brief_path: Path | None,
    *,
    text: str | None,
    shot: str | None,
    rate: Fraction,
    strict: bool,
    planner: str | None,
    kind: str | None,
    overrides: dict[str, Any],
) -> Brief:
    """Return the brief that a command's options describe.

    Raises:
        BadInputError: Neither a file nor words were given, or both, a kind beside a file, or the brief is wrong.
    """
    from rushes.brief import brief_from_text, plan_with_model, read_brief

    given = {name: value for name, value in overrides.items() if value is not None}
    if (brief_path is None) == (text is None):
        raise BadInputError('Give a brief as a file or as --text "...", and not both.')
    if brief_path is not None:
        if kind is not None:
            raise BadInputError("--kind is for words: a file says its own, as kind: and one of them.")
        if planner is not None:
            raise BadInputError("--planner reads words: give them as --text instead of a file.")
        if shot is not None:
            given["shot"] = shot
        return read_brief(brief_path, rate=rate, overrides=given, strict=strict)
    if shot is None:
        raise BadInputError("With --text, name the shot as well: --shot 010_0010.")
    if planner is not None:
        if kind not in {None, "destruction", "clip"}:
            raise BadInputError(
                f"--planner reads collapses and clips, and this is to be a {kind}. Leave --planner out."
            )
        if kind == "clip":
            given["kind"] = kind
        return plan_with_model(text or "", planner, shot=shot, rate=rate, strict=strict, **given)
    if kind is not None:
        given["kind"] = kind
    return brief_from_text(text or "", shot, rate, strict=strict, **given)


def say_brief(brief: Brief) -> None:
    """Print what was understood, what was assumed, and what was not understood."""
    from rushes.brief import describe

    for line in describe(brief):
        click.echo(line)
