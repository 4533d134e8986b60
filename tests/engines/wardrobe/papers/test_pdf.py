import numpy as np
import pytest
from pdf_lines import media_boxes, page_lines, page_paths

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.pdf import A4, full_size, tiled
from rushes.engines.wardrobe.papers.sheet import sheet


@pytest.fixture(scope="module")
def laid(man_trousers):
    return sheet("trousers", drawings(man_trousers))


def _lengths(lines):
    return np.array([np.linalg.norm(b - a) for a, b in lines])


def test_the_full_size_page_prints_in_scale(laid, man_trousers, tmp_path):
    full_size(laid, tmp_path / "trousers.pdf")
    data = (tmp_path / "trousers.pdf").read_bytes()
    assert media_boxes(data) == [pytest.approx((1000 * laid.width, 1000 * laid.height), abs=0.01)]
    lines = page_lines(data)
    lengths = _lengths(lines)
    square = [line for line, size in zip(lines, lengths, strict=True) if abs(size - 100) < 0.02]
    level = [line for line in square if abs(line[0][1] - line[1][1]) < 0.01]
    upright = [line for line in square if abs(line[0][0] - line[1][0]) < 0.01]
    assert len(level) >= 2
    assert len(upright) >= 2
    for name in ("front", "back"):  # the hem is one straight line of the pattern
        hem = 1000 * man_trousers.panel(name).edge("hem").length
        assert np.abs(lengths - hem).min() < 0.05


def test_every_seam_of_a_jacket_is_as_long_on_its_full_size_pdf_as_in_the_pattern(tmp_path):
    garment = draft("jacket", Measures.usual(1.84, "slim", "male", 50))
    laid = sheet("jacket", drawings(garment))
    full_size(laid, tmp_path / "jacket.pdf")
    paths = page_paths((tmp_path / "jacket.pdf").read_bytes(), 1)
    ends = np.array([[path[0], path[-1]] for path in paths])
    sizes = np.array([np.linalg.norm(np.diff(path, axis=0), axis=1).sum() for path in paths])
    for drawing in laid.drawings:
        panel = garment.panel(drawing.name)
        shift = drawing.sewn[0][0] - next(e for e in panel.edges if e.finish != "fold").start
        for edge in (e for ring in (panel.edges, *panel.holes) for e in ring if e.finish != "fold"):
            on_paper = 1000 * (np.array([edge.start, edge.end]) + shift) * [1, -1] + [0, 1000 * laid.height]
            upright = [0, 1000 * laid.height] + on_paper * [1, -1]  # a PDF's y runs up
            off = np.minimum(*(np.abs(ends - goal).max(axis=(1, 2)) for goal in (on_paper, upright)))
            found = off < 0.1
            assert found.any(), f"{panel.name}.{edge.name} is not on the paper"
            assert np.abs(sizes[found] - 1000 * edge.length).min() < 0.5, f"{panel.name}.{edge.name}"
    for seam in garment.seams:  # and so what is sewn together is as long on paper, but for its ease
        assert abs(garment.row_length(seam.a) - garment.row_length(seam.b) - seam.ease) < 1e-3


def test_the_tiles_are_a4_in_scale_and_meet(laid, tmp_path):
    count = tiled(laid, tmp_path / "tiles.pdf")
    data = (tmp_path / "tiles.pdf").read_bytes()
    boxes = media_boxes(data)
    assert len(boxes) == count
    assert all(box == pytest.approx((1000 * A4[0], 1000 * A4[1]), abs=0.01) for box in boxes)
    assert np.sum(np.abs(_lengths(page_lines(data)) - 100) < 0.02) >= 4
    columns, rows = -(-laid.width // 0.19), -(-laid.height // 0.277)
    assert count < columns * rows  # empty pages are left out


def test_the_same_sheet_is_the_same_file(laid, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        full_size(laid, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
