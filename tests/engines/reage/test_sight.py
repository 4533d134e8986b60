import numpy as np

from lit_head import lit_head
from rushes.engines.reage.mesh import around, mesh_in
from rushes.engines.reage.sight import Sight
from rushes.engines.reage.tracking import ASIDE
from rushes.media.colour import SRGB_TEXTURE, quick_look
from rushes.media.picture import Picture
from rushes.media.plate import to_light

TALL, WIDE = 1200, 900


def sheet():
    """A head low in a tall picture, and where its face is."""
    _, picture, mesh = lit_head()
    whole = np.full((TALL, WIDE, 3), 128, np.uint8)
    whole[600:1112, 300:812] = picture
    return whole, around(mesh.points + np.array([300, 600, 0], np.float32))


def test_what_is_looked_at_alone_is_seen_as_in_the_whole_picture():
    picture, where = sheet()
    alone, whole = Sight.of(picture, lambda cut: np.round(cut).astype(np.uint8)).mesh(*where), mesh_in(picture, *where)
    assert np.abs(alone.points - whole.points).max() < 0.5


def test_light_is_looked_at_as_what_is_shown_of_it_is():
    picture, where = sheet()
    light = to_light(Picture(picture.astype(np.float32) / 255, SRGB_TEXTURE)).astype(np.float16)
    alone, whole = Sight.of(light, quick_look).mesh(*where), mesh_in(quick_look(light), *where)
    off = np.linalg.norm((alone.points - whole.points)[:, :2], axis=1)
    assert off.mean() / where[1] < 0.003


def test_only_the_rows_about_a_face_are_read_and_once_for_all_looks_at_it():
    picture, ((x, y), side, roll) = sheet()
    read = []

    def rows(top, foot):
        read.append(foot - top)
        return picture[top:foot]

    sight = Sight(rows, (WIDE, TALL), lambda cut: cut.astype(np.uint8))
    sight.mesh((x, y), side, roll)
    for across, down, zoom, turn in ASIDE:
        sight.mesh((x + across * side, y + down * side), side * zoom, roll + turn)
    assert len(read) == 1
    assert read[0] < 0.8 * TALL
    assert sight.whole().shape == picture.shape
    assert read[1:] == [TALL]


def test_a_picture_that_was_looked_at_whole_is_not_read_again():
    picture, where = sheet()
    read = []

    def rows(top, foot):
        read.append((top, foot))
        return picture[top:foot]

    sight = Sight(rows, (WIDE, TALL), lambda cut: cut.astype(np.uint8))
    sight.whole()
    sight.mesh(*where)
    sight.mesh((40.0, 40.0), 60.0, 0.0)
    assert read == [(0, TALL)]
