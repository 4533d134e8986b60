"""The outfit as USD: named prims, metres, Z up, pattern places."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.usd import object_name, prim_name, write_outfit


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    scene = dressed([small_person()], rounds=1)
    path = tmp_path_factory.mktemp("usd") / "outfit.usdc"
    write_outfit(scene, path)
    from pxr import Usd

    return scene, Usd.Stage.Open(str(path))


def test_the_stage_is_in_metres_with_z_up(written):
    from pxr import UsdGeom

    _, stage = written
    assert UsdGeom.GetStageUpAxis(stage) == "Z"
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    box = UsdGeom.BBoxCache(0, ["default"]).ComputeWorldBound(stage.GetDefaultPrim()).ComputeAlignedRange()
    assert 1.4 < box.GetSize()[2] < 2.2


def test_every_garment_is_a_prim_by_its_name_with_the_patterns_places(written):
    from pxr import UsdGeom, UsdShade

    scene, stage = written
    assert stage.GetPrimAtPath("/Outfit/person_1_skirt")
    for piece in scene.pieces:
        prim = stage.GetPrimAtPath(f"/Outfit/{piece.group}/{object_name(piece)}")
        st = UsdGeom.PrimvarsAPI(prim).GetPrimvar("st")
        assert np.array(st.Get()) == pytest.approx(piece.st.reshape(-1, 2), abs=1e-6)
        assert UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()[0].GetPrim().GetName() == piece.surface


def test_every_surface_has_its_colour(written):
    from pxr import UsdShade

    scene, stage = written
    for name, surface in scene.surfaces.items():
        shader = UsdShade.Shader(stage.GetPrimAtPath(f"/Outfit/Materials/{name}/Surface"))
        assert tuple(shader.GetInput("diffuseColor").Get()) == pytest.approx(surface.colour)


def test_every_material_says_what_it_is_of(written):
    scene, stage = written
    for name, surface in scene.surfaces.items():
        prim = stage.GetPrimAtPath(f"/Outfit/Materials/{prim_name(name)}")
        assert prim.GetCustomDataByKey("rushes:stuff") == surface.kind
