from fractions import Fraction

import numpy as np

from lit_head import lit_head
from rushes.brief import Brief
from rushes.brief.reage import Reage, Skin
from rushes.engines.reage.layers import FrameChange, put_together
from rushes.engines.reage.proposing import propose
from rushes.engines.reage.regions import facing, region_weights
from rushes.engines.reage.skin import skin_matte
from rushes.engines.reage.sliders import ASKED_SKIN, REGIONS, Sliders
from rushes.engines.reage.window import Window


def sliders(start=70, end=40, **skin):
    return Sliders.of(
        Brief(kind="reage", shot="010_0010", reage=Reage(performer="p", from_age=start, to_age=end), skin=Skin(**skin))
    )


def test_years_ask_and_the_brief_overrules():
    asked = sliders(forehead=0.1)
    assert asked.skin["forehead"] == 0.1
    assert asked.skin["bags"] == ASKED_SKIN["bags"]
    assert sliders(70, 55).skin["bags"] == ASKED_SKIN["bags"] / 2
    assert sliders(40, 70).skin["bags"] < 0
    assert Sliders.from_json(asked.to_json()) == asked


def test_outside_the_matte_the_plate_keeps_its_bits():
    light, _, mesh = lit_head()
    window = Window.of(mesh.points, light.shape[1], light.shape[0])
    change, regions = propose(window.cut(light), window.inside(mesh.points), sliders())
    whole = FrameChange.of_window(window, light.shape[1], light.shape[0], change.deltas, change.matte, regions)
    plate = light.astype(np.float16)
    after = put_together(plate, whole)
    still = whole.matte == 0
    assert 0.2 < still.mean() < 0.95
    assert np.array_equal(after[still].view(np.uint16), plate[still].view(np.uint16))
    assert (after[~still] != plate[~still]).any()


def test_layers_go_through_a_file_and_add_up(tmp_path):
    light, _, mesh = lit_head()
    window = Window.of(mesh.points, light.shape[1], light.shape[0])
    change, regions = propose(window.cut(light), window.inside(mesh.points), sliders())
    whole = FrameChange.of_window(window, light.shape[1], light.shape[0], change.deltas, change.matte, regions)
    whole.write(tmp_path / "layers.1001.exr", frame=1001, rate=Fraction(24))
    back = FrameChange.read(tmp_path / "layers.1001.exr")
    assert set(back.deltas) == set(whole.deltas)
    assert set(back.regions) == {*REGIONS, "hair", "form"}
    assert (back.width, back.height, back.window) == (light.shape[1], light.shape[0], window)
    assert np.abs(back.matte - whole.matte).max() < 1e-3
    plate = light.astype(np.float16)
    one, other = put_together(plate, whole).astype(float), put_together(plate, back).astype(float)
    assert np.abs(one - other).max() < 2e-3


def test_regions_lie_where_they_are_called():
    light, _, mesh = lit_head()
    size = (light.shape[1], light.shape[0])
    weights = region_weights(mesh.points, size)
    middle = {
        name: np.array([(weight * axis).sum() / weight.sum() for axis in np.mgrid[0 : size[1], 0 : size[0]][::-1]])
        for name, weight in weights.items()
    }
    assert middle["forehead"][1] < middle["glabella"][1] < middle["bags"][1] < middle["nasolabial"][1]
    assert middle["nasolabial"][1] < middle["chin"][1] < middle["neck"][1]


def test_eyes_and_mouth_are_no_skin():
    light, _, mesh = lit_head()
    matte = skin_matte(light, mesh.points)
    for point in (159, 386, 13, 14):
        x, y = mesh.points[point, :2].astype(int)
        assert matte[y, x] < 0.5
    x, y = mesh.points[205, :2].astype(int)
    assert matte[y, x] > 0.8


def test_the_far_side_fades_in_profile():
    _, _, mesh = lit_head()
    width = np.linalg.norm(mesh.points[263] - mesh.points[33])
    assert facing(mesh.points) == (1.0, 1.0)
    turned = mesh.points.copy()
    turned[263, 0], turned[263, 2] = turned[33, 0] + 0.2 * width, turned[33, 2] + width
    right, left = facing(turned)
    assert (right, left) == (1.0, 0.0)
    assert region_weights(turned, (400, 400))["bags"].max() > 0.5


def test_a_change_of_nothing_leaves_the_plate(tmp_path):
    FrameChange.nothing(64, 48).write(tmp_path / "layers.1001.exr", frame=1001, rate=Fraction(24))
    back = FrameChange.read(tmp_path / "layers.1001.exr")
    assert back.matte.shape == (48, 64)
    plate = np.full((48, 64, 3), 0.2, np.float16)
    assert put_together(plate, back) is plate
