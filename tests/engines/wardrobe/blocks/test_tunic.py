import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.blocks.uniform import Details
from rushes.engines.wardrobe.pattern.soundness import inside
from rushes.engines.wardrobe.pattern.worn import worn
from rushes.errors import BadInputError

MAN = Measures.usual(sex="male")


def test_its_collar_stands_and_closes_edge_to_edge():
    garment = draft("tunic", MAN, collar=0.05)
    collar = garment.panel("collar")
    assert collar.edge("centre").length == pytest.approx(0.05)
    assert not any(edge.turn for edge in collar.every)
    around = 2 * (garment.panel("back").edge("neck").length + garment.panel("front").edge("neck").length)
    assert 2 * collar.edge("low").length == pytest.approx(around, abs=1e-3)


@pytest.mark.parametrize(("overlap", "count"), [(0.02, 6), (0.08, 12)])
def test_double_breasted_has_two_rows_of_buttons(overlap, count):
    garment = draft("tunic", MAN, overlap=overlap)
    assert garment.closures[0].count == count


def test_pockets_and_epaulettes_lie_on_the_front_of_their_own_side():
    garment = draft("tunic", MAN)
    front = garment.panel("front").outline()
    for panel in garment.panels:
        if panel.on and panel.name.endswith("pocket"):
            assert panel.on.panel == "front"
            at = panel.on.at
            assert inside(front, panel.outline() * 0.98 + [at[0] + 0.001, at[1] - 0.001]).all()
    pieces = worn(garment, plies=("outer", "patch"))
    left, right = pieces.panel("breast_pocket_left"), pieces.panel("breast_pocket_right")
    assert left.on.at[0] == -right.on.at[0]
    assert pieces.panel("epaulette_right").on.turned == -pieces.panel("epaulette_left").on.turned


def test_details_are_as_asked():
    plain = {p.name for p in draft("tunic", MAN, details=Details(0.0, "none", "none")).panels}
    full = {p.name for p in draft("tunic", MAN, details=Details(0.05, "patch", "patch", belt=0.05, cuffs=0.08)).panels}
    assert full - plain == {
        "epaulette",
        "breast_pocket",
        "breast_flap",
        "hip_pocket",
        "hip_flap",
        "belt",
        "cuff_band",
    }
    with pytest.raises(BadInputError, match="no pocket called 'cargo'"):
        draft("tunic", MAN, details=Details(breast="cargo"))
