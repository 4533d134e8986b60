"""A show with sealed takes and people who decide about them, whose keys the tests hold."""

from __future__ import annotations

import io
import json
import wave
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.canonical import sha256_of_file
from rushes.clearance import Clearance, Verdict
from rushes.clearance.records.desk import working_desk
from rushes.clearance.records.enrolment import enrol, file_performer
from rushes.clearance.records.keys import Signer, memory_signer
from rushes.clearance.records.performer import Performer
from rushes.engines import Take, TakeFile
from rushes.provenance import SIMULATED, Authority, record_seal, seal
from rushes.review.deciding import Person, add_person, draft, record, sign
from rushes.show import FrameRange, Show

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def wav_bytes(level: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(2)
        stream.setsampwidth(3)
        stream.setframerate(48000)
        stream.writeframes(bytes([level] * 1536))
    return out.getvalue()


@dataclass
class Floor:
    """A show on the day of a review.

    Attributes:
        show: It.
        signers: Everybody's key, by id.
    """

    show: Show
    signers: dict[str, Signer]

    def take(
        self,
        shot: str = "020_0150",
        version: str = "v001",
        people: tuple[str, ...] = (),
        level: int = 1,
        consents: tuple[tuple[str, str], ...] = (),
    ) -> Take:
        """Put a sealed take into the show."""
        folder = self.show.version_folder(shot, version)
        (folder / "sound").mkdir(parents=True)
        name = f"sound/{self.show.stem(shot, version)}.wav"
        (folder / name).write_bytes(wav_bytes(level))
        clearance = Clearance(
            Verdict.CLEARED, (), "b" * 64, frozenset({"generate"}), people, NOW - timedelta(days=2), consents=consents
        )
        take = Take(
            folder=folder, show=self.show.name, shot=shot, version=version, kind="destruction", engine="destruction 1",
            rate=Fraction(24), frames=FrameRange(1001, 1002), handles=0, seed=1,
            recipe={"sha256": "a" * 64, "steps": []}, clearance=clearance.to_json(), understood=(), assumed=(),
            not_understood=(), digital_source_type=SIMULATED, created="2026-11-18T00:00:00+00:00",
            files=(TakeFile(name, "sound", sha256_of_file(folder / name)),),
        )  # fmt: skip
        take = seal(take, signer=Authority.open().signer, plate=None)
        (folder / "take.json").write_text(json.dumps(take.to_json(), indent=1), encoding="utf-8")
        record_seal(take, self.show.ledger, actor="test")
        return take

    def person(self, name: str, *roles: str, performers: tuple[str, ...] = (), **more: Any) -> Person:
        """Enrol somebody with a key of their own."""
        self.signers.setdefault(name, memory_signer(Ed25519PrivateKey.generate()))
        fields = {
            "id": name, "name": name.title(), "roles": roles, "did": self.signers[name].did, "performers": performers,
            "evidence": "in person", "enrolled_at": NOW - timedelta(days=1),
        }  # fmt: skip
        person = Person.model_validate(fields | more)
        add_person(self.show, person)
        return person

    def performer(self, name: str) -> None:
        """Enrol a performer."""
        _, desk = working_desk(self.show)
        one = Performer(id=name, name=name.title(), enrolled_at=NOW - timedelta(days=3))
        file_performer(self.show.consents, one, enrol(one, desk))

    def signed(self, take: Take, verdict: str, person: Person, minutes: float = 0, **more: Any) -> dict[str, Any]:
        """Return a decision, signed, some minutes after noon."""
        role = more.pop("role", person.roles[0])
        more.setdefault("why", "Because of its dust.")
        document = draft(self.show, take, verdict, person, role, now=NOW + timedelta(minutes=minutes), **more)
        return sign(document, self.signers[person.id])

    def decide(self, take: Take, verdict: str, person: Person, minutes: float = 0, **more: Any) -> Any:
        """Sign a decision and put it on record."""
        return record(self.show, self.signed(take, verdict, person, minutes, **more), now=LATER)


LATER = NOW + timedelta(hours=2)


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return Floor(Show.init(tmp_path / "SHOW", Fraction(24)), {})


@pytest.fixture
def later() -> datetime:
    return LATER
