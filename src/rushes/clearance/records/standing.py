"""How a consent stands: signed by all who had to, neither revoked nor suspended, not replaced, not used up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rushes.clearance.records.credential import lists_of
from rushes.clearance.records.integrity import CLOCK_SKEW
from rushes.clearance.records.registry import Standing
from rushes.clearance.records.signing import Signed
from rushes.clearance.records.status_list import Entry, StatusList
from rushes.errors import BadInputError

Lists = Callable[[Entry, str], StatusList]
"""Returns the newest status list that an entry is in, given the key that has to sign it, or raises `BadInputError`."""


def standing(
    signed: Signed, lists: Lists, *, now: datetime, successor: Signed | None = None, takes: int = 0
) -> Standing:
    """Return how a consent stands at a moment, apart from its dates.

    What is certain comes before what is not: a consent that one party's list shows as revoked is revoked, even if
    another's can't be read.

    Args:
        signed: The consent.
        lists: Where the status lists come from.
        now: The moment of judgement, timezone-aware.
        successor: The consent that takes its place from its own first day on.
        takes: How many takes were made under it.
    """
    if signed.signed_at > now + CLOCK_SKEW:
        return Standing(
            "unknown",
            words=f"it was signed on {signed.signed_at.isoformat()}, but it is {now.isoformat()} here: one of the two "
            "clocks is wrong",
        )
    if missing := signed.missing:
        return Standing("uncountersigned", words=f"not yet signed by {', '.join(missing)}")
    doubt = ""
    resting: Standing | None = None
    for place, (_, _, did) in zip(signed.credential.places, lists_of(signed.consent), strict=True):
        try:
            since = lists(place, did).set_since(place.index)
        except BadInputError as error:
            doubt = doubt or str(error)
            continue
        if since is None:
            continue
        if place.purpose == "revocation":
            return Standing("revoked", since, f"by {did}")
        if resting is None or (resting.since and since < resting.since):
            resting = Standing("suspended", since, f"by {did}")
    if doubt:
        return Standing("unknown", words=doubt)
    if successor is not None and now >= (since := max(successor.consent.valid_from, successor.signed_at)):
        return Standing("superseded", since, f"{successor.consent.id} took its place")
    if resting is not None:
        return resting
    limit = signed.consent.use_count_limit
    if limit is not None and takes >= limit:
        return Standing("used_up", words=f"{takes} of {limit} takes were made")
    return Standing()
