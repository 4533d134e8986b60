"""A real Ray cluster on this machine, for tests: its own temporary folder and ports, no dashboard, little memory, killed at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_agent_register_timeout_ms": "400000",
    "RAY_worker_register_timeout_seconds": "400",
}
"""No word to anybody, and patience with its own helpers' start on a busy machine."""
TRIES = 8

GIVEN = ("dashboard-agent-grpc-port", "runtime-env-agent-port", "metrics-export-port", "dashboard-agent-listen-port")
"""Ports that a machine is told: those that it is not it waits for half a minute, and ends when its helper is slower."""


class Cluster:
    """A head, and machines that join it, each a raylet of its own."""

    def __init__(self, modules: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rc-", dir="/tmp"))
        self.modules = modules
        self.address = ""
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, cpus: int, *options: str) -> None:
        """Start the head, a machine itself."""
        for _ in range(TRIES):
            port = free_port()
            self.address = f"127.0.0.1:{port}"
            head = ("--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={self.folder}")
            if self._ray(*head, f"--num-cpus={cpus}", *options):
                return
        raise AssertionError((self.folder / "start0.log").read_text(encoding="utf-8"))

    def join(self, *options: str) -> int:
        """Have another machine join; return its raylet's process id."""
        before = self.raylets()
        for _ in range(TRIES):
            if self._ray(f"--address={self.address}", *options):
                return next(one for one in self.raylets() if one not in before)
        raise AssertionError("no machine could join")

    def _ray(self, *options: str) -> bool:
        """Start Ray and say whether it came up: on a busy machine it gives up waiting for its own helpers, which is no fault of ours."""
        log = self.folder / f"start{len(self._started)}.log"
        argv = [str(Path(sys.executable).with_name("ray")), "start", "--block", "--object-store-memory=80000000"]
        argv += ["--disable-usage-stats", "--node-ip-address=127.0.0.1", *options]
        argv += [f"--{name}={free_port()}" for name in GIVEN]
        path = os.pathsep.join([str(self.modules), *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {name: value for name, value in os.environ.items() if not name.startswith("RUSHES_")}  # no single test's
        env = {**own, **QUIET, "PYTHONPATH": path}
        with log.open("wb") as out:
            process = subprocess.Popen(argv, stdout=out, stderr=out, start_new_session=True, env=env)
        self._started.append(process)
        while process.poll() is None:
            if b"Ray runtime started" in log.read_bytes():
                return True
            time.sleep(0.1)
        return False

    def raylets(self) -> list[int]:
        """Return the machines' raylets, the oldest first."""
        return [process for process in _processes(self.folder) if "raylet/raylet" in _line(process)]

    def stop(self) -> None:
        """Kill all of it, and remove its folder."""
        for process in self._started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for one in _processes(self.folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def children_of(process: int) -> list[int]:
    """Return all living descendants of a process."""
    found, left = [], [process]
    while left:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{left[0]}/task/{left[0]}/children").read_text(encoding="ascii").split()
            left += map(int, children)
            found += map(int, children)
        left = left[1:]
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _line(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _processes(folder: Path, words: Sequence[str] = ()) -> list[int]:
    every = sorted(int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [one for one in every if str(folder) in (line := _line(one)) and all(word in line for word in words)]
