"""Pictures of a surface reach the shader: as files beside the USD, in metres, on the inputs that show them."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.usd_textures import Baked, connect, eight_bit, srgb, written


def test_light_is_encoded_and_kept_within_a_byte():
    light = np.array([-1.0, 0.0, 0.001, 0.18, 1.0, 7.0], np.float32)
    assert eight_bit(srgb(light)).tolist() == [0, 0, 3, 118, 255, 255]


def test_pictures_come_back_from_the_files_that_the_usd_names(tmp_path):
    from PIL import Image

    (tmp_path / "textures").mkdir()
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    made = written({"colour": picture, "roughness": picture[..., 0]}, tmp_path / "textures", "oak", 1.5)
    assert made == Baked(1.5, {"colour": "./textures/oak.colour.png", "roughness": "./textures/oak.roughness.png"})
    for channel, plane in (("colour", picture), ("roughness", picture[..., 0])):
        np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / made.files[channel])), plane)


@pytest.mark.parametrize("glow", [0.0, 3.0])
def test_each_picture_is_on_the_input_that_shows_it(glow):
    from pxr import Usd, UsdShade

    stage = Usd.Stage.CreateInMemory()
    UsdShade.Material.Define(stage, "/One")
    shader = UsdShade.Shader.Define(stage, "/One/Surface")
    connect(stage, "/One", shader, Baked(0.25, {"colour": "./c.png", "normal": "./n.png"}), glow)
    sources = {
        one.GetBaseName(): UsdShade.Shader(one.GetConnectedSource()[0].GetPrim())
        for one in shader.GetInputs()
        if one.HasConnectedSource()
    }
    assert set(sources) == {"emissiveColor" if glow else "diffuseColor", "normal"}, "what has no picture is left alone"
    colour = sources["emissiveColor" if glow else "diffuseColor"]
    assert colour.GetInput("file").Get().path == "./c.png"
    assert colour.GetInput("sourceColorSpace").Get() == "sRGB"
    assert tuple(colour.GetInput("scale").Get() or ()) == ((glow, glow, glow, 1.0) if glow else ())
    normal = sources["normal"]
    assert normal.GetInput("sourceColorSpace").Get() == "raw"
    assert tuple(normal.GetInput("bias").Get()) == (-1.0, -1.0, -1.0, 0.0)
    metres = UsdShade.Shader(normal.GetInput("st").GetConnectedSource()[0].GetPrim())
    assert tuple(metres.GetInput("scale").Get()) == (4.0, 4.0), "a picture of 0.25 m is there four times in a metre"
