"""Run every check over a take."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rushes.engines import Finding, Take
from rushes.errors import RushesError

Inspection = Callable[[Take], tuple[Finding, ...]]


def inspect(take: Take, inspections: Iterable[Inspection]) -> Take:
    """Return the take with what each check found, in the order of the checks.

    A check that meets a file it can't read becomes a finding that failed: a take is never lost to its own inspection,
    and never passes for want of one.

    Args:
        take: The take, its files in place.
        inspections: The checks, as the ``rushes_inspections`` hook gives them.
    """
    return take.with_findings(tuple(finding for check in inspections for finding in _carried_out(check, take)))


def _carried_out(check: Inspection, take: Take) -> tuple[Finding, ...]:
    try:
        return check(take)
    except (RushesError, OSError, ValueError, KeyError) as error:
        name = getattr(check, "__name__", "inspection")
        detail = f"The check could not be carried out: {error}"
        return (Finding(check=name, ok=False, value=0.0, limit=0.0, unit="", detail=detail),)
