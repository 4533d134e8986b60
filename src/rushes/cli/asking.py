"""How a command gets its brief: from a file, from words, or from words through a model."""

from __future__ import annotations

from fractions import Fraction

import click

from rushes.brief import Brief
from rushes.cli.options import Asked
from rushes.errors import BadInputError


def ask(asked: Asked, rate: Fraction) -> Brief:
    """Return the brief that a command's options describe.

    Raises:
        BadInputError: Neither a file nor words were given, or both, a kind beside a file, or the brief is wrong.
    """
    from rushes.brief import brief_from_text, plan_with_model, read_brief

    given = asked.overrides
    if (asked.brief_path is None) == (asked.text is None):
        raise BadInputError('Give a brief as a file or as --text "...", and not both.')
    if asked.brief_path is not None:
        if asked.kind is not None:
            raise BadInputError("--kind is for words: a file says its own, as kind: and one of them.")
        if asked.planner is not None:
            raise BadInputError("--planner reads words: give them as --text instead of a file.")
        if asked.shot is not None:
            given["shot"] = asked.shot
        return read_brief(asked.brief_path, rate=rate, overrides=given, strict=asked.strict)
    if asked.shot is None:
        raise BadInputError("With --text, name the shot as well: --shot 010_0010.")
    if asked.planner is not None:
        if asked.kind not in {None, "destruction", "clip"}:
            raise BadInputError(
                f"--planner reads collapses and clips, and this is to be a {asked.kind}. Leave --planner out."
            )
        if asked.kind == "clip":
            given["kind"] = asked.kind
        return plan_with_model(
            asked.text or "", asked.planner, shot=asked.shot, rate=rate, strict=asked.strict, **given
        )
    if asked.kind is not None:
        given["kind"] = asked.kind
    return brief_from_text(asked.text or "", asked.shot, rate, strict=asked.strict, **given)


def say_brief(brief: Brief) -> None:
    """Print what was understood, what was assumed, and what was not understood."""
    from rushes.brief import describe

    for line in describe(brief):
        click.echo(line)
