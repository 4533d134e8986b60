"""Designs of a version: one as is usual, options spread over the space, or what is wished of an earlier version's options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from rushes.engines.lookdev.explore import spread
from rushes.engines.lookdev.option import Exploration, Option
from rushes.engines.lookdev.space import Space, Value
from rushes.engines.lookdev.twins import Seen
from rushes.engines.lookdev.wish import follow
from rushes.errors import BadInputError
from rushes.untrusted import parsed

_ALONE: Final = re.compile(r"\s*(?:option\s+)?(\d+)\s*(?:in full)?[.!]?\s*", re.IGNORECASE)
"""A wish for one option as it is."""

Spread = Callable[[Space, int, int, Mapping[str, Value], Seen], Exploration]


@dataclass(frozen=True)
class Shown:
    """What a version shows.

    Attributes:
        exploration: Every option so far.
        options: Those that are made now.
        told: What was not understood of a wish, in sentences.
    """

    exploration: Exploration
    options: tuple[Option, ...]
    told: tuple[str, ...] = ()


def begun(
    space: Space,
    usual: Mapping[str, Value],
    held: Mapping[str, Value],
    count: int,
    seed: int,
    seen: Seen,
    spread_over: Spread | None = None,
) -> Shown:
    """Begin: one design as is usual but for what was asked, or options spread over all of the space.

    Args:
        space: What can be changed.
        usual: Every parameter as it is when nothing is said.
        held: What was asked.
        count: How many designs.
        seed: Where the spread starts.
        seen: What is seen of a design, so that no two options look alike.
        spread_over: How options are spread, where an engine has a way of its own.

    Raises:
        BadInputError: Options would be equal, whatever is turned of what is left open.
    """
    if count == 1:
        made = Exploration(space, (Option(1, {**usual, **held}),), dict(held))
    elif spread_over:
        made = spread_over(space, count, seed, held, seen)
    else:
        made = spread(space, count, seed=seed, held=held, seen=seen)
    return Shown(made, made.options)


def continued(
    record: Mapping[str, Any], held: Mapping[str, Value], wish: str, count: int, seed: int, seen: Seen
) -> Shown:
    """Go on from an earlier version's options.

    Args:
        record: What that version explored.
        held: What this brief asks.
        wish: What is wished: "3" for that option as it is, "3 but darker" for one more, "more like 3" for ``count`` more.
        count: How many designs this version shows.
        seed: Where the spread starts.
        seen: What is seen of a design, so that no two options look alike.

    Raises:
        BadInputError: The wish isn't understood, names no option, makes another number than is asked for, or options that are equal.
    """
    before = Exploration.from_json(dict(record))
    chosen = _ALONE.fullmatch(wish)
    if chosen:
        if count > 1:
            raise BadInputError(
                f'"{wish}" is one design, and {count} options are asked for. Say "more like {chosen[1]}", or leave options out.'
            )
        return Shown(before, (before.option(int(chosen[1])),))
    after, missed = follow(replace(before, held=before.held | dict(held)), wish, count=count, seed=seed, seen=seen)
    made = after.options[len(before.options) :]
    if not made:
        raise BadInputError(f'"{wish}" makes no new option. Say for example "more like 3", or "3 but darker".')
    shown = made[-count:]
    if len(shown) < count:
        raise BadInputError(
            f'"{wish}" makes one option, and {count} are asked for. Leave options out: it is then made in full.'
        )
    return Shown(after, shown, tuple(f'"{phrase}" was not understood of the wish.' for phrase in missed))


def read_explored(path: Path) -> dict[str, Any]:
    """Read what a version explored.

    Raises:
        BadInputError: It can't be read.
    """
    try:
        return dict(parsed(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInputError(f"The options in {path} can't be read ({error}). Make that version again.") from error
