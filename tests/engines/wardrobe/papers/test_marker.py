import numpy as np
import pytest

from rushes.engines.wardrobe.papers.cutting_list import cutting_list
from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.marker import marker
from rushes.errors import BadInputError


@pytest.fixture(scope="module")
def one(man_trousers):
    return marker(drawings(man_trousers), "shell")


def test_pieces_lie_on_the_cloth_and_not_on_each_other(one):
    import cv2

    count = np.zeros((int(one.length * 500) + 2, int(one.width * 500) + 2), np.uint8)
    for piece in one.laid:
        assert piece.cut.min() >= 0
        assert piece.cut[:, 0].max() <= one.width
        mask = np.zeros_like(count)
        cv2.fillPoly(mask, [np.round(piece.cut * 500).astype(np.int32)], 1)
        count += cv2.erode(mask, np.ones((3, 3), np.uint8))
    assert count.max() == 1
    assert 0.3 < one.efficiency < 1
    assert one.area == pytest.approx(one.efficiency * one.width * one.length)


def test_every_piece_that_is_cut_is_laid_with_its_grain_along_the_cloth(one, man_trousers):
    wanted = sum(drawing.copies for drawing in drawings(man_trousers) if drawing.cloth == "shell")
    assert len(one.laid) == wanted
    band = next(piece for piece in one.laid if piece.name == "waistband")
    assert np.ptp(band.cut[:, 1]) > np.ptp(band.cut[:, 0])


def test_cloth_that_is_too_narrow_is_said(man_trousers):
    with pytest.raises(BadInputError, match=r"The piece back is .* cm wide, the cloth 30 cm"):
        marker(drawings(man_trousers), "shell", 0.30)


def test_the_cutting_list_counts_what_is_cut(man_trousers):
    listed = cutting_list(man_trousers)
    assert ("pocket bag", "pocketing", 4, "") in listed.rows
    text = listed.text()
    assert "shell: " in text
    assert "1 zip, fly" in text
