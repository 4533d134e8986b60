"""The table and the pictures by which an artist mends a track."""

import numpy as np

from lit_head import lit_head
from rushes.engines.reage.tracks import Tracks
from rushes.reage_track import DOUBTED, MINE, drawn, rows_of


def tracks():
    mesh = np.repeat(lit_head()[2].points[None, None], 5, axis=0)
    sure = np.array([[0.9], [0.4], [0.0], [1.0], [0.0]], np.float32)
    mesh[[2, 4]] = np.nan
    return Tracks(np.arange(1001, 1006, dtype=np.int32), mesh, sure, ("p",), 0, (), (1004,), (1005,))


def test_every_frame_says_where_it_stands():
    assert [row.state for row in rows_of(tracks())] == ["sure", "unsure", "not seen", "placed", "removed"]


def test_the_mesh_is_drawn_in_the_colour_of_how_sure_it_is():
    picture = np.zeros((512, 512, 3), np.uint8)
    for frame, colour in ((1001, MINE), (1002, DOUBTED)):
        shown = drawn(picture, tracks(), frame)
        lines = shown[(np.ptp(shown, axis=2) > 30)].astype(float)  # the rings are grey
        assert len(lines) > 500
        assert np.allclose(lines.sum(axis=0) / lines.sum(), np.array(colour) / sum(colour), atol=0.02)
    assert not drawn(picture, tracks(), 1003).any()
    assert not picture.any(), "the picture itself stays"
