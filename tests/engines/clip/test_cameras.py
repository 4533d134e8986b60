from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Beat, Camera, Character, Motion, Position, Scene, Shot, Thing
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.shot.cameras import camera_path
from rushes.errors import BadInputError

SIZE = (480, 270)


def path_of(scene: Scene):
    stage = staged(scene, 1)
    return stage, camera_path(scene, stage, travels_of(scene, stage), Fraction(24), SIZE, 1)


def of(*cameras: Camera, **more) -> Scene:
    return Scene(things=(Thing("crate"),), shots=tuple(Shot(seconds=2.0, camera=camera) for camera in cameras), **more)


def aims(path):
    return np.array([-path.rotation(frame)[:, 2] for frame in path.frames])


def test_a_lock_off_stands_still():
    _, path = path_of(of(Camera("lock_off")))
    assert np.ptp(path.position, axis=0) == pytest.approx(np.zeros(3))
    assert np.ptp(path.orientation, axis=0) == pytest.approx(np.zeros(4))


def test_a_tower_that_falls_is_framed_and_one_that_stands_is_a_background():
    def seen(*beats):
        scene = Scene(
            place="desert",
            things=(
                Thing("tower", where=Position(at_m=(0.0, 0.0, 0.0))),
                Thing("car", where=Position(at_m=(0.0, -14.0, 0.0))),
            ),
            beats=beats,
            shots=(Shot(seconds=2.0),),
        )
        return path_of(scene)[1].position[0]

    assert np.linalg.norm(seen(Beat("topple", "tower", at_s=1.0))) > 2 * np.linalg.norm(seen())


@pytest.mark.parametrize(("move", "sign"), [("push_in", -1), ("pull_out", 1)])
def test_pushes_come_nearer_and_pulls_go_away(move, sign):
    stage, path = path_of(of(Camera(move)))
    middle = np.mean(stage.actors[0].bounds(), axis=0)
    away = np.linalg.norm(path.position - middle, axis=1)
    assert sign * (away[-1] - away[0]) > 0.2 * away[0]


def test_a_speed_that_was_said_is_gone():
    _, path = path_of(of(Camera("push_in", speed_ms=0.5)))
    assert np.linalg.norm(path.position[24] - path.position[0]) == pytest.approx(0.5, rel=1e-6)


def test_a_pan_turns_by_its_angle_and_stays_where_it_is():
    _, path = path_of(of(Camera("pan", angle_deg=40.0, toward="right")))
    flat = aims(path)[:, :2] / np.linalg.norm(aims(path)[:, :2], axis=1, keepdims=True)
    turned = np.degrees(np.arccos(np.clip(flat[0] @ flat[-1], -1, 1)))
    assert turned == pytest.approx(40.0, abs=0.5)
    assert np.cross(flat[0], flat[-1]) < 0  # to the right
    assert np.ptp(path.position, axis=0) == pytest.approx(np.zeros(3))


def test_an_orbit_keeps_its_distance():
    stage, path = path_of(of(Camera("orbit", angle_deg=60.0)))
    middle = np.mean(stage.actors[0].bounds(), axis=0)[:2]
    away = np.linalg.norm(path.position[:, :2] - middle, axis=1)
    assert away == pytest.approx(np.full(len(away), away[0]), rel=1e-6)


def test_a_crane_rises_and_a_tilt_looks_up():
    _, crane = path_of(of(Camera("crane")))
    assert crane.position[-1, 2] > crane.position[0, 2] + 0.2
    _, tilt = path_of(of(Camera("tilt", toward="up")))
    assert aims(tilt)[-1, 2] > aims(tilt)[0, 2] + 0.1


def test_a_shoulder_is_never_still_and_never_far():
    _, path = path_of(of(Camera("handheld")))
    strayed = np.linalg.norm(path.position - path.position.mean(axis=0), axis=1)
    assert 0.002 < strayed.max() < 0.08


@pytest.mark.parametrize(("framing", "share"), [("full", 0.80), ("wide", 0.34)])
def test_a_person_stands_as_large_as_the_size_of_the_shot_says(framing, share):
    scene = Scene(
        characters=(Character("woman", sex="female"),),
        shots=(Shot(seconds=1.0, camera=Camera(framing=framing, subject="woman")),),
    )
    stage, path = path_of(scene)
    low, high = stage.actors[0].bounds()
    ends = path.project(np.array([[0.0, 0.0, low[2]], [0.0, 0.0, high[2]]]), 1001)
    assert abs(ends[0, 1] - ends[1, 1]) / SIZE[1] == pytest.approx(share, rel=0.1)


def test_a_track_goes_along_with_what_it_looks_at():
    car = Thing("car", does=(Motion("drive", toward="right"),), where=Position(at_m=(0.0, 0.0, 0.0)))
    scene = Scene(place="street", things=(car,), shots=(Shot(seconds=2.0, camera=Camera("track", subject="car")),))
    stage, path = path_of(scene)
    travel = travels_of(scene, stage)["car"]
    gone = travel.at(47 / 24)[0] - travel.at(0.0)[0]
    assert path.position[-1, 0] - path.position[0, 0] == pytest.approx(gone, rel=1e-6)


def test_a_camera_that_stands_waits_where_its_subject_is_in_the_middle_of_the_shot():
    man = Character("man", does=(Motion("walk", toward="right"),))
    camera = Camera("lock_off", subject="man", framing="full")
    scene = Scene(characters=(man,), shots=(Shot(seconds=2.0), Shot(seconds=2.0, camera=camera)))
    stage, path = path_of(scene)
    there = travels_of(scene, stage)["man"].at(3.0)
    seen = path.project(np.array([[there[0], there[1], 0.9]]), 1001 + 72)[0]
    assert seen[0] == pytest.approx(240, abs=8)


def test_a_cut_shows_another_view():
    _, path = path_of(of(Camera(), Camera()))
    before, after = aims(path)[47, :2], aims(path)[48, :2]
    angle = np.degrees(np.arccos(before @ after / np.linalg.norm(before) / np.linalg.norm(after)))
    assert angle > 30.0


def test_a_subject_that_is_not_there_is_said():
    with pytest.raises(BadInputError, match='A camera looks at "bus"'):
        path_of(of(Camera(subject="bus")))


def seen_at(path, frame, point):
    """Return where a point is in the picture, -1 to 1 across and up."""
    x, y, z = path.rotation(frame).T @ (point - path.position[frame - path.frames.first])
    across = -x / z * 2 * path.focal_length_mm[frame - path.frames.first] / path.sensor_width_mm
    return across, -y / z * 2 * path.focal_length_mm[
        frame - path.frames.first
    ] / path.sensor_width_mm * path.width / path.height


@pytest.mark.parametrize(
    "camera", [Camera("lock_off"), Camera("push_in", framing="close_up"), Camera("handheld", framing="medium")]
)
def test_a_subject_that_falls_stays_in_the_picture(camera):

    scene = Scene(
        things=(Thing("vase", where=Position(at_m=(0.0, 0.0, 1.2))),),
        shots=(Shot(seconds=3.0, camera=replace(camera, subject="vase")),),
    )
    stage = staged(scene, 1)
    fall = np.zeros((72, 3))
    fall[:, 2] = -np.minimum(0.5 * 9.81 * np.maximum(np.arange(72) / 24 - 1.0, 0) ** 2, 1.2)
    middle = np.mean(stage.actors[0].bounds(), axis=0)
    path = camera_path(scene, stage, {}, Fraction(24), SIZE, 1, {"vase": middle + fall})
    first = np.abs(seen_at(path, 1001, middle))
    assert first.max() < 0.95
    assert np.abs(seen_at(path, 1072, middle + fall[-1])).max() < 1.0
    if camera.move == "lock_off":
        assert np.ptp(path.position, axis=0) == pytest.approx(np.zeros(3))
