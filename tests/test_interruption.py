"""A make that is stopped, killed, or loses its Blender goes on where it was, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rushes.studio.store import DONE

START = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell turns off for what it runs behind\n"
    "from rushes.cli import main\n"
    "main()"
)


class Making:
    """One ``rushes make`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "make.log"
        with self.log.open("w", encoding="utf-8") as log:
            argv = [sys.executable, "-c", START, "make", "brief.yaml", "--show", "S", "--json"]
            self.process = subprocess.Popen(argv, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def until(self, condition: Callable[[], object]) -> None:
        until = time.monotonic() + 400
        while not condition():
            assert self.process.poll() is None, f"it ended too early: {self.said()}"
            assert time.monotonic() < until, f"waited too long: {self.said()}"
            time.sleep(0.05)

    def left(self) -> tuple[int, str, str]:
        """Return exit code, output and the last line of errors; nothing of it may still run a moment later."""
        out, _ = self.process.communicate(timeout=400)
        until = time.monotonic() + 20
        while children(self.folder):
            assert time.monotonic() < until, "a child was left behind"
            time.sleep(0.05)
        assert "Traceback" not in self.said()
        return self.process.returncode, out, (self.said().splitlines() or [""])[-1]


def children(folder: Path, word: str = "") -> list[int]:
    """Return the living processes that a make started for a show in a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder / "S") in line and word in line and "guard.py" not in line:
            found.append(int(entry.name))
    return found


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_make_goes_on_after_ctrl_c_a_killed_blender_and_a_kill_while_it_seals(asked) -> None:
    """Over a plate with alpha and odd sides, which is taken as it is."""
    pixels = np.random.default_rng(5).integers(60, 190, (361, 641, 4), dtype=np.uint8)
    Image.fromarray(pixels).save(asked.folder / "plate.png")
    asked.brief("frames: 2", "building: {storeys: 2, bays: 2, bays_deep: 2}", "plate: plate.png")
    work = asked.show / "work"

    def blender() -> list[int]:
        return children(asked.folder, "rushes.blender")

    making = Making(asked.folder)
    making.until(blender)
    making.process.send_signal(signal.SIGINT)
    code, _, sentence = making.left()
    assert code == 5
    assert sentence == "rushes: Stopped. What is finished stays; run the same command again to go on."
    assert "interrupted" in asked.rushes("jobs", "--show", "S")[1]
    done = {path: path.read_bytes() for path in work.rglob(DONE)}
    before = {"plate", "build", "simulate", "debris", "scene"}
    beside = {"air", "ground", "sound"}  # these run beside the render
    assert before <= {path.parent.parent.name for path in done} <= before | beside

    making = Making(asked.folder)
    making.until(blender)
    os.kill(blender()[0], signal.SIGKILL)
    code, _, sentence = making.left()
    assert code == 5
    assert "was killed (signal 9): by somebody, or because memory ran out" in sentence
    assert "failed" in asked.rushes("jobs", "--show", "S")[1]

    making = Making(asked.folder)
    making.until(lambda: "seal " in making.said())
    making.process.kill()
    assert making.left()[0] == -signal.SIGKILL
    out = asked.rushes("jobs", "--show", "S")[1]
    assert "interrupted" in out
    assert "seal" in out
    assert not [path for path in asked.show.glob("shots/*/v*") if path.suffix != ".part"], "half a take is none"
    steps = {path: path.read_bytes() for path in work.rglob(DONE)}
    assert steps.items() >= done.items(), "what was finished was made again"

    making = Making(asked.folder)
    code, out, _ = making.left()
    assert code == 0, making.said()
    record = Path(json.loads(out.splitlines()[-1])["take"])
    assert record == asked.show / "shots" / "020_0150" / "v001" / "take.json"
    assert {path: path.read_bytes() for path in work.rglob(DONE)} == steps, "only the seal was missing"
    assert asked.rushes("verify", str(record.parent))[0] == 0
    assert [path.name for path in record.parent.parent.iterdir() if path.is_dir()] == ["v001"]
    state = asked.rushes("jobs", "--show", "S")[1]
    assert "done" in state
    code, out, _ = asked.rushes("cancel", state.split()[0], "--show", "S")
    assert (code, "already done; there is nothing to stop." in out) == (0, True)
