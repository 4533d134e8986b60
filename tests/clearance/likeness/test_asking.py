"""From words to the question: everybody whom they show, and what is done to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import Brief, Use
from rushes.clearance import Verdict, clear
from rushes.clearance.likeness.asking import index_of, question_of, question_of_text, shown_in
from rushes.clearance.likeness.cases import registry_from_cases
from rushes.clearance.question import Owner, Seen
from rushes.clearance.records.consent import Action
from rushes.clearance.records.registry import Registry

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = [
    {
        "id": "p-1",
        "name": "Odalys Brenneke",
        "consent": {"use": ["reage"], "production": "DEMO", "age_from": 58, "age_to": 40},
    },
    {"id": "p-2", "name": "Tobias Achterberg", "consent": None},
]
REGISTRY = registry_from_cases(PEOPLE, now=NOW, characters=("Captain Orlo Venn",))


def shown(text: str, people: tuple[str, ...] = (), registry: Registry = REGISTRY) -> list[tuple[str, str]]:
    return [(one.how, one.performer or one.words) for one in shown_in(text, registry, people)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Odalys Brenneke waves", [("named", "p-1")]),
        ("0d4lys Br3nneke waves", [("disguised", "p-1")]),
        ("Meryl Streep waves", [("public", "Meryl Streep")]),
        ("Jennifer Kowalczyk waves", [("named", "Jennifer Kowalczyk")]),
        ("the actor who played the teacher, waving", [("described", "the actor who played the teacher")]),
        ("in the style of Wes Anderson", [("style", "in the style of Wes Anderson")]),
        ("Darth Vader waves", [("protected_work", "Darth Vader")]),
        ("Captain Orlo Venn waves", [("fictional", "Captain Orlo Venn")]),
        ("Anna waves", [("fictional", "Anna")]),
        ("Streep waves", [("public", "Streep")]),
        ("a woman waves", [("unnamed", "woman")]),
        ("Chase the van", []),
        ("", []),
    ],
)
def test_words_show_whom_they_show(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


def test_a_voice_of_somebody_named_is_theirs() -> None:
    assert shown("in the voice of Morgan Freeman") == [("public", "Morgan Freeman")]
    assert shown("in the voice of Odalys Brenneke") == [("named", "p-1")]


def test_a_name_behind_a_description_does_not_hide_it() -> None:
    both = [("named", "p-1"), ("described", "the actress who played the mermaid kisses Odalys Brenneke")]
    assert shown("the actress who played the mermaid kisses Odalys Brenneke") == both


def test_another_person_of_one_surname_is_somebody_else() -> None:
    assert ("named", "Jennifer Achterberg") in shown("Jennifer Achterberg waves")
    registry = registry_from_cases([{"id": "p-3", "name": "Bill Hanks", "consent": None}], now=NOW)
    assert shown("Tom Hanks waves", registry=registry)[-1] == ("public", "Tom Hanks")


def test_a_character_who_is_called_like_somebody_well_known_is_not_certain() -> None:
    registry = registry_from_cases([], now=NOW, characters=("James Dean", "Sister Amaranth"))
    assert [one.sure for one in shown_in("James Dean waves", registry) if one.how == "public"] == [False]
    assert shown("Sister Amaranth waves", registry=registry) == [("fictional", "Sister Amaranth")]
    assert ("fictional", "Sister") not in shown("Sister Agatha waves", registry=registry)


def test_a_style_of_somebody_enrolled_is_still_them() -> None:
    assert ("named", "p-1") in shown("in the style of Odalys Brenneke")


def test_an_old_masters_style_is_anybodys_and_their_face_is_not() -> None:
    assert shown("in the style of Vermeer") == [("style", "in the style of Vermeer")]
    assert [one.owners for one in shown_in("in the style of Vermeer", Registry())] == [
        (Owner(name="Johannes Vermeer", died=1675),)
    ]
    assert shown("Vermeer at the easel") == [("public", "Vermeer")]


def test_she_is_the_one_who_is_named_and_a_crowd_is_not() -> None:
    assert shown("Odalys Brenneke smiles, she is happy") == [("named", "p-1")]
    assert ("unnamed", "crowd") in shown("Odalys Brenneke in a crowd")
    assert ("unnamed", "man") in shown("Odalys Brenneke beside another man")


def test_people_of_a_brief_are_somebody_known_or_not() -> None:
    assert shown("the tower falls", ("Odalys Brenneke", "Ben Moss")) == [("named", "p-1"), ("named", "Ben Moss")]
    assert shown("a man runs", ("Odalys Brenneke",)) == [("named", "p-1")]


def test_words_alone_ask_for_what_they_name() -> None:
    question = question_of_text("Odalys Brenneke, 58, made 45", REGISTRY, production="DEMO")
    assert (question.actions, question.age_from, question.age_to) == ((Action.REAGE,), 58, 45)
    assert question_of_text("the tower falls", REGISTRY, production="DEMO").actions == (Action.GENERATE,)


def test_nobody_can_be_asked_a_persons_things() -> None:
    question = question_of_text("a wall aged by a hundred years", REGISTRY, production="DEMO")
    assert (question.actions, question.age_to, question.modalities) == ((Action.GENERATE,), None, ())


def test_what_is_only_done_to_people_means_somebody() -> None:
    assert [one.how for one in question_of_text("de-age to 15", REGISTRY, production="DEMO").shown] == ["described"]


def test_a_brief_asks_for_a_picture_whatever_else_it_asks() -> None:
    brief = Brief(shot="010_0010", text="Odalys Brenneke made 45", use=Use(languages=("fr",), lifecycle="temporary"))
    question = question_of(brief, REGISTRY, production="DEMO", brief_sha256="0" * 64, plate=Seen(faces=1, unknown=1))
    assert question.actions == (Action.GENERATE, Action.REAGE)
    assert (question.languages, question.lifecycle, question.shot, question.plate.faces) == (
        ("fr",),
        "temporary",
        "010_0010",
        1,
    )


def test_an_index_is_built_once_for_a_register() -> None:
    assert index_of(REGISTRY) is index_of(REGISTRY)
    other = registry_from_cases(PEOPLE, now=NOW)
    assert index_of(other) is not index_of(REGISTRY)


def test_the_same_words_are_the_same_question() -> None:
    text = "Odalys Brenneke, 58, made 45, says in French: no."
    first, second = (question_of_text(text, REGISTRY, production="DEMO").sha256 for _ in range(2))
    assert first == second


@settings(deadline=None)  # the first text of a process reads the lists
@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text: str) -> None:
    question = question_of_text(text, REGISTRY, production="DEMO")
    assert clear(question, REGISTRY, ("house",), now=NOW).verdict in set(Verdict)


@settings(deadline=None)  # the first text of a process reads the lists
@given(
    st.sampled_from(["Odalys Brenneke", "Tobias Achterberg", "Meryl Streep"]),
    st.text(alphabet="abc .,;\n", max_size=40),
)
def test_no_words_around_a_name_hide_it(name: str, around: str) -> None:
    question = question_of_text(f"{around} {name} {around}", REGISTRY, production="DEMO")
    assert clear(question, REGISTRY, ("house",), now=NOW + timedelta(0)).verdict is not Verdict.CLEARED
