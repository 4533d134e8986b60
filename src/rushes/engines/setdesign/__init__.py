"""Sets: rooms in metres, from a designer's words to papers, scenes and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.hookspecs import hookimpl

if TYPE_CHECKING:
    from rushes.plan import Engine


@hookimpl
def rushes_engines() -> list[Engine]:
    """Register the engine."""
    from rushes.engines.setdesign.engine import ENGINE

    return [ENGINE]
