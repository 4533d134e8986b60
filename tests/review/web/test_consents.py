"""Tests of the consents' pages: how each stands, what rests on it, and that nothing secret is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agreed import agreed, taken_back
from rushes.clearance.records.desk import order_strike, working_desk
from rushes.clearance.records.loading import load_registry
from rushes.provenance.events import record_consent_event, record_strike
from rushes.review.web.visitor import Visitor

PAGE = {"accept": "text/html"}
DESK = Visitor("", "Cleo Ward")


def page(room, path="/consents"):
    answer = room.get(path, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_without_consents_it_says_so(enter):
    assert "No consent is on record" in page(enter(DESK))


def test_each_consent_stands_as_it_does_now_with_its_takes(enter, show, put_take, take):
    signer, path, consent = agreed(show)
    room = enter(DESK)
    sha256 = load_registry(show.consents, now=datetime.now(UTC)).consents[0].sha256
    about = {
        "people": ["p-014"],
        "consents": [{"id": consent.id, "sha256": sha256}],
        "judged_at": datetime.now(UTC).isoformat(),
    }
    put_take("020_0160", clearance={**take.clearance, **about})
    put_take("020_0170")
    told = page(room)
    assert 'class="stamp in_force"' in told
    assert '<a href="/shots/020_0160">020_0160</a> v001' in told
    assert "/shots/020_0170" not in told
    taken_back(show, path, signer, for_good=False)
    assert 'class="stamp suspended"' in page(room)
    taken_back(show, path, signer)
    told = page(room)
    assert 'class="stamp revoked"' in told
    assert signer.did not in told
    own = page(room, f"/consents/{consent.id[-12:]}")
    assert "Every new take that rests on it is refused" in own
    assert "020_0160 v001 was cleared on" in own
    assert "anything with fire on the body" in own


@pytest.mark.parametrize("place", ["/consents", "/consents/{end}"])
def test_nothing_secret_is_told(enter, show, place):
    signer, path, consent = agreed(show)
    taken_back(show, path, signer)
    told = page(enter(DESK), place.format(end=consent.id[-12:]))
    for secret in ("Ada Moss", "1980", "4711", "stunt double", "passport", signer.did):
        assert secret not in told, secret


def test_an_expired_consent_is_told_as_such(enter, show):
    agreed(show, valid_to=datetime.now(UTC) - timedelta(hours=1))
    assert 'class="stamp expired"' in page(enter(DESK))


def test_strikes_and_the_ledgers_end_are_told(enter, show):
    _, _, consent = agreed(show, unions=["sag-aftra"])
    agreed(show, "p-015", name="Ben Ode")
    show, desk = working_desk(show)
    now = datetime.now(UTC)
    order = order_strike(
        show.consents, scope="union", name="sag-aftra", ordered_by="Ida", why="1 July", now=now, signer=desk
    )
    record_strike(show, order, now=now)
    record_consent_event(show, "consent.signed", consent=consent.id, sha256="a" * 64, performer="p-014", by="signatory")
    told = page(enter(DESK))
    assert told.count("rests: strike") == 1, "it reaches members of that union alone"
    assert "Strike order in force" in told
    assert "A strike order was given." in told
    assert f"p-014 consent {consent.id[-12:]}" in told


def test_an_unknown_consent_and_a_representative_get_no_page(enter, show):
    _, _, consent = agreed(show)
    assert enter(DESK).get("/consents/0123456789ab", headers=PAGE).status_code == 404
    agent = enter(Visitor("agent", "Ada Agent", roles=("representative",), performers=("p-014",)))
    for path in ("/consents", f"/consents/{consent.id[-12:]}"):
        assert agent.get(path, headers=PAGE).status_code == 404
