import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.media.contact_sheet import cell_size, contact_sheet, sheet_columns, sheet_frames
from rushes.show import FrameRange


@given(st.integers(1, 10_000))
def test_every_nth_frame_from_the_first(count):
    shown = sheet_frames(FrameRange.of_length(count))
    assert shown[0] == 1001
    assert 1 <= len(shown) <= 20
    assert len(set(np.diff(shown))) <= 1
    assert shown[-1] <= 1000 + count
    if count >= 96:
        assert len(shown) >= 16


@pytest.mark.parametrize("count", [1, 4, 7, 16, 20])
def test_every_cell_is_there_with_something_written_under_it(count):
    cells = [(1001 + index, np.full((36, 64, 3), 60 + 9 * index, np.uint8)) for index in range(count)]
    sheet = contact_sheet(cells, "DEMO", "SIMULATED")
    columns = sheet_columns(count)
    for index in range(count):
        x, y = 14 + index % columns * 78, 64 + index // columns * 62
        assert (sheet[y : y + 36, x : x + 64] == 60 + 9 * index).all()
        assert sheet[y + 37 : y + 62, x : x + 64].max() > 120


def test_cells_keep_the_pictures_shape():
    assert cell_size(960, 540) == (360, 202)
    assert cell_size(64, 36) == (64, 36)


def test_a_label_stands_where_the_number_would():
    cells = [(frame, np.full((72, 128, 3), 60, np.uint8)) for frame in (1001, 1002)]
    plain, said = contact_sheet(cells, "DEMO", "SET"), contact_sheet(cells, "DEMO", "SET", {1002: "option 2"})
    assert (plain[:, :142] == said[:, :142]).all()  # the first has none
    under = slice(64 + 72, 64 + 72 + 26), slice(156, 284)
    assert (plain[under] != said[under]).any()
    assert said[under][:, 90:].max() > plain[under][:, 90:].max()  # its frame's number, on the right
