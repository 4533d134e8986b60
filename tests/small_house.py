"""A show with a sealed and circled take of small pictures, each of which differs, and a sound."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.brief import Brief, brief_sha256
from rushes.canonical import sha256_of_file
from rushes.clearance import Clearance, Verdict
from rushes.clearance.records.keys import Signer, memory_signer
from rushes.engines import Take, TakeFile
from rushes.media.exr import write_exr
from rushes.media.sound import quantise, samples_of, time_reference, write_wav
from rushes.provenance import SIMULATED, Authority, record_seal, seal
from rushes.review.deciding import Person, add_person, draft, record, sign
from rushes.show import FrameRange, Show

SIZE = (54, 96)
"""Height and width of most pictures here."""


def light(frame: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Return a picture, ACEScg, with a sky, a ground, strong colours and a box that moves by a frame's number."""
    height, width = size
    picture = np.zeros((height, width, 4), np.float32)
    picture[..., :3] = np.linspace([0.35, 0.42, 0.6], [0.6, 0.52, 0.45], height)[:, None]
    picture[height * 3 // 4 :, :, :3] = [0.16, 0.15, 0.14]
    for at, colour in enumerate(([0.5, 0.05, 0.05], [0.08, 0.4, 0.06], [0.05, 0.06, 0.5], [0.18, 0.18, 0.18])):
        picture[: height // 5, at * width // 8 : (at + 1) * width // 8, :3] = colour
    left = (frame * 3) % (width * 3 // 4)
    picture[height // 3 : height // 2, left : left + width // 5, :3] = [1.8, 1.2, 0.3]
    picture[..., 3] = 1
    return picture


def tone(seconds: float, channels: int = 2, level: float = 0.1) -> np.ndarray:
    """Return a tone and some noise, shape [samples, channels]."""
    time = np.arange(round(seconds * 48_000)) / 48_000
    rng = np.random.default_rng(5)
    wave = np.sin(2 * np.pi * 440 * time)[:, None] + 0.3 * rng.standard_normal((len(time), channels))
    return level * wave


@dataclass
class House:
    """A show on the day of a delivery."""

    show: Show
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    signer: Signer = field(default_factory=lambda: memory_signer(Ed25519PrivateKey.generate()))
    supervisor: Person | None = None

    def take(
        self,
        shot: str = "020_0150",
        version: str = "v001",
        *,
        frames: int = 12,
        handles: int = 2,
        size: tuple[int, int] = SIZE,
        channels: int = 2,
        level: float = 0.1,
        circled: bool = True,
        **changes: Any,
    ) -> Take:
        """Put a sealed take into the show, with an element, a data pass, and a brief that was cleared."""
        folder = self.show.version_folder(shot, version)
        stem, rate = f"{self.show.name}_{shot}", self.show.rate
        brief = changes.pop("brief", None) or Brief(shot=shot)
        files = []
        spans = FrameRange.of_length(frames)
        for frame in spans:
            half = light(frame, size).astype(np.float16)
            planes = {band: half[..., at] for at, band in enumerate("RGBA")}
            depth = {"depth.Z": np.full(size, frame / 7, np.float32), "N.X": half[..., 0] - 0.5}
            for role, element, held in (
                ("comp", "comp", planes),
                ("element", "dust", planes),
                ("pass", "beauty", planes | depth),
            ):
                path = (
                    f"{'exr' if role == 'comp' else f'elements/{element}'}/{stem}_{element}_{version}.{frame:04d}.exr"
                )
                write_exr(folder / path, held, frame=frame, rate=rate)
                files.append(TakeFile(path, role, sha256_of_file(folder / path)))
        if channels:
            path = f"sound/{stem}_{version}.wav"
            (folder / "sound").mkdir()
            sound = tone(samples_of(frames, rate) / 48_000, channels, level)
            write_wav(folder / path, quantise(sound), start=time_reference(1001, rate), description=stem)
            files.append(TakeFile(path, "sound", sha256_of_file(folder / path)))
        clearance = changes.pop("clearance", None) or Clearance(
            Verdict.CLEARED, (), brief_sha256(brief), frozenset({"generate"}), changes.pop("people", ()),
            self.now - timedelta(days=1), consents=changes.pop("consents", ()),
        )  # fmt: skip
        fields: dict[str, Any] = {
            "folder": folder, "show": self.show.name, "shot": shot, "version": version, "kind": "destruction",
            "engine": "destruction 1", "rate": rate, "frames": spans, "handles": handles, "seed": 1,
            "recipe": {"sha256": "a" * 64, "steps": []}, "clearance": clearance.to_json(), "understood": (), "assumed": (),
            "not_understood": (), "digital_source_type": SIMULATED, "created": "2026-11-25T00:00:00+00:00",
            "files": tuple(files),
        }  # fmt: skip
        take = seal(Take(**(fields | changes)), signer=Authority.open().signer, plate=None)
        (folder / "brief.json").write_text(json.dumps(brief.model_dump(mode="json")), encoding="utf-8")
        (folder / "take.json").write_text(json.dumps(take.to_json(), indent=1), encoding="utf-8")
        record_seal(take, self.show.ledger, actor="test")
        if circled:
            self.decide(take, "circle")
        return take

    def decide(self, take: Take, verdict: str, why: str = "It is good.") -> None:
        """Let the supervisor decide about a take."""
        if self.supervisor is None:
            self.supervisor = Person(
                id="ida", name="Ida", roles=("supervisor",), did=self.signer.did, evidence="in person",
                enrolled_at=self.now - timedelta(minutes=5),
            )  # fmt: skip
            add_person(self.show, self.supervisor)
        document = draft(
            self.show, take, verdict, self.supervisor, "supervisor", why=why, human_contribution="Timing of the fall.",
            now=datetime.now(UTC),
        )  # fmt: skip
        record(self.show, sign(document, self.signer))


SMALL = """
name: small
title: Small
vendor: RSH
deliverables:
  - kind: exr
    name: "{shot}/{element}/{show}_{shot}_{element}_{vendor}_{version}.{frame:4}.exr"
    compression: piz
    colour: ACES2065-1
    channels: rgb
    handles: 2
  - kind: movie
    name: "{shot}/{show}_{shot}_{version}.mov"
    codec: prores-422-hq
    slate: true
    burn_in: true
    handles: 1
    sound: stereo
  - kind: sound
    name: "{shot}/{show}_{shot}_{version}.wav"
    layout: stereo
table:
  columns: {File: file, Shot: shot, First: first_frame, Last: last_frame, Frames: frames, Rate: rate, Codec: codec,
            Timecode: timecode, Duration: duration, Notes: notes, Loudness: loudness_lufs}
"""
"""A profile of every kind of deliverable."""
