"""A destruction on a set: whose set, from where it is seen, and what a set can't do."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from a_set import write_a_set

from rushes.brief import Brief
from rushes.canonical import sha256_of_file
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.building.set_stage import read_set
from rushes.engines.destruction.engine import ENGINE
from rushes.engines.destruction.set_steps import camera_path_json, completed, facing_deg, stops_of
from rushes.errors import BadInputError
from rushes.show import FrameRange


@pytest.fixture(scope="module")
def shots(tmp_path_factory):
    """Return the folder of a show's shots, with a set under 010_0020."""
    folder = tmp_path_factory.mktemp("shots")
    take = folder / "010_0020" / "v001"
    (take / "scene").mkdir(parents=True)
    stage = write_a_set(take / "scene")
    _record(take, {"path": "scene/set.usdc", "role": "scene", "sha256": sha256_of_file(stage)})
    return folder


def _record(take, *files, kind="set", verdict="cleared"):
    take.mkdir(parents=True, exist_ok=True)
    said = {
        "show": "SHOW", "shot": take.parent.name, "version": take.name, "kind": kind, "engine": "setdesign 1", "rate": "24/1",
        "first_frame": 1001, "last_frame": 1003, "handles": 0, "seed": 1, "recipe": {}, "clearance": {"verdict": verdict},
        "understood": [], "assumed": [], "not_understood": [], "digital_source_type": "", "created": "", "files": list(files),
        "findings": [], "decision": {},
    }  # fmt: skip
    (take / "take.json").write_text(json.dumps(said))


def brief(**more):
    given = {"shot": "020_0010", "frames": 12, "on_set": {"shot": "010_0020", "version": "v001"}}
    return Brief.model_validate({**given, "collapse": {"way": "pancake"}, **more})


def made(shots, **more):
    return ENGINE.steps(completed(brief(**more), shots.parent, shots / "020_0010"), Fraction(24), "SHOW", "v001")


def test_a_brief_of_a_set_has_its_own_steps_and_names_the_set_by_its_content(shots):
    steps = {step.name: step for step in made(shots)}
    assert list(steps) == ["build", "simulate", "air", "scene", "render", "dust", "comp", "sound", "clip"]
    (file,) = steps["build"].files
    assert file.sha256 == sha256_of_file(file.path)
    assert steps["simulate"].params["collapse"]["facing_deg"] == 0.0
    assert steps["render"].params["camera"] == "Camera__1"
    assert steps["render"].params["stops"] is None  # the take has no pictures to be exposed as


def test_a_brief_without_a_set_is_left_alone(shots):
    plain = Brief(shot="020_0010")
    assert completed(plain, shots.parent, shots / "020_0010") is plain


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"collapse": {"way": "soft_storey"}}, "a set doesn't come down by soft_storey. Give collapse.way: pancake, impact or fixtures"),
        ({"camera": {"move": "push_in"}}, "stands where its set-up says"),
        ({"on_set": {"shot": "010_0020", "version": "v001", "setup": 4}}, "has 1 set-ups, and on_set.setup asks for number 4"),
        ({"on_set": {"shot": "010_0020"}}, "by its shot and its version"),
        ({"on_set": {"shot": "010_0020", "version": "v007"}}, "no take v007 of shot 010_0020"),
        ({"collapse": {"way": "pancake", "footprint_m": 3.0}}, "collapse.footprint_m directs a building"),
    ],
)  # fmt: skip
def test_what_a_set_cannot_do_is_said(shots, more, says):
    with pytest.raises(BadInputError, match=says):
        made(shots, **more)


def test_only_a_cleared_set_in_full_and_as_it_was_sealed_is_taken(shots, tmp_path):
    stage = write_a_set(tmp_path)
    file = {"path": "set.usdc", "role": "scene", "sha256": sha256_of_file(stage)}
    take = tmp_path / "010_0020" / "v001"
    for files, more, says in (
        ((file,), {"kind": "reage"}, "is a take of kind reage"),
        ((file,), {"verdict": "escalate"}, "was not cleared"),
        ((file, {**file, "path": "other.usdc"}), {}, "holds 2 designs"),
        (({**file, "sha256": "0" * 64},), {}, "is missing or not the one"),
    ):
        _record(take, *files, **more)
        with pytest.raises(BadInputError, match=says):
            completed(brief(), tmp_path, tmp_path / "020_0010")


def test_a_sets_camera_is_a_path_that_looks_where_the_camera_looks(shots):
    stage = read_set(shots / "010_0020" / "v001" / "scene" / "set.usdc")
    path = CameraPath.from_json(camera_path_json(stage, "Camera__1", FrameRange(1001, 1004), 480, 270))
    np.testing.assert_allclose(path.position[3], [0.0, -3.2, 1.5])
    toward = np.asarray(stage.cameras["Camera__1"]["toward"])
    np.testing.assert_allclose(path.rotation(1002) @ [0.0, 0.0, -1.0], toward, atol=1e-6)
    assert facing_deg(stage, "Camera__1") == 0.0
    assert stops_of(shots / "010_0020" / "v001" / "scene" / "set.usdc") is None


def test_what_hangs_drops_on_a_set_alone():
    with pytest.raises(BadInputError, match="Name the set under on_set"):
        ENGINE.steps(
            Brief.model_validate({"shot": "020_0010", "collapse": {"way": "fixtures"}}), Fraction(24), "SHOW", "v001"
        )


def test_a_set_is_the_one_that_the_ledger_knows_as_sealed(tmp_path, monkeypatch):
    """A stage and the hash in its take.json can be changed together; the ledger's fingerprint of take.json can't."""
    from rushes.engines.take import Take
    from rushes.judgement import judge
    from rushes.provenance import record_seal
    from rushes.show import Show

    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    show = Show.init(tmp_path / "SHOW", Fraction(24))
    take = show.version_folder("010_0020", "v001")
    (take / "scene").mkdir(parents=True)
    stage = write_a_set(take / "scene")
    _record(take, {"path": "scene/set.usdc", "role": "scene", "sha256": sha256_of_file(stage)})
    said = Take.load(take / "take.json").to_json()
    said |= {"recipe": {"sha256": "a" * 64}, "clearance": {"verdict": "cleared", "id": "clr-1"}}
    (take / "take.json").write_text(json.dumps(said))
    with pytest.raises(
        BadInputError, match="SHOW_010_0020_v001 is not the take that the show's ledger knows as sealed"
    ):
        judge(brief(), show)
    record_seal(Take.load(take / "take.json"), show.ledger, actor="test")
    assert str(judge(brief(), show).verdict) == "cleared"
    stage.write_bytes(stage.read_bytes() + b" ")
    said["files"][0]["sha256"] = sha256_of_file(stage)
    (take / "take.json").write_text(json.dumps(said))
    with pytest.raises(BadInputError, match="is not the take that the show's ledger knows as sealed"):
        judge(brief(), show)
