"""What notes change of a re-age: ages and sliders, from where they stood; a region paints no key, and that is said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rushes.brief import Brief
from rushes.brief.reage import Reage, Skin
from rushes.engines.reage.answers import answers
from rushes.engines.reage.sliders import Sliders
from rushes.plan import Remark
from rushes.show import FrameRange

BRIEF = Brief(kind="reage", shot="020_0150", reage=Reage(performer="p1", from_age=60, to_age=40))


def said(text, region=None):
    return Remark(text, FrameRange(1012, 1030), 1001, Fraction(24), "v001", Path("/nowhere"), region)


def changed(text, brief=BRIEF):
    answer = answers(said(text), brief)
    assert not answer.left
    return {turn.field: turn.after for turn in answer.turned}


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("A bit younger, please", {"reage.to_age": "38"}),
        ("10 years younger", {"reage.to_age": "30"}),
        ("much older", {"reage.to_age": "50"}),
        ("should be 35 years old", {"reage.to_age": "35"}),
        ("It is too strong", {"reage.strength": "0.8"}),
        ("hair a bit greyer", {"hair.grey": "0.408333"}),
        ("tighter jaw", {"form.jaw_mm": "3 mm"}),
        ("deeper voice", {"voice.pitch_semitones": "-1"}),
    ],
)
def test_words_change_what_they_ask_for_and_nothing_else(text, turned):
    assert changed(text) == turned


@pytest.mark.parametrize(
    "text", ["less crow's feet", "The crow's feet should be softer", "fewer lines around the crow's feet"]
)
def test_a_part_of_the_face_starts_from_where_it_stood(text):
    before = Sliders.of(BRIEF).skin["crows_feet"]
    after = answers(said(text), BRIEF).brief.skin.crows_feet
    assert after == pytest.approx(before + 0.25, abs=1e-5)
    assert answers(said("more crow's feet"), BRIEF).brief.skin.crows_feet == pytest.approx(before - 0.25, abs=1e-5)


def test_a_slider_that_was_given_goes_on_from_there_to_its_end():
    brief = BRIEF.model_copy(update={"skin": Skin(neck=0.9)})
    assert changed("much less neck", brief) == {"skin.neck": "1"}
    full = BRIEF.model_copy(update={"skin": Skin(neck=1.0)})
    assert "is 1 already" in answers(said("less neck"), full).left[0]


def test_a_region_paints_no_key():
    box = (0.4, 0.4, 0.6, 0.6)
    assert "painted in a key" in answers(said("younger here", box), BRIEF).told[0]
    assert "paints no key" in answers(said("paint out this mole", box), BRIEF).left[0]


def test_without_an_age_nobody_can_say_what_younger_is():
    brief = Brief(kind="reage", shot="020_0150", reage=Reage(performer="p1"))
    assert "left open" in answers(said("younger"), brief).left[0]
