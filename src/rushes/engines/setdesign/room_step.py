"""The step ``room``: the model in metres that everything else is made from; of several options, one each."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from rushes.engines.lookdev.borrowed import borrowed
from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.continued import Shown, begun, continued, read_explored
from rushes.engines.lookdev.references import borrowed_palette
from rushes.engines.lookdev.space import Choice, Range, Space, Value
from rushes.engines.setdesign.asked import Asked, grown_params
from rushes.engines.setdesign.darkness import NAME, PARAMETER, USUAL
from rushes.engines.setdesign.grammar.finishes import finish
from rushes.engines.setdesign.grammar.grow import grow, style
from rushes.engines.setdesign.grammar.parameter import Params
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
    rooms = _Rooms(asked, seed, str(params["title"]))
    found = _shown(ctx, asked, rooms, count, seed)
    for index, option in enumerate(found.options):
        made = rooms.of(option.values)
        grown = with_views(replace(made, told=(*asked.told, *found.told, *made.told)), int(params["views"]))
        room_file(ctx.out, FIRST + index).write_text(grown.to_json() + "\n", encoding="utf-8")
        ctx.report(index + 1, count)
    record = found.exploration.to_json() | {
        "style": asked.style,
        "asked": asdict(asked),
        "shown": [option.number for option in found.options],
    }
    write_atomically(ctx.out / "explored.json", json.dumps(record, indent=1))


class _Rooms:
    """Rooms of one brief, each grown once: to be told apart from others, and to be made."""

    def __init__(self, asked: Asked, seed: int, title: str) -> None:
        self._asked, self._seed = asked, seed
        self._title = title or style(asked.style).title
        self._grown: dict[tuple[tuple[str, Value], ...], Room] = {}

    def of(self, values: Mapping[str, Value]) -> Room:
        """Return the room of an option's values.

        Raises:
            BadInputError: It can't be grown.
        """
        design = grown_params(self._asked.style, {name: value for name, value in values.items() if name != NAME})
        key = tuple(sorted(design.items()))
        if key not in self._grown:
            self._grown[key] = self._arranged(design)
        return self._grown[key]

    def seen(self, values: Mapping[str, Value]) -> Hashable:
        """Return what tells an option from others: all that stands in its room, and how dark it is printed."""
        return replace(self.of(values), params={}, told=()).to_json(), values.get(NAME)

    def _arranged(self, design: Params) -> Room:
        """Grow a room, with another arrangement where the first can't be built."""
        for attempt in range(TRIES):
            try:
                made = grow(self._asked.style, design, self._seed + attempt)
            except BadInputError:
                if attempt == TRIES - 1:
                    raise
                continue
            more = (f"Arranged {attempt + 1} times: the first left no way through.",) if attempt else ()
            return replace(made, title=self._title, told=(*made.told, *more))
        raise AssertionError  # the last attempt returned or raised


def _shown(ctx: StepContext, asked: Asked, rooms: _Rooms, count: int, seed: int) -> Shown:
    """Return the designs of this version.

    Raises:
        BadInputError: The earlier version's options are of another style, or what is wished of them can't be had.
    """
    if "explored" not in ctx.files:
        return _begun(ctx, asked, rooms, count, seed)
    record = read_explored(ctx.files["explored"])
    if record["style"] != asked.style:
        raise BadInputError(
            f"The options of explore.of are of the style {record['style']}, and this brief asks for the style {asked.style}. Keep the style, or begin anew."
        )
    left = _left_open(asked, Space.from_json(record["space"]))
    held = {name: value for name, value in _held(ctx, asked).items() if name not in left}
    found = continued(record, held, str(ctx.params["wish"]), count, seed, rooms.seen)
    kept = (
        ("What goes on from options keeps their colours: the palette was left out.",) if borrowed_palette(ctx) else ()
    )
    return replace(found, told=(*found.told, *kept))


def _begun(ctx: StepContext, asked: Asked, rooms: _Rooms, count: int, seed: int) -> Shown:
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
        return begun(space, usual, held, count, seed, rooms.seen)
    taken = borrowed(space, usual, held, palette[0], _finish_colours, called=palette[1])
    found = begun(taken.space, taken.usual, held, count, seed, rooms.seen)
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
