import numpy as np
import pytest
from bent_plate import barrel, bent_photograph
from synthetic_plate import Taken

from rushes.engines.destruction.plate.site import solve_picture
from rushes.engines.distortion import STRAIGHT, Distortion
from rushes.engines.matchmove import find_bow
from rushes.media.colour import SRGB_TEXTURE
from rushes.media.picture import Picture

TAKEN = Taken(yaw=-30, tilt=12, x=-16, back=24, focal=0.8)
SIZE = np.array([TAKEN.width, TAKEN.height])


def seen(lens):
    pixels, corners = bent_photograph(TAKEN, lens)
    return Picture(pixels.astype(np.float32) / 255, SRGB_TEXTURE), (corners / SIZE).tolist()


@pytest.mark.parametrize("k1", [-0.09, 0.05])
def test_the_bow_of_a_lens_is_read_from_the_plates_lines(k1):
    picture, _ = seen(Distortion(k1))
    bow = find_bow(picture)
    assert bow.seen
    assert bow.lens(TAKEN.focal).k1 == pytest.approx(k1, abs=0.01)
    assert "lines ask for a shift" in bow.note


def test_where_no_bow_is_seen_the_lens_is_straight():
    picture, _ = seen(STRAIGHT)
    bow = find_bow(picture)
    assert not bow.seen
    assert bow.lens(0.8) == STRAIGHT
    assert "No bow is seen" in bow.note
    blank = find_bow(Picture(np.full((200, 300, 3), 0.5, np.float32), SRGB_TEXTURE))
    assert (blank.seen, blank.lines) == (False, 0)
    assert "not told" in blank.note


def test_the_camera_is_solved_through_the_lens():
    lens = barrel()
    picture, corners = seen(lens)
    match = solve_picture(picture, corners=corners, roof_m=15.0, focal_px=None, lens=lens)
    assert match.focal_px == pytest.approx(TAKEN.focal * TAKEN.width, rel=0.01)
    assert match.eye == pytest.approx(TAKEN.place, abs=0.3)
    assert match.residual_px < 0.5
    w, h = match.facade_m[0] / 2, match.facade_m[1]
    again = match.project(np.array([[-w, 0, 0], [w, 0, 0], [w, 0, h], [-w, 0, h]]))
    assert np.abs(again - np.array(corners) * SIZE).max() < 1.0  # as bent as the plate
    straight = solve_picture(picture, corners=corners, roof_m=15.0, focal_px=None)
    assert straight.residual_px > 3 * match.residual_px
    assert match.to_json()["lens"] == lens.to_json()
    assert "lens" not in straight.to_json()
