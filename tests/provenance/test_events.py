"""What the clearance room leaves in the ledger: every event, no name, and the floors of status lists."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rushes.canonical import sha256_of
from rushes.clearance import Clearance, Verdict
from rushes.clearance.models import ConsentOf, ModelCard, Review
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.false_face import FalseFace, Shape
from rushes.clearance.records.work import Leave, Work
from rushes.clearance.verdict import Reason
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance import events, known, ledger_key, read_ledger, verify_ledger
from rushes.provenance.dates import SET_RIGHT
from rushes.provenance.handed_over import record_delivery, record_delivery_refusal
from rushes.provenance.ledger import tip_path

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CONSENT = "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b"
SHA = "a" * 64
LIST = "urn:rushes:status:SHOW:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK:revocation"
DOCS = Path(__file__).resolve().parents[2] / "docs"

pytestmark = pytest.mark.usefixtures("home")


def changed(show, event, sequence, name=LIST):
    events.record_consent_event(
        show, event, consent=CONSENT, sha256=SHA, performer="p-014", by="signatory", status=(name, sequence), now=NOW
    )
    status = show.consents / "status"
    status.mkdir(parents=True, exist_ok=True)
    (status / f"{sha256_of(name)[:8]}.{sequence:06d}.json").write_text(json.dumps({"id": name}))


def record_all(show, tobias):
    """Record one of each of the clearance room's events."""
    for event in ("consent.signed", "consent.countersigned"):
        events.record_consent_event(
            show, event, consent=CONSENT, sha256=SHA, performer="p-014", by="countersigner", now=NOW
        )
    for number, event in enumerate(("consent.suspended", "consent.resumed", "consent.revoked"), 1):
        changed(show, event, number)
    events.record_enrolment(show, performer="p-014", sha256=SHA, now=NOW)
    order = StrikeOrder(
        id="urn:uuid:7c2f7f62-4a3f-4a5e-9d1b-0d1f6a0c1a01",
        scope="union",
        name="SAG-AFTRA",
        ordered_by="Ida Vale",
        did=tobias.did,
        starts_at=NOW,
        why="dispute",
    )
    events.record_strike(show, order, now=NOW)
    events.record_strike(show, order.model_copy(update={"lifted_at": NOW}), now=NOW)
    company = order.model_copy(update={"scope": "company", "name": "Tobias Quillfeather Inc"})
    events.record_strike(show, company, now=NOW)
    decision = Decision(
        id=CONSENT, kind="approval", rules=("netflix-2025-11/final-deliverable",), production="SHOW", performer="p-014",
        decided_by="Ida Vale", role="client", did=tobias.did, why="Tobias Quillfeather agreed by mail",
        evidence=("mail of Toby Quill",), decided_at=NOW, expires_at=NOW.replace(year=2027),
    )  # fmt: skip
    events.record_decision(show, decision, now=NOW)
    nobody = FalseFace(
        id=CONSENT, production="SHOW", shot="010_0010", version="v001", recipe=SHA, brief_sha256=SHA, what="smoke", role="clearance",
        shapes=(Shape(frame=1001, picture=SHA, box=(1, 2, 30, 40)),), decided_by="Ida Vale", did=tobias.did,
        why="Toby Quill says that he isn't there", decided_at=NOW, expires_at=NOW.replace(year=2027),
    )  # fmt: skip
    events.record_false_face(show, nobody, now=NOW)
    work = Work(id=CONSENT, kind="artist", title=tobias.name, did=tobias.did, registered_at=NOW)
    events.record_work(show, work, now=NOW)
    leave = Leave(
        id=CONSENT, names=(tobias.name,), holder="Toby Quill", production="SHOW", decided_by="Ida Vale", role="counsel", did=tobias.did,
        evidence=("mail of Toby Quill",), decided_at=NOW, expires_at=NOW.replace(year=2027),
    )  # fmt: skip
    events.record_leave(show, leave, now=NOW)
    reason = Reason("house/consent-covers", "people", "a consent", f"one of {tobias.name}", "house", "")
    clearance = Clearance(Verdict.CLEARED, (reason,), "b" * 64, frozenset({"generate"}), ("p-014",), NOW)
    events.record_clearance(show, clearance, shot="010_0010", now=NOW)
    events.record_refusal(
        show, shot="010_0010", action="generate", step="render", clearance=clearance.id, rules=["house/strike"], now=NOW
    )
    card = ModelCard(
        id="reage-show-010_0030", weights="network.safetensors", weights_sha256="b" * 64, production="SHOW", subjects=("p-014",),
        consents=(ConsentOf(performer="p-014", id="urn:uuid:4d1f7a52-7d8a-4c7e-9a41-0a6f0a0e7a11", sha256=SHA),),
        reviewed=Review(by="Ida Vale", on=NOW.date()), description="Makes Tobias younger.",
    )  # fmt: skip
    for event in ("model.added", "model.sealed", "model.learned", "model.forgotten"):
        events.record_model(show, event, card, now=NOW)
    events.record_withdrawal(show, sha256=SHA, now=NOW)
    events.record_template_access(show, purpose="scan", performers=["p-014"], now=NOW)
    events.record_quarantine(show, shot="010_0010", version="v001", checks=["likeness"], recipe=SHA)
    for event in ("reviewer.enrolled", "reviewer.ended"):
        events.record_reviewer(show, event, reviewer="ida-vale", roles=["supervisor"], sha256=SHA, now=NOW)
    events.record_take_decision(
        show, shot="010_0010", version="v001", decision=CONSENT, verdict="circle", role="supervisor", take_sha256=SHA,
        frames_sha256=SHA, quorum=["supervisor"], sha256=SHA, now=NOW,
    )  # fmt: skip
    take = {"shot": "010_0010", "version": "v001", "profile": "netflix-vfx"}
    record_delivery(show, **take, take_sha256=SHA, frames_sha256=SHA, package_sha256=SHA, now=NOW)
    record_delivery_refusal(show, **take, why="uncircled", now=NOW)


def test_every_event_is_written_whole(show, tobias):
    record_all(show, tobias)
    assert verify_ledger(show.ledger, ledger_key()) == ()
    written = {entry.event for entry in read_ledger(show.ledger)}
    assert written == set(events.EVENTS) - {"take.sealed", "ledger.torn_line_set_aside", "ledger.stamped", SET_RIGHT}


def test_no_name_birthday_or_key_of_anybody_comes_into_the_ledger(show, tobias):
    record_all(show, tobias)
    text = show.ledger.read_text(encoding="utf-8")
    key = tobias.did.removeprefix("did:key:")
    for secret in (
        *tobias.names,
        "Tobias",
        "Quill",
        tobias.born.isoformat(),
        key,
        "z6Mk",
        "did:",
        "Ida Vale",
        "ida-vale",
    ):
        assert secret not in text, secret


@pytest.mark.parametrize(
    ("field", "value"),
    [("consent", "Tobias"), ("sha256", "A" * 64), ("performer", "Tobias Quillfeather"), ("performer", "did:key:z6Mk")],
)
def test_words_about_a_person_are_refused_and_nothing_is_written(show, field, value):
    fields = {"consent": CONSENT, "sha256": SHA, "performer": "p-014", field: value}
    with pytest.raises(BadInputError, match=f"is no {field}.*Give its id"):
        events.record_consent_event(show, "consent.signed", by="signatory", **fields)
    assert not show.ledger.exists()


def test_floors_are_the_highest_numbers_seen_of_the_lists_on_the_disk(show):
    assert known.floors(show.ledger) == {}
    other = LIST.replace("revocation", "suspension")
    for event, sequence, name in (
        ("consent.suspended", 1, other),
        ("consent.revoked", 1, LIST),
        ("consent.revoked", 2, LIST),
    ):
        changed(show, event, sequence, name)
    assert known.floors(show.ledger) == {LIST: 2, other: 1}
    (show.consents / "status" / f"{sha256_of(LIST)[:8]}.000002.json").unlink()
    assert known.floors(show.ledger)[LIST] == 2, "the file was rolled back, and the ledger remembers"
    (show.consents / "status" / "torn.000001.json").write_text("{")
    assert known.floors(show.ledger)[LIST] == 2


@pytest.mark.parametrize("what", ["an entry", "a number", "the end", "the file", "the tip"])
def test_floors_of_an_altered_ledger_are_not_believed(show, what):
    for sequence in (1, 2, 3):
        changed(show, "consent.revoked", sequence)
    lines = show.ledger.read_bytes().splitlines(keepends=True)
    if what == "an entry":
        show.ledger.write_bytes(b"".join(lines[:1] + lines[2:]))
    elif what == "a number":
        show.ledger.write_bytes(b"".join(lines).replace(b'"sequence":3', b'"sequence":1'))
    elif what == "the end":
        show.ledger.write_bytes(b"".join(lines[:1]))
    elif what == "the file":
        show.ledger.unlink()
    else:
        tip_path(show.ledger).unlink()
    with pytest.raises(CheckFailedError, match="rushes ledger verify"):
        known.floors(show.ledger)


def test_a_crash_between_entry_and_tip_and_a_torn_line_keep_the_floors(show):
    changed(show, "consent.revoked", 1)
    tip = tip_path(show.ledger).read_bytes()
    changed(show, "consent.revoked", 2)
    tip_path(show.ledger).write_bytes(tip)
    with show.ledger.open("ab") as stream:
        stream.write(b'{"actor":"signat')
    assert known.floors(show.ledger) == {LIST: 2}


def test_the_page_of_provenance_names_every_event():
    text = (DOCS / "provenance.md").read_text(encoding="utf-8")
    for event, words in events.EVENTS.items():
        assert f"| `{event}` | {words} |" in text
