"""Which executor a studio has: ``studio.yaml`` says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.studio.executor import Executor, LocalExecutor

if TYPE_CHECKING:
    from rushes.studio.config import Studio


def choose_executor(studio: Studio) -> Executor:
    """Return who runs a studio's tasks."""
    return LocalExecutor(studio.workers, studio.chunk_frames)
