"""What delivery leaves in a show's ledger: a take was handed over, or asked for and refused."""

from __future__ import annotations

from datetime import datetime

from rushes.provenance.events import append_event, in_form
from rushes.provenance.ledger import Entry
from rushes.show import Show


def record_delivery(
    show: Show,
    *,
    shot: str,
    version: str,
    profile: str,
    take_sha256: str,
    frames_sha256: str,
    package_sha256: str,
    now: datetime | None = None,
) -> Entry:
    """Write down that a take was handed over.

    Args:
        show: Whose take.
        shot, version: Which.
        profile: The name of the delivery profile.
        take_sha256, frames_sha256: What its circle is bound to.
        package_sha256: SHA-256 of ``package.json``, which names every file.
        now: When; the present when left out.
    """
    data = {
        "profile": in_form("word", profile),
        "take_sha256": in_form("sha256", take_sha256),
        "frames_sha256": in_form("sha256", frames_sha256),
        "package_sha256": in_form("sha256", package_sha256),
    }
    scope = {"shot": in_form("shot", shot), "version": in_form("word", version)}
    return append_event(show, "delivery.made", "rushes", scope, data, now)


def record_delivery_refusal(
    show: Show, *, shot: str, version: str, profile: str, why: str, now: datetime | None = None
) -> Entry:
    """Write down that a take was asked for and not handed over; ``why`` is one word, its sentence went to who asked."""
    data = {"profile": in_form("word", profile), "why": in_form("word", why)}
    scope = {"shot": in_form("shot", shot), "version": in_form("word", version)}
    return append_event(show, "delivery.refused", "rushes", scope, data, now)
