"""OpenVDB that is written holds the cloud, where it is in the scene, and says what it is; a broken cloud is said to be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rushes.engines.destruction.air.cloud import Cloud

pytestmark = pytest.mark.blender

READ = """
import json, sys
from rushes.blender.vdb import openvdb
vdb = openvdb()
grids, about = vdb.readAll(sys.argv[1])
found = {}
for grid in grids:
    low, high = grid.evalActiveVoxelBoundingBox()
    value = grid.getConstAccessor().getValue(high)
    found[grid.name] = {
        "low": grid.transform.indexToWorld(tuple(low)), "high": grid.transform.indexToWorld(tuple(high)),
        "count": grid.activeVoxelCount(), "half": grid.saveFloatAsHalf, "unit": grid.metadata.get("unit"),
        "value": list(value) if isinstance(value, tuple) else value,
    }
print(json.dumps({"grids": found, "about": {name: about[name] for name in about}}))
"""


def cloud() -> Cloud:
    density = np.zeros((12, 10, 8), np.float32)
    density[3:6, 4:6, 1:3] = 0.5
    return Cloud(
        origin=np.array([-4.0, 20.0, 0.0]),
        cell=0.5,
        place=np.zeros(3, np.int64),
        density=density,
        coarse=density * 0.4,
        pigment=np.stack([density * 0.4] * 3),
        aged=density * 1.5,
        carried=np.zeros((6, 12, 10, 8), np.float32),
        flow=np.full((3, 12, 10, 8), 2.0, np.float32),
        blend=0.5,
    )


def write(folder: Path) -> subprocess.CompletedProcess[str]:
    asked = {
        "extinction": {"dust": [0.0, 0.2, 1.0], "per_m": [0.0, 0.1, 2.5]},
        "hidden_less": 0.5,
        "rate": "24/1",
        "creator": "Rushes",
        "frames": [{"frame": 1007, "cloud": str(folder / "cloud.npz"), "path": str(folder / "dust.1007.vdb")}],
    }
    (folder / "request.json").write_text(json.dumps(asked))
    argv = [sys.executable, "-m", "rushes.blender.vdb", str(folder / "request.json")]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_what_is_written_is_read_back_in_its_place(tmp_path: Path) -> None:
    cloud().save(tmp_path / "cloud.npz")
    done = write(tmp_path)
    assert done.returncode == 0, done.stderr
    path = tmp_path / "dust.1007.vdb"
    assert done.stdout.split() == ["frame", "1007", "1", "1", str(path.stat().st_size)]
    read = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    found = json.loads(read.stdout)
    assert found["about"]["frame"] == 1007
    assert (found["about"]["rate"], found["about"]["unit"]) == ("24/1", "metre")
    grids = found["grids"]
    assert set(grids) == {"density", "coarse", "age", "albedo", "velocity"}
    density = grids["density"]
    assert density["count"] == 3 * 2 * 2
    np.testing.assert_allclose(density["low"], [-4 + 3.5 * 0.5, 20 + 4.5 * 0.5, 1.5 * 0.5], atol=1e-6)
    np.testing.assert_allclose(density["high"], [-4 + 5.5 * 0.5, 20 + 5.5 * 0.5, 2.5 * 0.5], atol=1e-6)
    assert density["half"]
    assert density["unit"] == "1/m"
    # four tenths are coarse, and have half the extinction of fine dust
    assert density["value"] == pytest.approx(0.1 + (0.5 * 0.8 - 0.2) / 0.8 * 2.4, rel=0.01)
    assert grids["age"]["value"] == pytest.approx(1.5, abs=0.01)
    assert grids["albedo"]["value"] == pytest.approx([0.4] * 3, abs=0.01)
    assert grids["velocity"]["value"] == pytest.approx([2.0] * 3, abs=0.01)


def test_a_broken_cloud_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "cloud.npz").write_bytes(b"PK")
    done = write(tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("fatal: ")
    assert not (tmp_path / "dust.1007.vdb").exists()
