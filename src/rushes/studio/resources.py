"""What a task needs of the machine that runs it, and what a machine has."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rushes.errors import BadInputError

_ASK_GPUS: Final = ("nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits")
_ASK_S: Final = 20.0
_MIB: Final = 2**20 / 1e9
GPU_GIVEN: Final = "RUSHES_GPU"
"""The environment's word for that a task was given a GPU, the only one that it sees."""

WARM_GB: Final = "RUSHES_WARM_GB"
"""The environment's word for the memory that models may take together which stay loaded [GB]: whoever gave a GPU sets it."""

UNKNOWN: Final = float("inf")
"""The memory of a GPU that nobody has named: whoever loads a model into it says whether there is room."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What a task needs.

    Attributes:
        cpus: Processors.
        gpu: Whether it takes a GPU, which is its own as long as it runs.
        vram_gb: Memory of that GPU [GB].
        without: Whether a processor will do where no machine has such a GPU.
        warm: The models that it loads, by their SHA-256: where they are loaded already it is begun sooner.
    """

    cpus: int = 1
    gpu: bool = False
    vram_gb: float = 0.0
    without: bool = False
    warm: str = ""

    @property
    def words(self) -> str:
        """What is needed, for people."""
        cpus = "1 processor" if self.cpus == 1 else f"{self.cpus} processors"
        vram = f" of {self.vram_gb:.1f} GB" if self.vram_gb else ""
        return f"{cpus} and a GPU{vram}" if self.gpu else cpus


ONE_CPU: Final = Resources()


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine has for tasks.

    Attributes:
        cpus: Processors.
        gpus: The memory of each GPU [GB].
    """

    cpus: int
    gpus: tuple[float, ...] = ()

    def carries(self, needs: Resources) -> bool:
        """Say whether a task finds what it needs here, once nothing else runs."""
        return self.cpus >= needs.cpus and (not needs.gpu or any(one >= needs.vram_gb for one in self.gpus))

    @property
    def words(self) -> str:
        """What it has, for people."""
        sizes = ", ".join("one of unknown size" if one == UNKNOWN else f"{one:.1f} GB" for one in self.gpus)
        return f"{self.cpus} processors and {f'GPUs ({sizes})' if self.gpus else 'no GPU'}"


def placed(name: str, needs: Resources, machines: Sequence[Machine], where: str) -> Resources:
    """Return what a task is to be given: what it needs, or the same without a GPU where that will do and no machine has one for it.

    Args:
        name: The task's.
        needs: What it needs.
        machines: Those that there are.
        where: What they are to people, for example "this machine".

    Raises:
        BadInputError: No machine can ever carry it.
    """
    if any(one.carries(needs) for one in machines):
        return needs
    if needs.without and any(one.carries(replace(needs, gpu=False)) for one in machines):
        return replace(needs, gpu=False, vram_gb=0.0)
    have = "; ".join(dict.fromkeys(one.words for one in machines)) or "no machine at all"
    raise BadInputError(
        f"Step {name} needs {needs.words}, and {where} has not: there is {have}. Add a machine that has it, or name under "
        '"machine" in studio.yaml what this one has.'
    )


def this_machine(cpus: int | None = None, gpus: Sequence[float] | None = None) -> Machine:
    """Return what this machine has, as it is told or else as it is found."""
    return Machine(cpus or usable_cpus(), tuple(gpus) if gpus is not None else _found_gpus())


def usable_cpus() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _found_gpus() -> tuple[float, ...]:
    """Return the memory of each GPU that NVIDIA's own tool names [GB]; none where there is no such tool."""
    with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        said = subprocess.run(_ASK_GPUS, capture_output=True, text=True, check=True, timeout=_ASK_S).stdout
        return tuple(float(line) * _MIB for line in said.split())
    return ()
