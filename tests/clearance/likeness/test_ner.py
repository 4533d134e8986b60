"""The second reading: what a model finds is asked about, unless something else explains it. The model's own tests need the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rushes.brief import Brief
from rushes.canonical import sha256_of
from rushes.clearance import Clearance, Verdict, clear
from rushes.clearance.likeness import ner
from rushes.clearance.likeness.asking import question_of, question_of_text, shown_in
from rushes.clearance.likeness.cases import registry_from_cases
from rushes.clearance.likeness.disguise import clean
from rushes.clearance.likeness.ner import LISTS, MODELS, SPACY, Person, Reading, persons_in, second_reading
from rushes.clearance.question import Question
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REGISTRY = registry_from_cases(
    [{"id": "p-1", "name": "Odalys Brenneke", "consent": {"use": ["generate"], "production": "DEMO"}}],
    now=NOW,
    characters=("Captain Orlo Venn",),
)
READER = "a reader 1.0"

needs_model = pytest.mark.skipif(ner.installed() is None, reason=f"needs: {SPACY} and {MODELS[0].install}")


def reading(text: str, *names: str) -> Reading:
    """Return what a reader would have found that takes some words for names."""
    cleaned = clean(text)
    return Reading(READER, tuple(Person(name, cleaned.index(name), cleaned.index(name) + len(name)) for name in names))


def asked(text: str, *names: str) -> list[str]:
    """Return whom the second reading alone adds."""
    before = shown_in(text, REGISTRY)
    after = shown_in(text, REGISTRY, persons=reading(text, *names).persons)
    assert set(before) <= set(after), "a second reader only adds"
    return [one.words for one in after if one not in before]


def test_whoever_the_model_alone_finds_is_asked_about_and_not_refused():
    text = "kowalczyk in a raincoat"
    alone = question_of_text(text, REGISTRY, production="DEMO")
    assert clear(alone, REGISTRY, ("house",), now=NOW).verdict is Verdict.CLEARED
    question = question_of_text(text, REGISTRY, production="DEMO", reading=reading(text, "kowalczyk"))
    assert [(one.words, one.how, one.sure, one.performer) for one in question.shown] == [
        ("kowalczyk", "named", False, "")
    ]
    clearance = clear(question, REGISTRY, ("house",), now=NOW)
    assert clearance.verdict is Verdict.ESCALATE
    assert [reason.rule for reason in clearance.reasons if reason.outcome is Verdict.ESCALATE] == ["house/unsure-who"]


@pytest.mark.parametrize("pack", ["house", "netflix-2025-11", "sag-aftra-2026", "eu-ai-act-50"])
def test_no_pack_answers_it_more_mildly_than_the_lists_alone(pack):
    worst = (Verdict.CLEARED, Verdict.ESCALATE, Verdict.REFUSED)
    for text in ("kowalczyk in a raincoat", "make kowalczyk twenty years younger", "a man and kowalczyk dance"):
        verdicts = [
            clear(
                question_of_text(text, REGISTRY, production="DEMO", reading=found), REGISTRY, (pack,), now=NOW
            ).verdict
            for found in (None, reading(text, "kowalczyk"))
        ]
        assert worst.index(verdicts[0]) <= worst.index(verdicts[1]), text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Odalys Brenneke waves", ["Odalys Brenneke"]),
        ("Brenneke waves", ["Brenneke"]),
        ("Captain Orlo Venn on deck", ["Orlo Venn"]),
        ("Venn on deck", ["Venn"]),
        ("Sherlock Holmes in the fog", ["Sherlock Holmes"]),
        ("Darth Vader in the fog", ["Darth Vader"]),
        ("in the style of Vermeer, window light", ["Vermeer"]),
        ("Victoria Station under a glass roof", ["Victoria Station"]),
        ("Westminster Abbey floods", ["Westminster Abbey"]),
        ("drone over Killary Fjord", ["Killary Fjord"]),
        ("the Doppler effect of a passing siren", ["Doppler"]),
        ("a Zippo on the table", ["Zippo"]),
        ("an Earl Grey tea, steam", ["an Earl Grey"]),
        ("Kelvin 5600, hard key", ["Kelvin 5600"]),
        ("Heavy Weather. Long Lens.", ["Long Lens"]),
        ("Tom and Lucy run down the hill", ["Tom"]),
    ],
)
def test_what_the_lists_and_the_show_know_is_not_asked_about(text, names):
    assert asked(text, *names) == []


def test_a_name_with_an_s_behind_it_is_asked_about():
    assert asked("close on ferreira's hands", "ferreira") == ["ferreira"]


def test_a_name_under_people_is_not_asked_about_a_second_time():
    text = "hroch at the window"
    persons = reading(text, "hroch").persons
    assert [one.sure for one in shown_in(text, REGISTRY, ("Hroch",), persons=persons)] == [True]


def test_the_question_and_the_clearance_say_who_read():
    text = "a wall falls"
    once = question_of_text(text, REGISTRY, production="DEMO")
    twice = question_of_text(text, REGISTRY, production="DEMO", reading=Reading(READER))
    assert (once.readers, twice.readers) == ((LISTS,), (LISTS, READER))
    assert once.sha256 != twice.sha256
    assert Question.model_validate(twice.model_dump(mode="json")).sha256 == twice.sha256
    clearance = clear(twice, REGISTRY, ("house",), now=NOW)
    assert clearance.readers == (LISTS, READER)
    assert Clearance.from_json(clearance.to_json()) == clearance
    brief = Brief(shot="010_0010", text=text)
    assert question_of(brief, REGISTRY, production="DEMO", reading=Reading(READER)).readers == (LISTS, READER)


def test_records_of_before_readers_rights_and_training_were_kept_keep_their_names():
    old = Question(production="DEMO")
    written = old.model_dump(mode="json")
    for later in ("readers", "training", "brought", "sent"):
        del written[later]
    del written["tool"]["reuses_inputs"]
    for later in ("rights", "reserved", "like"):
        del written["plate"][later]
    assert old.sha256 == sha256_of(written)
    assert "readers" not in clear(old, REGISTRY, ("house",), now=NOW).to_json()


def test_without_a_model_nothing_is_read_and_nothing_fails(monkeypatch):
    monkeypatch.setattr(ner, "MODELS", ())
    assert second_reading("kowalczyk in a raincoat") is None
    assert persons_in("kowalczyk in a raincoat") == ()


@needs_model
@pytest.mark.ner
def test_the_model_reads_small_letters_through_what_can_t_be_seen():
    assert persons_in("kowalczyk in a raincoat") == ("kowalczyk",)
    assert persons_in("kowal\u200bczyk in a raincoat") == ("kowalczyk",)
    found = second_reading("kowalczyk's raincoat")
    assert found is not None
    assert found.reader.startswith("en_core_web_")
    assert all(not person.words.endswith("'s") for person in found.persons)


@needs_model
@pytest.mark.ner
def test_other_files_than_the_model_s_are_not_read(monkeypatch):
    model = ner.installed()
    monkeypatch.setattr(ner, "MODELS", (replace(model, sha256="0" * 64),))
    with pytest.raises(BadInputError, match="is not the model for the second reading of names that Rushes knows"):
        second_reading("a wall falls")


@needs_model
@pytest.mark.ner
def test_a_text_that_is_far_too_long_is_a_sentence():
    with pytest.raises(BadInputError, match="Make the brief shorter"):
        second_reading("a" * (ner.LONGEST + 1))
