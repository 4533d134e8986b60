"""From what words said of clothes and of things, one after another: a colour, a fabric and buttons belong to what they stand with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rushes.brief.wardrobe import Piece
from rushes.brief.words import Said

ANYWHERE: Final = "somewhere"
"""The part of a set for which a material is named that nobody said the place of."""

_LATER = ("buttons", "lining", "style.")
"""What may be said of a garment after it was named: "a tailcoat, brass buttons"."""


def outfit_of(said: Sequence[Said]) -> list[tuple[Piece, str]]:
    """Return each piece and the words it came from, in the order of the text; what is said before any garment is of no piece.

    Args:
        said: What words said of ``piece.garment``, ``piece.colour``, ``piece.fabric``, ``piece.buttons``, ``piece.lining`` and
            ``piece.style.NAME``, in their order. A garment's own phrase is one run of the same words.
    """
    found: list[tuple[dict[str, object], list[str]]] = []
    for each in said:
        name = each.field.removeprefix("piece.")
        if name == "garment":
            found.append(({"garment": each.value, "style": {}}, [each.words]))
        elif found and (found[-1][1][-1] == each.words or name.startswith(_LATER)):
            fields, words = found[-1]
            if name.startswith("style."):
                style = fields["style"]
                assert isinstance(style, dict)  # noqa: S101 - made above
                style[name.removeprefix("style.")] = each.value
            else:
                fields[name] = each.value
            if words[-1] != each.words:
                words.append(each.words)
    return [(Piece.model_validate(fields), ", ".join(words)) for fields, words in found]


def materials_of(said: Sequence[Said]) -> list[tuple[str, str, str]]:
    """Return the part, its material in words, and the words it came from, in the order of the text.

    Args:
        said: What words said of ``material.part``, ``material.material`` and ``material.colour``, in their order; a phrase is one run of the same
            words.
    """
    found: list[tuple[dict[str, str], str]] = []
    for each in said:
        name = each.field.removeprefix("material.")
        if not found or found[-1][1] != each.words or name in found[-1][0]:
            found.append(({}, each.words))
        found[-1][0][name] = str(each.value)
    rows: list[tuple[str, str, str]] = []
    for fields, words in found:
        stuff = " ".join(fields[name] for name in ("colour", "material") if name in fields)
        if stuff:
            place = fields.get("part", ANYWHERE)
            taken = {part for part, _, _ in rows}
            number = next(n for n in range(1, len(found) + 1) if (place if n == 1 else f"{place} {n}") not in taken)
            rows.append((place if number == 1 else f"{place} {number}", stuff, words))
    return rows
