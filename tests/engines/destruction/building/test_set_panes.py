"""A pane breaks into shards that are all of it, and weigh what glass does."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))
from a_set import with_a_window, write_a_set

from rushes.engines.destruction.building.set_panes import PANE_KG_M2, SOLVED_M, facing, shards_of
from rushes.engines.destruction.building.set_pieces import HUNG, break_set
from rushes.engines.destruction.building.set_stage import Faces, Thing, read_set
from rushes.engines.destruction.building.solid import MEMBERS, volume_and_centre


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    stage = read_set(write_a_set(tmp_path_factory.mktemp("set"), **with_a_window()))
    return stage, *break_set(stage, 1)


def sheet(wide, high, turn):
    along, up = np.array([np.cos(turn), np.sin(turn), 0.0]), np.array([0.0, 0.0, 1.0])
    points = np.array([0 * along, wide * along, wide * along + high * up, high * up]) + [0.3, -1.0, 0.9]
    faces = Faces(
        "/Set/Openings/W1_pane", "glass", points, np.array([4]), np.arange(4), np.zeros((0, 3)), np.zeros((0, 2))
    )
    return Thing("W1_pane", "pane", "wall", (faces,))


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 4.0), st.floats(0.2, 3.0), st.floats(0.0, 6.28), st.integers(0, 99))
@example(2.0, 2.0, 0.0, 12)  # two seeds meet in a corner
def test_shards_of_any_sheet_fill_it(wide, high, turn, seed):
    cells = [cell for _, cell in shards_of(sheet(wide, high, turn), 7, 0.5, np.random.default_rng(seed))]
    assert len(cells) >= 3
    assert sum(volume_and_centre(cell)[0] for cell in cells) == pytest.approx(wide * high * SOLVED_M, rel=1e-3)
    corners = np.array([corner for cell in cells for face in cell for corner in face.polygon])
    normal = np.array([-np.sin(turn), np.cos(turn), 0.0])
    assert np.ptp(corners @ normal) == pytest.approx(SOLVED_M, abs=1e-6)
    assert corners[:, 2].min() == pytest.approx(1.4, abs=1e-6)


def test_a_window_of_a_set_is_shards_that_show_its_sheet_and_weigh_what_glass_does(made):
    _, pieces, shown = made
    rows = np.flatnonzero(shown.item == "W1_pane")
    assert 8 <= len(rows) <= 36
    assert set(pieces.member[rows].tolist()) == {MEMBERS.index("window")}
    assert set(pieces.storey[rows].tolist()) == {HUNG}
    assert pieces.mass[rows].sum() == pytest.approx(1.4 * 1.3 * PANE_KG_M2, rel=0.02)
    triangles = shown.points.reshape(-1, 3, 3)[np.isin(shown.piece, rows)]
    assert np.ptp(triangles[..., 1]) == pytest.approx(0.0, abs=1e-4)  # while it stands it is the sheet that it was
    a, b, c = triangles.transpose(1, 0, 2)
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2 == pytest.approx(1.4 * 1.3, rel=0.02)
    pane = next(thing for thing in made[0].things if thing.name == "W1_pane")
    turned = np.cross(b - a, c - a) @ facing(pane)
    assert (turned > -1e-9).all()  # glass seen from behind would mirror
    assert set(shown.looks[shown.look[np.isin(shown.piece, rows)]].tolist()) == {"stock_glass_clear"}


def test_a_doors_leaf_is_one_body_apart_from_its_frame(made):
    stage, pieces, shown = made
    (row,) = np.flatnonzero(shown.item == "D1_leaf1")
    assert pieces.size[row, 2] == pytest.approx(2.06, abs=0.03)
    assert 8 < pieces.mass[row] < 80
    assert "/Set/Openings/D1_frame" in {faces.prim for faces, _ in stage.trims}
    assert not [name for name in shown.item.tolist() if name.endswith("frame")]
