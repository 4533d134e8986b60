"""Sheen stands in the file in MaterialX's words, and is read back as it was."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.usd_textures import Baked
from rushes.engines.wardrobe.drape.fabrics import fabrics
from rushes.engines.wardrobe.picture.piece import Surface
from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.sheen import NAPS, STANDARD, Sheen, read_sheens
from rushes.engines.wardrobe.picture.usd import write_outfit

GREEN = (0.006, 0.042, 0.023)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheen") / "outfit.usda"
    scene = dressed([small_person(colour=GREEN, fabric="cotton velvet")], rounds=1)
    write_outfit(scene, path, {"person_1_skirt_shell": Baked(0.24, {"colour": "./textures/velvet.colour.png"})})
    return path


def test_velvet_shines_in_its_own_dye_and_skin_does_not(path):
    read = read_sheens(path)
    shell, said = read["person_1_skirt_shell"], Sheen.of(Surface("cotton velvet", GREEN))
    assert (shell["weight"], shell["roughness"]) == pytest.approx((said.weight, said.roughness))
    assert shell["colour"] == pytest.approx(said.colour)
    red, green, blue = said.colour
    assert green == pytest.approx(1.0)
    assert red < blue < green
    assert "person_1_skin" not in read
    assert set(NAPS) < set(fabrics())
    assert Sheen.of(Surface("leather", GREEN)) is None


def test_the_second_surface_has_the_baked_colour_at_its_size_in_metres(path):
    from pxr import Usd, UsdShade

    stage = Usd.Stage.Open(str(path))
    material = UsdShade.Material(stage.GetPrimAtPath("/Outfit/Materials/person_1_skirt_shell"))
    ids = [material.ComputeSurfaceSource(context)[0].GetIdAttr().Get() for context in ("mtlx", "")]
    assert ids == [STANDARD, "UsdPreviewSurface"]
    shader = material.ComputeSurfaceSource("mtlx")[0]
    image = UsdShade.Shader(shader.GetInput("base_color").GetConnectedSources()[0][0].source.GetPrim())
    assert image.GetInput("file").Get().path == "./textures/velvet.colour.png"
    metres = UsdShade.Shader(image.GetInput("texcoord").GetConnectedSources()[0][0].source.GetPrim())
    assert np.isclose(metres.GetInput("in2").Get(), 1 / 0.24)
