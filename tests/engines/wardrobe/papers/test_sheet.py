import itertools

import numpy as np
import pytest

from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.sheet import SQUARE, sheet
from rushes.engines.wardrobe.papers.svg import svg


def test_pieces_lie_on_the_paper_apart_from_each_other_and_from_the_square(man_trousers):
    laid = sheet("trousers", drawings(man_trousers))
    boxes = [drawing.box for drawing in laid.drawings]
    boxes.append((np.array(laid.square), np.array(laid.square) + SQUARE))
    for (low_a, high_a), (low_b, high_b) in itertools.combinations(boxes, 2):
        assert ((high_a <= low_b) | (high_b <= low_a)).any()
    assert all((low >= 0).all() and (high <= [laid.width, laid.height]).all() for low, high in boxes)
    assert len(laid.drawings) == len(man_trousers.panels)


def test_the_svg_is_in_millimetres_and_names_every_piece(man_trousers):
    laid = sheet("trousers", drawings(man_trousers))
    text = svg(laid)
    assert f'width="{1000 * laid.width:.3f}mm"' in text
    for panel in man_trousers.panels:
        assert f'<g id="{panel.name}">' in text


def test_both_sides_of_a_seam_have_the_same_ticks(man_trousers):
    pieces = {drawing.name: drawing for drawing in drawings(man_trousers)}
    counts = {name: sorted(notch.ticks for notch in pieces[name].notches) for name in ("front", "back")}
    assert counts["front"] == counts["back"] == [1, 1, 1, 2]


def test_a_notch_lies_on_the_cut_line(man_trousers):
    front = next(drawing for drawing in drawings(man_trousers) if drawing.name == "front")
    for notch in front.notches:
        point = np.array(notch.point) + np.array(notch.outward) * notch.reach
        closed = np.concatenate([front.cut, front.cut[:1]])
        a, step = closed[:-1], np.diff(closed, axis=0)
        share = np.clip(np.sum((point - a) * step, axis=1) / np.maximum(np.sum(step**2, axis=1), 1e-18), 0, 1)
        assert np.linalg.norm(a + share[:, None] * step - point, axis=1).min() == pytest.approx(0, abs=2e-4)


def test_a_front_shows_where_its_pockets_are_sewn_on():
    from rushes.engines.body.measures import Measures
    from rushes.engines.wardrobe.blocks.catalogue import draft

    garment = draft("tunic", Measures.usual(sex="male"))
    front = next(one for one in drawings(garment) if one.name == "front")
    pocket = garment.panel("breast_pocket")
    shown = np.concatenate([line for name, line in front.inside if name == "breast_pocket"])
    assert shown.min(axis=0) == pytest.approx(pocket.outline().min(axis=0) + pocket.on.at, abs=1e-6)
    assert {"breast_flap", "hip_flap"} <= {name for name, _ in front.inside}
