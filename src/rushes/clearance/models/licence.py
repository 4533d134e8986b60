"""What a licence's name says about training: nothing is read into it, and what nobody says is unknown."""

from __future__ import annotations

import re
from typing import Final

from rushes.clearance.models.card import Rights

_UNSAID: Final = frozenset({"", "noassertion", "unknown", "other", "tbd", "n/a"})
_FREE: Final = re.compile(r"^(CC0-1\.0|CC-PDDC|PDDL-1\.0|public domain)$", re.IGNORECASE)
_NARROW: Final = re.compile(r"(^|[^a-z])(nc|non[- ]?commercial|research[- ]only|academic)([^a-z]|$)", re.IGNORECASE)


def rights_of(licence: str) -> Rights:
    """Return what a data set's licence allows a film to rest on.

    Args:
        licence: An SPDX expression, a licence's name, or what stands in its place (``NONE``, ``NOASSERTION``).

    Returns:
        ``unowned`` for none at all and for one that covers no commercial use, also where that is one of several; ``unknown`` where nobody says.
    """
    said = licence.strip()
    if said.lower() in _UNSAID:
        return "unknown"
    if said.upper() == "NONE" or is_narrow(said):
        return "unowned"
    return "public_domain" if _FREE.match(said) else "licensed"


def is_narrow(licence: str) -> bool:
    """Return whether a licence says by its name that it covers no commercial use."""
    return bool(_NARROW.search(licence))
