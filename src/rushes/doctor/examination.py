"""The ten looks that the doctor takes, in the order in which people meet what they find."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from rushes.errors import RushesError
from rushes.show import Show
from rushes.studio.config import Studio
from rushes.studio.trouble import Trouble

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Place:
    """What is looked at.

    Attributes:
        home: The settings folder of whoever asks; it need not exist.
        now: The moment, timezone-aware.
        show: The show, when one was named: without it, only the machine is looked at.
        studio: What this machine works for; a laptop by itself when left out.
    """

    home: Path
    now: datetime
    show: Show | None = None
    studio: Studio = field(default_factory=Studio)


CHECKS: Final[Mapping[str, str]] = {
    "install": "rushes.doctor.install:check_install",
    "player": "rushes.doctor.player:check_player",
    "extras": "rushes.doctor.extras:check_extras",
    "room": "rushes.doctor.room:check_room",
    "places": "rushes.doctor.places:check_places",
    "clock": "rushes.doctor.clock:check_clock",
    "keys": "rushes.doctor.keys:check_keys",
    "ledger": "rushes.doctor.books:check_ledger",
    "work": "rushes.doctor.work:check_work",
    "speed": "rushes.doctor.speed:check_speed",
}
"""Every check by its name: a function from a `Place` to troubles, imported when it is asked."""

STUDIO_CHECKS: Final[Mapping[str, str]] = {
    "database": "rushes.doctor.studio:check_database",
    "queue": "rushes.doctor.studio:check_queue",
    "executor": "rushes.doctor.studio:check_executor",
    "storage": "rushes.doctor.studio:check_storage",
}
"""What a studio has besides; a part of the floor adds its look here."""


def examine(asked: Asked, checks: Mapping[str, str]) -> tuple[Trouble, ...]:
    """Take every look, and return what was found, in the order of the checks.

    A look that can't be taken is a trouble as well, and keeps nobody from taking the others.

    Args:
        asked: What each check is given: a `Place`, or a studio for the checks of one.
        checks: ``module:function`` by name.
    """
    found: list[Trouble] = []
    for name, where in checks.items():
        try:
            found += _function(where)(asked)
        except RushesError as error:
            found.append(Trouble.of(name, error))
        except OSError as error:
            found.append(
                Trouble(
                    name,
                    f"{error.filename or name} can't be looked at ({error.strerror}).",
                    "Give this account the right to read it, and ask again.",
                )
            )
    return tuple(found)


def _function(where: str) -> Callable[[object], Iterable[Trouble]]:
    module, _, name = where.partition(":")
    function: Callable[[object], Iterable[Trouble]] = getattr(importlib.import_module(module), name)
    return function
