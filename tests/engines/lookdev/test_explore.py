from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.lookdev.explore import apart, lock, spread, steer, unlock, vary
from rushes.engines.lookdev.option import Exploration
from rushes.engines.lookdev.space import Choice, Range, Space
from rushes.errors import BadInputError

SPACE = Space(
    (
        Range("lapel_width", 0.05, 0.13, "how far the lapel reaches", "m", 1.0, "tailcoat", ("wider",), ("narrower",)),
        Range("tail_length", 0.3, 0.7, "how long the tails hang", "m", 0.7, "tailcoat", ("longer",), ("shorter",)),
        Range("darkness", 0.0, 1.0, "how dark the cloth is", "", 1.0, "cloth", ("darker",), ("lighter",)),
        Range("flare", 0.0, 0.12, "how much the trousers open", "m", 0.5, "trousers", (), ()),
        Choice("lapel", ("notch", "peak", "shawl"), "shape of the lapel", 1.0, "tailcoat"),
        Choice("cloth", ("velvet", "barathea"), "what it is cut from", 1.0, "cloth"),
    )
)
COUNTS = st.integers(1, 12)
SEEDS = st.integers(0, 2**31 - 1)
few = settings(max_examples=12, deadline=None)


def random_nearest(count: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    rows = [
        {
            one.name: one.at(rng.random()) if isinstance(one, Range) else one.values[rng.integers(len(one.values))]
            for one in SPACE
        }
        for _ in range(count)
    ]
    return min(apart(SPACE, a, b) for at, a in enumerate(rows) for b in rows[:at])


def nearest(exploration: Exploration) -> float:
    rows = [one.values for one in exploration.options]
    return min(apart(SPACE, a, b) for at, a in enumerate(rows) for b in rows[:at])


@few
@given(COUNTS, SEEDS)
def test_each_stratum_and_each_value_is_used_alike(count: int, seed: int) -> None:
    options = spread(SPACE, count, seed=seed).options
    for option in options:
        SPACE.check(option.values)
    for one in SPACE:
        values = [option.values[one.name] for option in options]
        if isinstance(one, Range):
            assert sorted(int(one.share(value) * count) for value in values) == list(range(count))
        else:
            times = [Counter(values)[value] for value in one.values]
            assert max(times) - min(times) <= 1


def test_the_nearest_two_lie_further_apart_than_by_chance() -> None:
    for seed in range(6):
        chance = [random_nearest(8, seed * 100 + at) for at in range(40)]
        assert nearest(spread(SPACE, 8, seed=seed)) > np.quantile(chance, 0.95)


@few
@given(COUNTS, SEEDS)
def test_the_same_seed_gives_the_same_options(count: int, seed: int) -> None:
    assert spread(SPACE, count, seed=seed) == spread(SPACE, count, seed=seed)


@few
@given(SEEDS, st.sets(st.sampled_from([one.name for one in SPACE])), st.integers(1, 6), st.integers(1, 6))
def test_locks_and_bounds_hold(seed: int, names: set[str], like: int, unlike: int) -> None:
    locked = lock(spread(SPACE, 6, seed=seed), sorted(names), of=2)
    steered = steer(locked, like=[like], unlike=[unlike] * (unlike != like), count=5, seed=seed)
    for option in steered.options[6:]:
        SPACE.check(option.values)
        assert all(option.values[name] == locked.option(2).values[name] for name in names)


@few
@given(SEEDS, st.integers(1, 6), st.integers(1, 6))
def test_what_is_more_like_one_is_nowhere_nearer_to_what_is_disliked(seed: int, like: int, unlike: int) -> None:
    if like == unlike:
        return
    steered = steer(spread(SPACE, 6, seed=seed), like=[like], unlike=[unlike], count=6, seed=seed)
    liked, disliked = steered.option(like).values, steered.option(unlike).values
    for option in steered.options[6:]:
        for one in SPACE:
            value = option.values[one.name]
            if isinstance(one, Range):
                to_liked, to_disliked = (abs(one.share(value) - one.share(x[one.name])) for x in (liked, disliked))
                assert to_liked <= to_disliked + 1e-9
            elif liked[one.name] != disliked[one.name]:
                assert value != disliked[one.name]


def test_the_family_of_an_option_is_near_it_but_not_its_twin() -> None:
    steered = steer(spread(SPACE, 6, seed=3), like=[4], count=6, seed=3)
    parent = steered.option(4).values
    far = [apart(SPACE, parent, one.values) for one in steered.options[:6] if one.number != 4]
    near = [apart(SPACE, parent, one.values) for one in steered.options[6:]]
    assert np.mean(near) < 0.7 * np.mean(far)
    assert min(near) > 0.05
    assert all(one.parents == (4,) for one in steered.options[6:])


def test_away_from_an_option_without_a_liked_one() -> None:
    exploration = spread(SPACE, 6, seed=3)
    steered = steer(exploration, unlike=[1], count=4, seed=1)
    for option in steered.options[6:]:
        assert apart(SPACE, option.values, exploration.option(1).values) > 0.3


def test_a_variation_changes_what_is_asked_and_nothing_else() -> None:
    varied = vary(spread(SPACE, 6, seed=1), 3, steps={"darkness": 0.25}, words="3 but darker")
    child = varied.options[-1]
    before = varied.option(3).values
    assert child.number == 7
    assert child.parents == (3,)
    assert child.words == "3 but darker"
    assert [move.name for move in child.moved] == ["darkness"]
    assert child.moved[0].after == min(child.moved[0].before + 0.25, 1.0)
    assert {name: value for name, value in child.values.items() if name != "darkness"} == {
        name: value for name, value in before.items() if name != "darkness"
    }


def test_the_genealogy_leads_back_to_the_beginning() -> None:
    exploration = spread(SPACE, 4, seed=1, words="livery")
    exploration = steer(exploration, like=[2], count=3, seed=2, words="more like 2")
    exploration = vary(
        exploration,
        6,
        values={"lapel": "shawl"} if exploration.option(6).values["lapel"] != "shawl" else {"lapel": "peak"},
    )
    assert [one.number for one in exploration.ancestry(8)] == [8, 6, 2]
    assert Exploration.from_json(json.loads(json.dumps(exploration.to_json()))) == exploration


def test_what_does_not_matter_is_not_explored() -> None:
    space = Space(
        (Range("fold", 0.0, 1.0, "", weight=0.0), Choice("thread", ("silk", "cotton"), "", weight=0.0), SPACE["lapel"])
    )
    exploration = steer(spread(space, 6, seed=2), like=[1], count=3, seed=1)
    assert {(one.values["fold"], one.values["thread"]) for one in exploration.options} == {(0.5, "silk")}


def test_a_lock_keeps_a_variation_out_until_it_is_opened() -> None:
    locked = lock(spread(SPACE, 3, seed=1), ["darkness"], of=1)
    with pytest.raises(BadInputError, match="Darkness is locked"):
        vary(locked, 1, steps={"darkness": -0.2})
    assert len(vary(unlock(locked, ["darkness"]), 1, steps={"darkness": 0.1}).options) == 4


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda _: spread(SPACE, 0, seed=1), "1 to 48"),
        (lambda _: spread(SPACE, 3, seed=1, held={"lapel": "none"}), "It can be notch"),
        (lambda one: steer(one, count=3, seed=1), "more like 3"),
        (lambda one: steer(one, like=[1], unlike=[1], count=3, seed=1), "at once"),
        (lambda one: steer(one, like=[9], count=3, seed=1), r"no option 9 \(there are 1 to 3\)"),
        (lambda one: vary(one, 1), "once more"),
        (lambda one: vary(one, 1, steps={"lapel": 0.2}), "no more and less"),
        (lambda one: vary(vary(one, 1, steps={"flare": 1.0}), 4, steps={"flare": 0.2}), r"at its bound \(0.12 m\)"),
        (lambda one: lock(one, ["hat"], of=1), 'no parameter "hat"'),
    ],
)
def test_what_cannot_be_is_said(act, words) -> None:
    with pytest.raises(BadInputError, match=words):
        act(spread(SPACE, 3, seed=1))
