"""What is asked of a person is read from the words: ages, minors, languages, training, what needs care."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.likeness.ages import with_digits
from rushes.clearance.likeness.intents import intents_of, spoken_languages
from rushes.clearance.records.consent import ADULT_AGE, Action


@pytest.mark.parametrize(
    ("text", "now", "shown"),
    [
        ("Odalys Brenneke, 58, made 45", 58, 45),
        ("Odalys Brenneke made forty-five", None, 45),
        ("de-age her from 58 to 42", 58, 42),
        ("Odalys Brenneke (58) looks 30", 58, 30),
        ("she is 58, twenty years younger", 58, 38),
        ("de-aged to her thirties", None, 30),
        ("in her late forties", None, 47),
        ("Odalys Brenneke as a teenager", None, 15),
        ("a 12-year-old Odalys Brenneke", None, 12),
        ("Odalys Brenneke when she was nine", None, 9),
        ("58 -> 14", 58, 14),
        ("aged to 80", None, 80),
        ("made 45 in shot 010_0010", None, 45),
    ],
)
def test_an_age_is_read(text: str, now: int | None, shown: int) -> None:
    intents = intents_of(text)
    assert intents.age_to == shown
    if now is not None:
        assert intents.age_from == now
    assert Action.REAGE in intents.actions


@pytest.mark.parametrize(
    "text",
    [
        "made 17", "made to look sixteen", "as a child", "as a little girl", "back to her childhood", "into a schoolboy", "in her teens",
        "as a toddler", "baby version of him", "underage", "at age 13", "aged fifteen", "when he was a boy", "in his high school years",
        "in third grade", "in kindergarten", "on the morning of her tenth birthday", "losing her milk teeth", "age: 16", "before she could vote",
        "pre-adolescence", "all of 15 summers old", "in short trousers", "in his school uniform", "till he's a teen", "with her first bicycle",
        "teenage version", "regressed to 11", "a sixteen-year-old him", "turned into a kid", "before she turned 18", "to his boyhood",
    ],
)  # fmt: skip
def test_a_minor_is_noticed_however_it_is_put(text: str) -> None:
    intents = intents_of(f"Odalys Brenneke {text}")
    assert intents.minor
    assert intents.age_to is not None
    assert intents.age_to < ADULT_AGE


@pytest.mark.parametrize(
    "text",
    [
        "a tower of 45 floors",
        "made 12 takes of it",
        "shot 010_0010, 24 fps",
        "in the thirties style",
        "at 50 mm",
        "turn 90 degrees",
        "to 8 metres",
    ],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert intents_of(text).age_to is None


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("dubbed into French", ("fr",)),
        ("says the line in Spanish", ("es",)),
        ("speaks fluent Japanese", ("ja",)),
        ("a Brazilian Portuguese dub", ("pt-BR",)),
        ("an Italian villa with French doors", ()),
        ("a German car, an English garden", ()),
    ],
)
def test_languages_are_those_that_are_spoken(text: str, tags: tuple[str, ...]) -> None:
    assert spoken_languages(text) == tags
    assert (Action.DUB in intents_of(text).actions) == bool(tags)


def test_training_is_no_railway() -> None:
    assert Action.TRAIN in intents_of("train a face model on her rushes").actions
    assert Action.TRAIN in intents_of("fine-tune on his interviews").actions
    assert Action.TRAIN in intents_of("a LoRA of him").actions
    assert intents_of("a train passes the training ground").actions == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("she is naked", "nudity"),
        ("a sex scene", "sexual"),
        ("humiliated in public", "degrading"),
        ("a fake news segment", "news"),
        ("like 9/11", "real_event"),
    ],
)
def test_what_needs_care_is_named(text: str, word: str) -> None:
    assert word in intents_of(text).sensitive


@pytest.mark.parametrize(
    "text", ["a naked flame", "newspapers blow away", "strip the wallpaper", "degraded film stock", "a sextant"]
)
def test_things_need_no_care(text: str) -> None:
    assert intents_of(text).sensitive == ()


def test_advertising_is_no_commercial_building() -> None:
    assert intents_of("a TV commercial for a car").advertisement
    assert not intents_of("a commercial building falls").advertisement


def test_a_voice_alone_shows_no_face() -> None:
    assert intents_of("only his voice, he speaks").modalities == ("voice",)
    assert intents_of("he speaks").modalities == ("face", "voice")


def test_numbers_in_words_become_digits() -> None:
    assert with_digits("from fifty-eight to forty two, one hundred and three") == "from 58 to 42, 103"


@settings(deadline=None)  # the first text of a process reads the lists
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    intents = intents_of(text)
    assert intents.age_to is None or 0 <= intents.age_to <= 130
