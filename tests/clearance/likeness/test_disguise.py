"""A word is read as it may be meant, whatever letters it is written in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.likeness.disguise import MOST_READINGS, clean, sound_of, squash, words_of


def readings(text: str) -> set[str]:
    return {reading for word in words_of(clean(text)) for reading in word.readings}


@pytest.mark.parametrize(
    "text",
    [
        "Brenneke",
        "BRENNEKE",
        "Br3nn3k3",
        "Brenneke's",
        "Bren\u200bneke",
        "Bren\u00adneke",
        "Ｂｒｅｎｎｅｋｅ",
        "𝓑𝓻𝓮𝓷𝓷𝓮𝓴𝓮",
        "Вrеnnеkе",
        "Brenneké",
        "B̷r̷e̷n̷n̷e̷k̷e̷",
        "Brenneke2024",
    ],
)
def test_a_disguise_is_read_through(text: str) -> None:
    assert "brenneke" in readings(text)


@pytest.mark.parametrize(
    ("foreign", "latin"),
    [
        ("Ахтерберг", "Achterberg"),
        ("Тобиас", "Tobias"),
        ("ოდალის", "Odalys"),
        ("Μπρένεκε", "Breneke"),
        ("Կիրիլ", "Kyril"),
        ("Доброванский", "Dobrovanskij"),
    ],
)
def test_other_scripts_sound_like_the_name(foreign: str, latin: str) -> None:
    sounds = {sound_of(reading) for reading in readings(foreign)}
    assert sound_of(latin.lower()) in sounds


def test_an_ideograph_is_a_word_of_its_own() -> None:
    assert [word.readings[0] for word in words_of(clean("周杰伦跳舞"))][:3] == ["zhou", "jie", "lun"]


def test_camel_case_is_two_words_and_a_hyphen_parts_them() -> None:
    assert [word.text for word in words_of("OdalysBrenneke To-bi-as")] == ["Odalys", "Brenneke", "To", "bi", "as"]


def test_doubled_letters_are_alike() -> None:
    assert squash("brenneke") == squash("breneke") == squash("brennekke")


@settings(deadline=None)  # the first text of a process reads the lists
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    cleaned = clean(text)
    for word in words_of(cleaned):
        assert cleaned[word.start : word.end] == word.text
        assert 1 <= len(word.readings) <= MOST_READINGS
        assert all(reading.isascii() and reading for reading in word.readings)
