from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import hanging

BOX = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], "f4")
FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ],
    "i4",
)  # fmt: skip


def cubes(workshop, last, *, first=None, before=None, bonds=(), scale=1.0, since=1):
    """Write cubes of a metre that stood at ``first``, lie at ``last`` for the last half second and are of ``scale`` in its last frames."""
    last = np.array(last, "f4")
    count = len(last)
    first = np.array([[10.0 * k, 0.0, 20.0] for k in range(count)] if first is None else first, "f4")
    still = [last] * 12 if before is None else [np.array(row, "f4") for row in before]
    position = np.stack([first, *still, last])
    orientation = np.zeros((len(position), count, 4), "f4")
    orientation[..., 0] = 1
    sizes = np.ones((len(position), count), "f4")
    sizes[-since:] = scale
    workshop.data(
        "motion", frame=1000 + np.arange(len(position), dtype="i4"), time=np.arange(len(position)) / 24,
        position=position, orientation=orientation, scale=sizes,
        released=np.zeros(count, "f4"),
    )  # fmt: skip
    pairs = np.array(bonds, "i4").reshape(-1, 2)
    workshop.data(
        "building", vertices=np.tile(BOX, (count, 1)), vertex_start=np.arange(count + 1) * 8, mass=np.full(count, 2400.0),
        triangles=np.tile(FACES, (count, 1)), triangle_start=np.arange(count + 1) * 12, bond_a=pairs[:, 0], bond_b=pairs[:, 1],
    )  # fmt: skip
    return workshop.take


@pytest.mark.parametrize(("gap", "ok"), [(0.0, True), (-0.01, True), (0.02, True), (0.05, False), (1.0, False)])
def test_what_lies_on_nothing_hangs(empty, gap, ok):
    (finding,) = hanging(cubes(empty, [[0, 0, 0.5], [0.3, 0.2, 1.5 + gap], [0.3, 0.2, 2.5 + gap]]))
    assert finding.ok is ok
    assert finding.value == (0 if ok else 2)
    assert ok or "piece 2" in finding.detail


def test_a_box_that_is_near_is_no_contact(empty):
    """Two cubes whose boxes meet but whose corners are apart: one is turned and stands beside the other."""
    take = cubes(empty, [[0, 0, 0.5], [1.1, 1.1, 1.55]])
    assert not hanging(take)[0].ok


def test_what_falls_does_not_hang(empty):
    fall = [[[0, 0, 0.5], [5, 0, 9.5 - 0.5 * 9.81 * (k / 24) ** 2]] for k in range(12)]
    (finding,) = hanging(cubes(empty, [[0, 0, 0.5], [5, 0, 9.5 - 0.5 * 9.81 * 0.25]], before=fall))
    assert finding.ok


def test_what_is_ground_smaller_in_the_heap_is_not_at_rest(empty):
    places = [[0, 0, 0.5], [0, 0, 1.5]]
    assert hanging(cubes(empty, places, scale=[1.0, 0.8]))[0].ok
    assert not hanging(cubes(empty, [[0, 0, 0.5], [0, 0, 1.6]], scale=[1.0, 0.99]))[0].ok


def test_what_was_crushed_just_now_still_carries(empty):
    """What lies on it has not had the time to fall; what was crushed before the last quarter of a second carries as it is."""
    places = [[0, 0, 0.5], [0, 0, 1.5]]
    assert hanging(cubes(empty, places, scale=[0.87, 1.0]))[0].ok
    lower = [[0, 0, 0.435], [0, 0, 1.5]]
    assert not hanging(cubes(empty, lower, scale=[0.87, 1.0], since=8))[0].ok


def test_what_still_holds_together_carries(empty):
    places = [[0, 0, 0.5], [1, 0, 1.5], [2.5, 0, 1.5]]
    assert hanging(cubes(empty, places, first=places, bonds=[(0, 1), (1, 2)]))[0].ok
    torn = [[0, 0, 0.5], [1, 0, 1.5], [2.6, 0, 1.5]]
    assert hanging(cubes(empty, torn, first=places, bonds=[(0, 1), (1, 2)]))[0].value == 1


@pytest.mark.parametrize(
    ("reach", "until", "ok"),
    [(0.5, np.inf, True), (0.5, 0.2, False), (3.0, np.inf, False)],
    ids=["taut", "torn", "slack"],
)
def test_a_bar_carries_while_it_is_taut(empty, reach, until, ok):
    first = [[0, 0, 0.5], [0, 0, 5.5]]
    cubes(empty, [[0, 0, 0.5], [0, 0, 6.0]], first=first)
    empty.data(
        "events", tie_piece=np.array([[0, 1]], "i4"), tie_point=np.array([[[0, 0, 3.0], [0, 0, 3.0]]], "f4"),
        tie_reach=np.array([reach], "f4"), tie_since=np.array([0.1]), tie_until=np.array([until]),
    )  # fmt: skip
    assert hanging(empty.take)[0].ok is ok


def test_without_meshes_there_is_no_opinion(empty):
    cubes(empty, [[0, 0, 5.0]])
    empty.data("building", mass=np.ones(1))
    assert hanging(empty.take) == ()
