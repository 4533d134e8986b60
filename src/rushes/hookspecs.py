"""The one contract for what can be added to Rushes. Built-ins use the same hooks as strangers.

A plugin is a module with functions marked by ``hookimpl``, found through the entry point group ``rushes``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from rushes.clearance.policy import Pack
    from rushes.delivery import Profile
    from rushes.engines import Finding, Take
    from rushes.plan import Engine

    Inspection = Callable[[Take], tuple[Finding, ...]]

hookspec = pluggy.HookspecMarker("rushes")
hookimpl = pluggy.HookimplMarker("rushes")


@hookspec
def rushes_engines() -> list[Engine]:  # type: ignore[empty-body] # a specification has none
    """Return the engines that a plugin adds; each answers one kind of brief."""


@hookspec
def rushes_inspections() -> list[Inspection]:  # type: ignore[empty-body] # a specification has none
    """Return the checks that a plugin adds.

    A check looks at a take that is not sealed yet and says what it found; it returns nothing for a take that it
    has no opinion on.
    """


@hookspec
def rushes_policy_packs() -> list[Pack]:  # type: ignore[empty-body] # a specification has none
    """Return the policy packs that a plugin adds; a show names them under ``policies:``.

    A pack forbids or asks for a person's decision. It can't permit: the lawful bases are the house's.
    """


@hookspec
def rushes_delivery_profiles() -> list[Profile]:  # type: ignore[empty-body] # a specification has none
    """Return the delivery profiles that a plugin adds; ``rushes deliver --profile`` names them.

    A show's own profile of the same name goes before one that is brought.
    """
