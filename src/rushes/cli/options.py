"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


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
    """Add the brief itself, as a file or as words, and what may be said over it."""
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
        command = option(command)
    return command
