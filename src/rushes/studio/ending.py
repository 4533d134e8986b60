"""How a ``rushes make`` that the floor ran has ended, and whether it is to be tried again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

LATER: Final = frozenset({"BusyError", "NotNowError"})
"""Errors of which nobody is to blame: it goes on once what it needs is there."""

FINAL: Final = {
    "RefusedError": "refused",
    "EscalatedError": "escalated",
    "CancelledError": "cancelled",
    "BadInputError": "failed",
    "UsageError": "failed",
    "CheckFailedError": "failed",
}
"""Errors that would come again, and the state that they are. What is not named here is a crash."""

_VERDICTS: Final = {"refused": "refused", "escalate": "escalated"}


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended.

    Attributes:
        state: A state of the queue; ``queued`` for what goes on later; ``crashed``.
        reason: Why, in a sentence.
        take: The take's record, where there is one.
    """

    state: str
    reason: str = ""
    take: str = ""


def ending_of(lines: Sequence[str], failure: str = "") -> Ending:
    """Say how a command ended.

    Args:
        lines: The last lines that it printed; with ``--json`` the very last is its result.
        failure: How its process ended, in a sentence; empty when it left with 0.
    """
    said = _result(lines)
    if said is None:
        return Ending("crashed", failure or "It ended without saying how.") if failure else Ending("done")
    if said.get("error"):
        kind, reason = str(said.get("kind", "")), str(said["error"])
        return Ending("queued" if kind in LATER else FINAL.get(kind, "crashed"), reason)
    sides = [side for side in said.get("sides") or () if isinstance(side, dict)]
    if take := next((str(one["take"]) for one in (said, *sides) if one.get("take")), ""):
        return Ending("done", "Some of its checks failed: its page says which." if failure else "", take)
    if trouble := next((str(side["trouble"]) for side in sides if side.get("trouble")), ""):
        return Ending("crashed", trouble)
    verdict = next((str(one["verdict"]) for one in (said, *sides) if one.get("verdict") in _VERDICTS), "")
    if verdict:
        desk = f" It waits at the desk as {said['desk']}." if said.get("desk") else ""
        return Ending(_VERDICTS[verdict], f"Clearance says {verdict}; `rushes clear` says why.{desk}")
    return Ending("crashed", failure) if failure else Ending("done")


def _result(lines: Sequence[str]) -> dict[str, Any] | None:
    for line in reversed(lines):
        if line.startswith("{"):
            try:
                said = json.loads(line)
            except ValueError:
                return None
            return said if isinstance(said, dict) else None
    return None
