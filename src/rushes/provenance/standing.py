"""How a consent stood when something was made, and how it stands now: two moments, judged apart.

What was authorised then stays authorised (NO FAKES Act 2026, section on licences, (E); CAWG's review asks for both
moments as well). So both are always shown, and neither stands in for the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rushes.clearance.records.registry import Held, Registry, Standing
from rushes.provenance.manifest import ConsentNamed

_LATER = frozenset({"superseded", "used_up"})
"""States that a consent only comes into: what was made under it before was in force."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How a consent stood at one moment.

    Attributes:
        state: ``in_force``, ``revoked``, ``suspended``, ``expired``, ``not_yet_valid``, ``unsigned``, ``uncountersigned``,
            ``superseded``, ``used_up``, ``unknown`` (its status can't be believed, or another record bears its id) or
            ``missing`` (the register does not hold it).
        words: A sentence for a person.
    """

    state: str
    words: str

    @property
    def in_force(self) -> bool:
        """Whether it could be relied on."""
        return self.state == "in_force"


@dataclass(frozen=True, slots=True)
class ConsentStanding:
    """A consent that a take rests on, at both moments.

    Attributes:
        named: Which one.
        performer: Whose, by their id; empty when the register does not hold it.
        then: When the take was cleared; None when nothing says when that was.
        now: At the moment of asking.
    """

    named: ConsentNamed
    performer: str
    then: Stood | None
    now: Stood

    def to_json(self) -> dict[str, Any]:
        """Return it as commands print it."""
        return {
            **self.named.to_json(),
            "performer": self.performer,
            "then": self.then.state if self.then else None,
            "now": self.now.state,
            "words": self.now.words,
        }


def standing_of(named: ConsentNamed, registry: Registry, *, then: datetime | None, now: datetime) -> ConsentStanding:
    """Say how a consent stood when something was cleared with it, and how it stands now.

    Args:
        named: The consent as a clearance or a seal names it.
        registry: The show's verified records.
        then: When it was cleared, timezone-aware.
        now: The moment of asking, timezone-aware.
    """
    same_id = [held for held in registry.consents if held.consent.id == named.id]
    held = next((held for held in same_id if held.sha256 == named.sha256), None)
    if held is None:
        lost = _changed(same_id[0]) if same_id else Stood("missing", "The register holds no such consent any more.")
        return ConsentStanding(named, same_id[0].consent.performer if same_id else "", lost if then else None, lost)
    return ConsentStanding(
        named, held.consent.performer, stood_then(held, then) if then else None, stood_now(held, now)
    )


def moment_of(text: str) -> datetime | None:
    """Return an ISO 8601 moment with its time zone; None for what is none, such as a record that was damaged."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def stood_now(held: Held, now: datetime) -> Stood:
    """Say how a consent stands, by what was done to it and by its dates.

    Args:
        held: The consent as the register holds it.
        now: Timezone-aware.
    """
    standing = held.standing
    if standing.state != "in_force":
        return Stood(standing.state, _sentence(standing))
    return _by_dates(held, now)


def stood_then(held: Held, moment: datetime) -> Stood:
    """Say how a consent stood at a moment that is past: what was done to it later does not count.

    Args:
        held: The consent as the register holds it, with its standing as of now.
        moment: Timezone-aware.
    """
    standing = held.standing
    is_later = moment < standing.since if standing.since is not None else standing.state in _LATER
    return _by_dates(held, moment) if is_later else stood_now(held, moment)


def _sentence(standing: Standing) -> str:
    since = f" since {standing.since.astimezone(UTC):%-d %B %Y, %H:%M} UTC" if standing.since else ""
    aside = f" ({standing.words.rstrip('.')})" if standing.words else ""
    return f"It is {standing.state.replace('_', ' ')}{since}{aside}."


def _by_dates(held: Held, moment: datetime) -> Stood:
    if moment < held.consent.issued_at:
        return Stood("not_yet_valid", f"Its text was settled on {held.consent.issued_at:%-d %B %Y, %H:%M %Z}.")
    if moment < held.consent.valid_from:
        return Stood("not_yet_valid", f"It is valid from {held.consent.valid_from:%-d %B %Y, %H:%M %Z}.")
    if moment >= held.consent.valid_to:
        return Stood("expired", f"It ended on {held.consent.valid_to:%-d %B %Y, %H:%M %Z}.")
    return Stood("in_force", "")


def _changed(held: Held) -> Stood:
    return Stood(
        "unknown",
        f"{held.file or 'The register'} holds another record under this id than the one that was relied on "
        f"(SHA-256 {held.sha256[:12]}...).",
    )
