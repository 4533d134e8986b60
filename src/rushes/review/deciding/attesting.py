"""What leaves the house of who approved a take: the ledger's entries of the words that count, by role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rushes.provenance.approvals import approvals_document
from rushes.provenance.authority import LEDGER_CERTIFICATE
from rushes.provenance.ledger import read_ledger
from rushes.review.deciding.book import Place, book_of
from rushes.review.deciding.deciding import outcomes
from rushes.review.deciding.outcome import standing
from rushes.show import Show


def approvals_of(show: Show, takes: Iterable[Place]) -> dict[str, Any]:
    """Return the approvals of takes for a stranger: the entry of each person's newest word, without names and reasons.

    Args:
        show: Whose takes.
        takes: Shot and version of each.

    Raises:
        RushesError: The ledger is kept elsewhere or was altered, or there is none yet.
    """
    found, book = outcomes(show, takes), book_of(show)
    counting = {word.id for one in found.values() for word in standing(one.decisions)}
    numbers = {known.seq for place in found for known in book.decided.get(place, ()) if known.id in counting}
    entries = tuple(entry for entry in read_ledger(show.ledger) if entry.seq in numbers)
    certificate = show.ledger.with_name(LEDGER_CERTIFICATE)
    return approvals_document(show.name, entries, certificate.read_text(encoding="ascii") if numbers else "")
