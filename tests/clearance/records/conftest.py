"""A show's folder of consents, with people whose keys the tests hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance.question import Question
from rushes.clearance.records.consent import Action, Consent
from rushes.clearance.records.enrolment import enrol, file_performer
from rushes.clearance.records.filing import (
    file_countersigned,
    file_signed,
    newest_lists,
    publish_change,
    read_consent,
)
from rushes.clearance.records.keys import Signer, memory_signer
from rushes.clearance.records.loading import load_registry
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Registry, Standing
from rushes.clearance.records.signing import resume, revoke, suspend

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ID = "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11"
OTHER_ID = "urn:uuid:1c2d3e4f-0000-4000-8000-000000000002"


def key(number: int) -> Signer:
    return memory_signer(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


@dataclass
class Cabinet:
    """``SHOW/consents`` of the show SHOW, with performer-1, whose key is ``ada``."""

    folder: Path
    now: datetime = NOW
    desk: Signer = field(default_factory=lambda: key(1))
    ada: Signer = field(default_factory=lambda: key(2))
    agent: Signer = field(default_factory=lambda: key(3))
    guardian: Signer = field(default_factory=lambda: key(4))
    stranger: Signer = field(default_factory=lambda: key(5))

    def performer(self, **changes: Any) -> Performer:
        fields = {
            "id": "performer-1",
            "name": "Ada Moss",
            "did": self.ada.did,
            "agents": (self.agent.did,),
            "evidence": "passport, in person",
            "enrolled_at": self.now - timedelta(days=30),
        }
        return Performer.model_validate({**fields, **changes})

    def enrol(self, **changes: Any) -> Performer:
        performer = self.performer(**changes)
        file_performer(self.folder, performer, enrol(performer, self.desk))
        return performer

    def consent(self, **changes: Any) -> Consent:
        fields: dict[str, Any] = {
            "id": ID,
            "performer": "performer-1",
            "subject": self.ada.did,
            "signatory": {"did": self.ada.did},
            "description": "Standing before the tower as it falls, once, at dusk.",
            "actions": ["generate", "alter"],
            "kinds": ["destruction"],
            "production": "SHOW",
            "modalities": ["face", "body"],
            "valid_from": self.now - timedelta(days=1),
            "valid_to": self.now + timedelta(days=365),
            "issued_at": self.now - timedelta(days=1),
        }
        return Consent.model_validate({**fields, **changes})

    def sign(self, *, stem: str = "ada", by: Signer | None = None, performer: Performer | None = None, at: datetime | None = None, **changes: Any) -> Path:  # fmt: skip
        if not (self.folder / "performers").exists():
            self.enrol()
        path, _ = file_signed(
            self.folder,
            stem,
            self.consent(**changes),
            by or self.ada,
            performer or self.performer(),
            now=at or self.now,
        )
        return path

    def countersign(self, path: Path, by: Signer) -> None:
        file_countersigned(self.folder, path, by, now=self.now)

    def act(self, what: str, path: Path, by: Signer | None = None, *, at: datetime | None = None) -> None:
        """Revoke, suspend or resume."""
        signer, signed, moment = by or self.ada, read_consent(path), at or self.now
        lists = newest_lists(self.folder, signed.consent, signer, now=moment)
        change = {"revoke": revoke, "suspend": suspend, "resume": resume}[what]
        publish_change(self.folder, change(signed, lists, signer, at=moment), signer)

    def load(self, *, now: datetime | None = None, **more: Any) -> Registry:
        return load_registry(self.folder, desk=self.desk.did, now=now or self.now, **more)

    def problem(self, **more: Any) -> str:
        """Return the one problem; nothing counts."""
        registry = self.load(**more)
        assert registry.consents == ()
        assert len(registry.problems) == 1, registry.problems
        return registry.problems[0]

    def standing(self, **more: Any) -> Standing:
        """Return how the one consent stands."""
        (held,) = self.load(**more).consents
        return held.standing

    def question(self, **changes: Any) -> Question:
        fields = {"production": "SHOW", "shot": "010_0010", "kind": "destruction", "actions": (Action.GENERATE,)}
        return Question.model_validate({**fields, **changes})


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    return Cabinet(tmp_path / "SHOW" / "consents")
