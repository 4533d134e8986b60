"""What the camera sees of the dust: light through it, detail in it, what stands before it, and its shadow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.cloud import Cloud, doubled
from rushes.engines.destruction.air.dust import COARSE_COLOUR
from rushes.engines.destruction.air.dust_exposure import DustLight
from rushes.engines.destruction.air.dust_shadow import Casting, shadow_of

Floats = NDArray[np.float64]
Picture = NDArray[np.float32]

EXTINCTION_PER_M = 1.84
"""Extinction [1/m] of dense dust: the beginning of a demolition cloud hides a wall within two metres."""

LIGHT_SHARE = 0.5
"""What counts of it for light that comes through. Dust scatters forward, so that half of what is scattered goes on as if
nothing had been met (similarity theory: extinction times 1 - g)."""

SKY_SHARE = 0.3
"""The same for the sky, which comes from all sides at once and is looked for on few ways."""

FORWARD = 0.35
"""Asymmetry g of the first order of scattering (Henyey and Greenstein 1941); each further order has half of it. Below the
0.6 of single mineral grains, since what is seen of a dense cloud was mostly scattered more than once."""

PEAK = 1.8
"""The most that scattering forward brightens the first order against scattering to all sides."""

CARRIED = 0.65
"""Share of the air's way that its detail goes along. Where dust is pressed out fast, all that comes out was in one place
a moment ago, and detail that is carried all the way is drawn out to nothing; so it is drawn out threefold at most. It
lags behind the air a little, for the half second that a phase lives."""

MARCH_M = {"draft": 0.7, "review": 0.45, "final": 0.3}
LEAST_COVER = 1e-3
"""Coverage from which dust counts as met, and has a depth."""

DIVIDE = {"draft": 1, "review": 2, "final": 2}
"""How many pixels of the picture, each way, share a ray. A draft is small enough to afford one each."""

SHADOW_DIVIDE = 2
"""The same for the shadow, which is soft."""

FAR = 1e10

DETAILS = (np.arange(10) + 0.5) / 10.0
"""The detail's own deciles."""

_MARGIN = 2
"""Cells round the dust that are lit with it."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """The dust in one picture.

    Attributes:
        rgba: Premultiplied ACEScg, shape [h, w, 4].
        depth: Mean distance along the camera's axis [m], ``FAR`` where there is none, shape [h, w].
        shadow: What the dust leaves of the light on what lies behind it, shape [h, w, 3].
    """

    rgba: Picture
    depth: Picture
    shadow: Picture


@dataclass(frozen=True, eq=False, slots=True)
class Lit:
    """The part of the air that holds dust, and the light in it.

    Attributes:
        origin: Its corner [m].
        cell: Size of a cell [m].
        thick: Extinction as a share of ``EXTINCTION_PER_M``, on the mean of its detail, shape [x, y, z].
        coarse: The same in cells of twice the size.
        fine: Dust in cells of half the size, smooth between them, shape [2 x, 2 y, 2 z].
        stack: What the march reads in each cell, shape [x, y, z, 12].
    """

    origin: Floats
    cell: float
    thick: Picture
    coarse: Picture
    fine: Picture
    stack: Picture


def rays_of(camera: CameraPath, frame: int, width: int, height: int) -> tuple[Floats, Floats]:
    """Return unit rays [h, w, 3] in the world, and each ray's length for a depth of 1 along the axis [h, w]."""
    local = np.stack([*camera.sight(frame, width, height), -np.ones((height, width))], axis=-1)
    length = np.linalg.norm(local, axis=-1)
    return (local / length[..., None]) @ camera.rotation(frame).T, length


def ground_distance(eye: Floats, rays: Floats) -> Floats:
    """Return how far each ray [m] goes to the ground; ``FAR`` above the horizon."""
    down = rays[..., 2]
    with np.errstate(divide="ignore"):
        return np.where(down < -1e-6, -eye[2] / np.minimum(down, -1e-6), FAR)


def see(
    cloud: Cloud, camera: CameraPath, frame: int, depth: Picture, light: DustLight, *, quality: str, seed: int
) -> Seen:
    """Light the dust and look at it.

    Args:
        cloud: The dust at this picture.
        camera, frame: Who looks, and when.
        depth: Distance [m] along the camera's axis to what is solid, ``FAR`` for the sky, shape [h, w].
        light: What falls on the dust and round it.
        quality: Draft, review or final.
        seed: Of the rays' jitter.
    """
    from rushes.engines.destruction.air.dust_march import march
    from rushes.engines.volumes.billows import billow_tile

    height, width = depth.shape
    lit = light_up(cloud, light)
    if lit is None:
        nothing = np.zeros((height, width, 4), np.float32)
        return Seen(nothing, np.full((height, width), FAR, np.float32), np.ones((height, width, 3), np.float32))
    eye = camera.position[camera.index(frame)]
    small = (max(1, height // DIVIDE[quality]), max(1, width // DIVIDE[quality]))
    rays, _ = rays_of(camera, frame, small[1], small[0])
    full_rays, full_length = rays_of(camera, frame, width, height)
    solid = np.minimum(depth * full_length, ground_distance(eye, full_rays))
    reach = _nearest(solid, small)
    rng = np.random.default_rng([seed, 6, frame])
    optics = np.array([EXTINCTION_PER_M, EXTINCTION_PER_M * LIGHT_SHARE, MARCH_M[quality], *light.sun, *light.sky])
    toward = np.asarray(light.direction)
    low = march(
        lit.stack, lit.fine, billow_tile(), cloud.blend, lit.origin, lit.cell, eye, rays, reach.astype(np.float32),
        rng.random(small).astype(np.float32), optics, toward, phases(rays @ toward), light.sunlit, held(1.0 / camera.focal_px(frame) * camera.width / small[1]),
    )  # fmt: skip
    full = _upsample(_smooth(low), reach, solid)
    met = full[..., 3] > LEAST_COVER
    casting = Casting(lit.thick, lit.coarse, lit.origin, lit.cell, EXTINCTION_PER_M * LIGHT_SHARE)
    shade = (max(1, height // SHADOW_DIVIDE), max(1, width // SHADOW_DIVIDE))
    lands = _nearest(solid, shade)
    points = eye + rays_of(camera, frame, shade[1], shade[0])[0] * np.where(lands < FAR / 2, lands, np.nan)[..., None]
    shadow = shadow_of(casting, points.astype(np.float32), light)
    return Seen(
        rgba=full[..., :4],
        depth=np.where(met, full[..., 4] / np.maximum(full[..., 3], LEAST_COVER) / full_length, FAR).astype(np.float32),
        shadow=_upsample(shadow, lands, solid),
    )


def light_up(cloud: Cloud, light: DustLight) -> Lit | None:
    """Light the part of the air that holds dust; None where there is none."""
    from rushes.engines.destruction.air import dust_light_kernels as kernels
    from rushes.engines.destruction.air.dust_shadow import SKY_REACH_M, WAYS_IN_AIR
    from rushes.engines.volumes.billows import mean_thickness

    body = cloud.hides
    box = _box(body)
    if box is None:
        return None
    density, mass = np.ascontiguousarray(body[box]), cloud.density[box]
    thick = mean_thickness(density, DETAILS)
    coarse = _halved(thick)
    sigma = EXTINCTION_PER_M * LIGHT_SHARE * cloud.cell
    sun = kernels.transmittance(thick, np.asarray(light.direction), 1.0, sigma)
    sky = kernels.sky_in(coarse, WAYS_IN_AIR, sigma * 2.0 * SKY_SHARE, SKY_REACH_M / cloud.cell / 2.0)
    pigment = cloud.pigment[(slice(None), *box)]
    share = np.clip(cloud.coarse[box] / np.maximum(mass, 1e-6), 0.0, 1.0)
    stack = np.empty((*density.shape, 12), np.float32)
    stack[..., 0] = density
    stack[..., 1:7] = np.moveaxis(cloud.carried[(slice(None), *box)], 0, -1) * np.float32(CARRIED)
    stack[..., 7] = sun
    stack[..., 8] = doubled(sky, density.shape)
    for band in range(3):
        hue = pigment[band] / np.maximum(mass, 1e-6)
        stack[..., 9 + band] = hue * (1.0 - share * np.float32(1.0 - COARSE_COLOUR[band]))
    _spread_hue(stack)
    low = np.array([part.start for part in box], dtype=float)
    # the detail is a function of where the dust was in the whole air, not of the part that holds it today
    for axis in range(3):
        stack[..., 1 + axis] += low[axis] + cloud.place[axis]
        stack[..., 4 + axis] += low[axis] + cloud.place[axis]
    return Lit(cloud.origin + low * cloud.cell, cloud.cell, thick, coarse, _fine(density), stack)


def phases(cosine: Floats) -> Picture:
    """Return the weight of the sun for four orders of scattering, by the cosine of the angle that it is turned.

    They are such that a thick, flat cloud that faces the sun, lit and seen head on by an even phase, is as bright as a
    diffuse surface of the dust's reflectance: order i gives half of the one before and meets half of its extinction,
    which with a light that meets ``LIGHT_SHARE`` of what the eye does integrates to 0.5**i / (1 + LIGHT_SHARE 0.5**i).
    """
    whole = sum(0.5**i / (1.0 + LIGHT_SHARE * 0.5**i) for i in range(4))
    out = np.empty((*cosine.shape, 4), np.float32)
    for i in range(4):
        g = FORWARD * 0.5**i
        lobe = (1.0 - g * g) / (1.0 + g * g - 2.0 * g * cosine) ** 1.5
        out[..., i] = np.minimum(lobe, PEAK) * 0.5**i / whole
    return out


def held(pixel: float) -> Floats:
    """Return up to which distances [m] a picture holds the detail of the two finer tiles: a wave of it is two pixels, of ``pixel`` radians."""
    from rushes.engines.volumes.billows import FINER, WAVES_PER_M

    return np.array([1.0 / (2.0 * WAVES_PER_M * FINER**tile) / (2.0 * pixel) for tile in (1, 2)])


def _box(density: Picture) -> tuple[slice, slice, slice] | None:
    """Return the part of the grid that holds dust, with a margin and of an even number of cells each way if it can."""
    from rushes.engines.destruction.air.dust_light_kernels import FAINT

    sides = []
    flat = density.max(axis=2)
    for axis, line in enumerate((flat.max(axis=1), flat.max(axis=0), density.max(axis=(0, 1)))):
        met = np.flatnonzero(line > FAINT)
        if not len(met):
            return None
        low = max(int(met[0]) - _MARGIN, 0) if axis < 2 else 0
        high = min(int(met[-1]) + 1 + _MARGIN, density.shape[axis])
        sides.append(slice(low, max(high, min(low + 4, density.shape[axis]))))
    return sides[0], sides[1], sides[2]


def _halved(grid: Picture) -> Picture:
    """Return a grid of half as many cells each way, by the mean; the last ones are filled up with nothing."""
    even = np.pad(grid, [(0, size % 2) for size in grid.shape])
    a, b, c = (size // 2 for size in even.shape)
    return np.ascontiguousarray(even.reshape(a, 2, b, 2, c, 2).mean(axis=(1, 3, 5)), np.float32)


def _fine(grid: Picture) -> Picture:
    """Return a grid of twice as many cells each way, smooth enough that no edge of a billow shows its cells (cubic B-spline)."""
    shape = np.array(grid.shape) * 2
    out = doubled(grid, tuple(int(size) for size in shape))
    for axis in range(3):
        ends = [(1, 1) if a == axis else (0, 0) for a in range(3)]
        wide, n = np.pad(out, ends, mode="edge"), out.shape[axis]
        parts = [np.take(wide, np.arange(first, first + n), axis) for first in range(3)]
        out = 0.25 * parts[0] + 0.5 * parts[1] + 0.25 * parts[2]
    return np.ascontiguousarray(out, np.float32)


def _spread_hue(stack: Picture) -> None:
    """Give cells that hold no dust the cloud's mean colour, so that its edge is not mixed with black, in place."""
    empty = stack[..., 0] < 1e-3
    body = stack[..., 0][~empty]
    mean = (stack[..., 9:][~empty] * body[:, None]).sum(axis=0) / max(float(body.sum()), 1e-6)
    stack[empty, 9:] = mean


def _nearest(solid: Floats, small: tuple[int, int]) -> Floats:
    """Return the distances of a coarser picture by picking pixels, so that edges stay edges."""
    rows = np.minimum((np.arange(small[0]) + 0.5) * solid.shape[0] / small[0], solid.shape[0] - 1).astype(int)
    columns = np.minimum((np.arange(small[1]) + 0.5) * solid.shape[1] / small[1], solid.shape[1] - 1).astype(int)
    return solid[np.ix_(rows, columns)]


def _smooth(low: Picture) -> Picture:
    """Take the jitter's grain off by a small blur of what was gathered along each ray."""
    import cv2

    return np.asarray(cv2.GaussianBlur(np.ascontiguousarray(low), (0, 0), 0.5), np.float32)


def _upsample(low: Picture, reach: Floats, solid: Floats) -> Picture:
    """Bring the coarse picture to full size; each pixel takes from those coarse ones that see as far as it does."""
    height, width = solid.shape
    rows, columns = low.shape[:2]
    if (rows, columns) == (height, width):
        return low
    y = np.clip((np.arange(height) + 0.5) * rows / height - 0.5, 0, rows - 1)
    x = np.clip((np.arange(width) + 0.5) * columns / width - 0.5, 0, columns - 1)
    y0, x0 = y.astype(int), x.astype(int)
    y1, x1 = np.minimum(y0 + 1, rows - 1), np.minimum(x0 + 1, columns - 1)
    v, u = (y - y0)[:, None], (x - x0)[None, :]
    total = np.zeros((height, width, low.shape[2]), np.float32)
    weights = np.zeros((height, width), np.float32)
    wanted = np.log(np.minimum(solid, 1e4))
    known = np.log(np.minimum(reach, 1e4))
    for r, c, share in (
        (y0, x0, (1 - v) * (1 - u)),
        (y0, x1, (1 - v) * u),
        (y1, x0, v * (1 - u)),
        (y1, x1, v * u),
    ):
        pick = np.ix_(r, c)
        alike = np.exp(-((known[pick] - wanted) ** 2) * 60.0)
        weight = (share * alike + 1e-6 * share + 1e-9).astype(np.float32)
        total += low[pick] * weight[..., None]
        weights += weight
    return total / weights[..., None]
