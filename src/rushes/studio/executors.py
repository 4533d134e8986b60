"""Which executor a studio has: ``studio.yaml`` says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.studio.executor import Executor, LocalExecutor

if TYPE_CHECKING:
    from rushes.studio.config import Studio


def choose_executor(studio: Studio, show: str = "") -> Executor:
    """Return who runs a studio's tasks. Nothing is started before the first.

    Args:
        studio: The studio.
        show: Whose tasks they are: beside those of other jobs they go by its place in ``studio.yaml``.

    Raises:
        BadInputError: The package of a cluster is not installed.
    """
    if studio.executor == "local":
        machine = studio.machine
        return LocalExecutor(studio.workers, studio.chunk_frames, cpus=machine.cpus, gpus=machine.gpus)
    from rushes.studio.ray_executor import RayExecutor, address_of
    from rushes.studio.turn import turn_of

    return RayExecutor(address_of(studio.executor), studio.chunk_frames, turn=turn_of(studio, show))
