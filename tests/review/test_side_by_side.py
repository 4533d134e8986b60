"""The page of a comparison: every side with its time, cost and findings, and movies that go together in a real browser."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from rushes.brief import Brief
from rushes.clearance import Clearance, Verdict
from rushes.comparison import Comparison, Side, StepTime, Way
from rushes.errors import BadInputError
from rushes.provenance import Verification
from rushes.review import write_comparison
from rushes.review.side_by_side import clock
from rushes.show import Show

BRIEF = Brief(shot="020_0150", text="A block falls.")
SEAL = Verification("valid", "untouched")


CLEARED = Clearance(Verdict.CLEARED, (), "b" * 64, frozenset({"generate"}), (), datetime(2026, 11, 1, tzinfo=UTC))


def side(name, take, *steps, **more):
    return Side(Way(name, "destruction", BRIEF), CLEARED, take, SEAL, steps=steps, **more)


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "SHOW", Fraction(24))


@pytest.fixture
def comparison(take):
    refused = Clearance(Verdict.ESCALATE, (), "b" * 64, frozenset(), (), datetime(2026, 11, 1, tzinfo=UTC))
    quick = side("quick", take, StepTime("build", 2.0, shared=True), StepTime("render", 30.0))
    other = replace(take, version="v002", findings=(replace(take.findings[1], ok=True, value=0.9),))
    slow = side(
        "slow", other, StepTime("build", 2.0, shared=True), StepTime("render", 3600.0), StepTime("finish", None)
    )
    none = Side(Way("hosted", "hosted", BRIEF), refused, trouble="A person has to decide <first>.", escalation="esc-1")
    return Comparison(
        "020_0150", "A block falls.", (quick, slow, none), (1.5, "EUR"), {"finish.strength": ("0.1", "0.5", "x" * 400)}
    )


def test_each_side_has_its_time_its_cost_and_its_findings(comparison, show):
    path = write_comparison(comparison, show)
    page = path.read_text(encoding="utf-8")
    assert path == show.shot_folder("020_0150") / "compare" / "quick_v001_slow_v002_hosted_none.html"
    assert show.versions("020_0150") == ()
    for words in (
        "32 s", "1 h 0 min", "2.0 s, shared", "not known", "0.01 EUR", "1.50 EUR", "1.5 EUR an hour", "1 of 2 checks failed", "1 check passed",
        "0.61 share, limit 0.8", "61% of the 40 strongest", "not looked at", "esc-1", "A person has to decide &lt;first&gt;.", "x" * 160 + " …",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<video") == 2
    assert "http://" not in page.replace("http://cv.iptc.org", "")


def test_without_a_price_none_is_made_up(comparison, show):
    page = write_comparison(replace(comparison, hour_price=None), show).read_text(encoding="utf-8")
    assert " EUR" not in page
    assert "give --hour-price" in page


def test_a_take_without_its_movie_is_a_sentence(comparison, show):
    gone = replace(comparison.sides[0], take=replace(comparison.sides[0].take, files=()))
    with pytest.raises(BadInputError, match="no review movie"):
        write_comparison(replace(comparison, sides=(gone,)), show)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (9.96, "10.0 s"), (59.4, "59 s"), (61, "1 min 1 s"), (7800, "2 h 10 min")]
)
def test_times_are_said_as_people_do(seconds, words):
    assert clock(seconds) == words


def test_in_a_browser_all_movies_go_to_one_place(comparison, show):
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    path = write_comparison(comparison, show)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        tab = browser.new_page(viewport={"width": 1500, "height": 900})
        faults = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(path.as_uri())
        tab.evaluate(
            """() => new Promise(done => { const look = () =>
                [...document.querySelectorAll("video")].every(movie => movie.readyState > 1) ? done() : setTimeout(look, 20); look(); })"""
        )
        tab.evaluate(
            """() => { const place = document.getElementById("place"); place.value = 0.5; place.dispatchEvent(new Event("input")); }"""
        )
        tab.evaluate(
            """() => new Promise(done => { const look = () =>
                [...document.querySelectorAll("video")].every(movie => !movie.seeking && movie.currentTime > 0) ? done() : setTimeout(look, 20); look(); })"""
        )
        times = tab.evaluate(
            """() => [...document.querySelectorAll("video")].map(movie => movie.currentTime / movie.duration)"""
        )
        browser.close()
    assert faults == []
    assert times[0] == times[1] == pytest.approx(0.5, abs=0.01)
