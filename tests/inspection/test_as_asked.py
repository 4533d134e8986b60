from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from drawn_clip import bare_take
from rushes.brief.scene import Camera, Scene, Shot, Thing
from rushes.engines import TakeFile
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.scene.usd import Moving, write_stage
from rushes.engines.clip.scene_step import facts
from rushes.engines.clip.shot.cameras import camera_path
from rushes.inspection import as_asked

RATE = Fraction(24)
MOVES = ("lock_off", "push_in", "pull_out", "pan", "tilt", "track", "crane", "orbit", "handheld", "whip")


def a_take(folder, scene, *, falls_at=None, left_out=0):
    stage = staged(scene, 1)
    camera = camera_path(scene, stage, {}, RATE, (480, 270), 1)
    frames, count = len(camera.frames), len(stage.actors)
    position = np.tile(np.array([actor.at for actor in stage.actors]), (frames, 1, 1))
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (frames, count, 1))
    if falls_at is not None:
        since = np.clip(np.arange(frames) / 24 - falls_at, 0, None)
        position[:, 0, 2] += 5.0 - 4.9 * since**2
    bodies = [Moving(actor.name, actor.model, position[:, row], turn[:, row]) for row, actor in enumerate(stage.actors)]
    cuts = scene.cuts(RATE)
    write_stage(folder / "clip.usdc", stage, bodies[left_out:], camera, cuts, RATE)
    (folder / "facts.json").write_text(json.dumps(facts(scene, stage, camera, cuts)))
    np.savez(
        folder / "motion.npz",
        position=position,
        orientation=turn,
        shown=np.tile([0, frames - 1], (count, 1)),
        names=np.array([actor.name for actor in stage.actors]),
        time=np.arange(frames) / 24,
        owner=np.zeros(0, int),
    )
    files = (
        TakeFile("clip.usdc", "scene", ""),
        TakeFile("facts.json", "contacts", ""),
        TakeFile("motion.npz", "contacts", ""),
    )
    return bare_take(folder, frames, files)


def found(take):
    return {finding.check: finding for finding in as_asked(take)}


@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_seen_as_what_it_is(move, tmp_path):
    scene = Scene(things=(Thing("crate", colour="red"),), shots=(Shot(seconds=2.0, camera=Camera(move)),))
    findings = found(a_take(tmp_path, scene))
    assert all(finding.ok for finding in findings.values()), findings


def test_a_move_that_was_not_made_is_found(tmp_path):
    scene = Scene(things=(Thing("crate"),), shots=(Shot(seconds=2.0),))
    take = a_take(tmp_path, scene)
    asked = json.loads((tmp_path / "facts.json").read_text())
    asked["shots"][0]["move"] = "push_in"
    (tmp_path / "facts.json").write_text(json.dumps(asked))
    assert not found(take)["asked_moves"].ok
    assert "asked to push in" in found(take)["asked_moves"].detail


def test_a_thing_that_is_missing_and_a_colour_that_is_not_there_are_found(tmp_path):
    scene = Scene(things=(Thing("crate", count=3, colour="red"),), shots=(Shot(seconds=1.0),))
    take = a_take(tmp_path, scene, left_out=1)
    assert "crate: 2 of 3" in found(take)["asked_counts"].detail
    asked = json.loads((tmp_path / "facts.json").read_text())
    asked["things"][0] |= {"colour": "blue", "actors": asked["things"][0]["actors"][1:]}
    (tmp_path / "facts.json").write_text(json.dumps(asked))
    assert not found(take)["asked_colours"].ok


@pytest.mark.parametrize(("falls_at", "ok"), [(1.0, True), (1.6, False), (None, False)])
def test_a_beat_that_is_late_or_never_comes_is_found(falls_at, ok, tmp_path):
    from rushes.brief.scene import Beat

    scene = Scene(things=(Thing("crate"),), beats=(Beat("fall", "crate", at_s=1.0),), shots=(Shot(seconds=3.0),))
    assert found(a_take(tmp_path, scene, falls_at=falls_at))["asked_times"].ok == ok


def test_other_kinds_are_not_looked_at(tmp_path):
    scene = Scene(shots=(Shot(seconds=1.0),))
    assert as_asked(replace(a_take(tmp_path, scene), kind="set")) == ()
