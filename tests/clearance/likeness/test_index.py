from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.clearance.likeness.bands import FACES
from rushes.clearance.likeness.index import FaceIndex, Who

EAST, NORTH = np.eye(128, dtype="f4")[:2]


def at(cosine):
    """Return a template that is this like ``EAST``."""
    return (cosine * EAST + np.sqrt(1 - cosine**2) * NORTH).astype("f4")


def test_nobody_is_like_anybody_when_nobody_is_enrolled():
    index = FaceIndex()
    assert (index.nearest(EAST), index.like(EAST), index.who(EAST)) == (None, (), Who())
    assert index.who(EAST).unknown
    assert len(FaceIndex.of([], [])) == 0


@pytest.mark.parametrize(
    ("cosine", "who"),
    [
        (0.9, Who(matched=("p-1",))),
        (FACES.same + 0.001, Who(matched=("p-1",))),
        (FACES.same - 0.001, Who(uncertain=("p-1",))),
        (FACES.uncertain + 0.001, Who(uncertain=("p-1",))),
        (FACES.uncertain - 0.001, Who()),
        (-0.5, Who()),
    ],
)
def test_a_face_falls_into_its_band(cosine, who):
    assert FaceIndex.of(["p-1"], [EAST]).who(at(cosine)) == who


def test_the_best_of_several_templates_counts():
    index = FaceIndex.of(["p-1", "p-2", "p-1"], [NORTH, -NORTH, 7 * EAST])
    near = index.nearest(at(0.95))
    assert (near.performer, near.band) == ("p-1", "same")
    assert near.score == pytest.approx(0.95, abs=1e-5)
    assert [match.performer for match in index.like(at(0.95))] == ["p-1"]


def test_of_twins_neither_is_certain():
    index = FaceIndex.of(["twin-a", "twin-b"], [at(0.99), at(0.985)])
    assert index.who(EAST) == Who(uncertain=("twin-a", "twin-b"))


def test_somebody_far_behind_a_certain_face_is_not_meant():
    index = FaceIndex.of(["p-1", "sister"], [at(0.9), at(0.4)])
    assert index.who(EAST) == Who(matched=("p-1",))


def test_everybody_that_a_doubtful_face_may_be_is_named_the_nearest_first():
    index = FaceIndex.of(["p-1", "p-2", "p-3"], [at(0.32), at(0.45), at(0.1)])
    assert index.who(EAST) == Who(uncertain=("p-2", "p-1"))


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_whoever_is_enrolled_is_found_by_their_own_template(people, seed):
    vectors = np.random.default_rng(seed).standard_normal((people, 128)).astype("f4")
    index = FaceIndex.of([f"p-{number}" for number in range(people)], vectors)
    for number in range(people):
        assert index.nearest(index.vectors[number]).performer == f"p-{number}"
    assert np.allclose(np.linalg.norm(index.vectors, axis=1), 1, atol=1e-5)
