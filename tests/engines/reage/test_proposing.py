import numpy as np

from lit_head import lit_head
from rushes.brief import Brief
from rushes.engines.reage.bands import NAMES, added, band_deltas, tone_deltas
from rushes.engines.reage.head import Head
from rushes.engines.reage.proposing import _amounts, propose
from rushes.engines.reage.regions import region_weights
from rushes.engines.reage.sliders import Sliders
from rushes.engines.reage.window import Window, iod_px


def asked(to_age=40):
    return Sliders.of(
        Brief.model_validate(
            {"kind": "reage", "shot": "010_0030", "reage": {"performer": "ada", "from_age": 65, "to_age": to_age}}
        )
    )


def in_a_wide_frame():
    """A head with much room about it, in which nothing is skin."""
    light, _, mesh = lit_head()
    wide = np.full((900, 1100, 3), 0.01, np.float32)
    wide[150:662, 300:812] = light
    return wide, mesh.points + np.array([300, 150, 0], np.float32)


def test_skin_is_worked_out_where_it_is_as_in_the_whole_window():
    light, mesh = in_a_wide_frame()
    sliders, iod = asked(), iod_px(mesh)
    change, _ = propose(light, mesh, sliders)
    skin = Head.of(light, mesh).skin
    regions = region_weights(mesh, (light.shape[1], light.shape[0]))
    amount, deep = _amounts(regions, sliders)
    gains = {name: (deep if name == "broad" else amount) * sliders.weights[name] for name in NAMES}
    whole = band_deltas(light, skin, gains, iod)
    whole |= tone_deltas(light + added(whole), skin, sliders.skin["spots"], sliders.skin["evenness"], iod)
    for name, delta in whole.items():
        assert np.abs(delta).max() > 0.01, name
        assert np.abs(change.deltas[name] - delta).max() < 0.1 * np.abs(delta).max(), name
        assert np.abs(change.deltas[name] - delta).mean() < 0.002 * np.abs(delta)[skin > 0.5].mean(), name


def test_where_the_matte_is_nothing_no_light_is_added():
    light, mesh = in_a_wide_frame()
    change, regions = propose(light, mesh, asked())
    outside = change.matte == 0
    assert outside.mean() > 0.3
    assert np.abs(change.total[outside]).max() == 0
    assert set(regions) >= {"forehead", "hair", "form"}


def test_the_same_window_gives_the_same_change_to_the_bit():
    light, mesh = lit_head()[0], lit_head()[2].points
    window = Window.of(mesh, light.shape[1], light.shape[0])
    part = np.ascontiguousarray(window.cut(light))
    one, other = (propose(part, window.inside(mesh), asked())[0] for _ in range(2))
    assert np.array_equal(one.total, other.total)
    assert np.array_equal(one.matte, other.matte)
