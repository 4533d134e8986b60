"""The step ``board``: the look on one sheet to pin up, and the working sheets behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from rushes.engines.lookdev.board import (
    MOST_MATERIALS,
    MOST_OPTIONS,
    Board,
    Drawing,
    Material,
    OptionCard,
    Provenance,
    Reading,
    Shown,
)
from rushes.engines.lookdev.board_page import write_board_page
from rushes.engines.lookdev.board_pdf import write_board_pdf
from rushes.engines.lookdev.colour import Colour, named_colour
from rushes.engines.lookdev.finished import finish_notes, finished_pictures
from rushes.engines.lookdev.option import Exploration
from rushes.engines.lookdev.palette import Palette, Swatch
from rushes.engines.lookdev.references import references_of
from rushes.engines.wardrobe.body_step import Stood, load_people
from rushes.engines.wardrobe.clothes import button_colours
from rushes.engines.wardrobe.drape.gate import DEEP_M, GAP_M, SHARE, SPEED_M_S
from rushes.engines.wardrobe.look import Look, LookPiece, drafted
from rushes.engines.wardrobe.materials import Row, from_json, said_total
from rushes.engines.wardrobe.papers.thumbnail import thumbnail
from rushes.engines.wardrobe.pattern_step import FIRST, load_look
from rushes.engines.wardrobe.space import SHADE
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

PATTERNS: Final = 4
"""Patterns that are shown small on the first sheets; the papers have them all."""

AREAS: Final[Mapping[str, float]] = {
    "coat": 3.0,
    "cape": 3.0,
    "dress": 2.6,
    "robe": 3.0,
    "overalls": 2.4,
    "tailcoat": 2.2,
    "jacket": 2.0,
}
"""How much is seen of a garment beside others, for the palette; 1 for what isn't named."""

COVERED: Final = 0.4
"""What of it is left to be seen of what is worn under something else."""


COMMON: Final = frozenset({"buttons", "lining", "cotton", "wool"})
"""Words that many materials have in their names, so that none is meant by them alone."""


def board(ctx: StepContext) -> None:
    """Write ``board.pdf`` and ``board.html``.

    Params: ``frames``, ``options``, ``title``, ``show``, ``shot``, ``version``, ``engine``, ``seed``, ``words``, ``understood``, ``assumed``,
    ``not_understood``, ``rights``. Needs ``body``, ``pattern``, ``drape``, ``comp``, and ``papers`` where one design is made in full. Files: references.

    Raises:
        BadInputError: A picture or a reference can't be read.
    """
    params = ctx.params
    frames = list(FrameRange(*params["frames"]))
    pictures = [ctx.inputs["comp"] / f"comp.{frame:04d}.exr" for frame in frames]
    look, several = load_look(ctx.inputs["pattern"]), int(params["options"]) > 1
    rows, currency = ((), "") if several else _costs(ctx.inputs["papers"])
    made = Board(
        kind="Wardrobe",
        title=str(params["title"]),
        provenance=_provenance(params),
        words=str(params["words"]),
        hero=Shown(pictures[0], "makeable", _caption(look)),
        finished=finished_pictures(ctx),
        options=_options(ctx.inputs["pattern"], frames, pictures) if several else _views(pictures),
        palette=_palette(look, str(params["words"])),
        materials=_materials(look, rows, currency, str(params["words"])),
        drawings=() if several else _patterns(look, ctx.out),
        notes=(
            *_notes(look, load_people(ctx.inputs["body"]), ctx.inputs["drape"], rows, currency),
            *finish_notes(ctx),
        ),
        understood=_readings(params["understood"]),
        assumed=_readings(params["assumed"]),
        not_understood=tuple(params["not_understood"]),
        strip="Options" if several else "Turn-around",
        references=references_of(ctx),
    )
    write_board_pdf(made, ctx.out / "board.pdf")
    write_board_page(made, ctx.out / "board.html")
    ctx.report(1, 1)


def _costs(papers: Path) -> tuple[tuple[Row, ...], str]:
    return from_json(json.loads((papers / "materials.json").read_text(encoding="utf-8")))


def _readings(rows: Sequence[Mapping[str, str]]) -> tuple[Reading, ...]:
    """Return what was read of body and clothes, their fields in plain words; how the take was asked for stands in the take."""
    return tuple(
        Reading(row["field"].partition(".")[2].removesuffix("_m").replace("_", " "), row["value"], row["words"])
        for row in rows
        if row["value"] and row["field"].startswith(("body.", "wardrobe."))
    )


def _provenance(params: Mapping[str, Any]) -> Provenance:
    show, shot, version, engine = (str(params[name]) for name in ("show", "shot", "version", "engine"))
    return Provenance(show, shot, version, engine, int(params["seed"]))


def _caption(look: Look) -> str:
    """Return what is worn, from the outside in."""
    return "; ".join(
        (f"{one.name}: " if one.name else "") + ", ".join(piece.spoken for piece in reversed(one.pieces))
        for one in look.dressed
    )


def _views(pictures: Sequence[Path]) -> tuple[OptionCard, ...]:
    """Return pictures of the turn-around, evenly spread where there are more than a board holds."""
    rest = list(enumerate(pictures))[1:]
    step = max(1, -(-len(rest) // (MOST_OPTIONS - 1)))
    turn = 360 / max(len(rest), 1)
    return tuple(
        OptionCard(number, Shown(picture, "makeable"), side_words(turn * (number - 1)))
        for number, picture in rest[::step]
    )


def side_words(degrees: float) -> str:
    """Return which side of somebody is seen from how far round to their left."""
    names = {0: "front", 90: "left side", 180: "back", 270: "right side"}
    return names.get(round(degrees) % 360, f"{degrees:.0f}° round")


def _options(patterns: Path, frames: Sequence[int], pictures: Sequence[Path]) -> tuple[OptionCard, ...]:
    """Return a card for each option, which says what sets it apart from the first."""
    record = json.loads((patterns / "explored.json").read_text(encoding="utf-8"))
    explored = Exploration.from_json(record)
    first = explored.option(record["shown"][0])
    cards = []
    for number, frame, picture in zip(record["shown"], frames, pictures, strict=True):
        one = explored.option(number)
        said = (
            _caption(load_look(patterns, frame))
            if frame == FIRST
            else _apart(load_look(patterns, frame), load_look(patterns), one.values, first.values)
        )
        cards.append(
            OptionCard(
                number, Shown(picture, "makeable"), said, one.words if one.parents else "", is_hero=frame == FIRST
            )
        )
    return tuple(cards[:MOST_OPTIONS])


def _apart(look: Look, first: Look, values: Mapping[str, object], before: Mapping[str, object]) -> str:
    """Return what sets an option apart: cloth and colour first, then the cut."""
    said = [
        piece.spoken for piece, other in zip(look.pieces, first.pieces, strict=True) if piece.spoken != other.spoken
    ]
    cut = [
        _cut(name, float(value))
        for name, value in values.items()
        if isinstance(value, float) and name != SHADE and before.get(name) != value
    ]
    return ", ".join([*reversed(said), *cut][:4])


def _cut(name: str, value: float) -> str:
    """Return a parameter in a designer's words."""
    piece, _, longer = name.partition("_longer")
    if name.endswith("_longer") and not longer:
        return f"{piece.replace('_', ' ')} {_amount(abs(value))} {'longer' if value > 0 else 'shorter'}"
    return f"{name.replace('_', ' ')} {_amount(value)}"


def _amount(value: float) -> str:
    return f"{value:g}" if value == round(value) else f"{100 * value:.0f} cm"


def _palette(look: Look, words: str) -> Palette:
    """Return the colours of the cloth as they were chosen, by how much is seen of them, and those of the buttons, named ones first."""
    shares: dict[str, float] = {}
    names: dict[str, str] = {}
    for one in look.dressed:
        for at, piece in enumerate(one.pieces):
            seen = AREAS.get(piece.garment, 1.0) * (COVERED if at + 1 < len(one.pieces) and _is_upper(piece) else 1.0)
            shares[piece.colour] = shares.get(piece.colour, 0.0) + seen
            names.setdefault(piece.colour, piece.colour_name)
    whole = sum(shares.values()) * 1.02
    rows = [
        Swatch(Colour.from_hex(code, names[code]), share / whole)
        for code, share in sorted(shares.items(), key=lambda row: -row[1])
    ]
    of = list(dict.fromkeys(piece.buttons for piece in look.pieces if button_colours().get(piece.buttons)))
    of.sort(key=lambda word: word not in words.lower())
    rows += [Swatch(replace(named_colour(button_colours()[word]), word=word), 0.02 / len(of), "accent") for word in of]
    return Palette(tuple(rows[:6]), "of the cloth as it was chosen")


def _is_upper(piece: LookPiece) -> bool:
    return piece.garment in {"shirt", "blouse", "waistcoat"}


def _materials(look: Look, rows: Sequence[Row], currency: str, words: str) -> tuple[Material, ...]:
    """Return the cloths from the outside in, then linings and buttons, each with how much and for how much; the same cloth once.

    Where there are more than a board holds, what the brief's words name stays.
    """
    shells: dict[tuple[str, str], list[tuple[str, LookPiece]]] = {}
    for called, piece in _called(look):
        shells.setdefault((piece.fabric, piece.colour), []).append((called, piece))
    rest: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.use == "lining" or row.name.endswith("buttons"):
            rest.setdefault((row.name, row.colour), []).append(row)
    cloths = [
        Material(
            fabric,
            ", ".join(called.replace("_", " ") for called, _ in worn),
            _bought(_shells(worn, rows), currency),
            Colour.from_hex(code, worn[0][1].colour_name),
            is_cloth=True,
        )
        for (fabric, code), worn in shells.items()
    ]
    others = [
        Material(
            name,
            f"{', '.join(row.piece for row in some)}, {some[0].use}",
            _bought(some, currency),
            Colour.from_hex(code) if code else _button(name),
            is_cloth=some[0].use == "lining",
        )
        for (name, code), some in rest.items()
    ]
    return most_named(cloths + others, words)


def most_named(materials: Sequence[Material], words: str) -> tuple[Material, ...]:
    """Return as many materials as a board holds, in their order; what the brief's words name goes before what they don't.

    Args:
        materials: What is used.
        words: The brief's.
    """
    said = set(re.findall(r"[a-z]+", words.lower()))
    named = [bool(said & ({*one.name.lower().split()} - COMMON)) for one in materials]
    kept = sorted(range(len(materials)), key=lambda at: not named[at])[:MOST_MATERIALS]
    return tuple(materials[at] for at in sorted(kept))


def _button(name: str) -> Colour | None:
    """Return what colour buttons have, by what they are of."""
    words = button_colours().get(name.removesuffix(" buttons"), "")
    return named_colour(words) if words else None


def _shells(worn: Sequence[tuple[str, LookPiece]], rows: Sequence[Row]) -> list[Row]:
    names = {called.replace("_", " ") for called, _ in worn}
    return [row for row in rows if row.piece in names and row.use == "shell"]


def _called(look: Look) -> list[tuple[str, LookPiece]]:
    """Return every piece with what its pattern is called, from the outside in."""
    return [(drafted(piece, one).name, piece) for one in look.dressed for piece in reversed(one.pieces)]


def _bought(rows: Sequence[Row], currency: str) -> str:
    """Return how much of one material is bought, and for how much."""
    if not rows:
        return ""
    amount = sum(row.amount for row in rows)
    known = [row.cost for row in rows if row.cost is not None]
    cost = f"{sum(known):.0f} {currency}{' (assumed)' if rows[0].assumed else ''}" if known else "no price"
    return f"{replace(rows[0], amount=amount).spoken}, {cost}"


def _patterns(look: Look, folder: Path) -> tuple[Drawing, ...]:
    """Draw the patterns of the outermost garments small."""
    worn = [(dressed, piece) for dressed in look.dressed for piece in reversed(dressed.pieces)]
    out = []
    for dressed, piece in worn[:PATTERNS]:
        garment = drafted(piece, dressed)
        path = folder / f"{garment.name}.svg"
        write_atomically(path, thumbnail(garment))
        out.append(Drawing(path, f"Pattern of the {garment.name.replace('_', ' ')}", "1:1 in the papers"))
    return tuple(out)


def _notes(look: Look, people: Sequence[Stood], drapes: Path, rows: Sequence[Row], currency: str) -> tuple[str, ...]:
    said = [said_total(rows, currency)] if rows else []
    gate = json.loads((drapes / f"gate.{FIRST:04d}.json").read_text(encoding="utf-8"))
    garments = [one for who in gate["dressed"] for one in who["garments"]]
    details = [f"{_spoken(one['name'])}: {why}." for one in garments if (why := _untrue(one["gate"]))]
    failed = [one["name"].replace("_", " ") for one in garments if one["gate"]["faults"]]
    if failed:
        said.append(
            f"How the cloth falls is only roughly right in the picture of: {', '.join(failed)} (why stands on the working sheet). The cut is that of the pattern."
        )
    return (*said, *(sentence for one in people for sentence in one.told), *look.told, *details)


def _spoken(name: str) -> str:
    plain = name.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def _untrue(gate: Mapping[str, Any]) -> str:
    """Return in plain words what of a garment's drape isn't true; empty where all of it is."""
    tight = [one for one in gate["strains"] if one["share"] < SHARE]
    said = []
    if tight:
        worst = sorted(tight, key=lambda one: one["share"])[:3]
        names = ", ".join(one["panel"].replace("_", " ") for one in worst)
        more = f" and {len(tight) - 3} more" if len(tight) > 3 else ""
        said.append(f"the cloth is stretched more than cloth is in {names}{more}")
    if gate["depth"] >= DEEP_M:
        said.append(f"it is up to {1000 * gate['depth']:.0f} mm inside what it lies on")
    if gate["seam_gap"] >= GAP_M:
        said.append(f"a seam is open by {1000 * gate['seam_gap']:.0f} mm")
    if gate["holes"]:
        said.append("a seam has a hole")
    if gate["crossings"]:
        said.append(f"it goes through itself in {gate['crossings']} places")
    if gate["speed"] >= SPEED_M_S:
        said.append("it has not come to rest")
    return "; ".join(said)
