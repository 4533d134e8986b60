"""Who approved what is in a package, for a stranger: entries of the production's ledger, which name roles and no people.

An entry ``take.decided`` says verdict, role, moment and the frames, is signed by the production's authority, and holds no
name and no word. So it can leave the house, and whoever has the root certificate can check it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance.decided import Word
from rushes.provenance.ledger import Entry, verify_entry
from rushes.provenance.vouched import ledger_key_in

SCHEMA: Literal["rushes/approvals/1"] = "rushes/approvals/1"
APPROVALS = "approvals.json"
"""What the file is called in a package."""

_FIELDS = {"schema_version", "show", "entries", "ledger_certificate"}


@dataclass(frozen=True, slots=True)
class Approved:
    """What was said of a take.

    Attributes:
        take_sha256, frames_sha256: Which record and which very frames.
        word: By whom (the role), what, and on which day.
    """

    take_sha256: str
    frames_sha256: str
    word: Word


@dataclass(frozen=True, slots=True)
class Approvals:
    """What approvals prove.

    Attributes:
        show: Of which production.
        said: The words about each take, by shot and version, in the order in which they were recorded.
        trusted: Whether a root that one trusts vouches for the ledger's key.
    """

    show: str
    said: Mapping[tuple[str, str], tuple[Approved, ...]]
    trusted: bool

    def of(self, shot: str, version: str, *, take_sha256: str, frames_sha256: str) -> tuple[Word, ...]:
        """Return the words about a take that are bound to this very record and these very frames."""
        bound = (take_sha256, frames_sha256)
        found = self.said.get((shot, version), ())
        return tuple(one.word for one in found if (one.take_sha256, one.frames_sha256) == bound)


def approvals_document(show: str, entries: tuple[Entry, ...], certificate: str) -> dict[str, Any]:
    """Return entries about decisions with the certificate of the ledger's key (PEM), ready for ``json.dumps``."""
    return {
        "schema_version": SCHEMA,
        "show": show,
        "entries": [entry.to_json() for entry in entries],
        "ledger_certificate": certificate,
    }


def check_approvals(document: Mapping[str, Any], *, trust_roots: str) -> Approvals:
    """Return what approvals prove, with nothing but them and the roots.

    That somebody else was against it, or said something else later, they don't exclude: that the sender vouches for.

    Args:
        document: As ``approvals_document`` gave it.
        trust_roots: PEM certificates that may vouch for the ledger's key, from ``trust_roots(...)``.

    Raises:
        BadInputError: They are of another form.
        CheckFailedError: An entry is not as the authority signed it, or about no decision of this show.
    """
    if set(document) != _FIELDS or document["schema_version"] != SCHEMA or not isinstance(document["entries"], list):
        raise BadInputError(f"These are no approvals of the form {SCHEMA}. A newer Rushes may know them.")
    key, trusted = ledger_key_in(document["ledger_certificate"], trust_roots=trust_roots)
    said: dict[tuple[str, str], list[Approved]] = {}
    for record in document["entries"]:
        if not isinstance(record, Mapping):
            raise BadInputError("An entry of the approvals is none. Ask the sender for them again.")
        entry = verify_entry(record, key)
        if entry.event != "take.decided" or entry.scope.get("show") != document["show"]:
            raise CheckFailedError(f"Entry {entry.seq} of the approvals is about no decision of {document['show']}.")
        data = {name: str(entry.data.get(name, "")) for name in ("role", "verdict", "take_sha256", "frames_sha256")}
        word = Word(data["role"], data["verdict"], entry.time[:10])
        place = (str(entry.scope.get("shot")), str(entry.scope.get("version")))
        said.setdefault(place, []).append(Approved(data["take_sha256"], data["frames_sha256"], word))
    return Approvals(str(document["show"]), {place: tuple(words) for place, words in said.items()}, trusted)
