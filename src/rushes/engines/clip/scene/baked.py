"""A crowd's poses baked for drafts: what many share is drawn once, and whoever is in a pose shows it.

Blender reads a pose anew for everybody and every frame where it is a time sample of the stage, which costs 27 ms each; a mesh that was there
before costs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.model import Model
from rushes.engines.clip.scene.usd import Moving, look_name

BETWEEN: Final = 4
"""On the way from one pose to the next a body is drawn at this many places."""


def write_poses(path: Path, bodies: Sequence[Moving], frames: int) -> None:
    """Write ``poses.npz``: every pose that somebody of a crowd is in at any frame, each once for all who are made alike, and who is in which.

    ``names`` are the prims, shape [n]; ``which`` the number of each one's pose at each frame, shape [n, frames]; ``of`` whose prim each pose's faces are
    those of, shape [poses]; ``starts`` and ``points`` the poses' corners [m], one behind the other.

    Args:
        path: Where to.
        bodies: Those of the crowds; whoever doesn't bend is left out.
        frames: How many the clip has.
    """
    bending = [body for body in bodies if body.cycle is not None]
    known: dict[object, int] = {}
    points: list[NDArray[np.float32]] = []
    of: list[str] = []
    which = np.zeros((len(bending), frames), np.int64)
    for row, body in enumerate(bending):
        assert body.cycle is not None  # noqa: S101 - asked above
        made, names = _made(body.model), [_name(pose) for pose in body.cycle.poses]
        for frame in range(frames):
            before, after, share = _between(body.cycle, frame)
            key = (made, names[before], names[after], share) if share else (made, names[before])
            if key not in known:
                known[key] = len(points)
                part = share / BETWEEN
                points.append(
                    ((1 - part) * body.cycle.poses[before] + part * body.cycle.poses[after]).astype(np.float32)
                )
                of.append(body.name)
            which[row, frame] = known[key]
    starts = np.cumsum([0, *(len(one) for one in points)])
    with path.with_name(f"{path.name}.part").open("wb") as file:
        np.savez(
            file,
            names=np.array([body.name for body in bending], np.str_),
            which=which,
            of=np.array(of, np.str_),
            starts=starts,
            points=np.concatenate(points) if points else np.zeros((0, 3), np.float32),
        )
    path.with_name(f"{path.name}.part").replace(path)


def _between(cycle: Cycle, frame: int) -> tuple[int, int, int]:
    """Return the poses before and after a frame, and how far it is on the way, in ``BETWEEN`` steps; 0 where it is in the first."""
    after = int(np.searchsorted(cycle.rows, frame, side="right"))
    if after == 0 or after == len(cycle.rows):
        one = int(cycle.which[min(after, len(cycle.rows) - 1)])
        return one, one, 0
    low, high = float(cycle.rows[after - 1]), float(cycle.rows[after])
    before, then = int(cycle.which[after - 1]), int(cycle.which[after])
    share = round(BETWEEN * (frame - low) / (high - low))
    if share == BETWEEN:
        return then, then, 0
    return before, then, 0 if before == then else share


def _made(model: Model) -> str:
    """Return a name for a model's faces and for which of them have one look together: two who share it can show each other's poses."""
    digest = hashlib.sha256()
    names = [look_name(part.look) for part in model.parts]
    looks = list(dict.fromkeys(names))
    for part, name in zip(model.parts, names, strict=True):
        for array in (part.mesh.counts, part.mesh.corners):
            digest.update(np.ascontiguousarray(array, np.int64).tobytes())
        digest.update(bytes([looks.index(name)]))
    return digest.hexdigest()


def _name(pose: NDArray[np.float64]) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(pose, np.float32).tobytes()).digest()
