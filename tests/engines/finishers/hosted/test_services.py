"""What hosted services cost, who says so, and what is told before anything is asked."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from rushes.brief.finish import HOSTED, Finish
from rushes.engines.finishers.hosted import services
from rushes.engines.finishers.hosted.services import ACCESS, check, offer_for, service_of, table
from rushes.errors import BadInputError

WIDE = (480, 270)
VEO = Finish(
    method="veo", hosted="veo-3.1-generate-001", licence="its terms", source="Google", trained_on="nobody says"
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for access in ACCESS.values():
        for name in (*access.keys, access.address):
            monkeypatch.delenv(name, raising=False)


def changed(**changes):
    return VEO.model_copy(update=changes)


def test_every_price_says_who_says_so_and_when():
    known, others = table()
    assert {one.method for one in others} == set(HOSTED) == set(ACCESS)
    for one in known:
        assert one.usd_per_second
        assert one.source
        assert one.evidence in {"vendor", "quoted"}
        assert date(2026, 1, 1) <= one.read <= date.today()  # noqa: DTZ011 - a day in a table
        assert one.needs <= one.takes


def test_a_price_is_that_of_the_next_length_rounded_up_to_a_cent():
    offer = offer_for(VEO, 4.5, WIDE)
    assert (offer.seconds, offer.size, offer.usd) == (6, (1280, 720), 2.40)
    assert (
        "draws 6 s for 2.40 USD (0.4 a second by others who quote its vendor's page, 27 November 2026)" in offer.words
    )
    assert offer_for(changed(usd_per_second=0.0013), 4, WIDE).usd == 0.01
    assert offer_for(VEO, 4, (270, 480)).size == (720, 1280)


@pytest.mark.parametrize(
    ("changes", "seconds", "size", "said"),
    [
        ({}, 9, WIDE, "draws 8 s at the most, and the clip has 9"),
        ({}, 4, (480, 200), "it would be stretched"),
        ({"hosted": "veo-9"}, 4, WIDE, "Nobody says what a second of veo-9 costs.*finish.usd_per_second, or take one of veo-3.1"),
        ({"method": "openai", "hosted": "sora-2"}, 4, WIDE, "was shut down by its vendor on 24 September 2026.*OPENAI_BASE_URL"),
    ],
)  # fmt: skip
def test_what_cant_be_offered_is_a_sentence(changes, seconds, size, said):
    with pytest.raises(BadInputError, match=said) as refused:
        offer_for(changed(**changes), seconds, size)
    assert "\n" not in str(refused.value)


def test_at_another_address_the_tables_price_says_nothing(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "https://films.example/v1")
    asked = changed(method="openai", hosted="sora-2")
    with pytest.raises(BadInputError, match=r"sora-2 at https://films\.example/v1 costs"):
        service_of(asked)
    assert service_of(asked.model_copy(update={"usd_per_second": 0.02})).usd_per_second == 0.02


@pytest.mark.parametrize(
    ("changes", "held", "key", "said"),
    [
        ({}, {"control"}, "k", "can't be held by control pictures of the scene"),
        ({"method": "runway", "hosted": "gen4_turbo"}, set(), "k", "draws after a first picture"),
        ({}, {"first", "references"}, "k", "reference pictures or a first and last one, not both"),
        ({}, {"first"}, "", "Google asks for a key, and the environment holds none. Set GOOGLE_API_KEY"),
        ({}, {"first"}, "k", r"nobody said yes to that. Write finish.budget_usd: 1.60, or make it with --yes"),
        ({"budget_usd": 1.5}, {"first"}, "k", "and finish.budget_usd is 1.50"),
    ],
)
def test_what_stops_it_is_told_before_anything_is_made(monkeypatch, changes, held, key, said):
    pytest.importorskip("google.genai", reason="the extra hosted is not installed")
    pytest.importorskip("runwayml", reason="the extra hosted is not installed")
    finish = changed(**changes)
    monkeypatch.setenv(ACCESS[finish.method].keys[0], key)
    with pytest.raises(BadInputError, match=said) as refused:
        check(finish, frozenset(held), offer_for(finish, 4, WIDE))
    assert "\n" not in str(refused.value)


def test_a_missing_package_is_a_sentence(monkeypatch):
    monkeypatch.setitem(ACCESS, "veo", SimpleNamespace(package="no.such", keys=("K",), address="A", vendor="Google"))
    with pytest.raises(BadInputError, match=r"no\.such is not installed. Run: pip install 'rushes\[hosted\]'"):
        check(VEO, frozenset({"first"}), offer_for(VEO, 4, WIDE))
    assert services._missing("no.such")
