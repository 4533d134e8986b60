"""What words turn in a set's style: parameters by name, of one style or of any that has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from rushes.brief.room import Style
from rushes.brief.words import Said

ANY: Final = "any"

TURNED: Final = frozenset({ANY, *get_args(Style)})
"""First parts of fields that are parameters of a style: ``bunker.pit``, ``any.width``."""


def turned_by(said: Sequence[Said], style: str) -> tuple[list[tuple[str, float | str, str]], tuple[str, ...]]:
    """Return each parameter, its value and the words it came from; and the words that mean nothing in this style.

    A value is a number, a word, or a change of what is usual: ``x1.25`` or ``+0.5``. What is said of a style goes before what
    is said of any.

    Args:
        said: What words said of ``STYLE.PARAMETER``.
        style: The style that the brief asks for.
    """
    found: dict[str, tuple[float | str, str]] = {}
    for whose in (ANY, style):
        for each in said:
            first, _, name = each.field.partition(".")
            if first == whose and isinstance(each.value, float | int | str):
                found[name] = each.value, each.words
    heard = {each.words for each in said if each.field.partition(".")[0] in {ANY, style}}
    lost = tuple(dict.fromkeys(each.words for each in said if each.words not in heard))
    return [(name, value, words) for name, (value, words) in found.items()], lost
