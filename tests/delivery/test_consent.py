"""A performer's word counts on the day of the delivery: a real consent, signed, used, suspended, resumed and revoked."""

import json
from datetime import UTC, datetime

import pytest

from rushes.brief import Brief
from rushes.judgement import judge
from rushes.provenance import read_ledger
from rushes.show import Show

PROFILE = """
name: one
title: One
deliverables:
  - {kind: movie, name: "{show}_{shot}_{version}.mov", codec: prores-4444}
"""


@pytest.fixture
def agreed(house, rushes, monkeypatch):
    """Let an invented performer agree to something, and put a take of them into the show."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", "seven grey herons at low tide")
    (house.show.folder / "delivery").mkdir()
    (house.show.folder / "delivery" / "one.yaml").write_text(PROFILE, encoding="utf-8")

    def run(*arguments):
        code, out, errors = rushes(*arguments, "--json")
        assert code == 0, errors
        return json.loads(out.splitlines()[-1])

    def agree(*actions):
        did = run("consent", "key", "tobias.key")["did"]
        run(
            "performer",
            "enrol",
            "p-014",
            "--name",
            "Tobias Quillfeather",
            "--did",
            did,
            "--evidence",
            "in person",
            "--show",
            "DEMO",
        )
        asked = [part for action in actions for part in ("--action", action)]
        run(
            "consent", "draft", "p-014", "--out", "draft.yaml", *asked, "--kind", "destruction", "--show", "DEMO",
            "--until", f"{datetime.now(UTC).year + 1}-12-31", "--description", "He is named in shots of a collapse.",
        )  # fmt: skip
        signed = run("consent", "sign", "draft.yaml", "--key", "tobias.key", "--yes", "--show", "DEMO")
        house.show = Show.load(house.show.folder)
        brief = Brief(shot="020_0150", people=("p-014",))
        clearance = judge(brief, house.show)
        assert clearance.verdict == "cleared", clearance.reasons
        house.take(brief=brief, clearance=clearance)
        return signed.get("id") or signed["consent"]

    return agree


def hand_over(rushes, out):
    return rushes("deliver", "--profile", "one", "--show", "DEMO", out)


def test_a_consent_that_covers_it_lets_it_out_until_it_is_taken_back(agreed, rushes, house):
    consent = agreed("generate", "alter", "export", "promote")
    code, _, errors = hand_over(rushes, "FIRST")
    assert code == 0, errors

    assert rushes("consent", "suspend", consent, "--key", "tobias.key", "--show", "DEMO")[0] == 0
    code, _, errors = hand_over(rushes, "SECOND")
    assert code == 3
    assert f"it rests on the consent {consent} of p-014, which is suspended" in errors
    assert rushes("consent", "resume", consent, "--key", "tobias.key", "--show", "DEMO")[0] == 0
    assert hand_over(rushes, "THIRD")[0] == 0

    assert rushes("consent", "revoke", consent, "--key", "tobias.key", "--yes", "--show", "DEMO")[0] == 0
    code, _, errors = hand_over(rushes, "FOURTH")
    assert code == 3
    assert "which is revoked" in errors
    last = read_ledger(house.show.ledger)[-1]
    assert (last.event, last.data["why"]) == ("delivery.refused", "consent")
    code, out, _ = rushes("consent", "impact", consent, "--show", "DEMO", "--json")
    assert [one["event"] for one in json.loads(out.splitlines()[-1])["consents"][0]["deliveries"]] == [
        "delivery.made"
    ] * 2


def test_who_agreed_to_be_made_and_not_to_be_handed_over_is_not_handed_over(agreed, rushes, house):
    agreed("generate", "alter")
    code, _, errors = hand_over(rushes, "OUT")
    assert code == 3, errors
    last = read_ledger(house.show.ledger)[-1]
    assert (last.event, last.data["why"]) == ("delivery.refused", "policy")
