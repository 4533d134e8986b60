"""Where a model may draw, by the names of things in the scene: only these, or all but these. Elsewhere our picture stays, whatever the model made of it.

The mattes are those that were traced with the pictures, so that an edge is where the thing's edge is. What a thing breaks into is the thing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from rushes.engines.finishers.contract import Bytes
from rushes.errors import BadInputError
from rushes.media.cryptomatte import Shares, owners_of
from rushes.media.exr import read_exr

PIECE: Final = "_piece_"
"""What stands between a prim's name and the number of a piece that came off it."""

WHOLE: Final = 255


def masks_of(comps: Sequence[Path], facts: Path, *, only: Iterable[str], keep: Iterable[str]) -> Bytes:
    """Return where a model may draw, shape [frames, h, w]: 255 there, 0 where our picture stays, between them along edges.

    Args:
        comps: Our pictures, with their mattes.
        facts: What stands on the stage, by the names of the scene (``facts.json``).
        only: Names of things and characters that are drawn; everything when empty.
        keep: Names of those that stay.

    Raises:
        BadInputError: A picture can't be read or holds no mattes, or nothing is called so.
    """
    actors = {one["name"]: one["actors"] for one in json.loads(facts.read_text(encoding="utf-8"))["things"]}
    asked = tuple(only)
    drawn = _prims(asked, actors) if asked else None
    kept = _prims(tuple(keep), actors)
    return np.stack([_mask(path, drawn, kept) for path in comps])


def laid_back(drawn: Bytes, ours: Bytes, masks: Bytes) -> Bytes:
    """Return what was drawn where it may be, and our picture elsewhere, blended along edges.

    Args:
        drawn, ours: Shape [frames, h, w, 3].
        masks: As ``masks_of``, of their size.
    """
    share = masks[..., None].astype(np.float32) / WHOLE
    return (drawn * share + ours * (1 - share) + 0.5).astype(np.uint8)


def _prims(names: Sequence[str], actors: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the prims that things of some names are made of.

    Raises:
        BadInputError: Nothing is called so.
    """
    if unknown := [name for name in names if name not in actors]:
        raise BadInputError(
            f'Nothing in the scene is called "{unknown[0]}". There are: {", ".join(sorted(actors)) or "none"}.'
        )
    return tuple(prim for name in names for prim in actors[name])


def _mask(path: Path, drawn: Sequence[str] | None, kept: Sequence[str]) -> Bytes:
    """Return one picture's mask; with nobody named, all of it is drawn but what is kept."""
    owners = owners_of(read_exr(path))
    if owners is None:
        raise BadInputError(
            f"{path.name} holds no mattes, by which finish.only and finish.keep say where a model may draw: a draft has none. Make it in review or final quality."
        )
    shape = next(iter(owners.values())).shape
    may = np.ones(shape) if drawn is None else _share(owners, drawn, shape)
    mine = _share(owners, kept, shape)
    return (np.clip(may - mine, 0.0, 1.0) * WHOLE + 0.5).astype(np.uint8)


def _share(owners: dict[str, Shares], prims: Sequence[str], shape: tuple[int, ...]) -> Shares:
    """Return the share of each pixel that some prims and what came off them have."""
    starts = tuple(f"{prim}{PIECE}" for prim in prims)
    theirs = [share for name, share in owners.items() if name in prims or (starts and name.startswith(starts))]
    return np.clip(np.sum(theirs, axis=0), 0.0, 1.0) if theirs else np.zeros(shape)
