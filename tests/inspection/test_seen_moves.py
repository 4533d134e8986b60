"""Pictures of a move show it, and pictures of another one don't."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_clip import drawn_clip
from rushes.brief.scene import Camera, Position, Scene, Shot, Thing
from rushes.inspection import seen_moves
from rushes.inspection.seen_moves import step_between

CRATE = Thing("crate", colour="red", where=Position(at_m=(0.0, 0.0, 0.0)))


def moved(move, toward=None):
    return Scene(things=(CRATE,), shots=(Shot(seconds=1.0, camera=Camera(move=move, toward=toward)),))


@pytest.mark.parametrize(
    ("move", "toward"),
    [("lock_off", None), ("push_in", None), ("pull_out", None), ("pan", "left"), ("pan", "right"), ("tilt", "up"), ("tilt", "down"), ("track", "left"), ("orbit", None), ("handheld", None)],
)  # fmt: skip
def test_a_move_is_seen_in_the_pictures(tmp_path, move, toward):
    (finding,) = seen_moves(drawn_clip(tmp_path, moved(move, toward)))
    assert finding.ok, finding
    assert finding.detail == ""


@pytest.mark.parametrize(
    ("asked", "shown", "words"),
    [
        (("lock_off", None), ("push_in", None), "asked to lock off, and its picture shows"),
        (("push_in", None), ("lock_off", None), "asked to push in, and its picture shows stands"),
        (("push_in", None), ("pull_out", None), "asked to push in, and its picture shows shrinks"),
        (("pan", "left"), ("pan", "right"), "asked to pan left, and its picture shows goes left"),
        (("tilt", "up"), ("lock_off", None), "asked to tilt up, and its picture shows stands"),
        (("orbit", None), ("lock_off", None), "asked to orbit, and its picture shows stands"),
    ],
)
def test_another_move_is_found(tmp_path, asked, shown, words):
    (finding,) = seen_moves(drawn_clip(tmp_path, moved(*asked), camera_of=moved(*shown)))
    assert not finding.ok
    assert words in finding.detail


def test_what_moves_of_itself_moves_no_camera(tmp_path):
    def slides(actors, frames):
        return np.array([[[0.08 * frame - 1.0, 0.0, 0.0]] * len(actors) for frame in range(frames)])

    scene = Scene(things=(CRATE,), shots=(Shot(seconds=1.0, camera=Camera(framing="close_up", subject="crate")),))
    (finding,) = seen_moves(drawn_clip(tmp_path, scene, positions=slides))
    assert finding.ok, finding


def test_pictures_with_nothing_in_them_say_nothing():
    assert step_between(np.full((90, 160), 90, np.uint8), np.full((90, 160), 90, np.uint8)) is None


def test_grain_of_an_empty_studio_has_no_corners():
    chance = np.random.default_rng(4)
    empty, later = (np.clip(chance.normal(120, 4, (270, 480)), 0, 255).astype(np.uint8) for _ in range(2))
    assert step_between(empty, later) is None
    assert step_between(empty, empty) is None
