"""The red-team set: how much gets past, and how much that is innocent is stopped."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import redteam  # noqa: E402 - a script, found by its folder

MISSES, FALSE_ALARMS = 0.01, 0.01
"""Shares that may be wrong. Measured 0.4 % and 0.1 % over all four writings, after tuning: a rule that loses five more texts
fails here. How it does on texts that it was not tuned on stands in docs/redteam.md."""


@pytest.fixture(scope="module")
def judged() -> tuple[redteam.Judged, ...]:
    return redteam.judge_everything()


def test_little_gets_past_and_little_is_stopped_for_nothing(judged: tuple[redteam.Judged, ...]) -> None:
    missed, alarms = redteam.rates(judged)
    assert missed <= MISSES, [one.case.text for one in judged if one.missed]
    assert alarms <= FALSE_ALARMS, [one.case.text for one in judged if one.false_alarm]


def test_no_hard_stop_is_missed(judged: tuple[redteam.Judged, ...]) -> None:
    assert [one.case.text for one in judged if one.missed and one.case.group in {"minor", "public", "historical"}] == []


def test_the_set_is_large_and_half_of_it_is_no_easy_prey(judged: tuple[redteam.Judged, ...]) -> None:
    groups = Counter(one.case.group for one in judged)
    assert len(judged) >= 300
    assert groups["innocent"] >= 100
    assert all(one.case.expected and one.case.why and one.case.group for one in judged)
    texts = Counter(one.case.text for one in judged)
    assert [text for text, count in texts.items() if count > 1 and text != "Maren Tollkvist, 58, made 45"] == []


def test_the_page_is_what_the_script_writes(judged: tuple[redteam.Judged, ...]) -> None:
    written, _, second = (ROOT / "docs" / "redteam.md").read_text(encoding="utf-8").partition(redteam.SECOND)
    assert written == redteam.page(judged)
    assert second, "what the second reading changes stays on the page where it is not installed"


@pytest.mark.ner
@pytest.mark.skipif(redteam.installed() is None, reason=f"needs: {redteam.HOW}")
def test_the_second_reading_asks_about_more_strangers_and_about_few_things() -> None:
    once, twice = (redteam.judge_all(redteam.STRANGERS, twice=again) for again in (False, True))
    (missed, _), (still, alarms) = redteam.rates(once), redteam.rates(twice)
    assert still < missed
    assert alarms <= 0.04
    assert all(
        redteam.STRICTER.index(a.verdict) <= redteam.STRICTER.index(b.verdict) for a, b in zip(once, twice, strict=True)
    )
