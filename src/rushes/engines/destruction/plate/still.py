"""What of a picture is still as the plate shows it, and what of the building is not: where the one gives way to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.plate.plate_warp import stands_still
from rushes.engines.destruction.stage.passes import MATTE_SAMPLES, NEAR_M
from rushes.engines.destruction.stage.scene import ScenePieces

Floats = NDArray[np.float32]

UNMOVED_PX, MOVED_PX = 0.25, 1.0
"""A piece that moved less than the first is as the plate shows it, one that moved more than the second is not: nobody sees a
quarter of a pixel, and between the two it fades."""


@dataclass(frozen=True, eq=False)
class Still:
    """Coverage of each pixel, 0 to 1, shape [height, width].

    Attributes:
        left: What is left of the building as the plate shows it, as a share of what stood in this pixel; 1 where none stood.
        still: By the building where it stands as in the plate, and is seen as there.
        moved: By the building otherwise: what moved, and what shows since something before it did.
    """

    left: Floats
    still: Floats
    moved: Floats


@dataclass(frozen=True, eq=False)
class _Rest:
    """The building at rest as a camera sees it: points [px], the piece that each sample shows, and coverage."""

    points: NDArray[np.float64]
    owners: list[NDArray[np.int32]]
    covered: Floats


class StillDrawer:
    """Draws ``Still`` frame by frame against the same rest, each at the same samples of a pixel.

    Under a camera that moves the rest is seen anew in each frame.
    """

    def __init__(self, pieces: ScenePieces, camera: CameraPath) -> None:
        self._pieces, self._camera = pieces, camera
        self._moves = not stands_still(camera)
        chance, side = np.random.default_rng(0x57111), int(MATTE_SAMPLES**0.5)
        places = [(index % side, index // side) for index in range(MATTE_SAMPLES)]
        self._offsets = [((x + chance.random()) / side - 0.5, (y + chance.random()) / side - 0.5) for x, y in places]
        self._rest: dict[int, _Rest] = {}

    @property
    def stands(self) -> NDArray[np.bool_]:
        """Where any of the building is seen at rest in the first frame, shape [height, width]."""
        return self.stands_in(self._camera.frames.first)

    def stands_in(self, frame: int) -> NDArray[np.bool_]:
        """Return where any of the building would be seen at rest in a frame, shape [height, width]."""
        return self._at_rest(frame).covered > 0

    def shift_px(self, time: float, frame: int | None = None) -> NDArray[np.float64]:
        """Return by how many pixels each piece has moved since it stood, as a frame's camera sees it, shape [n]."""
        at = self._camera.frames.first if frame is None else frame
        off = self._shift(self._camera.project(self._pieces.world(time), self._view(at)), self._at_rest(at).points)
        return self._of_pieces(off)

    def at_rest(self, frame: int) -> bool:
        """Say whether nothing has moved while the shutter is open."""
        rest, view = self._at_rest(frame).points, self._view(frame)
        moments = (self._camera.project(self._pieces.world(time), view) for time in (frame - 0.5, frame, frame + 0.5))
        return all(float(self._shift(now, rest).max()) < UNMOVED_PX for now in moments)

    def draw(self, frame: int, *, shutter: float, seed: int) -> Still:
        """Draw one frame, blurred as the matte is.

        Args:
            frame: When.
            shutter: How long it is open [frames], centred on the frame.
            seed: Of the moments at which it is looked at.
        """
        shape = (self._camera.height, self._camera.width)
        rest = self._at_rest(frame)
        if self.at_rest(frame):
            return Still(np.ones(shape, np.float32), rest.covered, np.zeros(shape, np.float32))
        moments = np.random.default_rng((seed, frame, 0x57111)).permutation(MATTE_SAMPLES)
        still, moved = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        for moment, offset, before in zip(moments, self._offsets, rest.owners, strict=True):
            time = frame + shutter * ((float(moment) + 0.5) / MATTE_SAMPLES - 0.5)
            now = self._camera.project(self._pieces.world(time), self._view(frame))
            shift = self._shift_of_triangles(now, rest.points)
            kept = np.clip((MOVED_PX - shift) / (MOVED_PX - UNMOVED_PX), 0.0, 1.0).astype(np.float32)
            hit = self._hit(now, *offset)
            owner = self._owner(hit)
            as_before = np.where((owner >= 0) & (owner == before), kept[hit], np.float32(0.0))
            still += as_before
            moved += (owner >= 0) - as_before
        still, moved = still / MATTE_SAMPLES, moved / MATTE_SAMPLES
        left = np.where(rest.covered > 0, still / np.maximum(rest.covered, 1e-6), np.float32(1.0))
        return Still(np.minimum(left, 1.0).astype(np.float32), still, moved)

    def _view(self, frame: int) -> int:
        """Return the frame whose camera looks: one for all when it does not move."""
        return frame if self._moves else self._camera.frames.first

    def _at_rest(self, frame: int) -> _Rest:
        view = self._view(frame)
        if view not in self._rest:
            points = self._camera.project(self._pieces.world(int(self._pieces.frame[0])), view)
            owners = [self._seen(points, *offset) for offset in self._offsets]
            covered = np.mean([owner >= 0 for owner in owners], axis=0, dtype=np.float32)
            self._rest = {view: _Rest(points, owners, covered)}
        return self._rest[view]

    def _shift(self, now: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how many pixels each corner has moved; infinite behind the lens."""
        off = np.abs(now[:, :2] - rest[:, :2]).max(axis=1)
        off[now[:, 2] < NEAR_M] = np.inf
        return off

    def _of_pieces(self, off: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the most that a corner of each piece has moved, shape [n]."""
        start = self._pieces.vertex_start
        return np.maximum.reduceat(off[: start[-1]], start[:-1])

    def _shift_of_triangles(self, now: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how many pixels each triangle's piece has moved, shape [F].

        Debris, bars and curtains are no pieces: each of their triangles moves for itself.
        """
        off = self._shift(now, rest)
        shift = self._of_pieces(off)
        owner = self._pieces.owner
        beside = owner >= len(shift)
        return np.where(beside, off[self._pieces.triangles].max(axis=1), shift[np.where(beside, 0, owner)])

    def _seen(self, points: NDArray[np.float64], x: float, y: float) -> NDArray[np.int32]:
        """Return whose triangle each pixel shows at a sample, -1 for none: a piece, or what comes after the pieces."""
        return self._owner(self._hit(points, x, y))

    def _owner(self, hit: NDArray[np.int64]) -> NDArray[np.int32]:
        return np.where(hit >= 0, self._pieces.owner[hit], -1).astype(np.int32)

    def _hit(self, points: NDArray[np.float64], x: float, y: float) -> NDArray[np.int64]:
        """Return the triangle that each pixel shows at a sample, -1 for none."""
        from rushes.engines.destruction.shot import pass_kernels

        shape = (self._camera.height, self._camera.width)
        nearest, hit = np.zeros(shape), np.full(shape, -1, np.int64)
        pass_kernels.raster(points, self._pieces.triangles, NEAR_M, x, y, nearest, hit, self._pieces.closed)
        return hit
