"""A plate in the sun that a test takes itself: a facade with slabs that stand out, posts on the ground, and a sky."""

import numpy as np

from rushes.brief import Light
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.shot.sky import sky_radiance

OVER = 2
SLABS = [(x, x + 2.2, z) for z in (4.2, 7.6, 11.0) for x in (-8.4, -3.9, 0.6, 5.1)]
OUT = 1.3
POSTS = [(-13.0, -9.0), (-5.0, -12.5), (3.0, -9.5), (11.0, -11.0), (16.0, -6.0), (-18.0, -5.0)]
POST_HIGH, POST_WIDE = 4.2, 0.28
WALL, GROUND = np.array([0.42, 0.38, 0.33]), np.array([0.21, 0.2, 0.19])


def rig(azimuth, elevation, weather="clear"):
    """Return sun and sky as the engine has them."""
    light = Light(sun_azimuth_deg=azimuth, sun_elevation_deg=elevation, weather=weather)
    return light_rig(light, camera_azimuth_deg=0.0)


def sunny(taken, light, *, seed=1, noise=0.01):
    """Return the picture, scene-linear ACEScg, shape [height, width, 3], and where the sky is."""
    wide, high = taken.width * OVER, taken.height * OVER
    x, y = np.meshgrid((np.arange(wide) + 0.5) / OVER, (np.arange(high) + 0.5) / OVER)
    local = np.stack([x - taken.width / 2, y - taken.height / 2, np.full(x.shape, taken.focal * taken.width)], axis=-1)
    ray = local @ taken.axes
    ray /= np.linalg.norm(ray, axis=-1, keepdims=True)
    sky = np.array(light.sky_colour) * light.sky_strength * np.pi
    sun, toward = np.array(light.sun_colour) * light.sun_strength, np.array(light.sun_direction)
    picture = sky_radiance(light, ray, seed=seed)
    is_sky = ray[..., 2] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        to_ground, to_wall = -taken.place[2] / ray[..., 2], -taken.place[1] / ray[..., 1]
    ground = (to_ground > 0) & (to_ground < 400)
    at = taken.place + ray * np.where(ground, to_ground, 0)[..., None]
    lit = ground & ~_behind_posts(at, toward)
    picture[ground] = GROUND / np.pi * sky
    picture[lit] += GROUND / np.pi * sun * max(toward[2], 0)
    at = taken.place + ray * np.where(to_wall > 0, to_wall, 0)[..., None]
    wall = (
        (to_wall > 0)
        & (np.abs(at[..., 0]) < taken.facade_width / 2)
        & (at[..., 2] > 0)
        & (at[..., 2] < taken.facade_height)
    )
    picture[wall] = WALL / np.pi * 0.5 * sky
    lit = wall & ~_under_slabs(at, toward)
    picture[lit] += WALL / np.pi * sun * max(-toward[1], 0)
    is_sky &= ~wall
    for x0, x1, z in SLABS:
        window = (
            wall & (at[..., 0] > x0 + 0.4) & (at[..., 0] < x1 - 0.4) & (at[..., 2] > z + 0.9) & (at[..., 2] < z + 2.4)
        )
        picture[window] = np.array([0.02, 0.022, 0.025])
    shape = (taken.height, OVER, taken.width, OVER)
    small = picture.reshape(*shape, 3).mean(axis=(1, 3))
    grain = np.random.default_rng(seed).normal(0, noise, small.shape)
    return np.maximum(small * (1 + grain), 1e-4).astype(np.float32), is_sky.reshape(shape).all(axis=(1, 3))


def _behind_posts(at, toward):
    """Say which places of the ground a post keeps the sun from."""
    shaded = np.zeros(at.shape[:2], dtype=bool)
    if toward[2] <= 0:
        return shaded
    flat = toward[:2] / np.hypot(*toward[:2])
    reach = POST_HIGH / toward[2] * np.hypot(*toward[:2])
    for place in POSTS:
        off = np.array(place) - at[..., :2]
        along, across = off @ flat, off @ np.array([-flat[1], flat[0]])
        shaded |= (along > 0) & (along < reach) & (np.abs(across) < POST_WIDE)
    return shaded


def _under_slabs(at, toward):
    """Say which places of the wall a slab keeps the sun from."""
    shaded = np.zeros(at.shape[:2], dtype=bool)
    if toward[1] >= 0:
        return shaded
    for x0, x1, z in SLABS:
        rise = (z - at[..., 2]) / toward[2]
        cross = at[..., 0] + toward[0] * rise
        shaded |= (rise > 0) & (-toward[1] * rise < OUT) & (cross > x0) & (cross < x1)
    return shaded
