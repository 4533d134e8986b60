"""The one contract for what can be added to Rushes. Built-ins use the same hooks as strangers."""

from __future__ import annotations

from collections.abc import Callable

import pluggy

from rushes.engines import Finding, Take
from rushes.plan import Engine

hookspec = pluggy.HookspecMarker("rushes")
hookimpl = pluggy.HookimplMarker("rushes")

Inspection = Callable[[Take], tuple[Finding, ...]]
"""Looks at a take that is not sealed yet and says what it found."""


@hookspec
def rushes_engines() -> list[Engine]:
    """Return the engines that a plugin adds; each answers one kind of brief."""
    raise AssertionError("a specification is never called")


@hookspec
def rushes_inspections() -> list[Inspection]:
    """Return the checks that a plugin adds; each returns nothing for a take that it has no opinion on."""
    raise AssertionError("a specification is never called")
