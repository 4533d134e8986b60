"""A clip's smoke as OpenVDB: planned where something may be thrown up, and holding what the picture shows."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from cleared import permit
from rushes.brief import Brief
from rushes.brief.scene import Beat, Scene, Shot, Thing
from rushes.engines.clip.engine import steps
from rushes.engines.clip.physics.contacts import columns
from rushes.engines.clip.smoke_step import raises, smoke
from rushes.plan import StepContext

BLAST = Scene(things=(Thing("crate"),), beats=(Beat("explosion", "crate", at_s=0.05),), shots=(Shot(seconds=0.2),))


def scene(thing, event="fall"):
    return Scene(things=(thing,), beats=(Beat(event, thing.name or thing.kind, at_s=0.0),), shots=(Shot(seconds=1.0),))


@pytest.mark.parametrize(
    ("thing", "event", "wanted"),
    [
        (Thing("crate"), "explosion", True), (Thing("column", material="stone"), "topple", True), (Thing("crate"), "fall", False),
        (Thing("vase", material="glass"), "fall", False), (Thing("wall", material="brick"), "collapse", True),
    ],
)  # fmt: skip
def test_what_may_throw_something_up_is_known_before(thing, event, wanted):
    assert raises(scene(thing, event)) == wanted


@pytest.mark.parametrize(("quality", "there"), [("draft", False), ("review", True)])
def test_openvdb_is_written_in_review_and_final(quality, there):
    from fractions import Fraction

    brief = Brief(kind="clip", shot="010_0010", quality=quality, frames=5, clip=BLAST)
    assert ("smoke" in [step.name for step in steps(brief, Fraction(24), "S", "v001")]) == there


def simulated(folder, beats):
    """Write what the step ``simulate`` leaves of one thing that stands still."""
    folder.mkdir()
    (folder / "beats.json").write_text(json.dumps({"beats": beats}))
    np.savez(
        folder / "motion.npz",
        time=np.arange(5) / 24, position=np.zeros((5, 1, 3)), shown=np.array([[0, 4]]), size=np.ones((1, 3)), mass=np.ones(1), names=np.array(["crate"]),
        owner=np.zeros(0, int),
    )  # fmt: skip
    np.savez(folder / "contacts.npz", **columns([]))
    return folder


def made(tmp_path, beats):
    from rushes.brief.scene.scene import plain

    out = tmp_path / "out"
    out.mkdir()
    params = {"scene": plain(BLAST), "frames": [1001, 1005], "rate": "24/1", "seed": 1}
    smoke(
        StepContext(out, {"simulate": simulated(tmp_path / "in", beats)}, {}, params, permit(), lambda _done, _of: None)
    )
    return sorted(path.name for path in out.iterdir() if path.suffix in {".vdb", ".npz", ".json"}), out


READ = """
import json, sys
from rushes.blender.vdb import openvdb
vdb = openvdb()
grids, about = vdb.readAll(sys.argv[1])
print(json.dumps({grid.name: [grid.activeVoxelCount(), grid.metadata.get("unit"), max(v["value"] if isinstance(v["value"], float) else max(v["value"]) for v in grid.citerOnValues())] for grid in grids}))
"""


@pytest.mark.blender
def test_a_fireball_is_hot_in_its_openvdb_and_frames_without_smoke_have_none(tmp_path):
    names, out = made(tmp_path, [{"event": "explosion", "thing": "crate", "time": 2.5 / 24, "place": [0.0, 0.0, 0.4]}])
    assert names == ["smoke.1004.vdb", "smoke.1005.vdb"]
    told = subprocess.run(
        [sys.executable, "-c", READ, str(out / names[-1])], check=True, capture_output=True, text=True
    )
    grids = json.loads(told.stdout.splitlines()[-1])
    assert set(grids) == {"density", "temperature", "albedo"}
    assert grids["density"][0] > 100
    assert [grids[name][1] for name in ("density", "temperature", "albedo")] == ["1/m", "K", "ACEScg"]
    assert 1500 < grids["temperature"][2] < 2700


@pytest.mark.blender
def test_a_clip_in_which_nothing_came_of_it_leaves_one_empty_file(tmp_path):
    assert made(tmp_path, [])[0] == ["smoke.1001.vdb"]
