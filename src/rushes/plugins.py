"""Who answers the hooks: the built-ins, and whatever is installed beside them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pluggy

from rushes import hookspecs
from rushes.clearance.policy import Pack, rushes_policy_packs
from rushes.clearance.policy.pack import installed_packs
from rushes.engines import Finding, Take
from rushes.errors import BadInputError
from rushes.plan import Engine

if TYPE_CHECKING:
    from rushes.delivery import Profile

BUILT_IN = (
    "rushes.clearance.policy",
    "rushes.engines.destruction",
    "rushes.engines.reage",
    "rushes.engines.setdesign",
    "rushes.engines.clip",
    "rushes.engines.wardrobe",
    "rushes.inspection",
    "rushes.delivery.shelf",
)
"""Modules of our own that answer hooks, in the order of the house."""


@cache
def plugin_manager() -> pluggy.PluginManager:
    """Return the manager with the built-ins and every installed plugin registered."""
    manager = pluggy.PluginManager("rushes")
    manager.add_hookspecs(hookspecs)
    for name in BUILT_IN:
        manager.register(importlib.import_module(name), name)
    manager.load_setuptools_entrypoints("rushes")
    manager.check_pending()
    return manager


def engines() -> dict[str, Engine]:
    """Return the engine that answers each kind of brief when none is named: our own, else the one that was installed first.

    Raises:
        BadInputError: As ``rivals``.
    """
    return {kind: next(iter(several.values())) for kind, several in rivals().items()}


def rivals() -> dict[str, dict[str, Engine]]:
    """Return every engine by the kind of brief that it answers and by its name, our own first.

    Raises:
        BadInputError: Two engines of a kind have one name.
    """
    by_kind: dict[str, dict[str, Engine]] = {}
    for group in reversed(plugin_manager().hook.rushes_engines()):
        for engine in group:
            known = by_kind.setdefault(engine.kind, {})
            if engine.name in known:
                raise BadInputError(
                    f'Two engines that answer briefs of kind "{engine.kind}" are called {engine.name}. Uninstall one of them.'
                )
            known[engine.name] = engine
    return by_kind


def inspections() -> tuple[Callable[[Take], tuple[Finding, ...]], ...]:
    """Return every check, the built-in ones first."""
    return tuple(check for group in reversed(plugin_manager().hook.rushes_inspections()) for check in group)


def policy_packs() -> dict[str, Pack]:
    """Return every policy pack by its name, the built-in ones first.

    Raises:
        BadInputError: A plugin brings a pack that is not whole, or one under a name that is taken.
    """
    ours = rushes_policy_packs()
    return {pack.name: pack for pack in ours} | installed_packs()


def delivery_profiles() -> dict[str, Profile]:
    """Return every delivery profile by its name, the built-in ones first.

    Raises:
        BadInputError: Two have one name.
    """
    found: dict[str, Profile] = {}
    for group in reversed(plugin_manager().hook.rushes_delivery_profiles()):
        for profile in group:
            if profile.name in found:
                raise BadInputError(f"Two delivery profiles are called {profile.name}. Uninstall one of the plugins.")
            found[profile.name] = profile
    return found
