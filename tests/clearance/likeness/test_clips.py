"""Of a clip's scene every word is asked, wherever it stands; its characters are nobody, and nobody else is let through with them."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from rushes.brief import Brief, brief_from_text
from rushes.brief.brief import Reading
from rushes.brief.scene import Character, Line, Place, Scene, Thing
from rushes.clearance import Verdict, clear
from rushes.clearance.likeness.asking import all_words, question_of
from rushes.clearance.likeness.cases import registry_from_cases

NOW = datetime(2026, 11, 27, tzinfo=UTC)
REGISTRY = registry_from_cases([{"id": "p-1", "name": "Odalys Brenneke", "consent": None}], now=NOW)


def verdict(scene: Scene = Scene(), text: str = "", **more: object) -> Verdict:  # noqa: B008 - a frozen value
    brief = Brief.model_validate({"kind": "clip", "shot": "010_0010", "clip": scene, "text": text, **more})
    return clear(question_of(brief, REGISTRY, production="S"), REGISTRY, ("house",), now=NOW).verdict


WOMAN = Scene(characters=(Character(name="woman"),), things=(Thing(kind="crowd", count=20),))


def test_a_character_of_no_name_is_nobody() -> None:
    assert verdict(WOMAN) is Verdict.CLEARED
    assert verdict(WOMAN, "A woman looks up, and she sees the crowd.") is Verdict.CLEARED


@pytest.mark.parametrize(
    "scene",
    [
        Scene(characters=(Character(name="Odalys Brenneke"),)),
        Scene(characters=(Character(name="Meryl Streep"),)),
        Scene(things=(Thing(kind="statue", name="Odalys Brenneke"),)),
        Scene(speech=(Line(text="I am Odalys Brenneke."),)),
        Scene(speech=(Line(text="Hello.", who="Odalys Brenneke"),)),
        Scene(place=Place(kind="interior", words="a portrait of Odalys Brenneke")),
    ],
)
def test_a_name_anywhere_in_a_scene_is_asked(scene: Scene) -> None:
    assert verdict(scene) is Verdict.REFUSED


@pytest.mark.parametrize(
    "text",
    ["A man runs.", "A woman and a child wait.", "A naked woman waits.", "Workers wait.", "The woman as Meryl Streep."],
)
def test_who_is_no_character_of_the_scene_is_asked_as_ever(text: str) -> None:  # fmt: skip
    assert verdict(WOMAN, text) is Verdict.REFUSED


def test_words_that_were_read_as_a_character_are_that_character() -> None:
    read = Reading(field="clip.characters", value="waiter", words="two waiters and a nurse")
    assert verdict(WOMAN, "A nurse waits.", understood=(read,)) is Verdict.CLEARED
    assert verdict(WOMAN, "A soldier waits.", understood=(read,)) is Verdict.REFUSED


def test_another_kind_has_no_characters() -> None:
    assert verdict(WOMAN, "A woman waits.", kind="destruction") is Verdict.REFUSED


def test_two_names_that_stand_apart_make_no_third() -> None:
    scene = Scene(things=(Thing(kind="car", name="meryl", colour="grey"), Thing(kind="bus", name="streep")))
    words = all_words(Brief(kind="clip", shot="010_0010", clip=scene))
    assert "meryl streep" not in words.lower().replace("\n", " ")


def words(text: str) -> Verdict:
    brief = brief_from_text(text, "010_0010", Fraction(24), kind="clip")
    return clear(question_of(brief, REGISTRY, production="S"), REGISTRY, ("house",), now=NOW).verdict


@pytest.mark.parametrize(
    "text",
    [
        "A tall woman in a red coat walks to a car; she looks up.",
        "Two waiters in white shirts stand in a diner, a crowd of 50 people runs past.",
        "A row of dominoes falls, orbit around them.",
        'A guard shouts "Stop!", a voice off screen says "Why?"',
        "An old man sits on a bench, close-up.",
    ],
)
def test_people_without_a_name_are_nobody_when_they_were_read(text: str) -> None:
    assert words(text) is Verdict.CLEARED


@pytest.mark.parametrize(
    "text",
    [
        "Odalys Brenneke walks to a car.",
        "A woman who looks like Odalys Brenneke walks to a car.",
        "A woman called Meryl Streep walks.",
        'A woman says "Odalys Brenneke was here."',
        "A bus passes, he waves.",
        "A girl of seven and a woman walk.",
        "A woman undresses, naked.",
    ],
)
def test_who_is_named_described_or_not_read_is_refused(text: str) -> None:
    assert words(text) is Verdict.REFUSED


def test_a_voice_of_somebody_is_theirs() -> None:
    assert words('A man speaks in the voice of Morgan Freeman, he says "Hello."') is not Verdict.CLEARED


def test_lines_in_a_named_mouth_are_their_voice_and_no_script() -> None:
    scene = Scene(characters=(Character(name="man"),), speech=(Line(text="Good evening.", who="man", language="de"),))
    brief = Brief(kind="clip", shot="010_0010", clip=scene, people=("p-1",))
    asked = question_of(brief, REGISTRY, production="S")
    assert (asked.modalities, asked.unscripted, asked.languages) == (("face", "voice"), True, ("de",))
    nobody = question_of(brief.model_copy(update={"people": ()}), REGISTRY, production="S")
    assert (nobody.shown, nobody.unscripted) == ((), False)


def test_what_a_model_is_told_of_a_clip_is_asked_and_nobody_is_let_through_with_it() -> None:
    told = {
        "model": "/m",
        "licence": "own",
        "source": "here",
        "trained_on": "ours",
        "training": "owned",
        "prompt": "Meryl Streep waves",
    }
    asked = Brief.model_validate({"kind": "clip", "shot": "010_0010", "finish": told})
    shown = question_of(asked, REGISTRY, production="S").shown
    assert [(one.how, one.words) for one in shown] == [("public", "Meryl Streep")]
    assert verdict(WOMAN, "A woman waits.", finish={**told, "prompt": ""}) is Verdict.REFUSED
