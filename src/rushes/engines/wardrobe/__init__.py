"""Wardrobe: bodies, patterns, drape and pictures, from a designer's words to what a cutter and a buyer need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.hookspecs import hookimpl

if TYPE_CHECKING:
    from rushes.plan import Engine


@hookimpl
def rushes_engines() -> list[Engine]:
    """Register the engine."""
    from rushes.engines.wardrobe.engine import ENGINE

    return [ENGINE]
