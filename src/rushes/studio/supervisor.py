"""The supervisor of a studio: it takes what is next in the queue, runs it as a process of its own, and writes down how it ended.

What it runs are commands of the command line, each a child that can't outlive it. It may be killed at any moment: whoever supervises next takes up
what ran, and the files say how much of that is done.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from rushes.errors import BusyError, CancelledError, NotNowError, RushesError
from rushes.studio import queue
from rushes.studio.config import Studio
from rushes.studio.database.engine import Database, patiently
from rushes.studio.database.schema import check_generation
from rushes.studio.ending import Ending, ending_of
from rushes.studio.executor import Progress
from rushes.studio.jobs import cancel_job, list_jobs
from rushes.studio.process import run_program
from rushes.studio.queue import Ask
from rushes.studio.seat import Seat, supervising, who
from rushes.studio.turn import turn_environment
from rushes.studio.watch import about, say, span, watching

LOOK_EVERY_S: Final = 0.25
"""How often [s] the supervisor looks for what has ended and what it can begin."""

CHECK_EVERY_S: Final = 2.0
"""How often [s] it looks whether it still holds its seat, and what was cancelled."""

GRACE_S: Final = 20.0
"""How long [s] a cancelled job has to end by itself before it is killed."""

WAIT_S: Final = 15.0
"""How long [s] what can't be begun now (a full disk, a busy shot) waits before it is tried again."""

IDLE_S: Final = 0.5
"""How long [s] nothing is claimed after there was nothing to claim, unless something ends."""

_LAST_LINES: Final = 40
_PROGRESS = re.compile(r"(?P<step>\S.*?)\s+(?P<done>\d+)/(?P<total>\d+)(?: .*)?")
"""A line of ``rushes.cli.bar``."""

Result = TypeVar("Result")


class Halt(IntEnum):
    """What the supervisor is asked to do about its own end."""

    NO = 0
    DRAIN = 1
    STOP = 2


@dataclass(frozen=True, slots=True)
class News:
    """Something that a person at the terminal wants to know.

    Attributes:
        what: ``waits``, ``figures``, ``supervises``, ``takes up``, ``begins``, ``goes on``, ``ends``, ``trouble`` or ``drains``.
        words: In words.
        ask: What it is about; None where it is about the studio.
        progress: Where that stands; of ``goes on`` only.
    """

    what: str
    words: str = ""
    ask: Ask | None = None
    progress: Progress | None = None


@dataclass(slots=True)
class _Running:
    """Something that runs: its process's thread, and why it has to stop, if it has."""

    ask: Ask
    thread: threading.Thread | None = None
    killed: threading.Event = field(default_factory=threading.Event)
    cancelled_at: float | None = None
    progress: Progress | None = None

    def hear(self, line: str) -> None:
        """Take note of a line that says how far it is."""
        if found := _PROGRESS.fullmatch(line.strip()):
            self.progress = Progress(found["step"], int(found["done"]), int(found["total"]))


def supervise(
    studio: Studio,
    *,
    told: Callable[[News], None],
    halt: Callable[[], Halt],
    standby: bool = False,
    jobs: int | None = None,
    until_empty: bool = False,
    drain_s: float = 600.0,
) -> int:
    """Work for a studio until it is told to halt.

    Args:
        studio: The studio; its database has to be of the newest generation.
        told: Handed what happens, from this thread.
        halt: Asked all the time. ``DRAIN``: begin nothing more, and leave when what runs has ended or ``drain_s`` are over. ``STOP``: stop what
            runs, and leave; it goes on from there with the next supervisor.
        standby: Wait until the seat is free, and take over then.
        jobs: How many takes are made at once; as the studio says when left out.
        until_empty: Leave when there is nothing more to do.
        drain_s: How long [s] a drain waits.

    Returns:
        How many jobs ended.

    Raises:
        BusyError: The one that it stood by for was drained; or another supervisor works for this studio, or has taken it over.
        BadInputError: The database is none, or of another generation.
    """
    with Database(studio) as database:
        stopped = lambda: halt() > Halt.NO  # noqa: E731 - a name for what is asked in three places
        patiently(lambda: check_generation(database), told=lambda words: told(News("trouble", words)), stopped=stopped)
        waited: list[bool] = []

        def waits() -> None:
            waited.append(True)
            told(News("waits"))

        with (
            supervising(studio, standby=standby, waits=waits, stopped=stopped) as seat,
            watching(studio, depth=lambda: queue.counts(database), serve=True) as figures,
        ):
            if figures:
                told(News("figures", f"http://{figures}/metrics"))
            return _Supervisor(database, seat, told, halt, jobs or studio.jobs_at_a_time, drain_s).work(
                until_empty=until_empty, stood_by=bool(waited)
            )


class _Supervisor:
    def __init__(
        self,
        database: Database,
        seat: Seat,
        told: Callable[[News], None],
        halt: Callable[[], Halt],
        jobs: int,
        drain_s: float,
    ) -> None:
        self.database, self.seat, self.told, self.halt, self.jobs = database, seat, told, halt, jobs
        self.drain_s = drain_s
        self.running: dict[str, _Running] = {}
        self.ended: SimpleQueue[tuple[_Running, Ending]] = SimpleQueue()
        self.epoch = 0
        self.count = 0
        self._checked = self._empty_at = 0.0
        self._draining_since: float | None = None
        self._drained = False

    def work(self, *, until_empty: bool, stood_by: bool) -> int:
        """Claim, run and settle until there is reason to leave."""
        self.epoch, left = self._patiently(lambda: queue.begin(self.database, who(), stood_by=stood_by))
        self.told(News("supervises", f"{self.database.studio.name}, as number {self.epoch}"))
        if left:
            self.told(News("takes up", ", ".join(left)))
        try:
            while True:
                self._settle()
                if self._is_over() or (not self._fill() and until_empty and not self.running):
                    return self.count
                self._check()
                self._look()
                self._wait()
        finally:
            self._stop_all()

    def _patiently(self, do: Callable[[], Result]) -> Result:
        """Do something with the database, waiting for it while it is away; what runs goes on meanwhile."""
        said = lambda words: self.told(News("trouble", f"{words} The floor waits for it; what runs goes on."))  # noqa: E731 - a name
        return patiently(do, told=said, stopped=lambda: self.halt() is Halt.STOP)

    def _is_over(self) -> bool:
        asked = self.halt()
        if asked is Halt.STOP:
            return True
        if asked is Halt.NO and not self._drained:
            return False
        now = time.monotonic()
        if self._draining_since is None:
            self._draining_since = now
            self.told(News("drains", f"{len(self.running)} still run"))
        return not self.running or (asked is Halt.DRAIN and now - self._draining_since > self.drain_s)

    def _fill(self) -> bool:
        """Begin what can be begun; False when there was nothing, and nothing waits for its moment either."""
        if time.monotonic() - self._empty_at < IDLE_S:
            return True
        while len(self.running) < self.jobs and self.halt() is Halt.NO:
            ask = self._patiently(lambda: queue.claim(self.database, self.epoch))
            if ask is None:
                self._empty_at = time.monotonic()
                return bool(self._patiently(lambda: queue.list_asks(self.database, states=("queued",), most=1)))
            self._begin(ask)
        return True

    def _begin(self, ask: Ask) -> None:
        one = _Running(ask)
        one.thread = threading.Thread(target=self._run, args=(one,), name=f"ask {ask.id}")
        self.running[ask.id] = one
        self.told(News("begins", ask=ask))
        one.thread.start()

    def _run(self, one: _Running) -> None:
        """Run one command to its end, in a thread of its own."""
        lines: deque[str] = deque(maxlen=_LAST_LINES)

        def hear(line: str) -> None:
            lines.append(line)
            one.hear(line)

        try:
            log = one.ask.folder / "work" / "asked" / f"{one.ask.id}.log"
            ending = _unfit(one.ask)
            if ending is None:
                with about(ask=one.ask.id, show=one.ask.show, shot=one.ask.shot), span("ask"):
                    run_program(
                        _argv(one.ask), log=log, on_line=hear, cancelled=one.killed.is_set,
                        env={"PYTHONUNBUFFERED": "1", **turn_environment(one.ask.priority, one.ask.asked_at)},
                    )  # fmt: skip
                ending = ending_of(lines)
        except CancelledError:
            ending = Ending("queued" if one.cancelled_at is None else "cancelled", "It was stopped.")
        except (BusyError, NotNowError) as error:
            ending = Ending("queued", str(error))
        except RushesError as error:
            ending = ending_of(lines, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the floor goes on
            ending = Ending("crashed", f"The floor could not run it: {type(error).__name__}: {error}")
        self.ended.put((one, ending))

    def _settle(self) -> None:
        """Write down how what ended has ended."""
        while True:
            try:
                one, ending = self.ended.get_nowait()
            except Empty:
                return
            self._write(one, ending)

    def _write(self, one: _Running, ending: Ending) -> None:
        ask, crashed = one.ask, ending.state == "crashed"
        state = ending.state
        if crashed:
            state = "aside" if ask.tries + 1 >= self.database.studio.tries else "queued"
        if one.cancelled_at is not None and state == "queued":
            state = "cancelled"
        wait = WAIT_S if state == "queued" and not one.killed.is_set() and not crashed else 0.0
        now = time.time()
        counted = self._patiently(
            lambda: queue.settle(
                self.database, ask, self.epoch, state=state, reason=ending.reason, take=ending.take, crashed=crashed,
                wait_s=wait, now=now,
            )
        )  # fmt: skip
        del self.running[ask.id]
        self._empty_at = 0.0
        self.count += counted and state != "queued"
        with about(ask=ask.id, show=ask.show, shot=ask.shot):
            if state != "queued":
                say("ask.settled", "error" if state in {"failed", "aside"} else "info", state=state, tries=ask.tries)
            elif crashed:
                say("ask.retried", "warning", tries=ask.tries + 1)
        words = f"{'crashed, and is tried again' if crashed and state == 'queued' else state}: {ending.reason}".rstrip(
            ": "
        )
        self.told(News("ends", words, ask))

    def _check(self) -> None:
        """Look, now and then, whether the seat is still held, what was cancelled, and whether this is drained."""
        now = time.monotonic()
        if now - self._checked < CHECK_EVERY_S:
            return
        self._checked = now
        if not self.seat.is_kept():
            self._sit_down_again()
        self._drained = self._patiently(lambda: queue.is_drained(self.database, self.epoch))
        for name in self._patiently(lambda: queue.cancelled(self.database)):
            if name in self.running:
                self._cancel(self.running[name], now)

    def _sit_down_again(self) -> None:
        """Take the seat again once the database is back, unless another has begun to supervise meanwhile.

        Raises:
            BusyError: Another one has.
        """
        while not self._patiently(self.seat.take):  # our own old connection may keep it for some seconds yet
            self._patiently(lambda: queue.check(self.database, self.epoch))
            if self.halt() is Halt.STOP:
                return
            time.sleep(LOOK_EVERY_S)
        self._patiently(lambda: queue.check(self.database, self.epoch))

    def _cancel(self, one: _Running, now: float) -> None:
        """Ask a job to end by itself, which says so in its own record; kill it when it does not."""
        one.cancelled_at = one.cancelled_at or now
        if now - one.cancelled_at > GRACE_S:
            one.killed.set()
        work = one.ask.folder / "work"
        for job in list_jobs(work):
            if job.shot == one.ask.shot and job.state == "running":
                cancel_job(work, job.id)

    def _look(self) -> None:
        """Tell how far what runs is, where that has changed."""
        for one in self.running.values():
            now, one.progress = one.progress, None
            if now is not None:
                self.told(News("goes on", ask=one.ask, progress=now))

    def _wait(self) -> None:
        """Wait a moment, or until something ends."""
        try:
            one, ending = self.ended.get(timeout=LOOK_EVERY_S)
        except Empty:
            return
        self._write(one, ending)

    def _stop_all(self) -> None:
        """Stop what runs: what is finished of it is kept, and it is put back where the database still hears us."""
        for one in self.running.values():
            one.killed.set()
        for one in list(self.running.values()):
            if one.thread is not None:
                one.thread.join()
        try:
            while self.running:
                one, ending = self.ended.get_nowait()
                self._write(one, ending)
        except (Empty, NotNowError):
            return  # whoever supervises next finds it as running, and takes it up


def _argv(ask: Ask) -> list[str]:
    brief = [ask.asked["brief"]] if ask.asked.get("brief") else []
    command = [sys.executable, "-m", "rushes", ask.asked.get("command", "make"), *brief, *ask.asked.get("flags", ())]
    return [*command, "--show", str(ask.folder), "--json"]


def _unfit(ask: Ask) -> Ending | None:
    """Return why something can't be begun as it was asked for; None when it can."""
    if not ask.folder.is_dir():
        return Ending("queued", f"The show's folder {ask.folder} is not there. It goes on when it is.")
    if not ask.asked.get("brief"):
        return None
    path = Path(ask.asked["brief"])
    try:
        now = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return Ending("failed", f"Its brief {path} can't be read ({error.strerror}). Ask for it again.")
    if now == ask.asked.get("sha256", now):
        return None
    return Ending("failed", f"Its brief {path} was changed after it was asked for. Ask for it again, as it is now.")
