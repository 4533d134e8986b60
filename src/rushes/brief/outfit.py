"""From what words said of clothes and of things, one after another: a colour, a fabric and buttons belong to what they stand with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from rushes.brief.wardrobe import Piece
from rushes.brief.words import Said
from rushes.show import parse_document

ANYWHERE: Final = "somewhere"
"""The part of a set for which a material is named that nobody said the place of."""

CUT, LATE = "cut", "late."
"""What may be said of a garment before or after it was named: "flared trousers", "a coat, wide lapels"; and only after it: "a dress in silk, navy"."""


@dataclass
class _Named:
    """A garment as words name it, while the text is read."""

    garment: str
    words: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    style: dict[str, float | str] = field(default_factory=dict)

    def take(self, name: str, value: str, words: str) -> bool:
        """Take what is said of a garment; False where it isn't cut so, or has it already."""
        if name.startswith(CUT):
            changes = cuts().get(value, {}).get(self.garment)
            if changes is None:
                return False
            self.style |= changes
        elif name in self.fields and name not in {"buttons", "lining"}:
            return False
        else:
            self.fields[name] = value
        if words not in self.words:
            self.words.append(words)
        return True


def outfit_of(said: Sequence[Said]) -> tuple[list[tuple[Piece, str]], tuple[str, ...]]:
    """Return each piece and the words it came from, in the order of the text; and the words that no piece takes.

    Args:
        said: What words said of ``piece.garment``, ``piece.colour``, ``piece.fabric``, ``piece.buttons``, ``piece.lining``, ``piece.cut`` and
            ``piece.late.NAME`` (a colour or fabric behind its garment), in their order. A garment's own phrase is one run of the same words.
    """
    found: list[_Named] = []
    waiting: list[tuple[str, str]] = []
    unworn: list[str] = []
    for each in said:
        name, value = each.field.removeprefix("piece."), str(each.value)
        if name == "garment":
            found.append(_Named(value, [each.words]))
        elif not _taken(found, name, value, each.words):
            own = bool(found) and found[-1].words[0] == each.words
            waiting += [(value, each.words)] if name == CUT and not own else []
            unworn += [each.words] if name != CUT or own else []
    for value, words in waiting:
        if not any(one.take(CUT, value, words) for one in found):
            unworn.append(words)
    pieces = [
        (Piece.model_validate({"garment": one.garment, "style": one.style, **one.fields}), ", ".join(one.words))
        for one in found
    ]
    return pieces, tuple(dict.fromkeys(unworn))


def _taken(found: Sequence[_Named], name: str, value: str, words: str) -> bool:
    """Give what is said to the garment of its own phrase, or to the last one before it that can have it."""
    own = [one for one in found[-1:] if one.words[0] == words]
    if own and not name.startswith(LATE):
        return own[0].take(name, value, words)
    if name.startswith(LATE):
        return any(one.take(name.removeprefix(LATE), value, words) for one in found[-1:])
    if name in {"buttons", "lining"}:
        return any(one.take(name, value, words) for one in found[-1:])
    return name.startswith(CUT) and any(one.take(name, value, words) for one in reversed(found))


@cache
def cuts() -> Mapping[str, Mapping[str, Mapping[str, float | str]]]:
    """Return what words for a cut mean, by the garments that can be cut so."""
    text = files("rushes.brief").joinpath("vocabulary", "wardrobe", "cuts.yaml").read_text(encoding="utf-8")
    return parse_document(text, "cuts.yaml")


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
