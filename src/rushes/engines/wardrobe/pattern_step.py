"""The step ``pattern``: the looks, and every garment of them drafted; of several options, one look each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from rushes.engines.lookdev.borrowed import borrowed
from rushes.engines.lookdev.continued import Shown, begun, continued, read_explored
from rushes.engines.lookdev.references import borrowed_palette
from rushes.engines.lookdev.space import Value
from rushes.engines.lookdev.twins import Seen
from rushes.engines.wardrobe.asked import Asked
from rushes.engines.wardrobe.look import Look, drafted
from rushes.engines.wardrobe.options import spread_looks
from rushes.engines.wardrobe.putting_on import check_putting_on
from rushes.engines.wardrobe.space import design_space, held_of, look_of, scheme_colours, usual_values
from rushes.errors import BadInputError
from rushes.plan import StepContext
from rushes.studio import write_atomically

FIRST: Final = 1001
"""The first option's number in file names is that of its picture."""


def look_file(folder: Path, frame: int = FIRST) -> Path:
    """Return the file of the look whose picture is a frame's; a design that is made in full has one, under the first."""
    return folder / f"look.{frame:04d}.json"


def pattern(ctx: StepContext) -> None:
    """Write ``look.####.json`` for each design, and ``explored.json``: the space, every option so far, and which are shown here.

    Every garment is drafted, and tried on: what can't be cut or put on is said before anything is draped.

    Params: ``asked``, ``seed``, ``options``, ``wish``. Files: ``explored`` of an earlier version, where something is wished of its options; and
    references whose palette it is to have.

    Raises:
        BadInputError: A garment can't be drafted or put on, what is wished can't be understood, or two options would be equal.
    """
    asked = Asked.from_json(ctx.params["asked"])
    found = _shown(ctx, asked)
    for index, option in enumerate(found.options):
        look = look_of(replace(asked, told=(*asked.told, *found.told)), option.values)
        for one in look.dressed:
            for piece in one.pieces:
                check_putting_on(drafted(piece, one), piece, one.measures)
        write_atomically(look_file(ctx.out, FIRST + index), look.to_json())
        ctx.report(index + 1, len(found.options))
    record = found.exploration.to_json() | {
        "garments": _garments(asked),
        "shown": [option.number for option in found.options],
    }
    write_atomically(ctx.out / "explored.json", json.dumps(record, indent=1) + "\n")


def load_look(folder: Path, frame: int = FIRST) -> Look:
    """Read a look that this step wrote.

    Raises:
        BadInputError: It can't be read.
    """
    return Look.read(look_file(folder, frame))


def _shown(ctx: StepContext, asked: Asked) -> Shown:
    count, seed = int(ctx.params["options"]), int(ctx.params["seed"])
    held = held_of(asked)
    if "explored" not in ctx.files:
        return _begun(ctx, asked, held, count, seed)
    record: Mapping[str, object] = read_explored(ctx.files["explored"])
    if record["garments"] != _garments(asked):
        raise BadInputError(
            f"The options of explore.of dress {record['garments']}, and this brief {_garments(asked)}. Ask for the same garments, or begin anew."
        )
    found = continued(record, held, str(ctx.params["wish"]), count, seed, _seen(asked))
    kept = (
        ("What goes on from options keeps their colours: the palette was left out.",) if borrowed_palette(ctx) else ()
    )
    return replace(found, told=(*found.told, *kept))


def _begun(ctx: StepContext, asked: Asked, held: Mapping[str, Value], count: int, seed: int) -> Shown:
    """Return first designs, in the colours of a reference where these are asked for."""
    space, usual = design_space(asked), usual_values(asked)
    palette = borrowed_palette(ctx)
    if palette is None:
        return begun(space, usual, held, count, seed, _seen(asked), spread_looks)
    taken = borrowed(space, usual, held, palette[0], scheme_colours, called=palette[1])
    found = begun(taken.space, taken.usual, held, count, seed, _seen(asked), spread_looks)
    return replace(found, told=(*found.told, *taken.told))


def _seen(asked: Asked) -> Seen:
    """Return what tells looks apart: who wears what, in which cut, cloth, colour and buttons."""
    return lambda values: look_of(asked, values).to_json()


def _garments(asked: Asked) -> str:
    """Return who wears which garments, in words."""
    return "; ".join(
        f"{one.name or 'one person'} in {', '.join(piece.garment.replace('_', ' ') for piece in one.pieces)} ({one.period})"
        for one in asked.wearers
    )
