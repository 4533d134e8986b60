"""The consents behind a take, as they stand at this moment: a circle does not bring a revoked one back."""

from __future__ import annotations

from datetime import datetime

from rushes.engines import Take
from rushes.provenance.manifest import consents_named
from rushes.provenance.standing import ConsentStanding, moment_of, standing_of
from rushes.show import Show


def consents_behind(show: Show, take: Take, *, now: datetime) -> tuple[ConsentStanding, ...]:
    """Return how each consent that a take rests on stood when it was cleared, and how it stands now.

    Args:
        show: Whose take.
        take: Which one.
        now: The moment of asking, timezone-aware.

    Raises:
        RushesError: The show's records can't be read, or the ledger was altered.
    """
    from rushes.judgement import gate_of  # it brings what looks for names and faces, which nobody else here needs

    named = consents_named(take.clearance)
    if not named:
        return ()
    registry = gate_of(show).registry(now)
    then = moment_of(str(take.clearance["judged_at"]))
    return tuple(standing_of(one, registry, then=then, now=now) for one in named)
