"""What lets go of a set, and what of it moves."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from a_set import with_a_window, write_a_set

from rushes.engines.destruction.building.set_pieces import break_set
from rushes.engines.destruction.building.set_stage import read_set
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.collapse import schedule
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import SetCollapseSpec
from rushes.engines.destruction.stage.set_moving import moving, placed
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.errors import BadInputError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return break_set(read_set(write_a_set(tmp_path_factory.mktemp("set"))), 1)


def lets_go(pieces, **spec):
    plan = schedule(pieces, SetCollapseSpec(start_s=0.2, **spec))
    return plan, plan.release[plan.group]


def test_a_ceiling_falls_strip_by_strip_from_the_side_asked_for_and_its_rim_stays(made):
    pieces, _ = made
    ceiling = pieces.member == MEMBERS.index("ceiling")
    for toward, axis, sign in (("left", 0, 1), ("right", 0, -1), ("away", 1, -1)):
        _, when = lets_go(pieces, way="pancake", toward=toward)
        falls = np.isfinite(when)
        assert falls.any()
        assert not (falls & ~ceiling).any()
        assert np.corrcoef(when[falls], sign * pieces.centre[falls, axis])[0, 1] > 0.7
        edge = 2.5 - np.abs(pieces.centre[:, :2]).max(axis=1)
        assert not falls[ceiling & (edge < 0.2)].any()


def test_sides_are_as_the_camera_sees_them(made):
    pieces, _ = made
    _, front = lets_go(pieces, way="pancake", toward="left")
    _, turned = lets_go(pieces, way="pancake", toward="left", facing_deg=180.0)
    falls = np.isfinite(front) & np.isfinite(turned)
    assert np.corrcoef(front[falls], turned[falls])[0, 1] < -0.5


def test_nothing_falls_before_the_lens(made):
    pieces, _ = made
    _, when = lets_go(pieces, way="pancake", eye=(0.0, -3.2))
    assert pieces.centre[np.isfinite(when), 1].min() > -3.2 + 0.35 * 4


def test_the_wall_that_the_camera_looks_at_is_blown_in(made):
    pieces, _ = made
    plan, when = lets_go(pieces, way="impact", impact_side="left")
    falls = np.isfinite(when)
    assert set(pieces.bay[falls, 1].tolist()) == {2}  # C, at the far side
    assert pieces.centre[plan.push[:, 1] < -1, 0].mean() < 0
    assert (plan.push[falls & (when < 0.25), 1] < 0).all()


def test_a_doors_leaf_is_thrown_in_with_the_wall_that_it_hangs_in_and_the_table_before_it_waits(made):
    pieces, shown = made
    leaf = shown.item == "D1_leaf1"
    assert leaf.any()
    for facing in (270.0, 290.0, 250.0):  # at B, with its door; straight, and askew
        plan, when = lets_go(pieces, way="impact", impact_side="right", facing_deg=facing)
        assert (when[leaf] == 0.2).all()
        assert (plan.push[leaf, 0] < -1.8).all()
        assert not plan.crumbles[plan.group[leaf][0]]
        assert np.isinf(when[shown.item == "F01"]).all()
    _, other = lets_go(pieces, way="impact", impact_side="left")
    assert np.isinf(other[leaf]).all()


def test_what_hangs_drops_and_what_stands_waits(made):
    pieces, shown = made
    plan, when = lets_go(pieces, way="fixtures")
    assert set(shown.item[np.isfinite(when)].tolist()) == {"F03"}
    waits = plan.withstands[plan.group]
    assert np.isfinite(waits[shown.item != ""]).all()
    assert np.isinf(waits[shown.item == ""]).all()


def test_a_set_that_is_open_above_has_no_ceiling_to_fall(tmp_path):
    pieces, _ = break_set(read_set(write_a_set(tmp_path, ceiling=Ceiling(height=2.6, form="open"))), 1)
    with pytest.raises(BadInputError, match="no ceiling that could fall"):
        lets_go(pieces, way="pancake")


@pytest.fixture(scope="module")
def fallen(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("motion")
    spec = SetCollapseSpec(way="pancake", toward="left", start_s=0.1, frames=20, facing_deg=0.0, rest_s=0.1)
    simulate_collapse(made[0], spec, out, lambda _done, _of: None)
    return Motion.load(out / "motion.npz")


def test_the_ceiling_falls_as_things_fall_and_takes_the_lamp_with_it(made, fallen):
    pieces, shown = made
    way = pieces.centre[:, 2] - fallen.position[..., 2]
    assert np.abs(way[:2]).max() < 1e-4  # it stands before it begins
    ceiling = pieces.member == MEMBERS.index("ceiling")
    drop = way[-4][ceiling].max()
    seconds = (fallen.frame[-4] - 1001) / 24 - 0.1
    assert 0.6 * 4.905 * seconds**2 < drop <= 4.905 * seconds**2 + 0.05
    assert way[-1][shown.item == "F03"].max() > 0.1
    assert fallen.position[..., 2].min() > -0.3


def test_what_did_not_move_is_no_part_of_what_moves_and_what_did_is_where_it_was_recorded(made, fallen):
    pieces, shown = made
    what = moving(pieces, shown, fallen)
    assert "/Set/Ceiling/Ceiling" in what.source
    assert "/Set/Ceiling/Ceiling" in what.hidden
    assert not [name for name in what.hidden if "Wall_D" in name]
    assert "F03" in what.torn
    first, last = int(fallen.frame[0]), int(fallen.frame[-1])
    rows = np.flatnonzero(np.isin(shown.piece, what.groups[what.source.index("/Set/Ceiling/Ceiling")]))
    points, piece = shown.points.reshape(-1, 3, 3)[rows].reshape(-1, 3).astype(float), shown.piece[rows].repeat(3)
    rest = placed(pieces, fallen, shown.lift, points, piece, first)
    np.testing.assert_allclose(rest, points - [0, 0, shown.lift], atol=1e-4)
    low = placed(pieces, fallen, shown.lift, points, piece, last)
    assert (rest[:, 2] - low[:, 2]).max() > 0.5


@pytest.fixture(scope="module")
def blown(tmp_path_factory):
    """Blow in the wall that has a window; return the set in pieces and how it moved."""
    stage = read_set(write_a_set(tmp_path_factory.mktemp("set"), **with_a_window()))
    pieces, shown = break_set(stage, 1)
    out = tmp_path_factory.mktemp("motion")
    spec = SetCollapseSpec(way="impact", impact_side="centre", start_s=0.1, frames=16, rest_s=0.1)
    simulate_collapse(pieces, spec, out, lambda _done, _of: None)
    return pieces, shown, Motion.load(out / "motion.npz")


def test_a_blast_breaks_the_windows_and_leaves_a_door_of_another_wall(blown):
    pieces, shown, motion = blown
    way = np.linalg.norm(motion.position - motion.position[:1], axis=2)
    shards = np.flatnonzero(shown.item == "W1_pane")
    assert np.median(way[-1, shards]) > 0.3
    apart = np.linalg.norm(motion.position[-1, shards] - motion.position[-1, shards].mean(axis=0), axis=1)
    before = np.linalg.norm(pieces.centre[shards] - pieces.centre[shards].mean(axis=0), axis=1)
    assert apart.mean() > before.mean() + 0.05  # no sheet any more
    assert motion.position[-1, shards, 2].min() > -0.05
    assert way[-1, shown.item == "D1_leaf1"].max() < 0.01


def test_what_rode_on_a_wall_that_moves_is_shown_by_its_pieces(blown):
    pieces, shown, motion = blown
    what = moving(pieces, shown, motion)
    assert "/Set/Shell/Wall_C" in what.source
    hidden = set(what.hidden)
    assert "/Set/Openings/W1_frame" in hidden
    assert "/Set/Openings/W1_pane" in hidden
    assert any("skirting_C" in path for path in hidden)
    assert not any("skirting_A" in path for path in hidden)
    assert "/Set/Openings/D1_leaf1" not in hidden


def test_a_pane_waits_until_it_is_hit_and_then_falls_apart(tmp_path):
    pieces, shown = break_set(read_set(write_a_set(tmp_path, **with_a_window())), 1)
    plan, when = lets_go(pieces, way="pancake")
    shards, leaf = shown.item == "W1_pane", shown.item == "D1_leaf1"
    assert np.isinf(when[shards]).all()
    assert plan.crumbles[plan.group[shards]].all()
    assert not plan.crumbles[plan.group[leaf]].any()
    assert 0 < plan.withstands[plan.group[shards]].max() < plan.withstands[plan.group[leaf]].max()
