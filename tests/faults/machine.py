"""Another machine on the network: a network namespace of its own with a cable to this one, which can be pulled. Its disks are this one's."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Machine:
    """A machine.

    Attributes:
        name: Of its namespace.
        cable: Its end of the cable.
        here: The address under which it finds this machine.
    """

    name: str
    cable: str
    here: str

    def argv(self, *argv: str) -> list[str]:
        """Return what runs a program on it; the process's number is the program's."""
        return ["ip", "netns", "exec", self.name, *argv]

    def pull(self) -> None:
        """Pull the cable: nothing comes or goes, and nobody is told."""
        _ip("-n", self.name, "link", "set", self.cable, "down")

    def plug(self) -> None:
        """Put the cable back."""
        _ip("-n", self.name, "link", "set", self.cable, "up")


def why_not() -> str:
    """Return why no such machine can be made here; nothing when it can."""
    name = f"rushes-try-{os.getpid()}"
    try:
        _ip("netns", "add", name)
        _ip("netns", "del", name)
    except (OSError, AssertionError) as error:
        return f"no network namespaces here: {error}"
    return ""


@contextmanager
def machine() -> Iterator[Machine]:
    """Make one, as root; it is gone when this ends."""
    number = next(_NUMBERS)
    place = f"10.{93 + os.getpid() % 64}.{os.getpid() // 64 % 250}.{number % 62 * 4}"
    there = Machine(f"rushes-{os.getpid()}-{number}", f"vb{os.getpid() % 100_000}-{number}", _after(place, 1))
    mine = there.cable.replace("vb", "va", 1)
    _ip("netns", "add", there.name)
    try:
        _ip("link", "add", mine, "type", "veth", "peer", "name", there.cable, "netns", there.name)
        _ip("addr", "add", f"{there.here}/30", "dev", mine)
        _ip("link", "set", mine, "up")
        _ip("-n", there.name, "addr", "add", f"{_after(place, 2)}/30", "dev", there.cable)
        _ip("-n", there.name, "link", "set", "lo", "up")
        there.plug()
        yield there
    finally:
        _ip("netns", "del", there.name)  # and with it both ends of the cable


def _after(place: str, by: int) -> str:
    head, _, last = place.rpartition(".")
    return f"{head}.{int(last) + by}"


def _ip(*argv: str) -> None:
    done = subprocess.run(["ip", *argv], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, f"ip {' '.join(argv)}: {done.stderr.strip()}"
