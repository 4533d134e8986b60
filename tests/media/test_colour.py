import numpy as np
import pytest

from rushes.media import colour


def test_white_stays_white_between_linear_spaces():
    white = np.ones((2, 2, 3))
    np.testing.assert_allclose(colour.to_acescg(white), white, atol=1e-5)


def test_rec709_red_lands_where_the_primaries_say():
    red = colour.to_acescg([[1.0, 0.0, 0.0]])
    np.testing.assert_allclose(red, [[0.6131, 0.0702, 0.0206]], atol=1e-4)


def test_there_and_back_again():
    picture = np.random.default_rng(3).random((5, 7, 3)).astype(np.float32)
    scene = colour.convert(picture, colour.SRGB_TEXTURE, colour.ACESCG)
    np.testing.assert_allclose(colour.convert(scene, colour.ACESCG, colour.SRGB_TEXTURE), picture, atol=1e-4)


def test_an_srgb_half_is_a_fifth_of_the_light():
    np.testing.assert_allclose(
        colour.convert([[0.5, 0.5, 0.5]], colour.SRGB_TEXTURE, colour.ACESCG), 0.21404, atol=1e-4
    )


def test_alpha_passes_through_and_the_input_is_left_alone():
    picture = np.full((3, 3, 4), 0.25, np.float32)
    out = colour.for_display(picture)
    np.testing.assert_array_equal(out[..., 3], picture[..., 3])
    np.testing.assert_array_equal(picture, 0.25)
    assert colour.to_acescg(picture).shape == (3, 3, 4)


def test_the_view_has_a_shoulder_and_keeps_order():
    ramp = np.geomspace(1e-3, 50.0, 64)[:, None] * np.ones(3)
    shown = colour.for_display(ramp)[:, 1]
    assert (np.diff(shown) >= -1e-6).all()
    assert shown[0] < 0.05
    assert 0.9 < shown[-1] <= 1.0
    assert colour.for_display([[0.18, 0.18, 0.18]])[0, 0] == pytest.approx(0.356, abs=0.01)


def test_bytes_are_rounded_and_clipped():
    np.testing.assert_array_equal(colour.as_bytes([-1.0, 0.0, 0.5, 1.0, 9.0]), [0, 0, 128, 255, 255])


def test_two_channels_are_no_picture():
    with pytest.raises(ValueError, match="3 or 4"):
        colour.to_acescg(np.zeros((2, 2)))


def test_a_quick_look_shows_greys_as_the_display_does_and_colours_nearly():
    greys = np.repeat(np.geomspace(1e-4, 100, 64, dtype=np.float32)[:, None], 3, axis=1)
    codes = colour.as_bytes(colour.for_display(greys)).astype(int)
    assert np.abs(colour.quick_look(greys).astype(int) - codes).max() <= 1
    skins = colour.convert(np.random.default_rng(1).uniform(0.1, 0.7, (512, 3)), colour.LINEAR_REC709, colour.ACESCG)
    assert (
        np.abs(colour.quick_look(skins).astype(int) - colour.as_bytes(colour.for_display(skins)).astype(int)).max() < 30
    )


def test_a_quick_look_takes_what_is_no_light_for_black():
    odd = np.array([[np.nan] * 3, [-1.0] * 3, [-np.inf] * 3], np.float32)
    assert colour.quick_look(odd).max() == 0
    assert colour.quick_look(np.full((1, 3), np.inf, np.float32)).min() == 255
