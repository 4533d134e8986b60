"""Attacks on a show, each a function: it does harm at a random moment, waits until that is over, and undoes what a person or a power line would.

What it returns is said of it; an ``AssertionError`` says that Rushes did what it must not. A make that is attacked may fail, if it says why.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from attacked import Attacked, until
from listed import attack, told

NEEDS_ROOM = 8 << 20
"""Bytes that are free on a disk before it is filled: more than a show here takes."""


@attack(file=50, database=12)
def kill_supervisor(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of the process that makes takes."""
    pid = attacked.caught(chance)
    attacked.kill(pid)
    code = attacked.wait(pid)
    assert attacked.until_quiet(), "a step outlived its supervisor"
    return f"killed after: {(attacked.said(pid).splitlines() or ['nothing'])[-1][:80]} ({code})"


@attack(file=30)
def kill_worker(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of a step's process, or of its guard."""
    pid, who = attacked.start(*attacked.new_shots(chance)), chance.choice(("step", "guard"))
    attacked.at_random(chance, pid)
    until(lambda: attacked.steps(who) or not attacked.is_running(pid), 30)
    for victim in attacked.steps(who)[:1]:
        attacked.kill(victim)
    return f"{who}: {told(attacked, pid, attacked.wait(pid))}"


@attack(file=24, database=4)
def kill_one_of_two(attacked: Attacked, chance: random.Random) -> str:
    """Two shots that share a step are made at once, and one of the two supervisors is killed: the other has to end well."""
    shutil.rmtree(attacked.place / "work" / "ground", ignore_errors=True)  # so that both need it
    one, two = (attacked.start(shot) for shot in attacked.new_shots(chance, 2, least=2))
    attacked.at_random(chance, one)
    attacked.kill(one)
    code, other = attacked.wait(one), attacked.wait(two)
    assert other == 0, f"the other did not end well: {other} {attacked.said(two)[-600:]}"
    return f"killed ({code}); the other ended"


@attack(file=14, database=2)
def two_supervisors(attacked: Attacked, chance: random.Random) -> str:
    """Two processes make the same shot at the same moment."""
    (shot,) = attacked.new_shots(chance, 1)
    one, two = attacked.start(shot), attacked.start(shot)
    codes = [(pid, attacked.wait(pid)) for pid in (one, two)]
    assert any(code == 0 for _, code in codes), [attacked.said(pid)[-300:] for pid, _ in codes]
    return "; ".join(told(attacked, pid, code) for pid, code in codes)


@attack(file=16)
def broken_memory(attacked: Attacked, chance: random.Random) -> str:
    """``jobs.sqlite`` is overwritten, cut short, emptied or deleted while a job runs, or locked by somebody for a while."""
    pid = attacked.caught(chance)
    path = attacked.place / "work" / "jobs.sqlite"
    how = chance.choice(("bytes", "cut", "gone", "locked"))
    if path.exists() and how == "bytes":
        with path.open("r+b") as stream:
            for _ in range(40):
                stream.seek(chance.randrange(max(1, path.stat().st_size)))
                stream.write(chance.randbytes(64))
    elif path.exists() and how == "cut":
        os.truncate(path, chance.randrange(path.stat().st_size + 1))
    elif how == "gone":
        path.unlink(missing_ok=True)
    elif path.exists():
        with contextlib.suppress(sqlite3.Error):
            connection = sqlite3.connect(path, timeout=20)
            connection.execute("BEGIN EXCLUSIVE")
            time.sleep(chance.uniform(0.5, 4.0))
            connection.close()
    return f"{how}: {told(attacked, pid, attacked.wait(pid))}"


@contextlib.contextmanager
def own_disk(place: Path, size: int) -> Iterator[None]:
    """Put what is in a folder on a disk of its own, and back when that is over."""
    aside = place.with_name(f"{place.name}-aside")
    place.mkdir(exist_ok=True)
    place.rename(aside)
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)  # noqa: S607
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(place)], check=True)  # noqa: S607
        shutil.rmtree(aside)
        yield
    finally:
        subprocess.run(["cp", "-a", f"{place}/.", f"{aside}/"], check=False) if aside.is_dir() else shutil.copytree(  # noqa: S607
            place, aside, copy_function=_linked(place)
        )
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607
        place.rmdir()
        aside.rename(place)


def _linked(_place: Path):
    """Copy files, with the links between them."""
    seen: dict[tuple[int, int], str] = {}

    def copy(source: str, target: str) -> None:
        found = Path(source).stat()
        first = seen.setdefault((found.st_dev, found.st_ino), target)
        if first != target:
            os.link(first, target)
        else:
            shutil.copy2(source, target)

    return copy


def filled(place: Path, free: int) -> Path:
    """Fill a disk until a few bytes are free, and return what fills it."""
    filler = place / ".filler"
    room = shutil.disk_usage(place).free - free
    with filler.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while room > 0:
            room -= stream.write(bytes(min(room, 1 << 16)))
    return filler


def _full(attacked: Attacked, chance: random.Random, place: Path) -> str:
    with own_disk(place, _size(place) + NEEDS_ROOM):
        pid = attacked.caught(chance)
        filler = filled(place, chance.choice((0, 1 << 12, 1 << 14, 1 << 16, 1 << 17)))
        said = told(attacked, pid, attacked.wait(pid))
        attacked.until_quiet()
        filler.unlink()
    return said


def _size(place: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in place.rglob("*") if path.is_file())


@attack(file=14)
def full_show(attacked: Attacked, chance: random.Random) -> str:
    """The show's disk, which holds the cache too, fills up."""
    return _full(attacked, chance, attacked.place.parent)


@attack(file=12)
def full_cache(attacked: Attacked, chance: random.Random) -> str:
    """The cache lies on a disk of its own, which fills up."""
    return _full(attacked, chance, attacked.place / "work")


@attack(file=8)
def full_temporary(attacked: Attacked, chance: random.Random) -> str:
    """The disk of temporary files fills up."""
    return _full(attacked, chance, attacked.temporary)


@attack(file=12)
def read_only(attacked: Attacked, chance: random.Random) -> str:
    """The show, its shots or its cache can be read only from some moment on."""
    place = chance.choice((attacked.place, attacked.place / "work", attacked.place / "shots"))
    pid = attacked.caught(chance)
    subprocess.run(["mount", "--bind", str(place), str(place)], check=True)  # noqa: S607
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)  # noqa: S607
        said = told(attacked, pid, attacked.wait(pid))
        attacked.until_quiet()
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607
    return f"{place.name}: {said}"


@attack(file=10)
def clock_jumps(attacked: Attacked, chance: random.Random) -> str:
    """The clock jumps while a take is made: by seconds or years, forwards or backwards."""
    library, jump = attacked.folder / "clock.so", attacked.folder / "jump"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)  # noqa: S607
    jump.write_text("0", encoding="ascii")
    pid = attacked.start(
        *attacked.new_shots(chance, 1), apart=True, env={"LD_PRELOAD": str(library), "CLOCK_JUMP": str(jump)}
    )
    attacked.at_random(chance, pid)
    by = chance.choice((20, 3600, 86_400, 10 * YEAR_S)) * chance.choice((1, -1))
    jump.write_text(str(by), encoding="ascii")
    return f"by {by} s: {told(attacked, pid, attacked.wait(pid))}"


YEAR_S = 365 * 86_400


def anew(path: Path, content: bytes) -> None:
    """Replace a file's content without touching another that is linked to it."""
    part = path.with_name(f"{path.name}.harm")
    part.write_bytes(content)
    part.replace(path)


def harmed(path: Path, chance: random.Random) -> str:
    """Harm a file as disks do: cut short, emptied, a bit flipped, a block of zeros, gone."""
    how = chance.choice(("cut", "emptied", "bit", "zeros", "gone"))
    held = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
        return how
    at = chance.randrange(max(1, len(held)))
    if how == "cut":
        held = held[:at]
    elif how == "emptied":
        held = bytearray()
    elif how == "bit" and held:
        held[at] ^= 1 << chance.randrange(8)
    elif how == "zeros":
        held[at : at + 512] = bytes(len(held[at : at + 512]))
    anew(path, bytes(held))
    return how


def _in_store(attacked: Attacked, pattern: str) -> list[Path]:
    return sorted(path for path in (attacked.place / "work").glob(pattern) if path.is_file())


@attack(file=24)
def corrupt_cache(attacked: Attacked, chance: random.Random) -> str:
    """Files of finished steps are harmed, ``done.json`` among them, between two makes or in the middle of one."""
    pid = attacked.start(*attacked.new_shots(chance, 1))
    attacked.at_random(chance, pid)
    files = [path for path in _in_store(attacked, "*/????????????????/*") if ".lock" not in path.name]
    done = []
    for path in chance.sample(files, min(len(files), chance.choice((1, 1, 2, 3)))):
        with contextlib.suppress(FileNotFoundError):
            done.append(f"{path.name} {harmed(path, chance)}")
    return f"{', '.join(done) or 'nothing was there'}: {told(attacked, pid, attacked.wait(pid))}"


@attack(file=16)
def truncated_exr(attacked: Attacked, chance: random.Random) -> str:
    """A job is killed, and a frame that it had finished is cut short or empty under its own name, as after a power cut."""
    attacked.pace = 0.3
    pid = attacked.start(*attacked.new_shots(chance, 1))
    until(lambda: _in_store(attacked, "*/*.part/*.exr") or not attacked.is_running(pid), 60)
    attacked.kill(pid)
    attacked.wait(pid)
    attacked.until_quiet()
    attacked.pace = 0.0
    frames = _in_store(attacked, "*/*.part/*.exr") or _in_store(attacked, "*/*/*.exr")
    if not frames:
        return "no frame was there"
    path = chance.choice(frames)
    size = path.stat().st_size
    kept = chance.choice((0, chance.randrange(size), size - 1))
    anew(path, path.read_bytes()[:kept])
    return f"{path.parent.name[-5:]} {path.name}: {kept} of {size} bytes"


@attack(file=10)
def torn_ledger_line(attacked: Attacked, chance: random.Random) -> str:
    """The power goes while an entry is written: half a line at the ledger's end."""
    path = attacked.place / "ledger.jsonl"
    last = path.read_bytes().splitlines()[-1]
    with path.open("ab") as stream:
        stream.write(last[: chance.randrange(1, len(last))])
    pid = attacked.start(*attacked.new_shots(chance, 1))
    if chance.random() < 0.5:
        attacked.at_random(chance, pid)
        attacked.kill(pid)
    code = attacked.wait(pid)
    attacked.until_quiet()
    return f"ended with {code}"


@attack(file=6)
def altered_ledger(attacked: Attacked, chance: random.Random) -> str:
    """An entry that was written is cut off or altered, or the tip is. Nobody but a human may say what is true: it has to be told, and nothing made."""
    ledger, tip = attacked.place / "ledger.jsonl", attacked.place / "ledger.tip.json"
    kept = {path: path.read_bytes() for path in (ledger, tip)}
    lines = kept[ledger].splitlines(keepends=True)
    how = chance.choice(("cut", "altered", "no tip", "tip"))
    if how == "cut":
        ledger.write_bytes(b"".join(lines[: -chance.randrange(2, 4)]))
    elif how == "altered":
        ledger.write_bytes(b"".join(lines[:-1]) + lines[-1].replace(b'"actor":"', b'"actor":"x', 1))
    elif how == "no tip":
        tip.unlink()
    else:
        tip.write_bytes(kept[tip].replace(b'"seq":', b'"seq":1', 1))
    before = len(attacked.versions())
    pid = attacked.start(*attacked.new_shots(chance, 1))
    code = attacked.wait(pid)
    if len(attacked.versions()) > before or code == 0:
        assert attacked.said(pid).count("ground") == 0, "a take was made though its ledger can't be believed"
    for path, content in kept.items():
        path.write_bytes(content)
    return f"{how}: {told(attacked, pid, code)}; put back from a backup, as the sentence asks"


@attack(file=8)
def flipped_in_take(attacked: Attacked, chance: random.Random) -> str:
    """A bit flips in a frame of a finished take: it has to be noticed, by verification and by the next make. The frame comes back from a backup."""
    takes = attacked.versions()
    path = chance.choice(sorted(chance.choice(takes).glob("exr/*.exr")))
    held = path.read_bytes()
    flipped = bytearray(held)
    flipped[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    anew(path, bytes(flipped))
    found = attacked.troubles()
    assert found, f"a flipped bit in {path} was not noticed"
    pid = attacked.start(path.parent.parent.parent.name)
    code = attacked.wait(pid)
    assert code == 5, f"a take that does not verify was handed over: {attacked.said(pid)[-400:]}"
    anew(path, held)
    return told(attacked, pid, code)


@attack(file=10)
def stopped(attacked: Attacked, chance: random.Random) -> str:
    """Ctrl-C, or a polite end by the system."""
    sent = chance.choice((signal.SIGINT, signal.SIGTERM))
    pid = attacked.start(*attacked.new_shots(chance), apart=True)
    attacked.at_random(chance, pid)
    if attacked.is_running(pid):
        os.kill(pid, sent)
    code = attacked.wait(pid)
    assert code != -99, "it did not end"
    assert attacked.until_quiet(), "a step outlived it"
    attacked.started[pid].write_text(
        "", encoding="utf-8"
    )  # a program of the tests' own, which says Ctrl-C with a traceback
    return f"{sent.name}: ended with {code}"


def _server(attacked: Attacked):
    assert attacked.postgres is not None, "this show's jobs are not remembered in PostgreSQL"
    return attacked.postgres


@attack(database=12)
def database_killed(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of PostgreSQL while a take is made; it is there again at once, a little later, or when the make has ended."""
    server, pid = _server(attacked), attacked.caught(chance)
    server.kill()
    away = chance.choice((0.0, 1.0, 5.0, None))
    if away is None:
        said = told(attacked, pid, attacked.wait(pid))
        server.start()
        return f"gone until the end: {said}"
    time.sleep(away)
    server.start()
    return f"gone for {away} s: {told(attacked, pid, attacked.wait(pid))}"


@attack(database=8)
def database_sessions_killed(attacked: Attacked, chance: random.Random) -> str:
    """One of PostgreSQL's own processes is killed, which ends every session and has it mend itself; or the sessions are ended."""
    server, pid = _server(attacked), attacked.caught(chance)
    how = chance.choice(("kill -9", "ended"))
    with contextlib.suppress(Exception), server.connect("postgres") as connection:
        if how == "ended":
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        else:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'rushes-job'"
            ).fetchall()
            for (victim,) in rows[:1]:
                os.kill(victim, signal.SIGKILL)
    said = told(attacked, pid, attacked.wait(pid))
    assert until(lambda: _answers(server), 60), "PostgreSQL did not mend itself"
    return f"{how}: {said}"


def _answers(server) -> bool:
    with contextlib.suppress(Exception):
        server.connect("postgres").close()
        return True
    return False


@attack(database=4)
def database_full_of_others(attacked: Attacked, chance: random.Random) -> str:
    """PostgreSQL has no connection left for a while."""
    server, held = _server(attacked), []
    with contextlib.suppress(Exception):
        held.extend(server.connect("postgres") for _ in range(80))
    pid = attacked.start(*attacked.new_shots(chance, 1))
    attacked.at_random(chance, pid)
    for connection in held:
        connection.close()
    return f"{len(held)} held: {told(attacked, pid, attacked.wait(pid))}"


@attack(blender=9)
def kill_blender(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of Blender while it draws, of the step that started it, or of the supervisor: no Blender is left behind, no frame drawn twice."""
    pid, who = attacked.start("090_0010"), chance.choice(("blender", "step", "supervisor"))
    until(lambda: attacked.steps("blender") or not attacked.is_running(pid), 400)
    time.sleep(chance.uniform(0.0, attacked.seconds / 2))
    for victim in [pid] if who == "supervisor" else attacked.steps(who)[:1]:
        attacked.kill(victim)
    code = attacked.wait(pid)
    assert attacked.until_quiet(), "Blender outlived who started it"
    return f"{who}: {told(attacked, pid, code)}"
