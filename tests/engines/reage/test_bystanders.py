"""Somebody else's face is never changed, by no layer and by no painted key."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.reage.bystanders import inside, others
from rushes.engines.reage.comp_step import comp, halves
from rushes.engines.reage.landmarks import OVAL
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.track_step import one_course_each, performers_own
from rushes.engines.reage.tracking import Course
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.errors import BadInputError
from rushes.media.exr import write_picture


def round_face(x, y, radius):
    """Return a mesh whose outline is a circle."""
    angle = np.linspace(0, 2 * np.pi, len(OVAL), endpoint=False)
    mesh = np.zeros((468, 3), np.float32)
    mesh[:, :2] = x, y
    mesh[list(OVAL), 0], mesh[list(OVAL), 1] = x + radius * np.sin(angle), y - radius * np.cos(angle)
    return mesh


def two(sure=0.2):
    """Return the performer's face beside another that is hardly seen, in one frame."""
    mesh = np.stack([round_face(30, 40, 20), round_face(70, 40, 20)])[None]
    return Tracks(np.array([1001], np.int32), mesh, np.array([[0.9, sure]], np.float32), ("p", ""), 0)


@pytest.mark.parametrize("painted", [False, True])
def test_a_change_ends_where_another_face_begins(tmp_path, painted):
    plate = np.random.default_rng(1).uniform(0.1, 0.5, (80, 100, 3)).astype(np.float32)
    for name in ("plate", "propose", "track"):
        (tmp_path / name).mkdir()
    write_picture(tmp_path / "plate/plate.1001.exr", plate, frame=1001, rate=24)
    everywhere = np.ones((80, 100), np.float32)
    change = FrameChange.of_window(
        Window(0, 0, 100, 80), 100, 80, {"tone": np.full((80, 100, 3), 0.25, np.float32)}, everywhere, {}
    )
    change.write(tmp_path / "propose/layers.1001.exr", frame=1001, rate=24)
    if painted:
        write_picture(tmp_path / "propose/painted.1001.exr", plate + 0.25, frame=1001, rate=24)
    two().save(tmp_path / "track")
    comp(
        SimpleNamespace(
            params={"frames": [1001, 1001], "rate": "24", "layers": "propose"},
            inputs={name: tmp_path / name for name in ("plate", "propose", "track")},
            out=tmp_path,
            report=lambda *_: None,
        )
    )
    same = (halves(tmp_path / "comp.1001.exr") == halves(tmp_path / "plate/plate.1001.exr")).all(axis=2)
    theirs = others(two(), 1001, 100, 80)
    assert theirs.sum() == pytest.approx(np.pi * 400, rel=0.06)
    assert same[theirs].all()
    assert not same[~theirs].any()


def test_a_face_that_is_not_there_covers_nothing():
    tracks = two()
    tracks.mesh[0, 1] = np.nan
    assert not others(tracks, 1001, 100, 80).any()


@given(st.floats(-300, 300), st.floats(-300, 300), st.floats(0, 400))
def test_an_outline_may_reach_beyond_the_frame(x, y, radius):
    covered = inside(round_face(x, y, radius)[list(OVAL), :2], 100, 80)
    assert covered.shape == (80, 100)
    assert not covered[~covered].any()
    if radius > 3 and 4 < x < 95 and 4 < y < 75:
        assert covered[round(y), round(x)]


@pytest.mark.parametrize(
    ("who", "enrolled", "said"),
    [
        (("",), True, "one face, which is known as"),
        (("q-1",), False, "known: q-1"),
        (("", ""), False, "2 faces, none of which"),
        (("",) * 40, True, "40 faces, none of which"),
        (("p-014", "p-014"), True, "2 faces at once"),
    ],
)
def test_when_nobody_can_tell_whom_to_change_nothing_is(who, enrolled, said):
    with pytest.raises(BadInputError) as refused:
        performers_own(who, "p-014", enrolled=enrolled)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.integers(0, 39), st.integers(1, 40))
def test_the_one_known_face_is_theirs_and_the_others_are_told(place, count):
    place %= count
    who = tuple("p-014" if face == place else "" for face in range(count))
    own, notes = performers_own(who, "p-014", enrolled=True)
    assert own == place
    assert [note.startswith(f"{count - 1} other face") for note in notes] == [True] * (count > 1)


def test_who_left_and_came_back_is_one_and_doubles_stay_two():
    first, again, double, stranger = (
        Course(dict.fromkeys(frames)) for frames in (range(5), range(8, 12), range(3, 9), range(8, 12))
    )
    courses, who = one_course_each([first, again, double, stranger], ["p", "p", "p", ""])
    assert who == ("p", "p", "")
    assert sorted(courses[0].meshes) == [0, 1, 2, 3, 4, 8, 9, 10, 11]
    assert courses[1:] == [double, stranger]
