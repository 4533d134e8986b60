"""The artist's file of where the mesh is: read strictly, written so that it is read as it was meant."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.reage.places import Copied, Places, read_change, read_places, write_places
from rushes.errors import BadInputError
from rushes.show import FrameRange

FIVE = "right_eye: [80, 90], left_eye: [120, 90], nose: [100, 110], right_mouth: [85, 130], left_mouth: [115, 130]"
POINTS = ((80.0, 90.0), (120.0, 90.0), (100.0, 110.0), (85.0, 130.0), (115.0, 130.0))


@pytest.fixture
def read(tmp_path):
    def reading(*lines):
        path = tmp_path / "track.yaml"
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return read_places(path)

    return reading


def test_what_is_placed_copied_and_removed(read):
    places = read(
        "place:",
        f"  - {{frame: 1003, {FIVE}}}",
        "  - {frame: 1004, as: 1003, by: [4, -1.5]}",
        "remove: [1006, 1008-1010]",
    )
    assert places.place == {1003: POINTS, 1004: Copied(1003, (4.0, -1.5))}
    assert places.remove == {1006, 1008, 1009, 1010}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("places: []", '"places" has no place there'),
        ("place: 3", "has to be a list"),
        ("place: [{nose: [1, 2]}]", "has no frame"),
        ("place: [{frame: 1001, nose: [1, 2]}]", '"left_eye" is missing'),
        (f"place: [{{frame: 1001, {FIVE}, chin: [1, 2]}}]", '"chin" is none of them'),
        (f"place: [{{frame: 1001, {FIVE.replace('[80, 90]', '[80]')}}}]", "right_eye has to be [x, y]"),
        (f"place: [{{frame: 1001, {FIVE.replace('[80, 90]', '[160, 90]')}}}]", "are no face's"),
        (f"place: [{{frame: 1001, {FIVE}}}, {{frame: 1001, as: 1002}}]", "frame 1001 twice"),
        ("place: [{frame: 1001, as: 1001}]", "number of another frame"),
        ("place: [{frame: 1001, as: 1002}, {frame: 1002, as: 1003}]", "which is a copy itself"),
        ("place: [{frame: 1001, as: 1002, by: here}]", "by has to be [x, y]"),
        (f"place: [{{frame: 1001, {FIVE}}}]\nremove: [1000-1002]", "both places and removes the mesh in frame 1001"),
        ("remove: [the end]", '"the end" is no frame'),
        ("remove: [1010-1001]", "is no frame"),
    ],
)
def test_what_is_wrong_is_one_sentence(read, line, said):
    with pytest.raises(BadInputError) as refused:
        read(*line.split("\n"))
    assert said in str(refused.value)
    assert "track.yaml" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "places",
    [
        Places({1020: POINTS}, frozenset()),
        Places({}, frozenset({999})),
        Places({1001: Copied(1020, (0, 0))}, frozenset()),
    ],
)
def test_a_frame_that_the_shot_does_not_have_is_refused(places):
    with pytest.raises(BadInputError, match="the shot has 1001"):
        places.check(FrameRange(1001, 1010), Path("track.yaml"))


numbers = st.integers(1, 4000)
coordinates = st.tuples(numbers.map(float), numbers.map(float))


@given(
    st.dictionaries(numbers, st.just(POINTS) | st.builds(Copied, st.integers(5000, 6000), coordinates), max_size=6),
    st.frozensets(numbers, max_size=6),
)
def test_what_is_written_is_read_back(place, remove):
    places = Places(place, frozenset()).changed({}, remove)
    with tempfile.TemporaryDirectory() as folder:
        write_places(Path(folder) / "track.yaml", places)
        assert read_places(Path(folder) / "track.yaml") == places


def test_a_newer_decision_takes_the_place_of_an_older_one():
    first = Places({1001: POINTS, 1002: POINTS}, frozenset({1003}))
    then = first.changed({1003: Copied(1001, (1.0, 0.0))}, frozenset({1002}))
    assert then == Places({1001: POINTS, 1003: Copied(1001, (1.0, 0.0))}, frozenset({1002}))


def test_decisions_on_the_command_line():
    place, remove = read_change(("1040:80,90:120,90:100,110:85,130:115,130", "1041=1040:4,-1"), ("1052", "1054-1055"))
    assert place == {1040: POINTS, 1041: Copied(1040, (4.0, -1.0))}
    assert remove == {1052, 1054, 1055}


@given(st.text(max_size=30))
def test_no_text_is_more_than_refused(text):
    for asked in (((text,), ()), ((), (text,))):
        try:
            place, remove = read_change(*asked)
        except BadInputError:
            continue
        assert place or remove
