"""Fire turns to smoke, masonry leaves dust where it breaks and lands, and a picture shows both where they are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Beat, Scene, Shot, Thing
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.picture.developed import Darkroom, develop
from rushes.engines.clip.picture.heavens import heavens
from rushes.engines.clip.picture.smoky import Airlight, smoked
from rushes.engines.clip.shot.cameras import camera_path
from rushes.engines.clip.smoke.cloud import cloud_of
from rushes.engines.clip.smoke.puffs import afloat, none
from rushes.engines.clip.smoke.raised import Motions, dusts, fireball, raised
from rushes.engines.clip.substance import SUBSTANCES
from rushes.media.exr import read_exr, write_exr

CALM = (0.0, 0.0)
DAY = Airlight(sun=np.full(3, 0.5), toward=np.array([0.0, -0.6, 0.8]), sky=np.full(3, 0.3), level=0.2)


def blast(reach=2.0, at=1.0):
    return fireball(at, np.array([0.0, 0.0, 0.5]), reach, np.random.default_rng(1))


def total(puffs):
    """Return a measure of what there is of smoke, whatever its shape."""
    return float((puffs.thick * puffs.radius**3).sum())


def test_nothing_burns_before_the_blast_and_all_of_it_cools():
    puffs = blast()
    assert len(afloat(puffs, 0.99, CALM)) == 0
    heat = [afloat(puffs, 1.0 + age, CALM).heat.max() for age in (0.06, 0.4, 1.0, 3.0)]
    assert heat[0] > 0.9
    assert heat == sorted(heat, reverse=True)
    assert heat[-1] < 0.05


def test_a_fireball_grows_rises_and_thins_and_the_wind_takes_it():
    puffs = blast()
    early, late = afloat(puffs, 1.15, CALM), afloat(puffs, 3.0, CALM)
    assert late.place[late.heat > 0, 2].mean() > early.place[early.heat > 0, 2].mean() + 1.5
    assert late.radius.mean() > 2 * early.radius.mean()
    assert late.thick.max() < early.thick.max() / 4
    blown = afloat(puffs, 3.0, (6.0, 0.0))
    assert blown.place[:, 0].mean() > late.place[:, 0].mean() + 2.0
    assert np.linalg.norm(early.place, axis=1).max() < 2.0 * 2.6  # as far as it was to reach, and the swept dust


def test_smoke_is_torn_and_never_made_more():
    puffs = blast()
    amounts = [total(afloat(puffs, 1.0 + age, CALM)) for age in (0.1, 0.5, 1.5, 3.0)]
    assert amounts == sorted(amounts, reverse=True)


def test_a_larger_thing_burns_larger():
    small, large = (staged(Scene(things=(Thing(kind),), shots=(Shot(seconds=1.0),)), 1) for kind in ("crate", "van"))
    beat = {"event": "explosion", "time": 0.0, "place": [0.0, 0.0, 0.5]}
    reach = []
    for stage, thing in ((small, "crate"), (large, "van")):
        puffs = raised(stage, [{**beat, "thing": thing}], _still(stage), 1)
        reach.append(np.abs(afloat(puffs, 0.3, CALM).place[:, 0]).max())
    assert reach[1] > 1.5 * reach[0]


def _still(stage, pieces=0, hits=()):
    """Return motions in which nothing moves, with pieces that come off the first thing at half a second and hits."""
    things = len(stage.actors)
    count, frames = things + pieces, 24
    position = np.zeros((frames, count, 3))
    position[:, things:] = np.random.default_rng(2).uniform(-1, 1, (pieces, 3)) + [0, 0, 3.0]
    shown = np.tile([0, frames - 1], (count, 1))
    shown[things:, 0] = 12
    at = np.array([[moment, *place, impulse] for moment, place, impulse in hits], float).reshape(-1, 5)
    return Motions(
        time=np.arange(frames) / 24,
        position=position,
        shown=shown,
        size=np.full((count, 3), 0.4),
        mass=np.full(count, 50.0),
        names=(*(actor.name for actor in stage.actors), *(f"piece_{n}" for n in range(pieces))),
        owner=np.zeros(pieces, np.int64),
        things=things,
        hits={
            "time": at[:, 0],
            "position": at[:, 1:4],
            "impulse": at[:, 4],
            "body": np.full(len(at), things if pieces else 0),
        },
    )


@pytest.mark.parametrize(("material", "dust"), [("stone", True), ("brick", True), ("wood", False), ("steel", False)])
def test_masonry_leaves_dust_where_it_parts_and_lands_and_wood_does_not(material, dust):
    assert dusts(SUBSTANCES[material]) == dust
    stage = staged(Scene(things=(Thing("column", material=material),), shots=(Shot(seconds=1.0),)), 1)
    puffs = raised(stage, [], _still(stage, pieces=5, hits=[(0.8, (1.0, 0.0, 0.0), 200.0)]), 1)
    assert len(puffs) == (6 if dust else 0)
    if dust:
        assert sorted(set(puffs.born)) == [0.5, 0.8]
        assert puffs.heat.max() == 0.0


def test_a_light_tap_and_a_rub_high_up_raise_nothing():
    stage = staged(Scene(things=(Thing("column", material="stone"),), shots=(Shot(seconds=1.0),)), 1)
    assert (
        len(raised(stage, [], _still(stage, hits=[(0.8, (1.0, 0.0, 0.0), 0.5), (0.6, (1.0, 0.0, 4.0), 500.0)]), 1)) == 0
    )


def test_what_nothing_raised_is_no_cloud():
    assert cloud_of(afloat(none(), 1.0, CALM)) is None


def test_a_cloud_lies_where_its_puffs_are_and_above_the_ground():
    puffs = afloat(blast(), 1.3, CALM)
    cloud = cloud_of(puffs)
    middle = np.average(puffs.place, axis=0, weights=puffs.thick * puffs.radius**3)
    rows = np.indices(cloud.density.shape).reshape(3, -1).T
    found = cloud.origin + cloud.cell * (np.average(rows, axis=0, weights=cloud.density.ravel()) + 0.5)
    assert found == pytest.approx(middle, abs=0.4)
    assert cloud.origin[2] >= 0.0
    assert cloud.heat.max() > 0.5


def looking(depth=60.0, size=(48, 80)):
    """Return a picture of a grey wall, its depth, and ways of a camera at y = -20 that looks along +y."""
    right, up = np.meshgrid(np.linspace(-0.4, 0.4, size[1]), np.linspace(0.35, -0.1, size[0]))
    way = np.stack([right, np.ones_like(right), up], axis=-1)
    return np.full((*size, 3), 0.2, np.float32), np.full(size, depth, np.float32), way, np.array([0.0, -20.0, 1.5])


def test_smoke_before_a_wall_hides_it_and_behind_one_is_not_seen():
    cloud = cloud_of(afloat(blast(3.0), 2.5, CALM))
    seen = smoked(*looking(60.0), cloud, DAY)
    assert seen.smoke[..., 3].max() > 0.6
    assert 15.0 < seen.distance[seen.smoke[..., 3] > 0.3].mean() < 26.0
    hidden = smoked(*looking(8.0), cloud, DAY)
    assert hidden.smoke[..., 3].max() < 1e-3
    assert hidden.colour == pytest.approx(np.full_like(hidden.colour, 0.2), rel=0.05)


def test_fire_shines_and_lights_what_stands_around_it_and_cold_smoke_does_not():
    colour, depth, way, eye = looking(22.0)
    hot = smoked(colour, depth, way, eye, cloud_of(afloat(blast(3.0), 1.1, CALM)), DAY)
    assert hot.smoke[..., :3].max() > 5 * DAY.level
    assert hot.smoke[..., 0].max() > 1.3 * hot.smoke[..., 2].max()
    away = hot.smoke[..., 3] < 1e-3
    assert hot.colour[away].max() > 1.1 * 0.2
    cold = smoked(colour, depth, way, eye, cloud_of(afloat(blast(3.0), 5.0, CALM)), DAY)
    assert cold.smoke[..., :3].max() < 2 * DAY.level


def test_smoke_throws_a_shadow_where_the_sun_is_and_none_without():
    colour, depth, way, eye = looking()
    way[..., 2] = -0.03 - 0.12 * np.linspace(0, 1, way.shape[0])[:, None]
    depth = (-eye[2] / way[..., 2]).astype(np.float32)
    cloud = cloud_of(afloat(blast(3.0), 2.5, CALM))
    aside = replace(DAY, toward=np.array([0.8, 0.0, 0.6]))
    lit, dull = (smoked(colour, depth, way, eye, cloud, light) for light in (aside, replace(aside, sun=np.zeros(3))))
    clear = (lit.smoke[..., 3] < 0.02) & (dull.smoke[..., 3] < 0.02)
    assert lit.colour[clear].min() < 0.7 * 0.2
    assert dull.colour[clear].min() > 0.95 * 0.2


def test_the_same_smoke_is_the_same_picture():
    cloud = cloud_of(afloat(blast(), 1.5, CALM))
    one, two = (smoked(*looking(), cloud, DAY) for _ in range(2))
    assert (one.colour == two.colour).all()


def test_a_picture_is_developed_with_its_smoke_and_keeps_it_as_an_element(tmp_path):
    scene = Scene(
        place="desert",
        weather="clear",
        things=(Thing("crate"),),
        beats=(Beat("explosion", "crate", at_s=0.0),),
        shots=(Shot(seconds=1.0),),
    )
    stage = staged(scene, 1)
    camera = camera_path(scene, stage, {}, Fraction(24), (96, 54), 1)
    beats = [{"event": "explosion", "thing": "crate", "time": 0.0, "place": [0.0, 0.0, 0.4]}]
    room = Darkroom(
        scene, camera, Fraction(24), stage.sky, stage.sun, heavens(stage.sky, stage.sun, 1, stars=False), 0.18, 1, draft=False, open_sky=True,
        puffs=raised(stage, beats, _still(stage), 1),
    )  # fmt: skip
    planes = {f"ViewLayer.Combined.{band}": np.full((54, 96), 0.3, "f4") for band in "RGB"}
    raw = tmp_path / "raw.exr"
    write_exr(raw, {**planes, "ViewLayer.Depth.Z": np.full((54, 96), 80.0, "f4")}, frame=1013, rate=Fraction(24))
    develop(raw, tmp_path / "with.exr", 1013, room, 0.0)
    develop(raw, tmp_path / "without.exr", 1013, replace(room, puffs=None), 0.0)
    smoky, clear = read_exr(tmp_path / "with.exr"), read_exr(tmp_path / "without.exr")
    cover = smoky.channels["smoke.A"].astype(float)
    assert cover.max() > 0.3
    assert "smoke.A" not in clear.channels
    off = np.abs(smoky.picture()[..., :3].astype(float) - clear.picture()[..., :3].astype(float)).max(axis=-1)
    assert off[cover > 0.3].min() > 0.0
