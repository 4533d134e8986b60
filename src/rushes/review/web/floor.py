"""Takes that were asked for here: each made by ``rushes make`` in a process of its own, one after the other, or by the studio where there is one.

What waits lies in ``work/review/asked/`` of the show as briefs, so that it is not lost when the room closes; what runs goes on
without the room.
"""

from __future__ import annotations

import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rushes.errors import BadInputError, RushesError
from rushes.review.web.event_log import EventLog
from rushes.review.web.handed import Handed, Waits
from rushes.show import Show
from rushes.studio import is_locked, list_jobs, spoken_errors, write_atomically
from rushes.studio.config import load_studio
from rushes.studio.lock import FileLock

MOST_WAITING = 50
"""Takes that may wait: more than a day of any machine."""

FROM_NOTES = "from_notes: "
"""What a file on the list starts with that asks for the next version from notes."""

MEASURE = "# measure\n"
"""What a brief on the list starts with that is only to be planned, which measures this machine (a minute or two)."""

LOOK_EVERY_S = 0.5

LOOK_AT_STUDIO_S = 2.0
"""How often [s] it is looked at what other rooms were asked for, and how what was left to the studio stands."""

_log = logging.getLogger("rushes.review")


class Floor:
    """Makes what waits, one after the other: the oldest first whose shot nobody else makes. Of a show's rooms, one does so."""

    def __init__(self, show: Callable[[], Show], log: EventLog) -> None:
        self._show = show
        self._log = log
        self._stop = threading.Event()
        self._more = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rushes-floor", daemon=True)
        self._turn = FileLock(show().work / "review" / "floor.lock")
        studio = load_studio()
        self._handed = Handed(studio, show, self._tell) if studio.is_configured else None

    def start(self) -> None:
        """Begin with what an earlier room left waiting."""
        self._thread.start()

    def stop(self) -> None:
        """Begin with nothing more; what runs goes on."""
        self._stop.set()
        self._more.set()
        self._thread.join(timeout=10)

    def ask(self, shot: str, brief: str) -> Waits:
        """Put a brief on the list.

        Args:
            shot: What it makes.
            brief: As YAML.

        Raises:
            BadInputError: Too much waits already, or it can't be written.
        """
        if len(self.waiting()) >= MOST_WAITING:
            raise BadInputError(f"{MOST_WAITING} takes wait already. Ask again when some are made.")
        one = Waits(f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}-{shot}", shot)
        path = self._folder / f"{one.id}.yaml"
        with spoken_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, brief)
        self._tell(one, "waiting", "Waits for its turn.")
        self._more.set()
        return one

    def waiting(self) -> list[Waits]:
        """Return what waits, the oldest first."""
        handed = self._handed.waiting() if self._handed else []
        listed = [_waits(path) for path in sorted(self._folder.glob("*.yaml"))]
        return list({one.id: one for one in (*handed, *listed)}.values())

    @property
    def _folder(self) -> Path:
        return self._show().work / "review" / "asked"

    def _tell(self, one: Waits, state: str, words: str) -> None:
        self._log.add([("ask", {"id": one.id, "shot": one.shot, "state": state, "words": words})])

    def _run(self) -> None:
        while True:
            self._more.clear()  # before looking: what comes in afterwards is not slept through
            if self._stop.is_set():
                self._turn.release()
                return
            try:
                if self._turn.take():
                    if self._goes_on():
                        continue
                elif self._handed is not None:
                    self._handed.look(tells=False)  # another room of this show does all else
            except RushesError as error:
                _log.warning("What was asked for could not be begun; it is tried again. %s", error)
            except Exception:  # noqa: BLE001 - a floor that dies makes nothing any more
                _log.exception("What was asked for could not be begun; it is tried again.")
            self._more.wait(timeout=LOOK_AT_STUDIO_S)

    def _goes_on(self) -> bool:
        """Begin with what waits; say whether something was made, and the next may be."""
        paths = sorted(self._folder.glob("*.yaml"))
        if self._handed is not None:
            self._hand_over(self._handed, paths)
            self._handed.look()
        elif free := next(filter(self._may_begin, paths), None):
            self._make(free)
            return True
        return False

    def _hand_over(self, handed: Handed, paths: list[Path]) -> None:
        """Leave what waits to the studio; what can't be left there now stays on the list."""
        for path in paths:
            begun = path.with_suffix(".begun")
            write_atomically(begun, path.read_bytes())
            handed.hand_over(_waits(path), *_command(begun))
            path.unlink()  # killed before this, it is asked for twice, and the second finds the take of the first

    def _may_begin(self, path: Path) -> bool:
        """Say whether nobody makes a take's shot; what measures this machine waits until nobody makes anything."""
        work = self._show().work
        return not is_locked(work, "" if path.read_text(encoding="utf-8").startswith(MEASURE) else _waits(path).shot)

    def _make(self, path: Path) -> None:
        one = _waits(path)
        begun = path.with_suffix(".begun")
        path.replace(begun)
        log = path.with_suffix(".log")
        self._tell(one, "starting", "Is being planned.")
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "rushes", *_what(begun), "--show", str(self._show().folder)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, env=os.environ,
            )  # fmt: skip
        shown = False
        while process.poll() is None and not self._stop.is_set():
            time.sleep(LOOK_EVERY_S)
            if not shown and any(
                job.shot == one.shot and job.state == "running" for job in list_jobs(self._show().work)
            ):
                self._tell(one, "gone", "")
                shown = True
        if process.returncode in {None, 0}:
            self._tell(one, "gone", "")
        elif not shown:
            self._tell(one, "failed", _last_words(log))


def _what(asked: Path) -> list[str]:
    """Return the command: make a brief, make the next version from notes, or measure what a brief's steps take here."""
    command, brief = _command(asked)
    return [*command, str(brief)] if brief else command


def _command(asked: Path) -> tuple[list[str], Path | None]:
    """Return the command without its brief, and the brief, when it has one."""
    text = asked.read_text(encoding="utf-8")
    if text.startswith(FROM_NOTES):
        return ["make", "--from-notes", text.removeprefix(FROM_NOTES).strip()], None
    return ["plan" if text.startswith(MEASURE) else "make"], asked


def _waits(path: Path) -> Waits:
    return Waits(path.stem, path.stem.split("-", 3)[-1])


def _last_words(log: Path) -> str:
    """Return the sentence that a command left with."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line.removeprefix("rushes: ") for line in lines if line.startswith("rushes: ")]
    return (said or lines or ["It ended without a word."])[-1][:600]
