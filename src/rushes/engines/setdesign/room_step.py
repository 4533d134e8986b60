"""The step ``room``: the model in metres that everything else is made from; of several options, one each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from rushes.engines.lookdev.borrowed import borrowed
from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.continued import Shown, begun, continued, read_explored
from rushes.engines.lookdev.references import borrowed_palette
from rushes.engines.lookdev.space import Choice, Range, Space
from rushes.engines.setdesign.asked import Asked, grown_params
from rushes.engines.setdesign.darkness import NAME, PARAMETER, USUAL
from rushes.engines.setdesign.grammar.finishes import finish
from rushes.engines.setdesign.grammar.grow import grow, style
from rushes.engines.setdesign.grammar.space import design_space
from rushes.engines.setdesign.model.room import Room
from rushes.errors import BadInputError
from rushes.plan import StepContext
from rushes.studio import write_atomically

FIRST: Final = 1001
"""The first option's number in file names is that of its picture."""

CLOSER: Final = 1.6
"""How much longer the lens of a further set-up from the same place is."""

LONGEST_MM: Final = 100.0

TRIES: Final = 6
"""Seeds that a room is tried to grow with, when its first places leave no way through."""


def room_file(folder: Path, frame: int = FIRST) -> Path:
    """Return the file of the room whose picture is a frame's; a design that is made in full has one room, under the first."""
    return folder / f"room.{frame:04d}.json"


def load_room(folder: Path, frame: int = FIRST) -> Room:
    """Read a room that this step wrote.

    Raises:
        BadInputError: It can't be read.
    """
    path = room_file(folder, frame)
    return Room.from_json(path.read_text(encoding="utf-8"), name=str(path))


def room(ctx: StepContext) -> None:
    """Write ``room.####.json`` for each design, and ``explored.json``: the space, every option so far, and which are shown here.

    Params: ``style``, ``held``, ``told``, ``among``, ``title``, ``seed``, ``options``, ``views``, ``wish``, ``darkness``. Files: ``explored`` of an earlier version, where
    something is wished of its options; ``palette_reference_N`` where colours of references are asked for.

    Raises:
        BadInputError: What is asked for can't be built, or what is wished can't be understood; the sentence says what stands in the way.
    """
    params = ctx.params
    among = {name: tuple(values) for name, values in params.get("among", {}).items()}
    asked = Asked(str(params["style"]), dict(params["held"]), tuple(params["told"]), among)
    count, seed = int(params["options"]), int(params["seed"])
    found = _shown(ctx, asked, count, seed)
    asked = replace(asked, told=(*asked.told, *found.told))
    for index, option in enumerate(found.options):
        design = grown_params(asked.style, {name: value for name, value in option.values.items() if name != NAME})
        grown = with_views(_grown(asked, design, seed, str(params["title"])), int(params["views"]))
        room_file(ctx.out, FIRST + index).write_text(grown.to_json() + "\n", encoding="utf-8")
        ctx.report(index + 1, count)
    record = found.exploration.to_json() | {
        "style": asked.style,
        "asked": asdict(asked),
        "shown": [option.number for option in found.options],
    }
    write_atomically(ctx.out / "explored.json", json.dumps(record, indent=1))


def _shown(ctx: StepContext, asked: Asked, count: int, seed: int) -> Shown:
    """Return the designs of this version.

    Raises:
        BadInputError: The earlier version's options are of another style, or what is wished of them can't be had.
    """
    if "explored" not in ctx.files:
        return _begun(ctx, asked, count, seed)
    record = read_explored(ctx.files["explored"])
    if record["style"] != asked.style:
        raise BadInputError(
            f"The options of explore.of are of the style {record['style']}, and this brief asks for the style {asked.style}. Keep the style, or begin anew."
        )
    left = _left_open(asked, Space.from_json(record["space"]))
    held = {name: value for name, value in _held(ctx, asked).items() if name not in left}
    found = continued(record, held, str(ctx.params["wish"]), count, seed)
    kept = (
        ("What goes on from options keeps their colours: the palette was left out.",) if borrowed_palette(ctx) else ()
    )
    return replace(found, told=(*found.told, *kept))


def _begun(ctx: StepContext, asked: Asked, count: int, seed: int) -> Shown:
    """Return first designs, in the colours of a reference where these are asked for."""
    made = style(asked.style)
    space = Space((*design_space(made), PARAMETER))
    usual: dict[str, float | str] = {**made.complete(asked.held), NAME: USUAL}
    held = _held(ctx, asked)
    if count > 1:  # of velvet, any velvet
        space = Space(tuple(_among(one, asked.among) for one in space))
        held = {name: value for name, value in held.items() if name not in asked.among}
    palette = borrowed_palette(ctx)
    if palette is None:
        return begun(space, usual, held, count, seed)
    taken = borrowed(space, usual, held, palette[0], _finish_colours, called=palette[1])
    found = begun(taken.space, taken.usual, held, count, seed)
    return replace(found, told=(*found.told, *taken.told))


def _held(ctx: StepContext, asked: Asked) -> dict[str, float | str]:
    """Return what was asked, the darkness of its pictures with it."""
    said = ctx.params.get(NAME)
    return dict(asked.held) if said is None else {**asked.held, NAME: float(said)}


def _among(one: Range | Choice, among: Mapping[str, tuple[str, ...]]) -> Range | Choice:
    return replace(one, values=among[one.name]) if isinstance(one, Choice) and one.name in among else one


def _left_open(asked: Asked, space: Space) -> set[str]:
    """Return what the words leave open as the earlier options did: a velvet, and they are velvets all."""
    return {
        name
        for name, values in asked.among.items()
        if isinstance(one := space[name], Choice) and set(one.values) <= set(values)
    }


def _finish_colours(_: str, value: str) -> tuple[Colour, ...]:
    """Return the colour of a value that is a finish."""
    try:
        return (Colour(finish(value).colour),)
    except KeyError:  # it is no finish
        return ()


def with_views(room: Room, count: int) -> Room:
    """Return a room with at least so many set-ups: where it is too small for more places, the same ones on longer lenses."""
    setups = list(room.setups)
    while setups and len(setups) < count:
        first = setups[len(setups) % len(room.setups)]
        lens = min(first.lens_mm * CLOSER ** (1 + len(setups) // len(room.setups)), LONGEST_MM)
        setups.append(replace(first, name=str(len(setups) + 1), title=f"{first.title}, closer", lens_mm=lens))
    return replace(room, setups=tuple(setups))


def _grown(asked: Asked, design: dict[str, float | str], seed: int, title: str) -> Room:
    """Grow a room, with another arrangement where the first can't be built."""
    for attempt in range(TRIES):
        try:
            made = grow(asked.style, design, seed + attempt)
        except BadInputError:
            if attempt == TRIES - 1:
                raise
            continue
        more = (f"Arranged {attempt + 1} times: the first left no way through.",) if attempt else ()
        return replace(made, title=title or style(asked.style).title, told=(*asked.told, *made.told, *more))
    raise AssertionError  # the last attempt returned or raised
