"""Light through the dust agrees with a march of its own, gives no more than falls in, and does not flicker."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from rushes.brief import Camera
from rushes.engines.destruction.air.cloud import Cloud
from rushes.engines.destruction.air.dust_exposure import DustLight, most_scattered
from rushes.engines.destruction.air.dust_light import LIGHT_SHARE, held, light_up, phases, rays_of, see
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.spec import BuildingSpec
from rushes.show import FrameRange

SIZE = (72, 128)
SUN = np.array([0.6, 0.0, 0.8])
SIDE = DustLight((0.6, 0.0, 0.8), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), np.ones(2))


@pytest.fixture(scope="module")
def house() -> Pieces:
    return break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2, detail=0.4))


def ball(house: Pieces, hue: float = 0.5) -> Cloud:
    """Return air with a soft ball of dense dust of one grey, which nothing moved."""
    from scipy.ndimage import gaussian_filter

    cell, shape = 0.8, (48, 48, 20)
    grid = np.zeros(shape, np.float32)
    grid[20:29, 20:29, 0:9] = 1.4
    density = gaussian_filter(grid, 1.2)
    nothing = np.zeros(shape, np.float32)
    return Cloud(
        origin=np.append(house.extent.mean(axis=0)[:2] - 24 * cell, 0.0),
        cell=cell,
        place=np.zeros(3, np.int64),
        density=density,
        coarse=nothing,
        pigment=np.stack([hue * density] * 3),
        aged=nothing,
        carried=np.zeros((6, *shape), np.float32),
        flow=np.zeros((3, *shape), np.float32),
        blend=1.0,
    )


def picture(made: Cloud, house: Pieces, light: DustLight, frame: int = 1001, camera: Camera | None = None):
    path = camera_path(
        camera or Camera(), house.extent, FrameRange.of_length(4), SIZE[1], SIZE[0], rate=Fraction(24), seed=1
    )
    return see(made, path, frame, np.full(SIZE, 1e10, np.float32), light, quality="draft", seed=1)


def test_what_reaches_a_place_agrees_with_a_fine_march(house: Pieces) -> None:
    from scipy.ndimage import map_coordinates

    from rushes.engines.destruction.air.dust_light import EXTINCTION_PER_M

    lit = light_up(ball(house), SIDE)
    assert lit is not None
    sigma = EXTINCTION_PER_M * LIGHT_SHARE * lit.cell
    places = np.argwhere(lit.thick > 0.05)[::7]
    steps = np.arange(0.025, 60.0, 0.05)

    def direct(place: NDArray[np.int64]) -> float:
        way = place[:, None] + SUN[:, None] * steps
        inside = (way > -0.5).all(axis=0) & (way < np.array(lit.thick.shape)[:, None] - 0.5).all(axis=0)
        return float(np.exp(-sigma * 0.05 * map_coordinates(lit.thick, way, order=1, mode="nearest")[inside].sum()))

    true = np.array([direct(place) for place in places])
    found = lit.stack[(*places.T, 7)]
    assert np.abs(found - true).max() < 0.05
    assert np.abs(found - true).mean() < 0.012


def test_the_sunny_side_is_brighter_than_the_lee_side(house: Pieces) -> None:
    sun = DustLight((0.8, -0.0, 0.6), (1.0,) * 3, (0.1,) * 3, np.ones(2))
    seen = picture(ball(house), house, sun, camera=Camera(azimuth_deg=0.0))
    dense = np.flatnonzero((seen.rgba[..., 3] > 0.9).any(axis=0))
    third = len(dense) // 3
    bright = np.where(seen.rgba[..., 3] > 0.9, seen.rgba[..., 0], np.nan)
    left, right = (np.nanmedian(bright[:, dense[part]]) for part in (slice(None, third), slice(-third, None)))
    assert right > 1.5 * left


def test_a_cloud_gives_no_more_light_than_falls_in(house: Pieces) -> None:
    """A white cloud under a sky of 1 is at most 1; round the clock in the sun, at most what scattering forward adds."""
    sky = picture(ball(house, hue=1.0), house, DustLight((0.6, 0.0, 0.8), (0.0,) * 3, (1.0,) * 3, np.ones(2)))
    assert 0.3 < sky.rgba[..., 0].max() <= 1.0
    cosine = np.linspace(-1, 1, 2001)
    assert phases(cosine).sum(axis=1).mean() <= 1.0 / sum(0.5**i / (1 + LIGHT_SHARE * 0.5**i) for i in range(4)) * 1.88
    eye = camera_path(Camera(), house.extent, FrameRange.of_length(4), SIZE[1], SIZE[0], rate=Fraction(24), seed=1)
    rays, _ = rays_of(eye, 1001, SIZE[1], SIZE[0])
    for turn in np.radians([0, 90, 180, 270]):
        way = (0.9 * float(np.sin(turn)), 0.9 * float(np.cos(turn)), 0.436)
        lit = picture(ball(house, hue=1.0), house, DustLight(way, (1.0,) * 3, (0.0,) * 3, np.ones(2)))
        assert lit.rgba[..., 0].max() > 0.1
        assert (lit.rgba[..., 0] <= most_scattered(rays @ np.array(way)) * 1.02).all()


def test_shade_from_what_stands_round_takes_the_sun_from_the_foot(house: Pieces) -> None:
    lower = DustLight(SIDE.direction, SIDE.sun, SIDE.sky, np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]))
    whole, shaded = picture(ball(house), house, SIDE), picture(ball(house), house, lower)
    rows = np.flatnonzero((whole.rgba[..., 3] > 0.9).any(axis=1))
    assert shaded.rgba[rows[-2], :, 0].max() < 0.1 * whole.rgba[rows[-2], :, 0].max()
    assert shaded.rgba[rows[0], :, 0].max() > 0.5 * whole.rgba[rows[0], :, 0].max()


def test_what_stands_still_does_not_flicker(house: Pieces) -> None:
    """Between two frames of a cloud that nothing moves only the rays' jitter changes, by less than a plate's grain."""
    made = ball(house)
    first, second = (picture(made, house, SIDE, frame).rgba for frame in (1001, 1002))
    solid = (first[..., 3] > 0.98) & (second[..., 3] > 0.98)
    assert np.abs(first - second)[solid].mean() < 0.015


def test_phases_of_detail_hand_over_without_a_pulse(house: Pieces) -> None:
    """Halfway between two phases the detail is as strong as when one stands alone."""
    made = ball(house)
    spread = []
    for blend in (0.5, 1.0):
        alpha = picture(replace(made, blend=blend), house, SIDE).rgba[..., 0]
        spread.append(float(np.std(np.diff(alpha[alpha > 0.05]))))
    assert max(spread) < 1.6 * min(spread)


def test_finer_pictures_hold_finer_detail() -> None:
    assert (held(0.001) > 1.9 * held(0.002)).all()
    assert held(0.001)[0] > 5 * held(0.001)[1]


def test_a_cloud_in_the_sun_has_edges_and_shadows_of_its_own(house: Pieces) -> None:
    """The ball's middle, whose dust is even, is modelled by its billows alone: bright crests and dark creases, at their size."""
    seen = picture(ball(house), house, DustLight((-0.6, -0.5, 0.62), (1.0,) * 3, (0.15,) * 3, np.ones(2))).rgba
    rows, columns = np.nonzero(seen[..., 3] > 0.97)
    low, high = np.quantile(rows, [0.3, 0.7]).astype(int), np.quantile(columns, [0.3, 0.7]).astype(int)
    inside = seen[low[0] : low[1], high[0] : high[1], 0]
    bright, dark = np.quantile(inside, [0.9, 0.1])
    assert bright > 1.5 * dark
    edge = np.abs(np.diff(seen[..., 3], axis=1)).max(axis=1)
    assert np.median(edge[np.unique(rows)]) > 0.2


def test_dust_in_the_shade_is_modelled_by_the_sky(house: Pieces) -> None:
    """Under a sky alone what faces up is brighter than what hangs over."""
    seen = picture(ball(house), house, DustLight((0.6, 0.0, 0.8), (0.0,) * 3, (1.0,) * 3, np.ones(2))).rgba
    solid = seen[..., 3] > 0.97
    rows = np.flatnonzero(solid.sum(axis=1) > 4)
    third = len(rows) // 3
    top, foot = (np.median(seen[part, :, 0][solid[part]]) for part in (rows[:third], rows[-third:]))
    assert top > 1.25 * foot
