from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.lookdev.explore import spread
from rushes.engines.lookdev.option import Exploration
from rushes.engines.lookdev.space import Choice, Range, Space
from rushes.engines.lookdev.wish import follow, read_wish
from rushes.errors import BadInputError

SPACE = Space(
    (
        Range("lapel_width", 0.05, 0.13, "how far the lapel reaches", "m", 1.0, "tailcoat", ("wider",), ("narrower",)),
        Range("darkness", 0.0, 1.0, "how dark the cloth is", "", 1.0, "cloth", ("darker",), ("lighter", "paler")),
        Choice("lapel", ("notch", "peak", "shawl"), "shape of the lapel", 1.0, "tailcoat"),
        Choice("cloth", ("velvet", "barathea"), "what it is cut from", 1.0, "cloth"),
    )
)


def begun() -> Exploration:
    return spread(SPACE, 6, seed=2)


@pytest.mark.parametrize(
    ("words", "like", "unlike"),
    [
        ("more like 3, less like 5", [3], [5]),
        ("More like option 3 and 4; not like 1.", [3, 4], [1]),
        ("like 2", [2], []),
        ("less like 1, 2 and 6", [], [1, 2, 6]),
    ],
)
def test_likes_are_read(words: str, like: list[int], unlike: list[int]) -> None:
    wish = read_wish(words, SPACE)
    assert (wish.like, wish.unlike, wish.not_understood) == (like, unlike, [])


@pytest.mark.parametrize(
    ("words", "steps", "values"),
    [
        ("3 but darker", {"darkness": 0.25}, {}),
        ("3 but much paler", {"darkness": -0.45}, {}),
        ("3, a little darker and wider lapel width", {"darkness": 0.12, "lapel_width": 0.25}, {}),
        ("option 3 with a shawl lapel", {}, {"lapel": "shawl"}),
        ("3 but less darkness, barathea", {"darkness": -0.25}, {"cloth": "barathea"}),
    ],
)
def test_changes_are_read(words: str, steps: dict[str, float], values: dict[str, str]) -> None:
    wish = read_wish(words, SPACE)
    assert (wish.base, wish.steps, wish.values, wish.not_understood) == (3, steps, values, [])


def test_locks_are_read() -> None:
    wish = read_wish("more like 3, lock the tailcoat of 2, unlock darkness", SPACE)
    assert wish.lock == [("lapel_width", 2), ("lapel", 2)]
    assert wish.unlock == ["darkness"]


def test_what_is_not_understood_is_said_and_not_guessed() -> None:
    wish = read_wish("3 but darker and more swagger", SPACE)
    assert wish.steps == {"darkness": 0.25}
    assert wish.not_understood == ["more swagger"]


def test_more_like_one_with_a_lock_gives_options() -> None:
    after, lost = follow(begun(), "more like 3, less like 5, keep the cloth", count=4, seed=1)
    assert not lost
    assert [one.number for one in after.options[6:]] == [7, 8, 9, 10]
    assert {one.values["cloth"] for one in after.options[6:]} == {after.option(3).values["cloth"]}
    assert {one.words for one in after.options[6:]} == {"more like 3, less like 5, keep the cloth"}


def test_three_but_darker_is_one_option() -> None:
    after, _ = follow(begun(), "1 but a touch darker", count=6, seed=1)
    assert len(after.options) == 7
    assert [move.name for move in after.options[-1].moved] == ["darkness"]


def test_more_like_one_but_darker_starts_from_the_darker_one() -> None:
    exploration = begun()
    pale = min(exploration.options, key=lambda one: one.values["darkness"]).number
    after, _ = follow(exploration, f"more like {pale} but much darker", count=4, seed=1)
    assert after.options[6].parents == (pale,)
    assert all(one.parents == (7,) for one in after.options[7:])


def test_a_lock_alone_makes_nothing_new() -> None:
    after, _ = follow(begun(), "lock lapel of 4", count=4, seed=1)
    assert len(after.options) == 6
    assert after.held == {"lapel": after.option(4).values["lapel"]}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("make it pop", "was not understood"),
        ("", "was not understood"),
        ("darker", "which option is meant"),
        ("lock the lapel", "Say of which option"),
        ("more like 30", "no option 30"),
    ],
)
def test_what_cannot_be_followed_is_said(words: str, error: str) -> None:
    with pytest.raises(BadInputError, match=error):
        follow(begun(), words, count=3, seed=1)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from("more less like not lock keep 3 5 , and but darker velvet the of lapel swagger".split()),
        max_size=9,
    )
)
def test_any_words_are_read_or_refused_in_a_sentence(words: list[str]) -> None:
    try:
        after, _ = follow(begun(), " ".join(words), count=2, seed=1)
    except BadInputError:
        return
    for option in after.options:
        SPACE.check(option.values)
