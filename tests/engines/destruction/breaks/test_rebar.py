from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import boxes, camera_at, light, motion_of

from rushes.engines.destruction.breaks.cracks import NEVER, faces_of, opening
from rushes.engines.destruction.breaks.rebar import (
    FLOOR_M,
    LEAST_PX,
    LONGEST_M,
    LOOKS,
    MOST,
    POINTS,
    SHORTEST_M,
    THICKEST_M,
    Links,
    hung,
    in_the_open,
    links_of,
    rebar_of,
)
from rushes.engines.destruction.breaks.rebar_rules import BOND_MPA, RULES, YIELD_MPA, anchorage_m, bars_in
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.spec import BuildingSpec
from rushes.engines.destruction.stage.passes import draw_matte, matte_id
from rushes.engines.destruction.stage.rebar_stage import NAME, REBAR
from rushes.engines.destruction.stage.scene import read_scene, write_scene
from rushes.show import FrameRange

FRAMES = FrameRange(1001, 1012)


def house_of(material="concrete"):
    return break_building(BuildingSpec(storeys=1, bays=2, bays_deep=1, balconies=False, material=material, seed=4))


@pytest.fixture(scope="module")
def house():
    return house_of()


def apart(pieces, seed=1, speed=0.08):
    shift = np.random.default_rng(seed).normal(0.0, speed, (len(pieces), 3))
    return motion_of(pieces, shift=shift, frames=FRAMES)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*sorted(RULES), "window", "furniture"]),
    st.tuples(*[st.floats(0.05, 6.0)] * 3),
    st.tuples(*[st.floats(-20.0, 20.0)] * 3),
)
def test_bars_lie_within_their_member(member, size, low):
    low, high = np.array(low), np.array(low) + np.array(size)
    bars = bars_in(member, low, high)
    assert len(bars.start) == len(bars.end) == len(bars.diameter)
    if len(bars.diameter):
        assert (bars.start > low - 1e-9).all()
        assert (bars.end < high + 1e-9).all()
        assert ((bars.diameter >= 0.006) & (bars.diameter <= 0.04)).all()


def test_a_column_has_eight_bars_that_stand_and_a_slab_has_them_both_ways():
    column = bars_in("column", np.zeros(3), np.array([0.45, 0.45, 3.0]))
    assert len(column.diameter) == 8
    assert ((column.end - column.start)[:, 2] > 2.9).all()
    slab = bars_in("slab", np.zeros(3), np.array([4.0, 4.0, 0.2]))
    way = slab.end - slab.start
    assert (way[:, 0] > 3.9).sum() == (way[:, 1] > 3.9).sum() == 20
    assert (slab.start[:, 2] < 0.1).all()
    ratio = len(column.diameter) * np.pi * 0.25 * column.diameter[0] ** 2 / 0.45**2
    assert 0.002 < ratio < 0.04  # EN 1992-1-1, 9.5.2


def test_anchorage_is_where_bond_holds_what_the_bar_can_bear():
    diameter = 0.016
    bears = YIELD_MPA * np.pi * diameter**2 / 4
    assert BOND_MPA * np.pi * diameter * anchorage_m(diameter) == pytest.approx(bears)
    assert 35 < anchorage_m(diameter) / diameter < 60


def test_links_cross_cracks_that_open_and_nothing_else(house):
    faces = faces_of(house)
    none = links_of(house, faces, np.full(len(faces.owner), NEVER))
    assert len(none.length) == 0
    opens = opening(house, apart(house), faces)
    links = links_of(house, faces, opens)
    assert len(links.length) > 100
    assert (links.piece != links.other).all()
    assert (links.length >= SHORTEST_M).all()
    assert (links.length < 1.6).all()
    assert (links.opens < NEVER).all()
    assert (house.material[links.piece] == MATERIALS.index("concrete")).all()
    assert np.linalg.norm(links.along, axis=1) == pytest.approx(1.0)
    assert len(rebar_of(house_of("wood"), apart(house_of("wood")), quality="final", seed=1)) == 0


def test_a_bar_lies_in_the_concrete_bridges_the_crack_and_then_keeps_its_shape(house):
    faces = faces_of(house)
    links = links_of(house, faces, opening(house, apart(house), faces))
    far = replace(house, centre=house.centre + [0.0, 0.0, 50.0])
    shift = np.zeros((len(house), 3))
    one = links.only(np.array([int(np.argmax(links.length))]))
    one = replace(one, place=one.place + [0.0, 0.0, 50.0])
    shift[one.other[0]] = one.along[0] * 0.2
    motion = motion_of(far, shift=shift, frames=FRAMES)
    rebar = hung(far, motion, one, np.random.default_rng(1))
    points = rebar.points.astype(float)[:, 0]
    at_rest = int(np.flatnonzero(motion.frame == 1001)[0]) - 1
    gap = 0.2 * np.arange(-1, len(motion.frame) - 1)
    size = np.linalg.norm(np.diff(points, axis=1), axis=-1).sum(axis=1)
    bridging = (gap > 0) & (gap < one.length[0])
    assert bridging.any()
    for row in np.flatnonzero(bridging):
        reached = points[row, -1] - one.place[0]
        assert reached == pytest.approx(one.along[0] * gap[row], abs=1e-4)
    after = np.flatnonzero(gap > one.length[0])
    assert len(after) > 2
    assert np.abs(points[after] - points[after[0]]).max() < 1e-4
    assert size[after[0]] == pytest.approx(one.length[0] + 0.04, rel=0.15)
    assert size[at_rest] < size[after[0]] + 0.05


def test_no_bar_is_under_the_street_and_the_same_seed_gives_the_same(house):
    shift = np.random.default_rng(2).normal(0.0, 0.08, (len(house), 3)) - [0.0, 0.0, 0.25]
    motion = motion_of(house, shift=shift, frames=FRAMES)
    first, second = (rebar_of(house, motion, quality="final", seed=3) for _ in range(2))
    assert (first.points == second.points).all()
    assert first.points.shape[2:] == (POINTS, 3)
    assert np.isfinite(first.points).all()
    assert first.points[..., 2].min() >= np.float32(FLOOR_M)
    draft = rebar_of(house, motion, quality="draft", seed=3)
    assert 0 < len(draft) < len(first) <= MOST


def test_bars_come_out_farther_than_they_were_held_but_no_bar_is_endless(house):
    motion = apart(house, speed=0.4)
    links = links_of(house, faces_of(house), opening(house, motion, faces_of(house)))
    rebar = rebar_of(house, motion, quality="final", seed=3)
    chord = np.linalg.norm(rebar.points[-1, :, -1] - rebar.points[-1, :, 1], axis=1)
    assert np.median(chord) > np.median(links.length) + 0.1
    assert chord.max() < LONGEST_M + 0.05
    bent = np.linalg.norm(np.diff(rebar.points[-1], axis=1), axis=2)[:, 1:].sum(axis=1) / np.maximum(chord, 1e-6)
    assert np.median(bent[chord > 0.4]) > 1.02, "long ones are curled"


def test_a_bar_under_a_slab_is_not_in_the_open():
    pieces = boxes([[0, 0, 0.5], [0, 0, 3]], [[2, 2, 0.5], [1, 1, 0.1]], [("concrete", "slab")] * 2)
    place = np.array([[0, 0, 1.0], [1.8, 0, 1.0], [1.8, 1.0, 1.0]])
    links = Links(
        piece=np.zeros(3, int), other=np.ones(3, int), place=place, along=np.tile([0.0, 0.0, 1.0], (3, 1)),
        length=np.full(3, 0.3), diameter=np.full(3, 0.012), opens=np.array([1000.0, 1000.0, NEVER]),
    )  # fmt: skip
    assert in_the_open(pieces, motion_of(pieces, frames=FRAMES), links).tolist() == [0, LOOKS, 0]
    side = in_the_open(pieces, motion_of(pieces, frames=FRAMES), links, np.array([0.0, -40.0, 1.2]))
    assert side.tolist() == [LOOKS, LOOKS, 0], "a slab over it hides nothing from beside"
    under = in_the_open(pieces, motion_of(pieces, frames=FRAMES), links, np.array([0.0, 0.0, -40.0]))
    assert under.tolist() == [0, 0, 0]


def test_a_bar_is_as_wide_as_a_camera_can_see_and_never_thicker_than_a_beam(house):
    motion, camera = apart(house), camera_at(frames=FRAMES)
    plain = rebar_of(house, motion, quality="final", seed=3)
    seen = rebar_of(house, motion, quality="final", seed=3, camera=camera)
    away = np.linalg.norm(seen.points[-1].mean(axis=1) - camera.position[-1], axis=1)
    pixel = away / camera.focal_px(FRAMES.last)
    assert (seen.diameter >= np.minimum(LEAST_PX * pixel, THICKEST_M) * 0.999).all()
    assert (seen.diameter >= plain.diameter).all()
    assert seen.diameter.max() <= THICKEST_M * 1.001
    assert len(seen) == len(plain)


def test_the_stage_holds_curves_and_the_passes_see_them(tmp_path, house):
    from pxr import Usd, UsdGeom, UsdValidation

    motion = apart(house, speed=0.05)
    rebar = rebar_of(house, motion, quality="final", seed=3)
    path = tmp_path / "scene.usdc"
    camera = camera_at(y=-14.0, z=4.0, frames=FRAMES, width=320, height=180)
    write_scene(
        path, house, motion, camera=camera, light=light(), frames=FRAMES, rate=Fraction(24), rebar=rebar
    )  # fmt: skip
    stage = Usd.Stage.Open(str(path))
    curves = UsdGeom.BasisCurves(stage.GetPrimAtPath(REBAR))
    assert list(curves.GetCurveVertexCountsAttr().Get()) == [POINTS] * len(rebar)
    seen = np.array(curves.GetPointsAttr().Get(1006)).reshape(len(rebar), POINTS, 3)
    row = int(np.flatnonzero(rebar.frame == 1006)[0])
    assert seen == pytest.approx(rebar.points[row], abs=1e-6)
    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    assert [error.GetMessage() for error in context.Validate(stage)] == []
    read = read_scene(path, range(1000, 1014))
    assert read.names[-1] == NAME
    assert read.triangles.max() + 1 == len(read.world(1005.3))
    middle = read.rebar.world(1006).reshape(len(rebar), POINTS, -1, 3).mean(axis=2)
    assert middle == pytest.approx(rebar.points[row], abs=1e-5)
    matte = draw_matte(read, camera, 1012, shutter=0.5, seed=1)
    ids = np.stack([matte[f"CryptoObject0{k}.{band}"] for k in range(3) for band in "RB"])
    assert (ids == np.float32(matte_id(NAME))).any()


def test_members_named_in_the_rules_exist():
    assert set(RULES) <= set(MEMBERS)


def test_no_links_give_no_bars(house):
    none, flat = np.zeros(0, np.int64), np.zeros(0)
    links = Links(none, none, np.zeros((0, 3)), np.zeros((0, 3)), flat, flat, flat)
    assert len(hung(house, apart(house), links, np.random.default_rng(1))) == 0
