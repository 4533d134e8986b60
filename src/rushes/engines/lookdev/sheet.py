"""What stands on a board's sheets: its words, cut to their room where they must be, and its pictures as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from rushes.engines.lookdev.board import Board, Material, OptionCard, Reading, Shown
from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.palette import Palette
from rushes.engines.lookdev.prints import printed, read_drawing
from rushes.engines.lookdev.references import Reference

HERO_MM, OPTION_MM, SWATCH_MM, REFERENCE_MM = 270, 130, 40, 60
"""Longest sides on an A3 sheet [mm]."""

_CAPTION, _NOTE, _RIGHTS, _MATERIAL = 90, 170, 60, 34
"""Characters on the first sheet; the working sheets have all of them."""

_PAPER_WHITE: Final = 0.955
"""OKLab lightness above which a chip is lost on white paper."""

CLOTHES: Final = "Wardrobe"
"""The kind of board on which references suggest cloths; on others they suggest finishes."""

WORDS_BY_ROOM: Final = (420, 280, 170, 90)
"""Characters of the brief on the first sheet, from much room to little."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the templates are given.

    Attributes:
        record: Texts, and names of files.
        files: The files by name: JPEG and SVG.
    """

    record: dict[str, Any]
    files: dict[str, bytes]


def sheet_of(board: Board) -> Sheet:
    """Prepare a board's content.

    Raises:
        BadInputError: A picture or a drawing is missing or can't be read.
    """
    files: dict[str, bytes] = {}
    record: dict[str, Any] = {
        "kind": board.kind,
        "title": board.title.strip(),
        "words": board.words.strip(),
        "words_by_room": [shortened(board.words, room) for room in WORDS_BY_ROOM],
        "hero": _shown(board.hero, "hero", HERO_MM, files) if board.hero else None,
        "finished": [_shown(one, f"finished_{at}", HERO_MM, files) for at, one in enumerate(board.finished, start=1)],
        "options": [
            _shown(one.picture, f"option_{one.number}", OPTION_MM, files)
            | {
                "number": str(one.number),
                "caption": one.caption or one.picture.caption,
                "short": shortened(one.caption or one.picture.caption, _CAPTION),
                "origin": one.origin,
                "is_hero": one.is_hero,
                "plan": _plan(one, files),
                "materials": [_material(row, f"{one.number}_{at}", files) for at, row in enumerate(one.materials)],
            }
            for one in _in_the_strip(board)
        ],
        "strip": board.strip,
        "palette": _palette(board.palette),
        "materials": [_material(one, str(at), files) for at, one in enumerate(board.materials)],
        "drawings": [],
        "notes": list(board.notes),
        "notes_short": [shortened(note, _NOTE) for note in board.notes],
        "understood": [_reading(one) for one in board.understood],
        "assumed": [_reading(one) for one in board.assumed],
        "not_understood": list(board.not_understood),
        "references": [_reference(one, at, files, board.kind) for at, one in enumerate(board.references)],
        "provenance": board.provenance.line,
        "production": "  ·  ".join(
            part for part in (board.provenance.show, board.provenance.shot, board.provenance.version) if part
        ),
        "has_impressions": any(one.standing == "impression" for one in board.shown),
    }
    for at, drawing in enumerate(board.drawings):
        name = f"drawing_{at}.svg"
        files[name] = read_drawing(drawing.svg)
        record["drawings"].append({"file": name, "caption": drawing.caption, "scale": drawing.scale})
    return Sheet(record, files)


def shortened(text: str, room: int) -> str:
    """Return a text that has at most ``room`` characters: cut after a word, with an ellipsis, where it was longer."""
    plain = " ".join(text.split())
    if len(plain) <= room:
        return plain
    cut = plain[: room - 1]
    whole = cut.rsplit(" ", 1)[0] if " " in cut[room // 2 :] else cut
    return whole.rstrip(" ,;:.-") + "…"


def _in_the_strip(board: Board) -> tuple[OptionCard, ...]:
    """A single option that is the hero is shown already."""
    return () if board.hero and len(board.options) == 1 and board.options[0].is_hero else board.options


def _shown(shown: Shown, name: str, across_mm: float, files: dict[str, bytes]) -> dict[str, Any]:
    picture = printed(shown.path, across_mm)
    files[f"{name}.jpg"] = picture.jpeg
    return {
        "file": f"{name}.jpg",
        "aspect": picture.aspect,
        "standing": shown.standing,
        "caption": shown.caption,
        "short": shortened(shown.caption, _CAPTION),
    }


def _plan(one: OptionCard, files: dict[str, bytes]) -> str:
    """Return the name of an option's plan; empty where it has none."""
    if one.plan is None:
        return ""
    name = f"plan_{one.number}.svg"
    files[name] = read_drawing(one.plan)
    return name


def _palette(palette: Palette | None) -> dict[str, Any]:
    if palette is None:
        return {"source": "", "chips": []}
    chips = [
        {
            "name": one.colour.name,
            "iscc": one.colour.iscc_nbs,
            "hex": one.colour.hex,
            "acescg": " ".join(f"{value:.3f}" for value in one.colour.acescg),
            "share": one.share,
            "role": one.role,
            "is_pale": _is_pale(one.colour),
        }
        for one in palette.swatches
    ]
    return {"source": palette.source, "chips": chips}


def _material(material: Material, at: str, files: dict[str, bytes]) -> dict[str, Any]:
    name = ""
    if material.picture is not None:
        name = f"material_{at}.jpg"
        files[name] = printed(material.picture, SWATCH_MM).jpeg
    return {
        "name": material.name,
        "short": shortened(material.name, _MATERIAL),
        "use": material.use,
        "detail": material.detail,
        "hex": material.colour.hex if material.colour else "",
        "colour": material.colour.name if material.colour else "",
        "is_pale": material.colour is not None and _is_pale(material.colour),
        "file": name,
        "is_cloth": material.is_cloth,
    }


def _is_pale(colour: Colour) -> bool:
    """Tell whether a colour needs an outline on white paper."""
    return float(colour.oklab[0]) > _PAPER_WHITE


def _reading(one: Reading) -> dict[str, str]:
    return {"field": one.field, "value": one.value, "words": one.words}


def _reference(reference: Reference, at: int, files: dict[str, bytes], kind: str) -> dict[str, Any]:
    picture = printed(reference.path, REFERENCE_MM)
    files[f"reference_{at}.jpg"] = picture.jpeg
    return {
        "file": f"reference_{at}.jpg",
        "aspect": picture.aspect,
        "name": reference.path.name,
        "size": f"{reference.size[0]} × {reference.size[1]}",
        "rights": reference.rights,
        "rights_short": shortened(reference.rights, _RIGHTS),
        "are_rights_stated": reference.are_rights_stated,
        "colours": [one.colour.hex for one in reference.palette.swatches],
        "statement": reference.statement,
        "suggestions": [
            {
                "hex": one.colour.hex,
                "colour": one.colour.name,
                "seen": one.seen,
                "often": one.cloths if kind == CLOTHES else one.finishes,
                "sure": one.sure,
            }
            for one in reference.suggestions
        ],
    }
