"""A show with one sealed and circled take of drawn frames, as a delivery finds it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from rushes.brief import Brief, brief_sha256
from rushes.canonical import sha256_of_file
from rushes.clearance import Clearance, Verdict
from rushes.clearance.records.keys import memory_signer
from rushes.engines import Take, TakeFile
from rushes.media.exr import write_exr
from rushes.provenance import SIMULATED, Authority, record_seal, seal
from rushes.review.deciding import Person, add_person, draft, record, sign
from rushes.show import FrameRange, Show

SHOT, VERSION = "020_0150", "v001"
GRAIN = 0.01
"""How much the frames differ from one to the next in every pixel: noise packs badly, as rendered pictures do."""


def circled_show(folder: Path, frames: int, size: tuple[int, int]) -> tuple[Show, Take]:
    """Make the show, and return it with its take.

    Args:
        folder: Where; settings lie in ``RUSHES_HOME``, which the caller has set.
        frames: How many.
        size: Height and width [px].
    """
    show = Show.init(folder, Fraction(24))
    take = _sealed(show, frames, size)
    key, now = memory_signer(Ed25519PrivateKey.generate()), datetime.now(UTC)
    person = Person(
        id="ida", name="Ida", roles=("supervisor",), did=key.did, evidence="in person", enrolled_at=now - timedelta(minutes=1)
    )  # fmt: skip
    add_person(show, person)
    show = Show.load(show.folder)
    record(show, sign(draft(show, take, "circle", person, "supervisor", now=datetime.now(UTC)), key))
    return show, take


def _sealed(show: Show, frames: int, size: tuple[int, int]) -> Take:
    folder = show.version_folder(SHOT, VERSION)
    spans, brief = FrameRange.of_length(frames), Brief(shot=SHOT)
    files = []
    for frame in spans:
        path = f"exr/{show.name}_{SHOT}_comp_{VERSION}.{frame:04d}.exr"
        write_exr(folder / path, _drawn(frame, size), frame=frame, rate=show.rate)
        files.append(TakeFile(path, "comp", sha256_of_file(folder / path)))
    clearance = Clearance(
        Verdict.CLEARED, (), brief_sha256(brief), frozenset({"generate"}), (), datetime.now(UTC) - timedelta(days=1)
    )
    take = Take(
        folder=folder, show=show.name, shot=SHOT, version=VERSION, kind="destruction", engine="destruction 1", rate=show.rate,
        frames=spans, handles=0, seed=1, recipe={"sha256": "a" * 64, "steps": []}, clearance=clearance.to_json(), understood=(),
        assumed=(), not_understood=(), digital_source_type=SIMULATED, created=datetime.now(UTC).isoformat(), files=tuple(files),
    )  # fmt: skip
    take = seal(take, signer=Authority.open().signer, plate=None)
    (folder / "brief.json").write_text(json.dumps(brief.model_dump(mode="json")), encoding="utf-8")
    (folder / "take.json").write_text(json.dumps(take.to_json()), encoding="utf-8")
    record_seal(take, show.ledger, actor="benchmark")
    return take


def _drawn(frame: int, size: tuple[int, int]) -> dict[str, NDArray[np.float16]]:
    """Return a frame's planes: a sky, a ground, something that moves, and grain."""
    height, width = size
    picture = np.empty((height, width, 4), np.float32)
    picture[..., :3] = np.linspace([0.35, 0.42, 0.6], [0.6, 0.52, 0.45], height)[:, None]
    picture[height * 3 // 4 :, :, :3] = [0.16, 0.15, 0.14]
    left = frame * 3 % (width * 3 // 4)
    picture[height // 3 : height // 2, left : left + width // 5, :3] = [1.8, 1.2, 0.3]
    picture[..., :3] += GRAIN * np.random.default_rng(frame).standard_normal((height, width, 1), np.float32)
    picture[..., 3] = 1.0
    return {band: picture[..., at].astype(np.float16) for at, band in enumerate("RGBA")}
