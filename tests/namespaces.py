"""Machines in network namespaces: each has its own name, address, processes and temporary files, and they share one disk.

A machine is a process that leads namespaces of its own, under the guard that ends it with the tests, however they end: with it go its
processes, its links and its mounts, so that nothing is left to clean up even after a kill. Nothing of the machine that the tests run on is touched.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rushes.studio import guard

SHARED = "/srv"
"""Where every machine finds the disk that all share."""

OWN = "/tmp"  # noqa: S108 - a mount of each machine's own
"""Where every machine finds a folder for passing files that no other has."""

_APART = ("unshare", "--net", "--uts", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_STARTS_S = 60.0
_LIVE = """
set -eu
hostname {name}
ip link set lo up
mount --bind {own}/hosts /etc/hosts
mkdir -p {own}/tmp {own}/var_tmp
chmod 1777 {own}/tmp {own}/var_tmp
mount --bind {shared} /srv
mount --bind {own}/var_tmp /var/tmp
mount --bind {own}/tmp /tmp
while :; do sleep 600 & wait $!; done
"""
"""What a machine's first process does: it also takes up what others leave behind."""


@functools.cache
def why_not() -> str:
    """Return why there can be no machines here; an empty text when there can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's own"
    try:
        done = subprocess.run(
            [*_APART, "sh", "-c", "ip link add name lan type bridge && ip link add name here type veth peer name there && hostname tried"],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"network namespaces can't be made here ({error})"
    return f"network namespaces can't be made here ({done.stderr.strip()})" if done.returncode else ""


class Machine:
    """One machine: what is run in it sees its name, its address and its processes alone."""

    def __init__(self, name: str, first: int, guarded: subprocess.Popen[bytes], home: Mapping[str, str]) -> None:
        self.name = name
        self.first = first
        self.home = home
        self._guarded = guarded
        self.started: list[subprocess.Popen[str]] = []

    def inside(self, *argv: str) -> list[str]:
        """Return the command that runs another one in this machine."""
        return ["nsenter", f"--target={self.first}", "--net", "--uts", "--mount", "--pid", f"--wdns={SHARED}", *argv]

    def run(self, *argv: str, check: bool = True, timeout: float = 900.0) -> subprocess.CompletedProcess[str]:
        """Run something in it to its end."""
        done = subprocess.run(
            self.inside(*argv), env=self.home, capture_output=True, text=True, timeout=timeout, check=False
        )
        assert not check or done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *argv: str, log: Path) -> subprocess.Popen[str]:
        """Start something in it that goes on; it ends with the machine."""
        with log.open("a", encoding="utf-8") as out:
            process = subprocess.Popen(
                self.inside(*argv), env=self.home, stdout=out, stderr=out, stdin=subprocess.DEVNULL, text=True
            )
        self.started.append(process)
        return process

    def switch_off(self) -> None:
        """Pull its plug: all that runs in it is gone at once, and its link with it."""
        if self._guarded.stdin is not None:
            self._guarded.stdin.close()
        self._guarded.wait()
        for process in self.started:
            process.wait()


class Network:
    """Machines on one switch, by their names: ``with Network(folder, ["one", "two"]) as net: net["one"].run("hostname")``."""

    def __init__(self, folder: Path, names: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Switch machines on and connect them.

        Args:
            folder: Where their disks lie, the shared one (``shared``) and each one's own.
            names: What they are called; a machine's address is 10.77.0.1 and on, in their order.
            environment: Of what runs in them, besides this process's own. What is Rushes' own there is left out.
        """
        self.shared = folder / "shared"
        self.shared.mkdir(parents=True)
        self.machines: dict[str, Machine] = {}
        own = {name: value for name, value in os.environ.items() if not name.startswith("RUSHES_")}
        self._home = {**own, "TMPDIR": OWN, **(environment or {})}
        self._hosts = "".join(f"10.77.0.{number} {name}\n" for number, name in enumerate(names, 1))
        self._folder = folder
        try:
            self._switch = self._machine("switch")
            self._switch.run("ip", "link", "add", "lan", "type", "bridge")
            self._switch.run("ip", "link", "set", "lan", "up")
            for number, name in enumerate(names, 1):
                self.machines[name] = self._machine(name)
                self._connect(self.machines[name], number)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __getitem__(self, name: str) -> Machine:
        return self.machines[name]

    def cut(self, name: str) -> None:
        """Pull a machine's cable. It goes on; nobody hears from it, and it from nobody. The shared disk stays within its reach."""
        self._switch.run("ip", "link", "set", f"to-{name}", "down")

    def mend(self, name: str) -> None:
        """Plug it in again."""
        self._switch.run("ip", "link", "set", f"to-{name}", "up")

    def close(self) -> None:
        """Switch everything off."""
        for machine in (*self.machines.values(), *filter(None, [getattr(self, "_switch", None)])):
            machine.switch_off()

    def _machine(self, name: str) -> Machine:
        own = self._folder / name
        own.mkdir(parents=True)
        (own / "hosts").write_text(f"127.0.0.1 localhost\n{self._hosts}", encoding="ascii")
        script = _LIVE.format(name=name, own=own, shared=self.shared)
        with (own / "console").open("wb") as out:
            guarded = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *_APART, "bash", "-c", script],
                stdin=subprocess.PIPE, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + _STARTS_S
        while not (first := _first_of(guarded.pid)):
            assert guarded.poll() is None, (own / "console").read_text(encoding="utf-8")
            assert time.monotonic() < until, (own / "console").read_text(encoding="utf-8")
            time.sleep(0.01)
        return Machine(name, first, guarded, self._home)

    def _connect(self, machine: Machine, number: int) -> None:
        """Lay a cable from a machine to the switch."""
        name, there = machine.name, str(self._switch.first)
        lay = [
            "ip",
            "link",
            "add",
            "eth0",
            "netns",
            str(machine.first),
            "type",
            "veth",
            "peer",
            "name",
            f"to-{name}",
            "netns",
            there,
        ]
        subprocess.run(lay, check=True)
        self._switch.run("ip", "link", "set", f"to-{name}", "master", "lan", "up")
        machine.run("ip", "address", "add", f"10.77.0.{number}/24", "dev", "eth0")
        machine.run("ip", "link", "set", "eth0", "up")


def _first_of(guard_process: int) -> int:
    """Return a machine's first process once it lives as it should; 0 before."""
    child = guard_process
    for _ in ("unshare", "bash"):
        children = Path(f"/proc/{child}/task/{child}/children").read_text(encoding="ascii").split()
        if not children:
            return 0
        child = int(children[0])
    try:
        line = Path(f"/proc/{child}/task/{child}/children").read_text(encoding="ascii").split()
        return child if line and b"sleep" in Path(f"/proc/{line[0]}/cmdline").read_bytes() else 0
    except OSError:
        return 0
