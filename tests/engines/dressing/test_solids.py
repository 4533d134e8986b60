from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, shrunk, tube

side = st.floats(0.02, 3.0)


def open_edges(mesh: Mesh, digits: int = 6) -> int:
    """Count edges, corners welded, that don't run once each way."""
    _, weld = np.unique(np.round(mesh.points, digits), axis=0, return_inverse=True)
    weld = weld.ravel()
    ends = np.cumsum(mesh.counts)
    edges: dict[tuple[int, int], int] = {}
    for start, end in zip(ends - mesh.counts, ends, strict=True):
        ring = weld[mesh.corners[start:end]]
        for a, b in zip(ring, np.roll(ring, -1), strict=True):
            if a != b:
                edges[int(a), int(b)] = edges.get((int(a), int(b)), 0) + 1
    return sum(edges.get((b, a), 0) != count for (a, b), count in edges.items())


@given(side, side, side, st.floats(0.0005, 0.2))
def test_a_box_is_closed_has_its_size_and_no_sharp_edge(x, y, z, bevel):
    made = box(x, y, z, bevel)
    low, high = made.bounds()
    np.testing.assert_allclose(high - low, [x, y, z], atol=1e-9)
    assert low[2] == pytest.approx(0.0, abs=1e-9)
    assert 0.4 * x * y * z < made.volume() <= x * y * z
    assert open_edges(made) == 0


def test_volumes_are_those_of_geometry():
    assert cylinder(0.5, 2.0, 0.001, 200).volume() == pytest.approx(math.pi * 0.25 * 2, rel=2e-3)
    turn = np.linspace(0, 2 * math.pi, 120, endpoint=False)
    ring = tube(np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=-1), 0.1, closed=True, segments=60)
    assert ring.volume() == pytest.approx(2 * math.pi**2 * 0.01, rel=5e-3)
    assert plate(loop(1.0, 2.0, 0.001), 0.05, 0.001).volume() == pytest.approx(0.1, rel=0.01)
    ball = lathe([(0.5 * math.cos(a), 0.5 * math.sin(a)) for a in np.linspace(-math.pi / 2, math.pi / 2, 90)], 90)
    assert ball.volume() == pytest.approx(4 / 3 * math.pi * 0.125, rel=5e-3)


@pytest.mark.parametrize(
    "made", [cylinder(0.3, 1.0), plate(loop(1, 1, 0.1), 0.1), tube([[0, 0, 0], [0, 0, 1], [1, 0, 1]], 0.05)]
)
def test_solids_are_closed_and_right_side_out(made):
    assert made.volume() > 0
    assert open_edges(made, 4) == 0, "an axis is a hole of a hundredth of a millimetre"


def test_maps_are_in_metres():
    made = box(2.0, 1.0, 1.0, 0.002)
    for start, count, area in zip(np.cumsum(made.counts) - made.counts, made.counts, made.face_normals(), strict=True):
        if np.linalg.norm(area) < 0.5:
            continue
        st_of = made.st[start : start + count]
        across = np.roll(st_of, -1, axis=0)
        flat = abs((st_of[:, 0] * across[:, 1] - across[:, 0] * st_of[:, 1]).sum() / 2)
        assert flat == pytest.approx(np.linalg.norm(area), rel=1e-6)


def test_corners_of_a_profile_are_rounded_within_it():
    profile = rounded([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)], 0.1)
    assert max(r for r, _ in profile) <= 1.0
    assert not any(r > 0.999 and z < 0.01 for r, z in profile)


def test_an_outline_shrinks_by_what_is_asked_on_every_side():
    square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    np.testing.assert_allclose(shrunk(square, 0.1), [[0.1, 0.1], [1.9, 0.1], [1.9, 0.9], [0.1, 0.9]], atol=1e-9)
