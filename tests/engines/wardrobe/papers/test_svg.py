import re

import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.papers.drawing import Notch, drawings
from rushes.engines.wardrobe.papers.sheet import sheet
from rushes.engines.wardrobe.papers.svg import GLYPH, _room, svg, ticks


def test_the_room_beside_a_point_is_what_the_outline_leaves():
    ring = np.array([[0, 0], [1, 0], [1, 1], [0.2, 1]], float)
    left, right = _room(ring, np.array([0.6, 0.9]), 0.4)
    assert (left, right) == (pytest.approx(0.6 - 0.18), pytest.approx(0.4))


def test_ticks_lie_side_by_side_from_the_cut_line_inwards():
    strokes = ticks(Notch((0.0, 0.0), (1.0, 0.0), 2, 0.01))
    assert [stroke[0][0] for stroke in strokes] == [0.01, 0.01]
    assert all(stroke[1][0] == pytest.approx(0.004) for stroke in strokes)
    assert abs(strokes[0][0][1] - strokes[1][0][1]) == pytest.approx(0.004)


def test_labels_beside_the_grain_stay_on_their_piece():
    laid = sheet("tailcoat", drawings(draft("tailcoat", Measures.usual(sex="male"))))
    text = svg(laid)
    boxes = {drawing.name: drawing.box for drawing in laid.drawings}
    checked = 0
    for name, group in re.findall(r'<g id="(\w+)">(.*?)</g>', text):
        if name not in boxes:
            continue
        low, high = 1000 * boxes[name][0][0], 1000 * boxes[name][1][0]
        for x, size, anchor, words in re.findall(
            r'<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)" text-anchor="(start|end)" fill="#000">([^<]*)<', group
        ):
            reach = float(size) * GLYPH * len(words) * (1 if anchor == "start" else -1)
            assert low <= float(x) + reach <= high, (name, words)
            checked += 1
    assert checked > 10
