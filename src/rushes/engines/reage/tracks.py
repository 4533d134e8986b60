"""What is known of the faces in a shot: where each is in every frame, how surely, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rushes.errors import StepFailedError
from rushes.untrusted import parsed

Floats = NDArray[np.float32]

SURE = 0.6
"""Confidence from which a frame's mesh is taken for right; below it the frame is listed, and nothing is changed in it."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """F faces over T frames.

    Attributes:
        frame: Shape [T].
        mesh: x, y [px from the top left corner], z [px]; NaN where a face is not seen. Shape [T, F, 468, 3].
        confidence: 0 where it is not seen, to 1; shape [T, F].
        who: The performer's id, or nothing for somebody unknown; one of each face.
        performer: Which face is the performer's; -1 when it is not in the shot.
        notes: What a person should know, sentence by sentence.
        placed: Frames in which an artist placed the performer's mesh.
        removed: Frames in which an artist took it away.
    """

    frame: NDArray[np.int32]
    mesh: Floats
    confidence: Floats
    who: tuple[str, ...]
    performer: int
    notes: tuple[str, ...] = ()
    placed: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def of_performer(self, frame: int) -> tuple[Floats, float] | None:
        """Return the performer's mesh [468, 3] and its confidence in a frame; None where they are not to be changed."""
        if self.performer < 0:
            return None
        row = int(frame - self.frame[0])
        sure = float(self.confidence[row, self.performer])
        return (self.mesh[row, self.performer], sure) if sure >= SURE else None

    @property
    def unsure(self) -> tuple[int, ...]:
        """Frames in which the performer's face was seen, but not surely enough to be changed."""
        if self.performer < 0:
            return ()
        own = self.confidence[:, self.performer]
        return tuple(int(frame) for frame in self.frame[(own > 0) & (own < SURE)])

    def save(self, folder: Path) -> None:
        """Write ``track.npz`` and ``track.json``, beside and renamed."""
        part = folder / "track.npz.part"
        with part.open("wb") as stream:
            np.savez_compressed(stream, frame=self.frame, mesh=self.mesh, confidence=self.confidence)
        part.replace(folder / "track.npz")
        part = folder / "track.json.part"
        part.write_text(json.dumps(self._record(), indent=1), encoding="utf-8")
        part.replace(folder / "track.json")

    def _record(self) -> Mapping[str, Any]:
        seen = (self.confidence > 0).sum(axis=0)
        return {
            "schema": "rushes/track/1",
            "who": list(self.who),
            "performer": self.performer,
            "frames_seen": [int(count) for count in seen],
            "unsure": list(self.unsure),
            "placed": list(self.placed),
            "removed": list(self.removed),
            "notes": list(self.notes),
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        try:
            record = parsed((folder / "track.json").read_text(encoding="utf-8"))
            with np.load(folder / "track.npz") as arrays:
                frame, mesh, confidence = arrays["frame"], arrays["mesh"], arrays["confidence"]
        except (OSError, ValueError, KeyError) as error:
            raise StepFailedError(
                f"{folder} holds no track ({error}). Delete that folder and make the take again."
            ) from error
        hand = (tuple(int(one) for one in record.get(name, ())) for name in ("placed", "removed"))
        return cls(
            frame, mesh, confidence, tuple(record["who"]), int(record["performer"]), tuple(record["notes"]), *hand
        )
