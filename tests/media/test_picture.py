from fractions import Fraction

import numpy as np
import pytest
from PIL import Image, ImageCms

from rushes.errors import BadInputError
from rushes.media.colour import ACESCG, LINEAR_REC709, SRGB_TEXTURE
from rushes.media.exr import write_picture
from rushes.media.picture import read_picture


def gradient(height=70, width=91):
    """A picture without any symmetry, so that each turn and flip shows."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 2, y * 3, (x + 2 * y) % 256], axis=2).astype(np.uint8)


def test_png_keeps_its_values_and_odd_size(tmp_path):
    Image.fromarray(gradient()).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    assert picture.size == (91, 70)
    assert picture.space == SRGB_TEXTURE
    assert np.array_equal(np.rint(picture.pixels * 255), gradient())
    assert picture.notes == ()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("deep", [False, True])
def test_exif_orientation_is_turned_upright(tmp_path, orientation, deep):
    import cv2

    path = tmp_path / "a.tif"
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = gradient()
    Image.fromarray(stored).save(path, exif=exif)
    upright = read_picture(path).pixels
    if deep:
        png = tmp_path / "a.png"
        ok, data = cv2.imencode(".png", stored[..., ::-1].astype(np.uint16) * 257)
        assert ok
        png.write_bytes(with_exif(data.tobytes(), exif.tobytes()))
        deep_picture = read_picture(png)
        assert np.allclose(deep_picture.pixels, upright, atol=1e-6)
    swapped = orientation >= 5
    assert upright.shape == ((91, 70, 3) if swapped else (70, 91, 3))
    if orientation == 1:
        assert np.array_equal(np.rint(upright * 255), stored)


def with_exif(png: bytes, exif: bytes) -> bytes:
    """Put an eXIf chunk behind a PNG's header."""
    import struct
    import zlib

    body = exif.removeprefix(b"Exif\x00\x00")
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    return png[:33] + chunk + png[33:]


def test_sixteen_bits_keep_their_depth(tmp_path):
    import cv2

    values = np.linspace(0, 65535, 64 * 80 * 3).reshape(64, 80, 3).astype(np.uint16)
    for name in ("a.png", "a.tif"):
        cv2.imwrite(str(tmp_path / name), values[..., ::-1])
        picture = read_picture(tmp_path / name)
        assert np.array_equal(np.rint(picture.pixels * 65535).astype(np.uint16), values)


def test_sixteen_bit_grey_becomes_three_channels(tmp_path):
    import cv2

    values = np.linspace(0, 65535, 64 * 80).reshape(64, 80).astype(np.uint16)
    cv2.imwrite(str(tmp_path / "a.png"), values)
    pixels = read_picture(tmp_path / "a.png").pixels
    assert pixels.shape == (64, 80, 3)
    assert np.array_equal(pixels[..., 0], pixels[..., 2])


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK"])
def test_every_mode_becomes_three_channels(tmp_path, mode):
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    Image.fromarray(gradient()).convert(mode).save(path)
    picture = read_picture(path)
    assert picture.pixels.shape == (70, 91, 3)
    assert 0 <= picture.pixels.min() <= picture.pixels.max() <= 1


def test_alpha_is_left_out_and_said(tmp_path):
    Image.fromarray(np.dstack([gradient(), np.full((70, 91), 7, np.uint8)])).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    assert np.array_equal(np.rint(picture.pixels * 255), gradient())
    assert "alpha" in picture.notes[0]


def test_cmyk_without_profile_is_said(tmp_path):
    Image.new("CMYK", (80, 70), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=95)
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.pixels[35, 40, 0] > 0.9
    assert picture.pixels[35, 40, 1:].max() < 0.1
    assert "CMYK" in picture.notes[0]


def test_icc_profile_is_followed(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    Image.fromarray(gradient()).save(tmp_path / "a.png", icc_profile=profile.tobytes())
    picture = read_picture(tmp_path / "a.png")
    assert np.abs(np.rint(picture.pixels * 255) - gradient()).max() <= 1


def test_exr_brings_its_colour_space(tmp_path):
    light = np.random.default_rng(1).random((70, 91, 3)).astype(np.float32) * 9
    write_picture(tmp_path / "a.exr", light, frame=1001, rate=Fraction(24))
    picture = read_picture(tmp_path / "a.exr")
    assert picture.space == ACESCG
    assert np.allclose(picture.pixels, light, rtol=1e-3)


def test_exr_without_colour_space_is_rec709_by_openexrs_rule(tmp_path):
    import OpenEXR

    pixels = np.ones((70, 91, 3), np.float16)
    OpenEXR.File({"type": OpenEXR.scanlineimage}, {"RGB": pixels}).write(str(tmp_path / "a.exr"))
    picture = read_picture(tmp_path / "a.exr")
    assert picture.space == LINEAR_REC709
    assert "names no colour space" in picture.notes[0]


def test_exr_data_window_is_laid_into_its_display_window(tmp_path):
    import OpenEXR

    header = {
        "type": OpenEXR.scanlineimage,
        "dataWindow": (np.array([10, 20], np.int32), np.array([29, 49], np.int32)),
        "displayWindow": (np.array([0, 0], np.int32), np.array([90, 69], np.int32)),
    }
    OpenEXR.File(header, {"RGB": np.ones((30, 20, 3), np.float16)}).write(str(tmp_path / "a.exr"))
    pixels = read_picture(tmp_path / "a.exr").pixels
    assert pixels.shape == (70, 91, 3)
    assert pixels[20:50, 10:30].min() == 1
    assert pixels.sum() == 30 * 20 * 3


def test_nan_is_an_error_that_counts(tmp_path):
    import OpenEXR

    pixels = np.ones((70, 91, 3), np.float16)
    pixels[3, 4, 1] = np.nan
    pixels[5, 6, 0] = np.inf
    OpenEXR.File({"type": OpenEXR.scanlineimage}, {"RGB": pixels}).write(str(tmp_path / "a.exr"))
    with pytest.raises(BadInputError, match="2 pixels that are not a number or infinite"):
        read_picture(tmp_path / "a.exr")


def test_missing_is_an_error(tmp_path):
    with pytest.raises(BadInputError, match="no picture at"):
        read_picture(tmp_path / "gone.png")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_cut_off_is_an_error(tmp_path, name):
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInputError, match=r"damaged or cut off|no picture that can be read"):
        read_picture(tmp_path / name)


def test_text_is_no_picture(tmp_path):
    (tmp_path / "a.jpg").write_text("hello")
    with pytest.raises(BadInputError, match="no picture that can be read"):
        read_picture(tmp_path / "a.jpg")


def test_too_small_is_an_error(tmp_path):
    Image.new("RGB", (200, 63)).save(tmp_path / "a.png")
    with pytest.raises(BadInputError, match="200x63; a picture needs at least 64"):
        read_picture(tmp_path / "a.png")
