"""What the wall knows of every take: read once, and again only where a file changed."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rushes.errors import BadInputError, RushesError
from rushes.show import Show, check_shot_name, parse_version
from rushes.studio import write_atomically
from rushes.untrusted import parsed

SCHEMA = "rushes/review-index/1"

SAVE_EVERY_S = 30.0
"""How often [s] the index is written at most, while it changes: writing 2,000 takes takes 50 ms."""

STATES = ("open", "held", "circled", "killed")
"""Where a take can stand, in the order of the wall."""


@dataclass(frozen=True, slots=True)
class TakeLine:
    """One take in short.

    Attributes:
        shot, version, kind, engine, created: As ``take.json`` has them.
        frames: How many.
        quality: Of its recipe, when it says one.
        state: One of ``STATES``.
        missing: Roles that have not circled it yet.
        failed, checks: Findings that failed, of how many.
        people: Ids of the performers that its clearance names.
        movie: Path of the review movie inside the version's folder; empty without one.
        stamp: What the file was when it was read: its time of change [ns] and size.
    """

    shot: str
    version: str
    kind: str
    engine: str
    created: str
    frames: int
    quality: str
    state: str
    missing: tuple[str, ...]
    failed: int
    checks: int
    people: tuple[str, ...]
    movie: str
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShotLine:
    """One shot in short: its takes, oldest first, and how many notes of each are open or wait to be verified."""

    shot: str
    takes: tuple[TakeLine, ...]
    open_notes: Mapping[str, int] = field(default_factory=dict)
    addressed_notes: Mapping[str, int] = field(default_factory=dict)

    @property
    def newest(self) -> TakeLine:
        """The take on top."""
        return self.takes[-1]

    def only(self, allowed: Callable[[TakeLine], bool]) -> ShotLine | None:
        """Return the shot with some of its takes; None when none is left."""
        takes = tuple(take for take in self.takes if allowed(take))
        return replace(self, takes=takes) if takes else None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A shot as it was read, and what its folders were then."""

    line: ShotLine
    stamps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judging:
    """What is asked of other parts about a shot while the index is built; each is called only where something changed.

    Attributes:
        outcome: State and roles that are missing, of a version.
        notes: How many notes are open and how many addressed, by version.
    """

    outcome: Callable[[Show, str, str], tuple[str, tuple[str, ...]]]
    notes: Callable[[Show, str], tuple[dict[str, int], dict[str, int]]]


class TakeIndex:
    """Every take of a show, kept by the times of its files.

    Looking costs one call to the system a file, about 20 ms for 2,000 takes; reading costs what changed. The
    index lies in ``work/review/`` of the show so that the first page of a new process is as quick.
    """

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._kept: dict[str, _Kept] | None = None
        self._unsaved = False
        self._saved = -SAVE_EVERY_S
        self._lock = threading.Lock()

    def shots(self, show: Show) -> tuple[ShotLine, ...]:
        """Return every shot that has a take, by name."""
        with self._lock:
            before = self._kept if self._kept is not None else _load(show)
            people = _stamp(show.folder / "review" / "people") ^ _stamp(show.folder / "show.yaml")
            after: dict[str, _Kept] = {}
            for name in _shot_names(show):
                kept = self._shot(show, name, people, before.get(name))
                if kept is not None:
                    after[name] = kept
            if len(after) != len(before) or any(after.get(name) is not kept for name, kept in before.items()):
                self._unsaved = True
            self._kept = after
            if self._unsaved and time.monotonic() - self._saved > SAVE_EVERY_S:
                self._save(show)
            return tuple(after[name].line for name in sorted(after))

    def save(self, show: Show) -> None:
        """Leave what is known for the next process."""
        with self._lock:
            if self._unsaved:
                self._save(show)

    def _save(self, show: Show) -> None:
        _save(show, self._kept or {})
        self._unsaved, self._saved = False, time.monotonic()

    def _shot(self, show: Show, name: str, people: int, before: _Kept | None) -> _Kept | None:
        folder = show.shots / name
        versions = _versions(folder)
        if not versions:
            return None
        judged, noted = _stamp(folder / "decisions"), _stamp(folder / "notes")
        stamps = (people, judged, noted, *(number for version in versions for number in (version[0], *version[2])))
        if before is not None and before.stamps == stamps:
            return before
        known = {take.version: take for take in before.line.takes} if before is not None else {}
        same_word = before is not None and before.stamps[:2] == stamps[:2]
        takes = []
        for _, version, stamp in versions:
            take = known.get(version)
            if take is None or take.stamp != stamp:
                take = _read(folder / version, stamp)
            elif same_word:
                takes.append(take)
                continue
            if take is not None:
                takes.append(self._with_outcome(show, take))
        if not takes:
            return None
        opened, addressed = self._notes(show, name) if noted else ({}, {})
        return _Kept(ShotLine(name, tuple(takes), opened, addressed), stamps)

    def _with_outcome(self, show: Show, take: TakeLine) -> TakeLine:
        try:
            state, missing = self._judging.outcome(show, take.shot, take.version)
        except RushesError:
            return replace(take, state="open", missing=())  # a decision that can't be read decides nothing
        return replace(take, state=state, missing=missing)

    def _notes(self, show: Show, shot: str) -> tuple[dict[str, int], dict[str, int]]:
        with contextlib.suppress(RushesError):
            return self._judging.notes(show, shot)
        return {}, {}


def _shot_names(show: Show) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(show.shots) as entries:
        for entry in entries:
            with contextlib.suppress(BadInputError):
                if entry.is_dir() and check_shot_name(entry.name) == entry.name:
                    yield entry.name


def _versions(folder: Path) -> list[tuple[int, str, tuple[int, int]]]:
    """Return number, name and stamp of each version with a record, oldest first."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(BadInputError, OSError):
                number = parse_version(entry.name)
                there = os.stat(f"{entry.path}/take.json")  # noqa: PTH116 - 2,000 times a page; a Path costs more than the call
                found.append((number, entry.name, (there.st_mtime_ns, there.st_size)))
    return sorted(found)


def _stamp(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _read(folder: Path, stamp: tuple[int, int]) -> TakeLine | None:
    """Return a take in short; None for a record that is damaged: the shot's page says what is wrong with it."""
    try:
        record: dict[str, Any] = parsed((folder / "take.json").read_bytes())
        findings = record["findings"]
        movies = [
            one["path"]
            for one in record["files"]
            if one["role"] == "review" and one["path"].endswith(".mp4") and not one["path"].endswith("_split.mp4")
        ]
        return TakeLine(
            shot=folder.parent.name,
            version=folder.name,
            kind=str(record["kind"]),
            engine=str(record["engine"]),
            created=str(record["created"]),
            frames=int(record["last_frame"]) - int(record["first_frame"]) + 1,
            quality=str(record["recipe"].get("quality", "")),
            state="open",
            missing=(),
            failed=sum(not one["ok"] for one in findings),
            checks=len(findings),
            people=tuple(map(str, record["clearance"].get("people", ()))),
            movie=movies[0] if movies else "",
            stamp=stamp,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _file(show: Show) -> Path:
    return show.work / "review" / "index.json"


def _load(show: Show) -> dict[str, _Kept]:
    """Return what an earlier process left; nothing when it is of another form: it is only a shortcut."""
    try:
        record = parsed(_file(show).read_bytes())
        if record["schema"] != SCHEMA:
            return {}
        return {name: _kept(*shot) for name, shot in record["shots"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _kept(line: dict[str, Any], stamps: list[int]) -> _Kept:
    takes = tuple(
        TakeLine(
            **{
                **take,
                "missing": tuple(take["missing"]),
                "people": tuple(take["people"]),
                "stamp": tuple(take["stamp"]),
            }
        )
        for take in line["takes"]
    )
    return _Kept(ShotLine(line["shot"], takes, line["open_notes"], line["addressed_notes"]), tuple(stamps))


def _save(show: Show, shots: dict[str, _Kept]) -> None:
    record = {"schema": SCHEMA, "shots": {name: [_plain(kept.line), list(kept.stamps)] for name, kept in shots.items()}}
    with contextlib.suppress(OSError):  # a show that may only be read is reviewed all the same
        _file(show).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_file(show), json.dumps(record))


def _plain(line: ShotLine) -> dict[str, Any]:
    return {
        "shot": line.shot,
        "takes": [asdict(take) for take in line.takes],
        "open_notes": dict(line.open_notes),
        "addressed_notes": dict(line.addressed_notes),
    }
