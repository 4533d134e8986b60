"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, cast

import click

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asked:
    """How a brief is asked for on the command line: a file or words, and what is said over it.

    Attributes:
        brief_path: The file.
        text: The words.
        shot: The shot's name.
        quality: ``draft``, ``review`` or ``final``.
        seed: Of everything that is random.
        frames: How many, handles included.
        strict: Whether a word that is not understood stops it.
        planner: The model that reads the words.
        kind: What is made of the words.
    """

    brief_path: Path | None = None
    text: str | None = None
    shot: str | None = None
    quality: str | None = None
    seed: int | None = None
    frames: int | None = None
    strict: bool = False
    planner: str | None = None
    kind: str | None = None

    @property
    def overrides(self) -> dict[str, Any]:
        """What is said over a brief's own fields."""
        over = {"quality": self.quality, "seed": self.seed, "frames": self.frames}
        return {name: value for name, value in over.items() if value is not None}


def show_option(command: Command) -> Command:
    """Add ``--show FOLDER``."""
    return click.option(
        "--show",
        "show_folder",
        type=click.Path(path_type=Path),
        required=True,
        help="The show's folder, as `rushes init` made it.",
    )(command)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")(command)


def brief_options(command: Command) -> Command:
    """Add the brief itself, as a file or as words, and what may be said over it: the command gets them as ``asked``."""

    @functools.wraps(command)
    def gathered(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the command takes and gives
        asked = Asked(**{field.name: kwargs.pop(field.name) for field in fields(Asked)})
        return command(*args, asked=asked, **kwargs)

    made: Any = gathered
    for option in (
        click.option("--planner", help="Let a model read the words, for example openai:gpt-5 (extra: planner)."),
        click.option("--strict", is_flag=True, help="Stop when a word was not understood."),
        click.option("--frames", type=int, help="Number of frames, handles included."),
        click.option("--seed", type=int, help="Seed of everything that is random."),
        click.option("--quality", type=click.Choice(["draft", "review", "final"]), help="Size and samples."),
        click.option(
            "--kind",
            type=click.Choice(["destruction", "reage", "wardrobe", "set", "clip"]),
            help="What is made of --text; left out, what its words name.",
        ),
        click.option("--shot", help="The shot, for example 020_0150 (with --text)."),
        click.option("--text", help="The brief as plain words, instead of a file."),
        click.argument("brief_path", metavar="[BRIEF]", required=False, type=click.Path(path_type=Path)),
    ):
        made = option(made)
    return cast("Command", made)
