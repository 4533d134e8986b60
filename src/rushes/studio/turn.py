"""Whose turn a job's tasks are when others want the same machines: what the studio's file says of its show, and the queue of the job."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import Any, Final

from rushes.studio.config import ShowSection, Studio

TURN: Final = "RUSHES_TURN"
"""The environment's word for a job's place within its show: ``{"priority": ..., "asked_at": ...}``, from whoever took it from the queue."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A job's place among others.

    Attributes:
        show: The show's name.
        show_priority: Those with a higher one go first.
        weight: How much of the machines the show gets beside others of its priority.
        priority: Within the show; the higher goes first.
        asked_at: When it was asked for [s since 1970]: what was asked for first goes first.
    """

    show: str = ""
    show_priority: int = 0
    weight: float = 1.0
    priority: int = 0
    asked_at: float = field(default_factory=time.time)


def turn_of(studio: Studio, show: str) -> Turn:
    """Return the place of the job that this process makes for a show."""
    place = studio.shows.get(show) or ShowSection()
    said = _said()
    return Turn(
        show,
        place.priority,
        place.weight,
        int(said.get("priority", 0)),
        float(said.get("asked_at", time.time())),
    )


def turn_environment(priority: int, asked_at: float) -> dict[str, str]:
    """Return what a job's process is told of its place within its show."""
    return {TURN: json.dumps({"priority": priority, "asked_at": asked_at})}


def _said() -> dict[str, Any]:
    try:
        said = json.loads(os.environ.get(TURN, "{}"))
        return {name: float(value) for name, value in said.items()} if isinstance(said, dict) else {}
    except (ValueError, TypeError):
        return {}  # somebody else's word: it orders nothing
