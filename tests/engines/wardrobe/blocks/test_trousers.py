import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.pattern.curves import along

MAN = Measures.usual(sex="male")


def test_the_seat_is_as_wide_as_the_body_and_its_ease():
    garment = draft("trousers", MAN, pleats=0)
    front, back = garment.panel("front"), garment.panel("back")
    level = front.edge("crotch").points()[:, 1].max() * 0.5
    widths = []
    for panel in (front, back):
        side, crotch = panel.edge("side").points(0.001), panel.edge("crotch").points(0.001)
        at = [points[abs(points[:, 1] - level).argmin(), 0] for points in (side, crotch)]
        widths.append(abs(at[0] - at[1]))
    assert 2 * sum(widths) >= MAN.hip_girth + 0.06


def test_the_crotch_runs_level_through_the_inseam():
    """Front and back together make a smooth curve under the body: their angles at the fork add up to about 180 degrees."""
    garment = draft("trousers", MAN)
    total = 0.0
    for name in ("front", "back"):
        panel = garment.panel(name)
        crotch, inseam = panel.edge("crotch"), panel.edge("inseam")
        at_end = name == "front"
        into = along(crotch.curve, [crotch.length if at_end else 0.0])[1][0] * (-1 if at_end else 1)
        away = along(inseam.curve, [0.0 if at_end else inseam.length])[1][0] * (1 if at_end else -1)
        total += np.degrees(np.arccos(np.clip(into @ away, -1, 1)))
    assert 130 < total < 190


def test_the_back_is_higher_behind_than_at_the_side():
    back = draft("trousers", MAN).panel("back")
    waist = back.edge("waist_1")
    assert waist.start[1] - back.edge("side").start[1] > 0.02


def test_flares_and_turn_ups_change_the_leg_and_not_the_seat():
    plain, flared = draft("trousers", MAN), draft("trousers", MAN, hem=0.60, knee=0.44, turn_up=0.04)
    assert flared.panel("front").edge("hem").length + flared.panel("back").edge("hem").length == pytest.approx(0.60)
    assert flared.panel("front").edge("hem").allowance == pytest.approx(0.10)
    assert flared.panel("front").edge("waist").length == pytest.approx(plain.panel("front").edge("waist").length)


def test_the_waistband_closes_to_the_waist():
    garment = draft("trousers", MAN, rise=0.04)
    band = garment.panel("waistband")
    assert 2 * (band.edge("front").length + band.edge("back").length) == pytest.approx(MAN.waist_girth + 0.03)
