from __future__ import annotations

import math

import numpy as np
import pytest
from small_room import small_room

from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.usd import write_set
from rushes.engines.setdesign.scene.usd_facts import LIGHT_SCALE, prim_name


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    from pxr import Usd

    scene = assembled(small_room())
    path = tmp_path_factory.mktemp("usd") / "set.usdc"
    write_set(scene, path)
    return scene, Usd.Stage.Open(str(path))


def test_it_is_in_metres_with_z_up_and_every_piece_is_there_in_its_place(written):
    from pxr import Usd, UsdGeom, UsdShade

    scene, stage = written
    assert UsdGeom.GetStageUpAxis(stage) == "Z"
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert stage.GetDefaultPrim().GetPath() == "/Set"
    cache = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default"])
    for piece in scene.pieces:
        prim = stage.GetPrimAtPath(f"/Set/{prim_name(piece.group)}/{piece.name}")
        box = cache.ComputeWorldBound(prim).ComputeAlignedRange()
        turned = piece.mesh.turned(piece.yaw_deg).moved(*piece.at)
        np.testing.assert_allclose([list(box.GetMin()), list(box.GetMax())], np.stack(turned.bounds()), atol=0.35)
        material, _ = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()
        assert material.GetPath().name == prim_name(piece.surface)


def test_a_camera_looks_at_its_target_with_its_lens(written):
    from pxr import Usd, UsdGeom

    scene, stage = written
    for camera in scene.cameras:
        prim = UsdGeom.Camera(stage.GetPrimAtPath(f"/Set/Cameras/Camera_{prim_name(camera.name)}"))
        assert prim.GetFocalLengthAttr().Get() == pytest.approx(camera.lens_mm)
        seen = prim.GetCamera(Usd.TimeCode.Default()).frustum
        ahead = np.subtract(camera.target, camera.at)
        np.testing.assert_allclose(list(seen.ComputeViewDirection()), ahead / np.linalg.norm(ahead), atol=1e-6)
        np.testing.assert_allclose(list(seen.GetPosition()), camera.at, atol=1e-6)
        assert list(seen.ComputeUpVector())[2] > 0


def test_light_has_its_flux(written):
    from pxr import UsdLux

    scene, stage = written
    for light in scene.lights:
        prim = stage.GetPrimAtPath(f"/Set/Lights/{prim_name(light.name)}")
        if light.kind == "panel":
            made = UsdLux.RectLight(prim)
            size = made.GetWidthAttr().Get() * made.GetHeightAttr().Get()
            flux = made.GetIntensityAttr().Get() * math.pi * size / LIGHT_SCALE
        elif light.kind == "ball":
            made = UsdLux.SphereLight(prim)
            flux = made.GetIntensityAttr().Get() * math.pi * 4 * math.pi * made.GetRadiusAttr().Get() ** 2 / LIGHT_SCALE
        else:
            continue
        assert flux == pytest.approx(light.flux, rel=1e-5)
