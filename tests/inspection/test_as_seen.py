"""What is asked for has to be seen: every check passes on pictures that show it and fails on pictures that don't."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from drawn_clip import drawn_clip, falling
from rushes.brief.scene import Beat, Camera, Position, Scene, Shot, Thing
from rushes.inspection import as_seen
from rushes.inspection.sights import sights_of

CRATE = Thing("crate", colour="red", where=Position(at_m=(0.0, 0.0, 0.0)))
OTHER = Thing("crate", name="other", colour="blue", where=Position(at_m=(1.5, 0.5, 0.0)))
FALLS = Scene(things=(CRATE,), beats=(Beat("fall", "crate", at_s=0.4),), shots=(Shot(seconds=1.5),))


def found(take):
    return {finding.check: finding for finding in as_seen(take)}


def fall(at_s):
    return lambda actors, frames: falling(actors, frames, at_s)


def test_things_that_are_seen_in_their_colours_pass(tmp_path):
    checks = found(drawn_clip(tmp_path, Scene(things=(CRATE, OTHER), shots=(Shot(seconds=0.3),))))
    assert list(checks) == ["seen_things", "seen_colours", "seen_times"]
    assert all(finding.ok for finding in checks.values()), checks


def test_a_thing_that_the_pictures_leave_out_is_found(tmp_path):
    def gone(actors, frames):
        return np.tile([[50.0, 90.0, 0.0]], (frames, len(actors), 1))

    checks = found(drawn_clip(tmp_path, Scene(things=(CRATE,), shots=(Shot(seconds=0.3),)), shown_positions=gone))
    assert checks["seen_things"].detail == "crate is seen in no shot. Move a camera, or the thing."


def test_a_subject_that_its_shot_does_not_show_is_found(tmp_path):
    scene = Scene(things=(CRATE, OTHER), shots=(Shot(seconds=0.3), Shot(seconds=0.3, camera=Camera(subject="other"))))
    take = drawn_clip(tmp_path, scene)
    assert found(take)["seen_things"].ok

    def hidden(actors, frames):
        position = np.tile(np.array([actor.at for actor in actors]), (frames, 1, 1))
        position[frames // 2 :, 1] = [0.0, 300.0, 0.0]
        return position

    checks = found(drawn_clip(tmp_path, scene, shown_positions=hidden))
    assert "Shot 2 is of other, which is not seen in it" in checks["seen_things"].detail


def test_a_thing_in_another_colour_is_found_and_a_grey_one_is_not_asked(tmp_path):
    scene = Scene(things=(CRATE,), shots=(Shot(seconds=0.3),))
    checks = found(drawn_clip(tmp_path, scene, paint=[(0.02, 0.03, 0.35)]))
    assert "crate was asked for in red, and 0% of what is seen of it has that colour" in checks["seen_colours"].detail
    grey = Scene(things=(replace(CRATE, colour="grey"),), shots=(Shot(seconds=0.3),))
    assert found(drawn_clip(tmp_path, grey, paint=[(0.02, 0.03, 0.35)]))["seen_colours"].ok


def test_a_red_thing_at_dusk_is_red(tmp_path):
    scene = Scene(things=(CRATE,), shots=(Shot(seconds=0.3),))
    assert found(drawn_clip(tmp_path, scene, paint=[(0.4 * 1.2, 0.03 * 0.8, 0.03 * 1.6)]))["seen_colours"].ok


@pytest.mark.parametrize(("shown", "ok"), [(0.4, True), (0.6, True), (1.2, False)])
def test_a_fall_is_seen_when_it_should_be(tmp_path, shown, ok):
    """The stage falls when asked; the pictures show it then, a little late, or much too late."""
    checks = found(drawn_clip(tmp_path, FALLS, positions=fall(0.4), shown_positions=fall(shown)))
    assert checks["seen_times"].ok == ok, checks
    assert ok or "nothing of it is seen to happen within 0.5 s" in checks["seen_times"].detail


def test_pictures_that_stand_still_show_no_fall(tmp_path):
    assert not found(drawn_clip(tmp_path, FALLS, positions=fall(0.4), frames_drawn=lambda _: 0))["seen_times"].ok


def test_a_beat_that_is_not_in_the_picture_is_told(tmp_path):
    scene = replace(
        FALLS,
        things=(CRATE, replace(OTHER, where=Position(at_m=(0.0, -40.0, 0.0)))),
        beats=(Beat("fall", "other", at_s=0.4),),
    )
    take = drawn_clip(
        tmp_path, replace(scene, shots=(Shot(seconds=1.5, camera=Camera(subject="crate", framing="medium")),))
    )
    assert "other was to fall at 0.4 s, and is not in the picture then" in found(take)["seen_times"].detail


@pytest.mark.parametrize(("onto", "ok"), [("other", True), ("", False)])
def test_what_falls_onto_something_may_come_from_out_of_sight(tmp_path, onto, ok):
    def drops(actors, frames):
        position = np.tile(np.array([actor.at for actor in actors], float), (frames, 1, 1))
        position[:, 0, 2] = np.maximum(40.0 - np.arange(frames), 0.7)
        return position

    piano = Thing("crate", colour="red", where=Position(at_m=(1.5, 0.5, 40.0)))
    other = replace(OTHER, where=Position(at_m=(1.5, 0.5, 0.0)))
    beats = (Beat("fall", "crate", at_s=0.1, onto=onto),)
    scene = Scene(things=(piano, other), beats=beats, shots=(Shot(seconds=3.0, camera=Camera(subject="other")),))
    assert found(drawn_clip(tmp_path, scene, positions=drops, shown_positions=drops))["seen_times"].ok is ok


def test_a_traced_matte_counts_where_there_is_one(tmp_path):
    from rushes.media.exr import read_exr, write_exr

    take = drawn_clip(tmp_path, Scene(things=(CRATE,), shots=(Shot(seconds=0.2),)))
    depth = int(sights_of(take).matte(1001, ["crate"]).sum())
    for path in take.paths("comp"):
        exr = read_exr(path)
        code = np.array([0x3F000001], np.uint32).view("f4")[0]
        matte = np.zeros((136, 240), "f4")
        matte[:40, :50] = code
        share = (matte > 0).astype("f4")
        planes = {
            "ViewLayer.CryptoObject00.r": matte,
            "ViewLayer.CryptoObject00.g": share,
            "ViewLayer.CryptoObject00.b": 0 * matte,
            "ViewLayer.CryptoObject00.a": 0 * matte,
        }
        header = {"cryptomatte/abc/manifest": json.dumps({"crate": "3f000001"})}
        write_exr(path, {**exr.channels, **planes}, frame=1001, rate=take.rate, header=header)
    matte = sights_of(take).matte(1001, ["crate"])
    assert depth > 100
    assert int(matte.sum()) == 2000
    assert matte[:40, :50].all()


def test_other_kinds_are_not_looked_at(tmp_path):
    take = drawn_clip(tmp_path, Scene(things=(CRATE,), shots=(Shot(seconds=0.2),)))
    assert as_seen(replace(take, kind="set")) == ()
