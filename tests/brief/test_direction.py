"""Tests of what an artist directs of a collapse, as a brief holds it."""

from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import brief_from_text, describe, read_brief
from rushes.brief.direction import Delays, Members, Stay, read_direction, say_direction
from rushes.errors import BadInputError

RATE = Fraction(24)


def brief(tmp_path, **collapse):
    path = tmp_path / "brief.yaml"
    path.write_text(yaml.safe_dump({"shot": "020_0150", "collapse": collapse}), encoding="utf-8")
    return read_brief(path, rate=RATE)


def test_members_are_read_with_ranges_sides_and_units(tmp_path):
    asked = brief(
        tmp_path,
        members=[
            {"member": "column", "storey": 1, "bay": [2, 1], "at": "0.4 s"},
            {"member": "slab", "storey": "2-4", "bay": "1-2", "side": "left"},
        ],
    ).collapse
    assert asked.members == (
        Members(member="column", storey=(1, 1), bay=((2, 2), (1, 1)), at=0.4),
        Members(member="slab", storey=(2, 4), bay=((1, 2), (1, 99)), side="left", at=0.0),
    )
    assert asked.way == "mixed", "what is named goes first, and the load decides the rest"


def test_delays_make_it_an_implosion(tmp_path):
    asked = brief(tmp_path, delays={"columns": ["0.5 s", 250, "0 ms"], "storeys": [1, 3], "between": "250 ms"}).collapse
    assert asked.delays == Delays(columns=(500, 250, 0), storeys=(1, 3), between=250)
    assert asked.way == "implosion"


def test_what_is_directed_is_told_back(tmp_path):
    told = "\n".join(describe(brief(tmp_path, stay=[{"bay": "1-2"}], timing=[[0, 0], ["1.5 s", 1]])))
    assert "storey all, bay 1-2 x all" in told
    assert "100% at 1.5 s" in told


def test_what_nobody_directs_is_not_told():
    told = "\n".join(describe(brief_from_text("an office block collapses", "020_0150", RATE)))
    assert "collapse.members" not in told
    assert "collapse.strength" not in told


@pytest.mark.parametrize(
    ("collapse", "said"),
    [
        ({"members": [{"member": "roof"}]}, "'column', 'wall', 'beam' or 'slab'"),
        ({"members": [{"member": "column", "storey": "4-2"}]}, "storey runs from 4 to 2"),
        ({"members": [{"member": "column", "bay": [[3, 1], 1]}]}, "bay runs from 3 to 1"),
        ({"members": [{"member": "column", "when": 2}]}, "when"),
        ({"members": [{"member": "column", "at": "3 kg"}]}, "at"),
        ({"members": [{"member": "column"}], "delays": {"columns": [0]}}, "both say what goes first"),
        ({"delays": {"columns": [-5]}}, "columns.0"),
        ({"delays": {"columns": [0]}, "way": "zipper"}, "is the sequence of an implosion"),
        ({"way": "mixed"}, "nothing is"),
        ({"timing": [[0, 0], [1, 0.8], [0.5, 1]]}, "0.8 at 1 s is followed by 1 at 0.5 s"),
        ({"timing": [[0, 0.5], [1, 0.2]]}, "0.5 at 0 s is followed by 0.2 at 1 s"),
        ({"timing": [[0, 0], [1, 0]]}, "nothing ever goes"),
        ({"timing": [[0, 2]]}, "less than or equal to 1"),
        ({"stay": [{"storey": 0}]}, "greater than or equal to 1"),
        ({"stay_mask": "missing.png"}, "there is no file"),
        ({"strength": 0}, "from 0.05 to 20"),
    ],
)
def test_what_contradicts_itself_is_one_sentence(tmp_path, collapse, said):
    with pytest.raises(BadInputError, match=r"brief\.yaml") as caught:
        brief(tmp_path, **collapse)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


RANGE = st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda pair: (min(pair), max(pair)))
MEMBERS = st.builds(
    Members,
    member=st.sampled_from(["column", "wall", "beam", "slab"]),
    storey=RANGE,
    bay=st.tuples(RANGE, RANGE),
    side=st.sampled_from([None, "left", "right", "front", "back"]),
    at=st.floats(0, 60),
)
STAYS = st.builds(Stay, storey=RANGE, bay=st.tuples(RANGE, RANGE))
DELAYS = st.builds(
    Delays,
    columns=st.lists(st.floats(0, 6e4), max_size=5).map(tuple),
    storeys=st.lists(st.integers(1, 99), max_size=3).map(tuple),
    between=st.floats(0, 6e4),
)


@given(members=st.lists(MEMBERS, min_size=1, max_size=4).map(tuple))
def test_members_survive_being_written_and_read(members):
    written = [one.model_dump(mode="json") for one in members]
    assert read_direction("collapse.members", yaml.safe_load(yaml.safe_dump(written))) == members
    assert say_direction(members)


@given(stay=st.lists(STAYS, min_size=1, max_size=4).map(tuple), delays=DELAYS)
def test_stays_and_delays_survive_being_written_and_read(stay, delays):
    assert read_direction("collapse.stay", [one.model_dump(mode="json") for one in stay]) == stay
    assert read_direction("collapse.delays", delays.model_dump(mode="json")) == delays
    assert say_direction(stay)
    assert say_direction(delays)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda of: (
            st.lists(of, max_size=4)
            | st.dictionaries(st.sampled_from(["member", "storey", "bay", "at", "columns"]), of, max_size=3)
        ),
    )
)
@pytest.mark.parametrize("name", ["collapse.members", "collapse.delays", "collapse.stay", "collapse.timing"])
def test_anything_else_is_a_value_error_and_no_traceback(name, value):
    try:
        read_direction(name, value)
    except ValueError as error:
        assert "for example" in str(error)  # noqa: PT017 - most values are errors, and some are not


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("falls like dominoes to the right", "domino"),
        ("shears off to the left", "section"),
        ("the columns buckle", "instability"),
    ],
)
def test_the_new_ways_are_understood(words, way):
    heard = brief_from_text(f"a concrete block of six storeys {words}", "020_0150", RATE, strict=True)
    assert heard.collapse.way == way
