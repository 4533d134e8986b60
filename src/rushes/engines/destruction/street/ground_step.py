"""The step ``ground``: cracked pavement and the dust that whitens it become an element."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.warp import noise
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.plate.plate_step import plate_file
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.street.ground import (
    CELL_M,
    PATCHES_M,
    Cracks,
    coverage,
    cracked,
    read_ground_blows,
    shaded,
)
from rushes.errors import StepFailedError
from rushes.media.exr import is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange

Floats = NDArray[np.float64]
Picture = NDArray[np.float32]

REACH_M = 8.0
"""How far round the building's outline [m] cracks are drawn."""

DUST_REFLECTS = np.array([0.42, 0.405, 0.38])
"""Reflectance of concrete dust that lies, ACEScg."""

WIDE = 0.03
"""The light on the ground is read from the picture over so much of its height: markings and cracks are not light."""

BRIGHTEST = 3.6
"""Dust is at most so many times brighter than the ground beside it, whatever that reflects."""

AGREES = 0.04
"""A street's depth and the ground's agree within this share where the ground is seen."""

TILE = 256


def ground(ctx: StepContext) -> None:
    """Write ``ground.####.exr``: R, G, B, A (dust that lies, premultiplied) and damage.R, .G, .B (a factor on the ground).

    Params: ``frames`` [first, last], ``rate``, ``camera``, ``light``, ``seed``, ``amount`` (0 is none). Needs ``build``,
    ``simulate``, ``plate`` or ``street``, and ``air`` for the dust; without it nothing is white.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    camera, light = CameraPath.from_json(params["camera"]), LightRig.from_json(params["light"])
    drawn = Ground(ctx, camera, light, frames, float(rate))
    for done, frame in enumerate(frames, start=1):
        target = ctx.out / f"ground.{frame:04d}.exr"
        if not is_whole(target):
            over, factor = drawn.draw(frame)
            planes: dict[str, NDArray[Any]] = {
                band: over[..., index].astype(np.float16) for index, band in enumerate("RGBA")
            }
            planes |= {f"damage.{band}": factor.astype(np.float16) for band in "RGB"}
            write_exr(target, planes, frame=frame, rate=rate)
        ctx.report(done, len(frames))


class Ground:
    """The ground of a shot, ready to be drawn frame by frame."""

    def __init__(self, ctx: StepContext, camera: CameraPath, light: LightRig, frames: FrameRange, rate: float) -> None:
        self._camera, self._frames = camera, frames
        self._backdrop: Path = ctx.inputs["plate"] if "plate" in ctx.inputs else ctx.inputs["street"]
        amount, seed = float(ctx.params["amount"]), int(ctx.params["seed"])
        extent = Pieces.load(ctx.inputs["build"] / "building.npz").extent
        low, high = extent[0, :2] - REACH_M, extent[1, :2] + REACH_M
        blows = read_ground_blows(ctx.inputs["simulate"] / "contacts.npz", frames.first, rate)
        self._cracks: Cracks = cracked(blows, low, high, seed=seed)
        sun = np.array(light.sun_direction, float)
        straight, sky = light.sun_strength * max(float(sun[2]), 0.0), np.pi * light.sky_strength
        self._shade = 1.0 + amount * (shaded(self._cracks, sun, straight / max(straight + sky, 1e-9)) - 1.0)
        self._dark = np.minimum(self._cracks.dark * amount, 0.9).astype(np.float32)
        self._dust = _Settled.load(ctx.inputs.get("air"), amount)
        self._patches = patches(seed)
        self._kept: tuple[Path, NDArray[np.bool_], Floats] | None = None
        self._reflects = max(float(np.mean(light.ground_albedo)), 0.05)

    def draw(self, frame: int) -> tuple[Picture, Picture]:
        """Return the dust that lies, premultiplied RGBA, and the factor on the ground, shape [height, width]."""
        from rushes.engines.destruction.street import street_kernels

        camera = self._camera
        shape = (camera.height, camera.width)
        depth, white = np.zeros(shape), np.zeros(shape)
        factor = np.ones(shape)
        street_kernels.look(
            camera.position[camera.index(frame)].astype(float),
            camera.rotation(frame).astype(float),
            float(camera.focal_px(frame)),
            float(frame),
            self._cracks.origin,
            CELL_M,
            self._dark,
            self._shade.astype(np.float32),
            self._cracks.since,
            self._dust.origin,
            self._dust.cell,
            self._dust.at(frame),
            self._patches,
            depth,
            factor,
            white,
        )
        seen, layer = self._lit(frame, depth)
        factor[~seen], white[~seen] = 1.0, 0.0
        over = np.concatenate([layer * white[..., None], white[..., None]], axis=2)
        return over.astype(np.float32), factor.astype(np.float32)

    def _lit(self, frame: int, depth: Floats) -> tuple[NDArray[np.bool_], Floats]:
        """Return where the ground is seen, and what dust looks like on it; kept while one picture stands for many frames."""
        path = plate_file(self._backdrop, frame, self._frames)
        if self._kept is None or self._kept[0] != path:
            picture, seen = self._behind(path, frame, depth)
            light = under(picture, seen)
            layer = np.minimum(light / self._reflects * DUST_REFLECTS, BRIGHTEST * light)
            self._kept = path, seen, layer
        return self._kept[1:]

    def _behind(self, path: Path, frame: int, depth: Floats) -> tuple[Picture, NDArray[np.bool_]]:
        """Return what is behind the building, and where that is the ground."""
        exr = read_exr(path)
        picture = exr.picture()[..., :3].astype(np.float32)
        if picture.shape[:2] != depth.shape:
            raise StepFailedError(
                f"Frame {frame}: the picture behind the building is {picture.shape[1]}x{picture.shape[0]}, but the camera's"
                f" is {depth.shape[1]}x{depth.shape[0]}. Make the take again from its brief."
            )
        seen = depth < 1e9
        if "depth.Z" in exr.channels:
            own = np.asarray(exr.channels["depth.Z"], float)
            seen &= np.abs(own - depth) < AGREES * depth
        return picture, seen


class _Settled:
    """Dust on the ground by frame, as how much it hides."""

    def __init__(self, frame: Floats, origin: Floats, cell: float, hides: Picture) -> None:
        self._frame, self._hides = frame, hides
        self.origin, self.cell = origin, cell

    @classmethod
    def load(cls, folder: Path | None, amount: float) -> _Settled:
        """Read ``settled.npz`` of the step ``air``; without it nothing lies.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        if folder is None:
            return cls(np.zeros(1), np.zeros(2), 1.0, np.zeros((1, 2, 2), np.float32))
        path = folder / "settled.npz"
        try:
            with np.load(path) as made:
                hides = coverage(made["settled"].astype(float), amount=amount)
                return cls(made["frame"].astype(float), made["origin"].astype(float), float(made["cell"]), hides)
        except (OSError, KeyError, ValueError) as error:
            raise StepFailedError(f"{path} holds no dust that lies ({error}). Make the take again.") from error

    def at(self, frame: int) -> Picture:
        """Return how much is hidden at a frame, shape [x, y]."""
        row = int(np.clip(np.searchsorted(self._frame, frame), 0, len(self._frame) - 1))
        return np.ascontiguousarray(self._hides[row])


def patches(seed: int) -> Picture:
    """Return a tile of how much thicker and thinner dust lies, about 0.4 to 1.6, that repeats without a seam."""
    step = np.arange(TILE) * CELL_M
    side = TILE * CELL_M
    total = np.ones((TILE, TILE))
    for layer, size in enumerate(PATCHES_M):
        count = max(round(side / size), 1)
        turn = 2.0 * np.pi * step / side
        radius = count / (2.0 * np.pi)
        # A torus has no seam: two circles, of which three coordinates are enough for noise.
        x = np.stack(
            [
                np.broadcast_to(np.cos(turn)[:, None] * radius, (TILE, TILE)),
                np.broadcast_to(np.sin(turn)[:, None] * radius, (TILE, TILE)) + np.cos(turn)[None] * radius,
                np.broadcast_to(np.sin(turn)[None] * radius, (TILE, TILE)) + seed % 97,
            ],
            axis=-1,
        )
        total += (0.45, 0.3)[layer] * noise(x.reshape(-1, 3), 9 + layer)[:, 0].reshape(TILE, TILE)
    return np.clip(total, 0.2, 1.8).astype(np.float32)


def under(picture: Picture, seen: NDArray[np.bool_]) -> Picture:
    """Return the ground's colour as light on it: read widely, from the ground alone."""
    import cv2

    weight = seen.astype(np.float32)
    spread = max(WIDE * picture.shape[0], 1.0)
    total = cv2.GaussianBlur(picture * weight[..., None], (0, 0), spread)
    share = cv2.GaussianBlur(weight, (0, 0), spread)
    return np.asarray(total / np.maximum(share, 1e-4)[..., None], np.float32)
