from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.setdesign.grammar.grow import style, styles
from rushes.engines.setdesign.grammar.words import understand
from rushes.errors import BadInputError


def test_the_bunker_of_a_brief_is_read() -> None:
    read = understand(
        "A billionaires' bunker lounge, brutalist, 1970s: one slit of daylight, bottle green velvet sofas, brass bar, walnut."
    )
    assert read.style == "bunker"
    assert read.params["motive"] == "slit"
    assert read.params["upholstery"] == "velvet_green"
    assert read.params["metal"] == "brass"
    assert read.params["wood"] == "walnut"
    assert set(read.unknown) <= {"billionaires'", "lounge"}


def test_sizes_heights_and_counts_are_read_and_brought_into_range() -> None:
    read = understand("an office of 18 x 11 m with a ceiling of 2.6 m, 20 desks and 3 plants")
    assert read.params == {"width": 18.0, "depth": 11.0, "height": 2.6, "desks": 20.0, "plants": 3.0}
    wide = understand("an office, 60 by 11 m")
    assert wide.params["width"] == 20.0
    assert "was brought to 20" in wide.told[0]


def test_words_that_nothing_was_made_of_are_told_back() -> None:
    assert understand("a Victorian parlour full of octopuses at night").unknown == ("full", "octopuses")


def test_words_without_a_style_are_refused_with_what_there_is() -> None:
    with pytest.raises(BadInputError, match=r"No word in 'a nice spaceship' names a set.*art deco lobby \(lobby\)"):
        understand("a nice spaceship")
    with pytest.raises(BadInputError, match="no style of sets called 'spaceship'"):
        understand("large", "spaceship")


@pytest.mark.parametrize("name", styles())
def test_every_word_and_phrase_of_a_style_does_something(name: str) -> None:
    made = style(name)
    for word in made.words:
        assert understand(word).style, word
    for phrase, changes in made.phrases.items():
        read = understand(phrase, name)
        assert set(changes) <= set(read.params), phrase
        assert made.complete(read.params)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(sorted(styles())))
def test_whatever_is_written_gives_parameters_in_range(text: str, name: str) -> None:
    read = understand(text, name)
    assert style(name).complete(read.params)
