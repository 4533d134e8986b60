from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_head import ADA, BEN, head, scene
from rushes.clearance.likeness import seen as looking
from rushes.clearance.likeness.faces import CantLookError, detect, embed
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.seen import LONGEST_MISSED_S, sampled, seen_in, sightings, stride
from rushes.clearance.question import Seen
from rushes.errors import BadInputError
from rushes.media.colour import from_display
from rushes.media.exr import write_picture
from rushes.media.movie import write_movie

EMPTY = scene(size=(640, 360))
WITH_ADA = scene((head(ADA), 200, 40, 280), size=(640, 360))
RATE = Fraction(24)


@pytest.fixture(scope="module")
def ada():
    """Return an index in which the first head is enrolled as p-1."""
    picture = scene((head(ADA), 400, 100, 480))
    (face,) = detect(picture)
    return FaceIndex.of(["p-1"], [embed(picture, face)])


def still(folder, picture, name="plate.png"):
    from PIL import Image

    Image.fromarray(picture).save(folder / name)
    return folder / name


def sequence(folder, pictures, name="plate"):
    for number, picture in enumerate(pictures, 1001):
        light = from_display(np.clip(picture / 255, 0, 0.95))
        write_picture(folder / f"{name}.{number}.exr", light, frame=number, rate=RATE)
    return folder / f"{name}.1001.exr"


def movie(folder, pictures, rate=RATE):
    path = folder / "plate.mp4"
    write_movie(path, pictures, np.zeros((0, 2), "f4"), rate=rate, tags={})
    return path


def test_no_plate_shows_nobody():
    assert seen_in(None) == Seen()


def test_a_face_in_a_still_is_recognised_or_unknown(tmp_path, ada):
    plate = still(tmp_path, WITH_ADA)
    assert seen_in(plate, ada) == Seen(faces=1, matched=("p-1",))
    assert seen_in(plate) == Seen(faces=1, unknown=1)
    assert seen_in(still(tmp_path, EMPTY, "empty.png"), ada) == Seen()


def test_a_face_that_comes_late_into_a_sequence_is_seen(tmp_path, ada):
    plate = sequence(tmp_path, [WITH_ADA if 14 <= frame < 26 else EMPTY for frame in range(40)])
    assert seen_in(plate, ada) == Seen(faces=1, matched=("p-1",))


def test_the_last_picture_of_a_sequence_is_looked_at(tmp_path, ada):
    plate = sequence(tmp_path, [*[EMPTY] * 10, WITH_ADA])
    assert seen_in(plate, ada).matched == ("p-1",)


@pytest.mark.parametrize("begin", [0, 7, 30])
def test_half_a_second_anywhere_in_a_movie_is_seen(tmp_path, ada, begin):
    plate = movie(tmp_path, [WITH_ADA if begin <= frame < begin + 12 else EMPTY for frame in range(48)])
    assert seen_in(plate, ada) == Seen(faces=1, matched=("p-1",))


def test_both_ends_of_a_movie_are_looked_at(tmp_path):
    plate = movie(tmp_path, [EMPTY] * 30)
    assert [frame for frame, _ in sampled(plate)] == [0, 12, 24, 29]
    assert all(picture.shape == (360, 640, 3) for _, picture in sampled(plate))


def test_a_movie_is_looked_at_by_its_own_rate(tmp_path):
    plate = movie(tmp_path, [EMPTY] * 30, rate=Fraction(60))
    assert [frame for frame, _ in sampled(plate, rate=RATE)] == [0, 29]


def test_the_most_faces_in_one_picture_are_counted_not_their_sum(tmp_path):
    two = scene((head(ADA), 20, 40, 260), (head(BEN), 340, 40, 260), size=(640, 360))
    plate = sequence(tmp_path, [*[WITH_ADA] * 12, *[two] * 12])
    assert seen_in(plate) == Seen(faces=2, unknown=2)


def test_sightings_say_where(tmp_path, ada):
    plate = sequence(tmp_path, [*[EMPTY] * 12, *[WITH_ADA] * 3])
    found = sightings(plate, ada)
    assert [sighting.frame for sighting in found] == [12, 14]
    assert found[0].who.matched == ("p-1",)


def test_a_plate_that_can_t_be_read_is_a_sentence(tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
    with pytest.raises(BadInputError):
        seen_in(tmp_path / "broken.jpg")
    with pytest.raises(BadInputError, match="There is no plate"):
        seen_in(tmp_path / "none.png")


def test_a_blind_look_is_no_look(tmp_path, monkeypatch):
    def blind(_picture):
        raise CantLookError("The face model is missing.")

    monkeypatch.setattr(looking, "detect", blind)
    assert seen_in(still(tmp_path, EMPTY)) == Seen(looked=False, trouble="The face model is missing.")


@given(
    st.fractions(min_value=1, max_value=240),
    st.integers(0, 2000),
    st.fractions(min_value=Fraction(1, 10), max_value=2),
)
def test_whatever_lasts_long_enough_is_in_a_picture_that_is_looked_at(rate, begin, longest):
    step = stride(rate, longest)
    assert step >= 1
    frames = range(begin, begin + max(1, int(rate * longest)))
    assert any(frame % step == 0 for frame in frames)


def test_half_a_second_is_what_the_page_promises():
    assert Fraction(1, 2) == LONGEST_MISSED_S
