from __future__ import annotations

from fractions import Fraction

import numpy as np

from rushes.brief.scene import Scene, Shot, Thing
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.scene.usd import Moving, write_stage
from rushes.engines.clip.shot.cameras import camera_path


def test_a_stage_has_things_cameras_by_shot_and_frames_as_time_codes(tmp_path):
    from pxr import Usd, UsdGeom

    scene = Scene(things=(Thing("crate"),), shots=(Shot(seconds=1.0), Shot(seconds=0.5)))
    stage = staged(scene, 1)
    rate = Fraction(24)
    camera = camera_path(scene, stage, {}, rate, (480, 270), 1)
    at = np.linspace([0.0, 0.0, 0.0], [1.0, 0.0, 0.0], 36)
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (36, 1))
    body = Moving("crate", stage.actors[0].model, at, turn, shown=(6, 20))
    write_stage(tmp_path / "clip.usdc", stage, (body,), camera, scene.cuts(rate), rate)

    made = Usd.Stage.Open(str(tmp_path / "clip.usdc"))
    assert (made.GetStartTimeCode(), made.GetEndTimeCode()) == (1001.0, 1036.0)
    assert UsdGeom.GetStageUpAxis(made) == "Z"
    mesh = UsdGeom.Mesh(made.GetPrimAtPath("/World/Things/crate"))
    place = UsdGeom.Xformable(mesh).ComputeLocalToWorldTransform(1036).ExtractTranslation()
    assert np.allclose(list(place), [1.0, 0.0, 0.0])
    seen = [UsdGeom.Imageable(mesh).ComputeVisibility(frame) for frame in (1001, 1007, 1021, 1022)]
    assert seen == ["invisible", "inherited", "inherited", "invisible"]
    cameras = [prim.GetName() for prim in made.GetPrimAtPath("/World/Cameras").GetChildren()]
    assert cameras == ["Shot_1", "Shot_2"]
    there = UsdGeom.Xformable(made.GetPrimAtPath("/World/Cameras/Shot_2")).ComputeLocalToWorldTransform(1030)
    assert np.allclose(list(there.ExtractTranslation()), camera.position[29], atol=1e-5)
    faces = sum(len(part.mesh.counts) for part in body.model.parts)
    assert len(mesh.GetFaceVertexCountsAttr().Get()) == faces
