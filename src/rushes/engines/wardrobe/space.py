"""A brief's clothes as a design space: cut, fabric, buttons and colour of every piece, about what its period has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from rushes.engines.lookdev.colour import Colour, named_colour
from rushes.engines.lookdev.space import Choice, Range, Space, Value
from rushes.engines.wardrobe.asked import TODAY, Asked, AskedPiece, Wearer
from rushes.engines.wardrobe.clothes import buttons, clothing, colours, lining_of, schemes, trade_name
from rushes.engines.wardrobe.cuts import Turn, flat_style, turns
from rushes.engines.wardrobe.look import Dressed, Look, LookPiece, open_look

SCHEME, SHADE = "scheme", "shade"
BY_SCHEME: Final = "by scheme"
BUTTONS: Final = "buttons_of"
"""What buttons are of; ``buttons`` says how many a block has."""

REACH: Final = {True: 0.3, False: 0.45}
"""How far [share of its bounds] a cut is explored to both sides of what its period (True), or today (False), has: further it is another time's."""

DARKER: Final = 0.11
"""By how much [OKLab lightness] the darkest shade of a look is darker than what was asked."""

_BLACKEST, _WHITEST = 0.22, 0.97


def design_space(asked: Asked) -> Space:
    """Return what of a brief's clothes may be explored; what is worn outermost stands first."""
    rows: list[Range | Choice] = []
    for one in reversed(asked.wearers):
        for piece in reversed(one.pieces):
            rows += _rows(one, piece)
    free = open_look(asked)
    names = tuple(schemes())
    rows.append(Choice(SCHEME, names, "the colours of what was left open", 1.5 if free else 0.0, "colours"))
    rows.append(
        Range(
            SHADE,
            -1.0,
            1.0,
            "how dark the whole is",
            "",
            0.5 if free else 0.0,
            "colours",
            ("darker",),
            ("lighter", "paler"),
        )
    )
    return Space(tuple(rows))


def held_of(asked: Asked) -> dict[str, Value]:
    """Return what a brief fixed, by the parameters of its space."""
    held: dict[str, Value] = {}
    for one in asked.wearers:
        for piece in one.pieces:
            before = _before(one, piece)
            names = {row.name for row in _rows(one, piece)}
            held |= {f"{before}_{name}": value for name, value in piece.style.items() if f"{before}_{name}" in names}
            for name, asked_for in (("fabric", piece.fabric), ("colour", piece.colour), (BUTTONS, piece.buttons)):
                if asked_for and f"{before}_{name}" in names:
                    held[f"{before}_{name}"] = asked_for
    return held


def usual_values(asked: Asked) -> dict[str, Value]:
    """Return the look that is usual for what is asked, as values of its space."""
    out: dict[str, Value] = {}
    usual = {
        f"{_before(one, piece)}_{turn.name}": _usual(one, piece, turn)
        for one in asked.wearers
        for piece in one.pieces
        for turn in _turned(one, piece)
    }
    for row in design_space(asked):
        out[row.name] = row.values[0] if isinstance(row, Choice) else usual.get(row.name, 0.0)
    return out | held_of(asked)


def scheme_colours(parameter: str, value: str) -> tuple[Colour, ...]:
    """Return the colours that a value of a parameter brings: those of a scheme; none where it is no scheme."""
    return tuple(named_colour(words) for words in schemes()[value].values()) if parameter == SCHEME else ()


def look_of(asked: Asked, values: Mapping[str, Value]) -> Look:
    """Return the look that values of a space are."""
    dressed = tuple(
        Dressed(
            one.name,
            one.period,
            one.measures,
            tuple(_piece(one, piece, values) for piece in one.pieces),
            one.appearance,
        )
        for one in asked.wearers
    )
    return Look(dressed, asked.told)


def _before(one: Wearer, piece: AskedPiece) -> str:
    return f"{one.name}_{piece.key}".replace(" ", "_") if one.name else piece.key


def _turned(one: Wearer, piece: AskedPiece) -> Iterator[Turn]:
    """Return the fields of a piece that mean anything in its cut."""
    block = clothing(piece.garment).block
    usual = flat_style(block, one.period) | dict(piece.style)
    for turn in turns(block):
        if all(str(usual.get(name)) == value for name, value in (turn.only or {}).items()):
            yield turn


def _usual(one: Wearer, piece: AskedPiece, turn: Turn) -> float:
    """Return what a field is when nobody turns it: as it was asked, or as the period has it, if the body can wear that."""
    own = _own(one, piece, turn)
    return own if turn.name in piece.style else max(own, turn.lowest(one.measures))


def _own(one: Wearer, piece: AskedPiece, turn: Turn) -> float:
    """Return what a block takes by itself: as it was asked, as the period has it, or as the body asks for."""
    block = clothing(piece.garment).block
    found = piece.style.get(turn.name, flat_style(block, one.period)[turn.name])
    return turn.usual(one.measures) if found is None else float(found)


def _rows(one: Wearer, piece: AskedPiece) -> Iterator[Range | Choice]:
    before, made = _before(one, piece), clothing(piece.garment)
    part = before.replace("_", " ")
    for turn in _turned(one, piece):
        usual = _usual(one, piece, turn)
        reach = REACH[one.period != TODAY] * (turn.high - turn.low)
        low, high = max(turn.lowest(one.measures), usual - reach), min(turn.high, usual + reach)
        if turn.name in piece.style:
            low, high = min(turn.low, usual), max(turn.high, usual)
        unit = "" if turn.whole or turn.high > 1.5 else "m"
        yield Range(f"{before}_{turn.name}", low, high, turn.means, unit, turn.weight, part, turn.more, turn.less)
    fabrics = tuple(dict.fromkeys((piece.fabric or made.fabrics[0], *made.fabrics)))
    yield Choice(f"{before}_fabric", fabrics, "what it is made of", 0.7, part)
    words = tuple(dict.fromkeys((piece.colour or BY_SCHEME, BY_SCHEME, *colours())))
    yield Choice(f"{before}_colour", words, "its colour", 0.0, part)
    if made.buttons or piece.buttons:
        of = tuple(dict.fromkeys((piece.buttons or made.buttons, *buttons())))
        yield Choice(f"{before}_{BUTTONS}", of, "what its buttons are of", 0.15, part)


def _piece(one: Wearer, piece: AskedPiece, values: Mapping[str, Value]) -> LookPiece:
    before, made = _before(one, piece), clothing(piece.garment)
    style = dict(piece.style)
    for turn in _turned(one, piece):
        given = values.get(f"{before}_{turn.name}")
        if given is not None and (turn.name in piece.style or not _is_own(one, piece, turn, float(given))):
            style[turn.name] = turn.held(float(given))
    words = str(values[f"{before}_colour"])
    if words == BY_SCHEME:
        words = schemes()[str(values[SCHEME])][made.part]
    colour, name = shaded(named_colour(words), words, float(values[SHADE]))
    lining = named_colour(piece.lining or lining_of(made.part))
    return LookPiece(
        piece.key,
        piece.garment,
        style,
        trade_name(str(values[f"{before}_fabric"]), piece.garment),
        colour.hex,
        name,
        str(values.get(f"{before}_{BUTTONS}", "")),
        lining.hex,
        pull_on=piece.pull_on,
        weave=piece.weave,
    )


def _is_own(one: Wearer, piece: AskedPiece, turn: Turn, value: float) -> bool:
    """Return whether a value is what the block takes by itself, so that it is left to it."""
    return abs(value - _own(one, piece, turn)) < 1e-9


def shaded(colour: Colour, name: str, shade: float) -> tuple[Colour, str]:
    """Return a colour darker (1) or lighter (-1), and what it is then called; black stays black, and white white."""
    if abs(shade) < 0.05:
        return colour, name
    lab = colour.oklab.copy()
    lab[0] = np.clip(lab[0] - DARKER * shade, min(_BLACKEST, lab[0]), max(_WHITEST, lab[0]))
    if abs(lab[0] - colour.oklab[0]) < 0.02:
        return colour, name
    return Colour.from_oklab(lab, name), f"{'deep' if shade > 0 else 'soft'} {name}"
