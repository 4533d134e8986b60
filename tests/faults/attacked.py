"""A show to attack: what is in it, how takes are made in it, and what has to hold after every attack."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import tiny_make
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tiny_engine import FRAMES, PACE, ground_of, picture_of, read_picture_plane

from rushes.clearance.records.keys import memory_signer
from rushes.engines import Take
from rushes.media.exr import read_picture
from rushes.provenance import Authority, trust_roots, verify
from rushes.provenance.ledger import verify_ledger
from rushes.review.deciding import Person, add_person, draft, outcome, record, sign
from rushes.show import Show
from rushes.studio import is_locked, list_jobs

CIRCLED = "000_0010"
SHOTS = ("010_0010", "010_0020")
HERE = Path(__file__).parent
TORN = "the last line is torn"
"""What is said of half a line at the ledger's end until the next event sets it aside: no take can be trusted meanwhile, and none is lost."""

TRIES = 3
"""How often the same command may be given again after an attack: more would be a human who fiddles."""


@dataclass
class Attacked:
    """A show of its own, with a circled take, and processes that make takes in it.

    Attributes:
        folder: Holds the show, this person's settings and a place for temporary files.
        env: What its processes find in their environment besides.
        seconds: How long [s] an undisturbed make takes here, as far as is known.
        pace: How long [s] the tiny engine takes for a frame.
        forks: Whether a copy of this process may be a make, which spares it what it has imported already.
        asked: The shots that were ever asked for.
        started: Its processes, each with what it printed.
        begun: When each make began [s], and with which shots.
        bucket: The bucket that its steps and takes go to besides (``tests/bucket.py``); None where there is none.
        machine: Another machine, on the network with this one (``machine.py``); None where there is none.
        measured: What the last attack measured, by name.
        postgres: The server that remembers its jobs (``tests/database.py``); None where a file does.
    """

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    seconds: float = 6.0
    pace: float = 0.0
    postgres: Any = None
    forks: bool = True
    started: dict[int, Path] = field(default_factory=dict)
    begun: dict[int, tuple[float, Sequence[str]]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    bucket: Any = None
    machine: Any = None
    measured: dict[str, float] = field(default_factory=dict)

    @property
    def show(self) -> Show:
        return Show.load(self.place)

    @property
    def place(self) -> Path:
        return self.folder / "disk" / "SHOW"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def environment(self) -> dict[str, str]:
        """What a process of it is started with."""
        path = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {
            **os.environ, "RUSHES_HOME": str(self.folder / "home"), "TMPDIR": str(self.temporary), "PYTHONPATH": os.pathsep.join(path),
            PACE: str(self.pace), **self.env,
        }  # fmt: skip

    @contextlib.contextmanager
    def entered(self):
        """Read and write with this show's settings in this process."""
        own = {"RUSHES_HOME": str(self.folder / "home"), **self.env}
        before = {name: os.environ.get(name) for name in own}
        os.environ |= own
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    def start(self, *shots: str, apart: bool = False, env: Mapping[str, str] | None = None) -> int:
        """Begin to make takes in a process of its own, and return its id.

        Args:
            shots: Made one after the other.
            apart: Start Python anew for it, where a copy of this process will not do.
            env: Added to its environment.
        """
        self.asked.update(shots)
        argv = [sys.executable, str(HERE / "tiny_make.py"), str(self.place), *shots]
        pid = self.begin(argv, lambda: tiny_make.make(self.place, list(shots)), apart=apart, env=env)
        self.begun[pid] = (time.monotonic(), shots)
        return pid

    def begin(
        self, argv: Sequence[str], run: Callable[[], int], *, apart: bool = False, env: Mapping[str, str] | None = None
    ) -> int:
        """Begin a program, or a copy of this process that does the same, and return the process's id."""
        log = self.folder / f"make-{len(self.started)}.log"
        log.touch()  # what it says is read before a copy has come to say anything
        environment = {**self.environment(), **(env or {})}
        if apart or not self.forks:
            with log.open("wb") as out:
                process = subprocess.Popen(
                    argv, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment, cwd="/", start_new_session=True,
                )  # fmt: skip
            pid = process.pid
            process.returncode = 0  # it is waited for by its number, as a copy of this process is
        else:
            pid = os.fork()
            if not pid:
                _become(log, environment, run)
        self.started[pid] = log
        return pid

    def wait(self, pid: int, seconds: float = 900.0) -> int:
        """Return a process's exit code, negative for a signal; it is killed when it takes too long, which is -99."""
        until = time.monotonic() + seconds
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._learn(pid, os.waitstatus_to_exitcode(status))
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return -99
            time.sleep(0.01)

    def _learn(self, pid: int, code: int) -> None:
        """Remember how long a make of a new take lasts here now."""
        begun, shots = self.begun.get(pid, (0.0, ()))
        if shots and not code and "seal 1/1" in self.said(pid):
            lasted = (time.monotonic() - begun) / len(shots)
            self.seconds = 0.6 * self.seconds + 0.4 * min(60.0, lasted)

    def caught(self, chance: random.Random) -> int:
        """Begin to make takes, wait for a random moment of that, and return the process, which still runs then."""
        while True:
            pid = self.start(*self.new_shots(chance))
            if self.at_random(chance, pid):
                return pid
            self.wait(pid)

    def is_running(self, pid: int) -> bool:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def said(self, pid: int) -> str:
        return self.started[pid].read_text(encoding="utf-8", errors="replace")

    def steps(self, who: str = "") -> list[int]:
        """Processes of its jobs that live: a ``guard``, a ``step`` itself, ``blender``, a ``job`` that was started apart, or all."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
                state = (entry / "stat").read_text(errors="replace").rpartition(") ")[2][:1]
            except OSError:
                continue
            names = {"rushes.studio.child": "step", "tiny_blender": "blender", "tiny_make": "job"}
            kind = next((kind for name, kind in names.items() if name in line), "")
            kind = "guard" if kind and "guard.py" in line else kind
            if str(self.place) in line and kind and state not in "ZX" and who in {"", kind}:
                found.append(int(entry.name))
        return found

    def until_quiet(self, seconds: float = 300.0) -> bool:
        """Wait until nothing of it runs any more."""
        return until(lambda: not self.steps(), seconds)

    def at_random(self, chance: random.Random, pid: int) -> bool:
        """Wait for a random moment of a make; say whether it still runs then."""
        moment = time.monotonic() + chance.uniform(0.0, 1.0) * self.seconds
        while time.monotonic() < moment and self.is_running(pid):
            time.sleep(0.005)
        return self.is_running(pid)

    def new_shots(self, chance: random.Random, most: int = 2, least: int = 1) -> list[str]:
        """Return some shots that have no take yet: begun ones first, so that what an attack left is gone on with."""
        made = {path.parent.name for path in self.versions()}
        begun = sorted((self.asked | set(SHOTS)) - made)
        fresh = [f"010_{number:04d}" for number in range(30, 1000, 10) if f"010_{number:04d}" not in self.asked | made]
        return (begun + fresh)[: chance.randint(least, most)]

    def versions(self) -> list[Path]:
        return sorted(path for path in self.place.glob("shots/*/v???") if path.is_dir())

    def troubles(self) -> list[str]:
        """Return what must never be, now: a take that claims what isn't right, a ledger that does not hold, a lost circle."""
        found: list[str] = []
        with self.entered():
            for version in self.versions():
                found += _wrong_in_take(version)
            found += [one for one in self.ledger() if TORN not in one]
            state = outcome(self.show, CIRCLED, "v001").state
            if state != "circled":
                found.append(f"{CIRCLED} was circled, and is {state}")
        found += [
            f"a make left with a traceback: {self.started[pid]}"
            for pid in self.started
            if "Traceback" in self.said(pid)
        ]
        return found

    def ledger(self) -> tuple[str, ...]:
        with self.entered():
            return verify_ledger(self.place / "ledger.jsonl", Authority.open().ledger_key.public_key())

    def finish(self) -> list[str]:
        """Give the same commands again until all is made that was ever asked for; return what is not right then."""
        shots = sorted({*SHOTS, *self.asked})
        for _ in range(TRIES):
            pid = self.start(*shots)
            if self.wait(pid) == 0:
                break
        else:
            return [f"the same command did not end well after {TRIES} tries: {self.said(pid)[-600:]}"]
        found = self.troubles()
        found += list(self.ledger())
        made = {path.parent.name for path in self.versions()}
        found += [f"{shot} has no take" for shot in shots if shot not in made]
        found += [f"{path} is one version too many" for path in self.versions() if path.name != "v001"]
        found += [f"{path} was left behind" for path in self.place.glob("shots/*/*.part")]
        if left := [job.id for job in list_jobs(self.place / "work") if job.state == "running"]:
            found.append(f"nothing runs, and these say that they do: {left}")
        if is_locked(self.place / "work"):
            found.append("nothing runs, and a lock is held")
        return found


def _become(log: Path, environment: Mapping[str, str], run: Callable[[], int]) -> None:
    """Be another program: a copy of this process that only that is left of."""
    code = 70
    try:
        os.setsid()
        os.chdir("/")
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        os.environ.clear()
        os.environ.update(environment)
        import tempfile

        tempfile.tempdir = None
        code = run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    except BaseException:  # noqa: BLE001 - whatever it is, this copy ends here
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def until(condition: Callable[[], object], seconds: float = 60.0) -> bool:
    """Wait for something; say whether it came."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _wrong_in_take(folder: Path) -> list[str]:
    """Return what a take claims that isn't so: by its seals and hashes, and by its very pixels."""
    whole = verify(folder, trust_roots=trust_roots())
    said = [problem for problem in whole.problems if TORN not in problem]
    if whole.state not in {"trusted", "valid"} and (said or not whole.problems):
        return [f"{folder}: {whole.state}: {'; '.join(whole.problems)[:400]}"]
    take = Take.load(folder / "take.json")
    comp, ground = take.paths("comp"), take.paths("element")
    if len(comp) != len(FRAMES) or len(ground) != len(FRAMES):
        return [f"{folder} holds {len(comp)} frames and {len(ground)} of its ground, not {len(FRAMES)}"]
    pairs = zip(comp, ground, FRAMES, strict=True)
    return [
        f"{picture} is not the picture that was asked for"
        for picture, below, frame in pairs
        if not np.array_equal(read_picture(picture).astype(np.float16), picture_of(take.shot, frame))
        or not np.array_equal(read_picture_plane(below), ground_of(frame))
    ]


def new_show(folder: Path) -> Attacked:
    """Start a show with one take, and circle it."""
    attacked = Attacked(folder)
    for place in (attacked.place.parent, attacked.temporary):
        place.mkdir(parents=True, exist_ok=True)
    with attacked.entered():
        show = Show.init(attacked.place, Fraction(24))
        pid = attacked.start(CIRCLED, apart=True)
        assert attacked.wait(pid) == 0, attacked.said(pid)
        signer = memory_signer(Ed25519PrivateKey.generate())
        ida = Person(
            id="ida", name="Ida", roles=("supervisor",), did=signer.did, evidence="in person",
            enrolled_at=datetime.now(UTC) - timedelta(minutes=5),
        )  # fmt: skip
        add_person(show, ida)
        take = Take.load(show.version_folder(CIRCLED, "v001") / "take.json")
        words = draft(
            show,
            take,
            "circle",
            ida,
            "supervisor",
            why="It is good.",
            human_contribution="Timing.",
            now=datetime.now(UTC),
        )
        record(show, sign(words, signer))
    return attacked


def copy_of(template: Attacked, folder: Path) -> Attacked:
    """Return a copy of a show, links between its files and all, to be attacked in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("disk", "home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
        subprocess.run(["cp", "-a", f"{template.folder / name}/.", str(folder / name)], check=True)  # noqa: S607
    return Attacked(folder, seconds=template.seconds)


def remove(attacked: Attacked) -> None:
    """Remove a show, and whatever is mounted in it."""
    for mount in sorted(_mounts(attacked.folder), reverse=True):
        subprocess.run(["umount", "-l", mount], check=False)  # noqa: S607
    shutil.rmtree(attacked.folder, ignore_errors=True)


def _mounts(folder: Path) -> list[str]:
    lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    return [place for line in lines if (place := line.split()[1]).startswith(f"{folder}/")]


def read_jsonl(path: Path) -> list[dict]:
    """Return the records of a file that may end in the middle of one."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found
