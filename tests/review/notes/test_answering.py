"""From notes to the next version's brief: what is understood is changed, what isn't stays open and is told."""

from __future__ import annotations

import json

import pytest

from rushes.brief import brief_from_text
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.review.notes import (
    Note,
    Stroke,
    add_note,
    answers_held,
    brief_of,
    catch_up,
    changes_for,
    mark_answered,
    read_notes,
    read_one,
    reply,
    set_state,
)
from rushes.review.notes.answering import region_of
from rushes.show import FrameRange

SHOT = "020_0150"


@pytest.fixture
def take(show):
    take = Take.load(show.version_folder(SHOT, "v001") / "take.json")
    brief = brief_from_text("An eight-storey block loses its ground floor.", SHOT, show.rate, quality="draft")
    (take.folder / "brief.json").write_text(json.dumps(brief.model_dump(mode="json")))
    return take


def say(show, text, **given):
    fields = {"shot": SHOT, "version": "v001", "frames": FrameRange(1012, 1030), "author": "ida", "role": "supervisor"}
    return add_note(show, Note(**(fields | {"text": text} | given)))


def answer(show, take):
    return changes_for(show, take, read_notes(show, SHOT), brief_of(take))


def why(answered):
    return {one.note.text: " ".join(one.why) for one in answered.not_understood}


def test_notes_are_answered_one_by_one(show, take):
    say(show, "More dust", created="2026-11-27T10:00:00Z")
    say(show, "Half a second later", created="2026-11-27T10:00:01Z")
    say(show, "Less flamingo", created="2026-11-27T10:00:02Z")
    answered = answer(show, take)
    assert [one.note.text for one in answered.answered] == ["More dust", "Half a second later"]
    assert (answered.brief.dust.amount, answered.brief.collapse.start_s) == (1.6, 0.85)
    assert why(answered) == {"Less flamingo": '"Less flamingo" was not understood.'}


def test_a_note_of_which_a_part_is_not_understood_changes_nothing(show, take):
    say(show, "More dust and a flamingo")
    answered = answer(show, take)
    assert answered.brief == brief_of(take)
    assert not answered.answered


def test_the_changed_brief_says_which_note_changed_it(show, take):
    one = say(show, "More dust")
    brief = answer(show, take).brief
    told = [(each.value, each.words) for each in (*brief.understood, *brief.assumed) if each.field == "dust.amount"]
    assert told == [("1.6", f"(note {one.id})")]


def test_what_two_ask_alike_is_done_once(show, take):
    say(show, "More dust")
    say(show, "the dust is too thin", author="bo")
    answered = answer(show, take)
    assert answered.brief.dust.amount == 1.6
    assert len(answered.answered) == 2


def test_people_who_disagree_are_told_and_nothing_is_changed(show, take):
    one, two = say(show, "More dust"), say(show, "Less dust", author="bo")
    say(show, "later")
    answered = answer(show, take)
    assert [each.note.text for each in answered.answered] == ["later"]
    assert f"Note {two.id} asks for another change of dust.amount" in why(answered)["More dust"]
    assert f"Note {one.id} asks for another change of dust.amount" in why(answered)["Less dust"]
    assert answered.brief.dust.amount == 1.0


def test_only_open_notes_on_this_version_ask_for_anything(show, take):
    done = say(show, "More dust")
    set_state(show, SHOT, done.id, "addressed", "bo")
    say(show, "later", version="v002")
    open_note = say(show, "slower")
    reply(show, SHOT, open_note.id, "Much less dust", "bo")
    answered = answer(show, take)
    assert [one.note.id for one in answered.answered] == [open_note.id]
    assert answered.brief.dust.amount == 1.0


def test_what_the_engine_can_not_make_is_told(show, take):
    """Every word is understood, and the building would be larger than what this engine breaks."""
    say(show, "thirty more storeys")
    brief = brief_of(take)
    wide = brief.model_copy(update={"building": brief.building.model_copy(update={"bays": 16, "bays_deep": 8})})
    answered = changes_for(show, take, read_notes(show, SHOT), wide)
    assert not answered.answered
    assert "rooms to break" in why(answered)["thirty more storeys"]


def test_a_drawing_without_words_stays_open(show, take):
    say(show, "", strokes=(Stroke("box", "#ffcc00", 0.01, ((0.1, 0.1), (0.2, 0.2))),))
    assert why(answer(show, take)) == {
        "": "It is a drawing without words. Say in a word or two what is to change there."
    }


def test_what_is_so_already_is_told(show, take):
    say(show, "in the afternoon")
    assert why(answer(show, take)) == {"in the afternoon": "It asks for nothing that isn't so already."}


def test_answered_notes_become_addressed_by_the_new_version(show, take):
    one, left = say(show, "More dust"), say(show, "Less flamingo")
    answered = answer(show, take)
    mark_answered(show, SHOT, answered, "v002", "bo")
    assert (read_one(show, SHOT, one.id).state, read_one(show, SHOT, one.id).answered_by) == ("addressed", "v002")
    assert read_one(show, SHOT, left.id).state == "open"
    record = answered.to_json()
    assert record["answered"][0]["id"] == one.id
    assert record["answered"][0]["changed"] == [
        {"field": "dust.amount", "before": "1", "after": "1.6", "words": "More dust"}
    ]
    assert record["not_understood"] == [{"id": left.id, "why": ['"Less flamingo" was not understood.']}]


def test_what_was_cut_off_before_it_was_written_down_is_caught_up(show, take):
    """v002 was made for it, and the power went; a note that was opened again stays open."""
    one, again = say(show, "More dust"), say(show, "later")
    (show.version_folder(SHOT, "v002") / "notes.json").write_text(json.dumps(answer(show, take).to_json()))
    set_state(show, SHOT, again.id, "addressed", "bo", "v002")
    set_state(show, SHOT, again.id, "open", "ida")
    assert [(note.id, note.answered_by) for note in catch_up(show, SHOT, "bo")] == [(one.id, "v002")]
    assert catch_up(show, SHOT, "bo") == ()
    assert read_one(show, SHOT, again.id).state == "open"


@pytest.mark.parametrize("held", ["{", "[]", '{"answered": 1}', '{"answered": [{"id": "../x"}]}', '{"answered": [1]}'])
def test_a_damaged_list_of_answers_says_nothing(show, take, held):
    (take.folder / "notes.json").write_text(held)
    assert answers_held(take) == ()


@pytest.mark.parametrize(
    ("tool", "points", "region"),
    [
        ("box", ((0.6, 0.5), (0.2, 0.3)), (0.2, 0.3, 0.6, 0.5)),
        ("arrow", ((0.9, 0.9), (0.5, 0.5)), (0.47, 0.47, 0.53, 0.53)),
        ("arrow", ((0.9, 0.9), (0.0, 1.0)), (0.0, 0.97, 0.03, 1.0)),
        ("pen", ((0.1, 0.2), (0.3, 0.1), (0.2, 0.4)), (0.1, 0.1, 0.3, 0.4)),
        ("pen", ((0.1, 0.2),), None),
    ],
)
def test_what_was_drawn_says_where(tool, points, region):
    drawn = Note(SHOT, "v001", FrameRange(1, 1), "ida", "artist", strokes=(Stroke(tool, "#ffcc00", 0.01, points),))
    assert region_of(drawn) == (region if region is None else pytest.approx(region))


def test_a_damaged_brief_is_told(show, take):
    (take.folder / "brief.json").write_text("{")
    with pytest.raises(BadInputError, match="nobody can tell what v001 was made from"):
        brief_of(take)
