from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import overlap

BOX = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], "f4")
FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ],
    "i4",
)  # fmt: skip


def cubes(workshop, last, *, turn=None, before=None, scale=1.0):
    """Write cubes of a metre that stood far apart and lie at ``last`` at the end, at rest if ``before`` is left out."""
    last = np.array(last, "f4")
    count = len(last)
    first = np.array([[10.0 * k, 0.0, 20.0] for k in range(count)], "f4")
    position = np.stack([first, last if before is None else np.array(before, "f4"), last])
    orientation = np.zeros((3, count, 4), "f4")
    orientation[..., 0] = 1
    if turn is not None:
        orientation[1:] = turn
    workshop.data(
        "motion", frame=np.array([1000, 1095, 1096], "i4"), time=np.array([0.0, 95.0, 96.0]) / 24, position=position,
        orientation=orientation, scale=np.full((3, count), scale, "f4"), released=np.zeros(count, "f4"),
    )  # fmt: skip
    workshop.data(
        "building", vertices=np.tile(BOX, (count, 1)), vertex_start=np.arange(count + 1) * 8, mass=np.full(count, 2400.0),
        triangles=np.tile(FACES, (count, 1)), triangle_start=np.arange(count + 1) * 12,
    )  # fmt: skip
    return workshop.take


@pytest.mark.parametrize(("gap", "ok"), [(0.001, True), (-0.015, True), (-0.03, False), (-0.3, False)])
def test_the_least_way_out_counts(empty, gap, ok):
    (finding,) = overlap(cubes(empty, [[0, 0, 0.5], [0.2, 0.1, 1.5 + gap], [9, 9, 0.5]]))
    assert finding.ok is ok
    assert finding.value == pytest.approx(max(-gap, 0.0) if gap < -0.02 else 0.0, abs=1e-4)
    assert ok or "pieces 0 and 1" in finding.detail


def test_edges_part_what_faces_do_not(empty):
    """Two cubes, each on an edge, one edge over the other and across it: the faces overlap deep, the edges don't."""
    half = np.pi / 8
    turn = np.array([[np.cos(half), np.sin(half), 0, 0], [np.cos(half), 0, np.sin(half), 0]], "f4")
    high = 2 * np.sqrt(0.5)
    (apart,) = overlap(cubes(empty, [[0, 0, 1.0], [0, 0, 1.0 + high + 0.01]], turn=turn))
    assert apart.value == 0
    (crossed,) = overlap(cubes(empty, [[0, 0, 1.0], [0, 0, 1.0 + high - 0.05]], turn=turn))
    assert crossed.value == pytest.approx(0.05, abs=1e-3)


def test_edges_count_where_faces_say_less_than_the_limit(empty):
    """The same two cubes, 5 cm long and tilted so that their boxes overlap: 17 mm over faces, 4 mm over edges."""
    half, scale = np.pi / 8, 0.05
    turns = [np.array([np.cos(half), np.sin(half), 0, 0]), np.array([np.cos(half), 0, np.sin(half), 0])]
    tilt = 0.9004471, 0.30756708, 0.30756708, 0.0
    w, x, y, z = tilt
    left = np.array([[w, -x, -y, -z], [x, w, -z, y], [y, z, w, -x], [z, -y, x, w]])
    up = np.array([0.55389577, -0.55389577, 0.62160997])
    apart = scale * 2 * np.sqrt(0.5) - 0.004
    last = np.array([0.0, 0.0, 5.0]) + up * np.array([[0.0], [apart]])
    turn = np.array([left @ one for one in turns], "f4")
    (found,) = overlap(cubes(empty, last, turn=turn, scale=scale))
    assert found.value == pytest.approx(0.004, abs=1e-4)


def test_what_still_moves_is_not_judged(empty):
    (finding,) = overlap(cubes(empty, [[0, 0, 0.5], [0, 0, 1.2]], before=[[0, 0, 0.5], [0, 0, 1.25]]))
    assert finding.ok


def test_what_holds_together_as_it_was_built_is_not_judged(empty):
    take = cubes(empty, [[0, 0, 0.5], [0.7, 0, 0.5]])
    path = empty.folder / "sound/motion.npz"
    with np.load(path) as file:
        arrays = dict(file)
    arrays["position"][0] = arrays["position"][-1] + np.float32([0, 0, 9])
    np.savez(path, **arrays)
    assert overlap(take)[0].ok


def test_what_was_crushed_is_smaller(empty):
    assert overlap(cubes(empty, [[0, 0, 0.5], [0, 0, 1.42]], scale=0.9))[0].ok
    assert not overlap(cubes(empty, [[0, 0, 0.5], [0, 0, 1.37]], scale=0.9))[0].ok


def test_no_meshes_no_opinion(empty):
    empty.falling()
    assert overlap(empty.take) == ()
