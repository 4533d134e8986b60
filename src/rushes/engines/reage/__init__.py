"""Re-ageing: a performer who agreed is made younger or older in a plate, by sliders, painted keys and what is learned from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.hookspecs import hookimpl

if TYPE_CHECKING:
    from rushes.plan import Engine


@hookimpl
def rushes_engines() -> list[Engine]:
    """Register the engine."""
    from rushes.engines.reage.engine import ENGINE

    return [ENGINE]
