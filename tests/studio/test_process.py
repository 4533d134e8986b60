"""No child outlives its parent, whoever is killed; what failed says so in one sentence."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from rushes.errors import BadInputError, CancelledError, StepFailedError
from rushes.studio import run_program

SLEEP = "import sys, time; print('up', flush=True); time.sleep(60)"
NEST = """
import subprocess, sys
from pathlib import Path
from rushes.studio import run_program

depth, mark, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", mark, f"loose-{depth}"])
inner = [sys.executable, __file__, str(depth - 1), mark, str(folder)]
leaf = [sys.executable, "-c", "import time; time.sleep(60)", mark, "leaf"]
run_program(inner if depth else leaf, log=folder / f"{depth}.log")
"""


@pytest.fixture
def mark() -> Iterator[str]:
    text = f"mark-{uuid4().hex}"
    yield text
    for process in marked(text):
        os.kill(process, signal.SIGKILL)


def marked(mark: str, word: str = "") -> list[int]:
    """Return the living processes that have both words on their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if mark in line and word in line:
            found.append(int(entry.name))
    return found


def wait_for(condition, seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_what_a_program_prints_is_heard_line_by_line_and_logged(tmp_path: Path) -> None:
    lines: list[str] = []
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.stdout.write('no end')"
    run_program([sys.executable, "-u", "-c", code], log=tmp_path / "log", on_line=lines.append)
    assert lines == ["one", "two", "no end"]
    assert (tmp_path / "log").read_text(encoding="utf-8") == "one\ntwo\nno end"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import sys; print('the plate is upside down'); sys.exit(3)", "code 3.*the plate is upside down.*log"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed.*memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "killed by signal 15"),
    ],
)
def test_a_failure_says_how_and_shows_its_last_words(tmp_path: Path, code: str, sentence: str) -> None:
    with pytest.raises(StepFailedError, match=sentence):
        run_program([sys.executable, "-c", code], log=tmp_path / "log")


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StepFailedError, match="no-such-blender"):
        run_program(["no-such-blender"], log=tmp_path / "log")


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(BadInputError, match="file"):
        run_program([sys.executable, "-c", ""], log=tmp_path / "file" / "log")


def test_cancel_kills_within_a_moment(tmp_path: Path, mark: str) -> None:
    heard: list[str] = []
    started = time.monotonic()
    with pytest.raises(CancelledError):
        run_program(
            [sys.executable, "-c", SLEEP, mark],
            log=tmp_path / "log",
            on_line=heard.append,
            cancelled=lambda: bool(heard),
        )
    assert time.monotonic() - started < 30
    assert wait_for(lambda: marked(mark) == [], 5)


def test_an_error_in_what_listens_kills_the_program(tmp_path: Path, mark: str) -> None:
    def listen(_: str) -> None:
        raise StepFailedError("enough")

    with pytest.raises(StepFailedError, match="enough"):
        run_program([sys.executable, "-c", SLEEP, mark], log=tmp_path / "log", on_line=listen)
    assert wait_for(lambda: marked(mark) == [], 5)


def test_what_a_program_leaves_behind_in_its_group_is_killed(tmp_path: Path, mark: str) -> None:
    code = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', sys.argv[1]])"
    )
    run_program([sys.executable, "-c", code, mark], log=tmp_path / "log")
    assert wait_for(lambda: marked(mark) == [], 5)


@pytest.mark.parametrize("victim", ["supervisor", "guard", "step", "inner guard"])
def test_kill_any_process_of_the_chain_and_none_is_left(tmp_path: Path, mark: str, victim: str) -> None:
    program = tmp_path / "nest.py"
    program.write_text(NEST, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(program), "1", mark, str(tmp_path)], stderr=subprocess.DEVNULL) as top:
        assert wait_for(lambda: len(marked(mark, "leaf")) == 2 and len(marked(mark, "loose-0")) == 1)
        loose = set(marked(mark, "loose-1"))
        step = [pid for pid in marked(mark, "nest.py") if pid != top.pid and guarded(pid)]
        guards = marked(mark, "guard.py")
        inner = [pid for pid in guards if pid in marked(mark, "leaf")]
        outer = [pid for pid in guards if pid not in inner]
        os.kill(
            {"supervisor": [top.pid], "guard": outer, "step": step, "inner guard": inner}[victim][0], signal.SIGKILL
        )
        assert wait_for(lambda: set(marked(mark)) <= loose, 10), f"left: {[line(pid) for pid in marked(mark)]}"


def guarded(pid: int) -> bool:
    return "guard.py" not in line(pid)


def line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ")
    except OSError:
        return ""


@pytest.mark.parametrize("end", ["pass", "os._exit(1)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_what_a_program_leaves_in_its_temporary_folder_goes_with_it(tmp_path: Path, end: str) -> None:
    program = f"import os, signal, tempfile; print(tempfile.mkdtemp(), flush=True); {end}"
    left: list[Path] = []
    with contextlib.nullcontext() if end == "pass" else pytest.raises(StepFailedError):
        run_program([sys.executable, "-c", program], log=tmp_path / "log", on_line=lambda line: left.append(Path(line)))
    assert len(left) == 1
    assert not left[0].exists()
    assert not left[0].parent.exists()
