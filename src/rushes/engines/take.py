"""The value that leaves the engines room: one version's whole result, as ``take.json`` holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.errors import BadInputError
from rushes.show import FrameRange
from rushes.untrusted import parsed


@dataclass(frozen=True, slots=True)
class TakeFile:
    """A file of a take: its path inside the version's folder (POSIX), its role and its SHA-256."""

    path: str
    role: str
    sha256: str


IMPRESSIONS = "elements/finish/"
"""Where a finish's pictures lie in a version's folder."""


def is_impression(file: TakeFile) -> bool:
    """Return whether a file is a picture, or a movie, that a model which was brought drew over the take's own."""
    return file.path.startswith(IMPRESSIONS) and file.path.endswith((".png", ".mp4"))


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: The check's name, for example ``black_frames``.
        ok: Whether it is within the limit.
        value, limit, unit: What was measured, against what, in which unit.
        detail: A sentence for a person: which frames, which pieces, what to do.
    """

    check: str
    ok: bool
    value: float
    limit: float
    unit: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """One version's whole result.

    Attributes:
        folder: The version's folder, or the folder beside it where it is being put together.
        show, shot, version, kind, engine: What it is.
        rate: Frames per second.
        frames: The picture's frames, handles included.
        handles: Frames at each end outside the cut.
        seed: The seed of the simulation.
        recipe: As ``Recipe.to_json`` gives it.
        clearance: As ``Clearance.to_json`` gives it.
        files: What it consists of.
        findings: What inspection found.
        understood, assumed, not_understood: How the brief was read.
        digital_source_type: The IPTC digital source type that is true of it.
        created: When it was made, ISO 8601 in UTC.
        decision: What the review room decided; empty until then.
        marked: Files whose pictures carry the take's invisible mark.
    """

    folder: Path
    show: str
    shot: str
    version: str
    kind: str
    engine: str
    rate: Fraction
    frames: FrameRange
    handles: int
    seed: int
    recipe: Mapping[str, Any]
    clearance: Mapping[str, Any]
    understood: tuple[Mapping[str, str], ...]
    assumed: tuple[Mapping[str, str], ...]
    not_understood: tuple[str, ...]
    digital_source_type: str
    created: str
    files: tuple[TakeFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    decision: Mapping[str, Any] = field(default_factory=dict)
    marked: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """``SHOW_020_0150_v001``."""
        return f"{self.show}_{self.shot}_{self.version}"

    def paths(self, role: str) -> tuple[Path, ...]:
        """Return the files of a role, in order."""
        return tuple(self.folder / file.path for file in self.files if file.role == role)

    @property
    def impressions(self) -> tuple[Path, ...]:
        """Pictures that a model which was brought drew over the take's own, in order; a movie holds the same ones."""
        drawn = (file.path for file in self.files if is_impression(file) and file.path.endswith(".png"))
        return tuple(self.folder / path for path in drawn)

    def with_files(self, files: tuple[TakeFile, ...]) -> Take:
        """Return the take with other files."""
        return replace(self, files=files)

    def with_findings(self, findings: tuple[Finding, ...]) -> Take:
        """Return the take with its findings."""
        return replace(self, findings=findings)

    def to_json(self) -> dict[str, Any]:
        """Return the record that is written to ``take.json``."""
        return {
            "schema": "rushes/take/1",
            "show": self.show,
            "shot": self.shot,
            "version": self.version,
            "kind": self.kind,
            "engine": self.engine,
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "first_frame": self.frames.first,
            "last_frame": self.frames.last,
            "handles": self.handles,
            "seed": self.seed,
            "created": self.created,
            "digital_source_type": self.digital_source_type,
            "recipe": dict(self.recipe),
            "clearance": dict(self.clearance),
            "files": [{"path": file.path, "role": file.role, "sha256": file.sha256} for file in self.files],
            "findings": [
                {
                    "check": finding.check,
                    "ok": finding.ok,
                    "value": finding.value,
                    "limit": finding.limit,
                    "unit": finding.unit,
                    "detail": finding.detail,
                }
                for finding in self.findings
            ],
            "understood": [dict(reading) for reading in self.understood],
            "assumed": [dict(reading) for reading in self.assumed],
            "not_understood": list(self.not_understood),
            "decision": dict(self.decision),
            **({"marked": list(self.marked)} if self.marked else {}),
        }

    @classmethod
    def load(cls, path: Path) -> Take:
        """Read a ``take.json``.

        Raises:
            BadInputError: The file is missing or is no take.
        """
        try:
            record = parsed(path.read_text(encoding="utf-8"))
            return cls(
                folder=path.parent,
                show=record["show"],
                shot=record["shot"],
                version=record["version"],
                kind=record["kind"],
                engine=record["engine"],
                rate=Fraction(record["rate"]),
                frames=FrameRange(record["first_frame"], record["last_frame"]),
                handles=record["handles"],
                seed=record["seed"],
                recipe=record["recipe"],
                clearance=record["clearance"],
                understood=tuple(record["understood"]),
                assumed=tuple(record["assumed"]),
                not_understood=tuple(record["not_understood"]),
                digital_source_type=record["digital_source_type"],
                created=record["created"],
                files=tuple(TakeFile(**file) for file in record["files"]),
                findings=tuple(Finding(**finding) for finding in record["findings"]),
                decision=record["decision"],
                marked=tuple(record.get("marked", ())),
            )
        except OSError as error:
            raise BadInputError(f"{path} can't be read ({error.strerror}). Give the path of a take.json.") from error
        except (ValueError, KeyError, TypeError, ArithmeticError) as error:
            raise BadInputError(f"{path} is no take record ({error}). Make the take again.") from error
