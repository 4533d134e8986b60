import numpy as np
import pytest

from drawn_head import ADA, BEN
from lit_head import lit_head
from rushes.brief import Brief
from rushes.engines.reage import landmarks as at
from rushes.engines.reage.head import Head
from rushes.engines.reage.proposing import propose
from rushes.engines.reage.skin import skin_matte
from rushes.engines.reage.sliders import Sliders
from rushes.engines.reage.window import iod_px
from rushes.engines.reage.worn import worn

BLACK = (0.012, 0.012, 0.013)
"""Light of a black frame."""

FOLD = (0.30, 0.20, 0.14)
"""What is left of red, green and blue on the ground of a fold: as dark, and redder."""


def under_the_eyes(mesh):
    """Return where a bar of glasses' width lies under both eyes, shape [h, w]."""
    import cv2

    light, _, _ = lit_head()
    sheet = np.zeros(light.shape[:2], np.uint8)
    down = 0.22 * iod_px(mesh)
    ends = [(round(float(x)), round(float(y + down))) for x, y in mesh[[at.RIGHT_OUTER, at.LEFT_OUTER], :2]]
    cv2.line(sheet, *ends, 1, max(2, round(0.04 * iod_px(mesh))))
    return sheet > 0


def with_a_bar(light, mesh, *, black):
    bar = under_the_eyes(mesh)[..., None]
    drawn = np.float32(BLACK) if black else light * np.float32(FOLD)
    return np.where(bar, drawn, light).astype(np.float32)


def sliders():
    brief = {"kind": "reage", "shot": "010_0010", "reage": {"performer": "nobody", "from_age": 66, "to_age": 30}}
    return Sliders.of(Brief.model_validate(brief))


@pytest.mark.parametrize("exposure", [1.0, 0.15])
def test_a_black_frame_keeps_its_pixels_and_a_fold_as_dark_is_made_lighter(exposure):
    light, _, mesh = lit_head()
    bar = under_the_eyes(mesh.points)
    made = {}
    for black in (True, False):
        plate = exposure * with_a_bar(light, mesh.points, black=black)
        change, _ = propose(plate, mesh.points, sliders())
        taken = sum(delta for name, delta in change.deltas.items() if name != "form")
        made[black] = float(np.median(((plate + taken) / plate)[bar]))
    assert made[True] == pytest.approx(1.0, abs=0.02)
    assert made[False] > 1.3


def test_the_skin_beside_a_frame_is_still_skin():
    light, _, mesh = lit_head()
    bare, framed = (Head.of(one, mesh.points).skin for one in (light, with_a_bar(light, mesh.points, black=True)))
    bar = under_the_eyes(mesh.points)
    assert (bar & (bare > 0.9)).sum() > 100
    assert framed[bar].max() < 0.05
    x, y = mesh.points[205, :2].astype(int)
    assert abs(float(framed[y, x] - bare[y, x])) < 0.05


def test_drawn_glasses_are_found_and_a_face_without_any_wears_next_to_nothing():
    shares = {}
    for person in (ADA, BEN):
        light, _, mesh = lit_head(person)
        skin = skin_matte(light, mesh.points)
        shares[person] = float((worn(light, skin, mesh.points) * skin).sum() / skin.sum())
    assert shares[ADA] > 0.03
    assert shares[BEN] < 0.015


def test_a_picture_without_colour_tells_nothing():
    light, _, mesh = lit_head()
    grey = np.repeat(with_a_bar(light, mesh.points, black=True).mean(axis=2, keepdims=True), 3, axis=2)
    assert not worn(grey, np.ones(grey.shape[:2], np.float32), mesh.points).any()


def test_a_dot_is_no_frame():
    light, _, mesh = lit_head()
    x, y = mesh.points[205, :2].astype(int)
    spotted = light.copy()
    spotted[y - 1 : y + 2, x - 1 : x + 2] = BLACK
    assert worn(spotted, Head.of(spotted, mesh.points).skin, mesh.points)[y, x] < 0.2


def test_a_large_picture_is_looked_at_small_and_answered_in_full():
    import cv2

    light, _, mesh = lit_head()
    framed = with_a_bar(light, mesh.points, black=True)
    times = int(np.ceil(260 / iod_px(mesh.points)))
    large = np.repeat(np.repeat(framed, times, 0), times, 1)[:-1, :-1]
    there = ((mesh.points + [0.5, 0.5, 0]) * times - [0.5, 0.5, 0]).astype(np.float32)
    skin = cv2.resize(Head.of(light, mesh.points).skin, None, fx=times, fy=times)[:-1, :-1]
    found = worn(large, skin, there)
    assert found.shape == large.shape[:2]
    bar = cv2.resize(under_the_eyes(mesh.points).astype(np.float32), None, fx=times, fy=times)[:-1, :-1] > 0.9
    assert np.percentile(found[bar], 10) > 0.7
