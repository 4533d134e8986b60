"""What a process and all that it started hold in memory, read from /proc."""

from __future__ import annotations

import contextlib
from pathlib import Path

PROC = Path("/proc")


def tree_bytes(root: int) -> list[int]:
    """Return how much memory each process of a tree holds now [bytes].

    It is the proportional set size: what processes share counts once in the sum, and nothing is left out. A process
    that ends while it is looked at holds nothing.

    Args:
        root: The process id that the tree begins at.
    """
    children: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting.extend(children.get(process, []))
    return [_held(process) for process in found]


def _held(process: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in (PROC / str(process) / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
