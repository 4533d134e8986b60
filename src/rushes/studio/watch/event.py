"""One thing that happened, as it is said to whoever watches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from rushes.studio.watch.allowed import EVENT, Value, allowed

LEVELS: Final = ("debug", "info", "warning", "error")
"""``debug`` is for figures only, such as each frame: it is in no log."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        name: What, for example ``step.ended``.
        level: One of ``LEVELS``.
        time: When [s since 1970].
        attributes: Ids and numbers; only what ``allowed.py`` lists.
    """

    name: str
    level: str
    time: float
    attributes: Mapping[str, Value] = field(default_factory=dict)

    def line(self) -> str:
        """Return it as one line of JSON, as it stands in a log and travels between processes."""
        at = datetime.fromtimestamp(self.time, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"time": at, "level": self.level, "event": self.name, **self.attributes})

    @classmethod
    def of_line(cls, line: str | bytes) -> Event | None:
        """Return the event that a line holds, filtered once more; None when it is none."""
        try:
            record: dict[str, Any] = json.loads(line)
            at = datetime.fromisoformat(record.pop("time")).timestamp()
            name, level = record.pop("event"), record.pop("level")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        if level not in LEVELS or not isinstance(name, str) or not EVENT.fullmatch(name):
            return None
        return cls(name, level, at, allowed(record))
