"""Clips: a scene in metres and seconds becomes a USD stage, moves by physics, and is seen and heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.hookspecs import hookimpl

if TYPE_CHECKING:
    from rushes.plan import Engine


@hookimpl
def rushes_engines() -> list[Engine]:
    """Register the engine."""
    from rushes.engines.clip.engine import ENGINE

    return [ENGINE]
