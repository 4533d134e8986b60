"""What notes change of sets and clothes: the wish of a further design, that goes on from the one that the note's frame shows."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from rushes.brief import brief_from_text
from rushes.engines.lookdev.continued import begun, continued
from rushes.engines.lookdev.space import Space
from rushes.engines.setdesign.answers import answers as set_answers
from rushes.engines.setdesign.asked import asked_of as set_asked
from rushes.engines.setdesign.darkness import NAME, PARAMETER, USUAL
from rushes.engines.setdesign.engine import ENGINE as SETS
from rushes.engines.setdesign.grammar.grow import style
from rushes.engines.setdesign.grammar.space import design_space as set_space
from rushes.engines.wardrobe.answers import answers as wardrobe_answers
from rushes.engines.wardrobe.asked import asked_of as wardrobe_asked
from rushes.engines.wardrobe.engine import ENGINE as WARDROBE
from rushes.engines.wardrobe.space import design_space, held_of, usual_values
from rushes.plan import Remark
from rushes.show import FrameRange

RATE = Fraction(24)


def seen(values):
    """Return what tells two designs apart: any parameter."""
    return tuple(sorted((name, str(value)) for name, value in values.items()))


def a_set(tmp_path, text="a bunker lounge, 9 m wide", **fields):
    """Return a set's brief, and the version's folder with what it explored."""
    brief = brief_from_text(text, "010_0010", RATE, kind="set", quality="draft", **fields)
    asked = set_asked(brief.room)
    made = style(asked.style)
    space = Space((*set_space(made), PARAMETER))
    shown = begun(
        space,
        {**made.complete(asked.held), NAME: USUAL},
        dict(asked.held),
        brief.options,
        1,
        seen,
    )
    return brief, kept(tmp_path / "v001", "elements/room/explored.json", shown, {"style": asked.style})


def clothes(tmp_path, text="a bottle green velvet tailcoat, ivory waistcoat, grey trousers"):
    brief = brief_from_text(text, "010_0010", RATE, kind="wardrobe", quality="draft")
    asked = wardrobe_asked(brief.body, brief.wardrobe)
    shown = begun(design_space(asked), usual_values(asked), held_of(asked), 1, 1, seen)
    garments = "one person in tailcoat, waistcoat, trousers (today)"
    return brief, kept(tmp_path / "v001", "elements/looks/explored.json", shown, {"garments": garments})


def kept(folder, place, shown, more):
    record = {**shown.exploration.to_json(), "shown": [option.number for option in shown.options], **more}
    (folder / place).parent.mkdir(parents=True)
    (folder / place).write_text(json.dumps(record))
    return folder


def said(text, folder, frame=1001, region=None):
    return Remark(text, FrameRange(frame, frame), 1001, RATE, "v001", folder, region)


def going_on(answer, folder, place, count=1):
    """Return the option that the changed brief makes, as the engine makes it."""
    record = json.loads((folder / place).read_text())
    wish = answer.brief.explore.wish
    return continued(record, record["held"], wish, count, 1, seen).options[-1].values


@pytest.mark.parametrize(
    ("text", "name", "sign"),
    [
        ("A bit darker, please.", "darkness", 1),
        ("It is too dark", "darkness", -1),
        ("the room should be much more worn", "wear", 1),
        ("too clean", "wear", 1),
        ("A wider room, please", "width", 1),
        ("The ceiling is too low", "height", 1),
        ("not so dark", "darkness", -1),
        ("I think it needs more daylight", "slit_height", 1),
    ],
)
def test_a_set_goes_that_way_and_nowhere_else(tmp_path, text, name, sign):
    """The width was asked for, and is let go where a note asks for another."""
    brief, folder = a_set(tmp_path)
    answer = set_answers(said(text, folder), brief)
    assert not answer.left
    assert [turn.field for turn in answer.turned] == [f"explore.{name}"]
    before = json.loads((folder / "elements/room/explored.json").read_text())["options"][0]["values"]
    after = going_on(answer, folder, "elements/room/explored.json")
    assert sign * (after[name] - before[name]) > 0
    assert {key for key in before if after[key] != before[key]} == {name}


def test_what_a_note_asks_of_a_material_is_found_as_a_brief_finds_it(tmp_path):
    brief, folder = a_set(tmp_path)
    answer = set_answers(said("a chrome bar", folder), brief)
    assert not answer.left
    assert going_on(answer, folder, "elements/room/explored.json")["metal"] == "chrome"


def test_of_several_options_the_note_means_the_one_in_its_picture(tmp_path):
    """And it is then made in full: as many pictures as one set has."""
    brief, folder = a_set(tmp_path, options=4)
    answer = set_answers(said("darker", folder, frame=1003), brief)
    assert answer.brief.explore.wish.startswith("3 but ")
    assert (answer.brief.options, answer.brief.frames, answer.brief.explore.of) == (1, 3, "v001")


def test_more_like_one_asks_for_options_again(tmp_path):
    brief, folder = a_set(tmp_path, options=4)
    answer = set_answers(said("More like 3, less like 1", folder), brief)
    assert not answer.left
    assert (answer.brief.options, answer.brief.explore.wish) == (4, "more like 3, less like 1")


def test_several_notes_make_one_wish(tmp_path):
    brief, folder = a_set(tmp_path)
    first = set_answers(said("darker", folder), brief)
    second = set_answers(said("more worn", folder), first.brief)
    after = going_on(second, folder, "elements/room/explored.json")
    before = json.loads((folder / "elements/room/explored.json").read_text())["options"][0]["values"]
    assert {key for key in before if after[key] != before[key]} == {"darkness", "wear"}


def test_notes_that_want_options_and_one_design_go_one_after_the_other(tmp_path):
    brief, folder = a_set(tmp_path, options=4)
    first = set_answers(said("darker", folder, frame=1003), brief).brief
    assert "one after the other" in set_answers(said("more like 3", folder, frame=1003), first).left[0]
    assert "another option" in set_answers(said("darker", folder, frame=1002), first).left[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wider lapels", "tailcoat_lapel_width"),
        ("The lapel should be wider", "tailcoat_lapel_width"),
        ("navy trousers", "trousers_colour"),
        ("the trousers in navy", "trousers_colour"),
        ("silver buttons", "tailcoat_buttons_of"),
        ("darker", "shade"),
        ("burgundy velvet tailcoat", "tailcoat_colour"),
        ("trousers too long", "trousers_longer"),
    ],
)
def test_clothes_go_that_way_and_nowhere_else(tmp_path, text, name):
    brief, folder = clothes(tmp_path)
    answer = wardrobe_answers(said(text, folder), brief)
    assert not answer.left, answer.left
    before = json.loads((folder / "elements/looks/explored.json").read_text())["options"][0]["values"]
    after = going_on(answer, folder, "elements/looks/explored.json")
    assert {key for key in before if after[key] != before[key]} == {name}


@pytest.mark.parametrize(
    "text", ["a flamingo", "darker and a flamingo", "12 m high", "the light should be lower", "don't make it darker"]
)
def test_what_is_not_understood_changes_nothing(tmp_path, text):
    brief, folder = a_set(tmp_path)
    answer = set_answers(said(text, folder), brief)
    assert answer.brief == brief
    assert "was not understood" in answer.left[0]


def test_a_version_without_its_options_says_so(tmp_path):
    brief, _ = a_set(tmp_path)
    assert "can't be read" in set_answers(said("darker", tmp_path / "nowhere"), brief).left[0]


def test_a_region_is_told_to_be_left_aside(tmp_path):
    brief, folder = a_set(tmp_path)
    assert "left aside" in set_answers(said("darker", folder, region=(0.1, 0.1, 0.2, 0.2)), brief).told[0]


@pytest.mark.parametrize(("engine", "made", "text"), [(SETS, a_set, "darker"), (WARDROBE, clothes, "wider lapels")])
def test_the_changed_brief_can_be_planned(tmp_path, engine, made, text):
    brief, folder = made(tmp_path)
    assert engine.answers is not None
    changed = engine.answers(said(text, folder), brief).brief
    found = engine.completed(changed, tmp_path, tmp_path)
    assert engine.steps(found, RATE, "SHOW", "v002")
