"""A performer of a show with a signed consent on record, and what they do with it later."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance.records.consent import Consent
from rushes.clearance.records.desk import working_desk
from rushes.clearance.records.enrolment import enrol, file_performer
from rushes.clearance.records.filing import file_signed, newest_lists, publish_change, read_consent
from rushes.clearance.records.keys import Signer, memory_signer
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.signing import revoke, suspend
from rushes.show import Show


def agreed(
    show: Show, performer: str = "p-014", *, name: str = "Ada Moss", **changes: Any
) -> tuple[Signer, Path, Consent]:
    """Enrol somebody with a key of their own, and put a consent of theirs on record."""
    now = datetime.now(UTC)
    signer = memory_signer(Ed25519PrivateKey.generate())
    _, desk = working_desk(show)
    person = Performer(
        id=performer, name=name, did=signer.did, evidence="passport", enrolled_at=now - timedelta(days=9), born=datetime(1980, 5, 17, tzinfo=UTC).date(),
    )  # fmt: skip
    file_performer(show.consents, person, enrol(person, desk))
    fields = {
        "id": uuid.uuid4().urn,
        "performer": performer,
        "subject": signer.did,
        "signatory": {"did": signer.did},
        "description": "Standing before the tower as it falls, once, at dusk.",
        "actions": ["generate", "alter"],
        "kinds": ["destruction"],
        "production": show.name,
        "compensation": {"rate": 4711.0},
        "business_reason": "A stunt double is out of reach.",
        "withheld": ["anything with fire on the body"],
        "prohibited": ["nudity"],
        "valid_from": now - timedelta(days=8),
        "valid_to": now + timedelta(days=365),
        "issued_at": now - timedelta(days=8),
    }
    consent = Consent.model_validate(fields | changes)
    path, _ = file_signed(
        show.consents, f"{performer}-{consent.id[-12:]}", consent, signer, person, now=now - timedelta(days=7)
    )
    return signer, path, consent


def taken_back(show: Show, path: Path, signer: Signer, *, for_good: bool = True) -> None:
    """Revoke or suspend a consent."""
    signed, now = read_consent(path), datetime.now(UTC)
    lists = newest_lists(show.consents, signed.consent, signer, now=now)
    change = (revoke if for_good else suspend)(signed, lists, signer, at=now)
    publish_change(show.consents, change, signer)
