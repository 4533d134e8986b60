"""Targets: records that people sign, and lists of how they stand. Their seeds are signed here, with keys of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz.target import Target, workplace

if TYPE_CHECKING:
    from rushes.provenance import Authority

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@cache
def _cabinet() -> dict[str, list[bytes]]:
    """Return a show's signed files by the folder that they lie in."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from rushes.clearance.records.consent import Consent
    from rushes.clearance.records.enrolment import enrol, file_performer
    from rushes.clearance.records.filing import file_signed
    from rushes.clearance.records.keys import memory_signer
    from rushes.clearance.records.performer import Performer

    desk, ada = (memory_signer(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)) for number in (1, 2))
    folder = workplace() / "SHOW" / "consents"
    performer = Performer(
        id="performer-1",
        name="Ada Moss",
        did=ada.did,
        agents=(),
        evidence="passport, in person",
        enrolled_at=NOW - timedelta(days=30),
    )
    consent = Consent.model_validate(
        {
            "id": "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11",
            "performer": "performer-1",
            "subject": ada.did,
            "signatory": {"did": ada.did},
            "description": "Standing before the tower as it falls, once, at dusk.",
            "actions": ["generate", "alter"],
            "kinds": ["destruction"],
            "production": "SHOW",
            "modalities": ["face", "body"],
            "valid_from": NOW - timedelta(days=1),
            "valid_to": NOW + timedelta(days=365),
            "issued_at": NOW - timedelta(days=1),
        }
    )
    file_performer(folder, performer, enrol(performer, desk))
    file_signed(folder, "ada", consent, ada, performer, now=NOW)
    held: dict[str, list[bytes]] = {}
    for path in sorted(folder.rglob("*.json")):
        held.setdefault(path.parent.name, []).append(path.read_bytes())
    return held


def _of(folder: str) -> list[bytes]:
    return _cabinet()[folder]


def _consent(path: Path) -> object:
    from rushes.clearance.records.filing import read_consent

    return read_consent(path)


def _status_list(path: Path) -> object:
    from rushes.clearance.records.status_credential import verify_list
    from rushes.clearance.records.strict_json import read_json

    return verify_list(read_json(path), name=path.name)


def _performer(path: Path) -> object:
    from rushes.clearance.records.enrolment import read_performer
    from rushes.clearance.records.strict_json import read_json

    document = read_json(path)
    return read_performer(document, desk=_desk(), now=NOW)


def _desk() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from rushes.clearance.records.keys import memory_signer

    return memory_signer(Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)).did


def _credential(path: Path) -> object:
    """Read what a consent says, before anybody asks whether its signature holds: the deepest that a forger gets."""
    from rushes.clearance.records.credential import from_credential
    from rushes.clearance.records.strict_json import read_json

    return from_credential(read_json(path))


def _unsigned() -> list[bytes]:
    documents: list[Mapping[str, Any]] = [json.loads(one) for one in _of("consents")]
    return [json.dumps({key: value for key, value in one.items() if key != "proof"}).encode() for one in documents]


def _registry(path: Path) -> object:
    """Load a whole folder in which one file is the input: a bad one is a problem in words, and never stops the others."""
    from rushes.clearance.records.loading import load_registry

    consents = path.parent / "SHOW" / "consents"
    consents.mkdir(parents=True, exist_ok=True)
    (consents / "one.json").write_bytes(path.read_bytes())
    return load_registry(consents, desk="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", now=NOW)


def _stamp(path: Path) -> object:
    from rushes.clearance.records.timestamp import verify

    return verify(path.read_bytes(), bytes(32), ())


def _stamps() -> list[bytes]:
    from rushes.clearance.records import der
    from rushes.clearance.records.timestamp import query

    return [query(bytes(32), nonce=1), der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, der.integer(0)))]


def _roots(path: Path) -> object:
    from rushes.clearance.records.certificates import read_roots

    return read_roots(path)


@cache
def authority() -> Authority:
    """Return an authority that this process made for itself."""
    from rushes.provenance import Authority

    return Authority.open(workplace() / "authority")


def _certificates() -> list[bytes]:
    authority()
    pems = [path.read_bytes() for path in sorted((workplace() / "authority").rglob("*.pem"))]
    return [pem for pem in pems if b"PRIVATE" not in pem][:2]


TARGETS = (
    Target("consent", "consent.json", _consent, lambda: _of("consents")),
    Target("credential", "consent.json", _credential, _unsigned),
    Target("status-list", "list.json", _status_list, lambda: _of("status")),
    Target("performer", "performer.json", _performer, lambda: _of("performers")),
    Target("registry", "one.json", _registry, lambda: _of("consents")),
    Target("time-stamp", "answer.tsr", _stamp, _stamps, native=True),
    Target("certificates", "roots.pem", _roots, _certificates, native=True),
)
