import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

WOMAN = Measures.usual(sex="female")


def test_a_fitted_waist_closes_to_the_waist_and_a_dropped_one_goes_over_the_hip():
    fitted, dropped = dict(draft("dress", WOMAN).measures), dict(draft("dress", WOMAN, drop=0.17).measures)
    assert fitted["waist seam"] == pytest.approx(WOMAN.waist_girth + 0.07)
    assert dropped["waist seam"] >= WOMAN.hip_girth + 0.03
    assert dropped["long"] == fitted["long"]


@pytest.mark.parametrize("skirt", ["pencil", "circle", "pleated"])
@pytest.mark.parametrize("drop", [0.0, 0.17])
def test_every_skirt_can_be_sewn_to_it(skirt, drop):
    garment = draft("dress", WOMAN, skirt=skirt, drop=drop, sleeve=0.3)
    assert garment.panel("skirt_front")


def test_the_bust_dart_follows_the_bust():
    small, large = (draft("dress", WOMAN.changed(bust_girth=bust)) for bust in (0.86, 0.92))
    mouths = [
        abs(g.panel("front").edge("bust_a").start[1] - g.panel("front").edge("bust_b").end[1]) for g in (small, large)
    ]
    assert mouths[1] > mouths[0] + 0.01
    assert not any("bust" in e.name for e in draft("dress", WOMAN.changed(underbust_girth=0.88)).panel("front").edges)


def test_a_sleeve_is_as_long_as_asked():
    sleeve = draft("dress", WOMAN, sleeve=0.4).panel("sleeve")
    tall = sleeve.outline()[:, 1]
    assert tall.max() - tall.min() == pytest.approx(0.4, abs=0.003)
