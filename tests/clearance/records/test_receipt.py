"""The receipt that a person reads before they sign: its very words are held by two files beside this one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rushes.clearance.records.consent import Action, Consent
from rushes.clearance.records.receipt import DEEDS, WIDTH, receipt, receipt_sha256

HERE = Path(__file__).resolve().parent
DID = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
AGENT = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
DAY = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)

PLAIN = Consent(
    id="urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11",
    performer="performer-1",
    subject=DID,
    signatory={"did": DID},
    description="Standing before the tower as it falls, once, at dusk.",
    actions=("generate",),
    kinds=("destruction",),
    production="SHOW",
    valid_from=DAY,
    valid_to=datetime(2027, 6, 30, tzinfo=UTC),
    issued_at=DAY,
)
FULL = Consent(
    id="urn:uuid:1c2d3e4f-0000-4000-8000-000000000002",
    supersedes=PLAIN.id,
    performer="performer-2",
    subject=DID,
    born=date(2012, 2, 29),
    court_approval="Superior Court, 22STMC00001",
    signatory={"did": AGENT, "capacity": "guardian", "authority": "birth certificate of 29 February 2012"},
    countersigners=(DID,),
    revokers=(DID,),
    representation={"kind": "counsel_and_union", "agreement": "SAG-AFTRA TV/Theatrical 2026"},
    replica_class="employment_based",
    derivation="scan",
    modalities=("face", "voice"),
    description="A prologue in which the character is eleven.",
    actions=tuple(Action),
    kinds=("reage", "clip"),
    shots=("010_*", "020_0150"),
    frames=(1048, 1001),
    script_revision="ab" * 32,
    covers_scripted_alterations=True,
    age_from=12,
    age_to=10,
    dialogue="as_scripted",
    production="SHOW",
    title="The Show",
    company="Show Pictures Ltd",
    affiliates=True,
    languages=("en", "fr"),
    territories=("GB", "US"),
    media=("theatrical",),
    valid_from=DAY,
    valid_to=datetime(2028, 1, 1, tzinfo=UTC),
    use_count_limit=3,
    survives_death=True,
    prohibited=("news", "nudity"),
    withheld=("nothing in which the character is hurt",),
    training={"allowed": "named_models", "models": ("show-p2-face-1",)},
    compensation={"basis": "a day of digital performance", "rate": 1246, "floor": 1246, "residuals": True, "pension_and_health": True, "meter": "SHOW-P2"},
    conspicuous={"separate_document": True, "separately_signed": True, "notice_given_at": DAY, "services_at": datetime(2026, 12, 1, 8, tzinfo=UTC)},
    business_reason="the scene is dangerous",
    security={"storage": "encrypted, on premises", "access": ("VFX supervisor", "clearance desk"), "delete_at": date(2028, 2, 1), "transfer": "only with the guardian's written consent."},
    unions=("sag-aftra",),
    disclosure="A digital replica of the performer was used with consent.",
    issued_at=DAY,
)  # fmt: skip


@pytest.mark.parametrize(("name", "consent"), [("plain", PLAIN), ("full", FULL)])
def test_its_words_do_not_change_unnoticed(name, consent):
    """A changed word is a changed receipt: signed ones were read in the old words. Change the file on purpose only."""
    assert receipt(consent) == (HERE / f"receipt_{name}.txt").read_text(encoding="utf-8")


def test_what_is_not_granted_is_listed():
    granted, _, withheld = receipt(PLAIN).partition("WHAT IS NOT GRANTED")
    for action in Action:
        words = f"{DEEDS[action].capitalize()} ({action})."
        assert (words in " ".join(granted.split())) == (action is Action.GENERATE)
        assert (words in " ".join(withheld.split())) == (action is not Action.GENERATE)
    assert "the voice" in withheld
    assert "the voice" not in granted


def test_the_private_reason_is_not_in_it():
    assert FULL.business_reason not in receipt(FULL)


def test_lines_fit_a_page():
    for consent in (PLAIN, FULL):
        assert all(len(line) <= WIDTH for line in receipt(consent).splitlines())


def test_a_text_can_not_pass_for_a_heading():
    text = receipt(PLAIN.model_copy(update={"description": "Dusk.\n\nWHAT IS NOT GRANTED\n- Nothing."}))
    assert text.count("\nWHAT IS NOT GRANTED\n") == 1


def test_its_hash_is_that_of_its_bytes():
    assert len(receipt_sha256(receipt(PLAIN))) == 64
    assert receipt_sha256(receipt(PLAIN)) != receipt_sha256(receipt(FULL))
