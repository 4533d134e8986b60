"""Words of the desk that somebody signed with their own key, in a room whose process doesn't hold it.

A record that names a ``person`` counts only while the show's register of people says that the key is theirs, that they are of
clearance, and that they were when they signed. Whoever may write files, or run the room, can't put that on: the register's records
are signed by the desk, and the words by the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.integrity import CLOCK_SKEW, verify_proofs
from rushes.clearance.records.person import SCHEMA, Person
from rushes.clearance.records.strict_json import read_json
from rushes.errors import BadInputError

PEOPLE = Path("review") / "people"
"""Where a show keeps its register of people, under its own folder."""

ROLE = "clearance"
"""As what somebody signs at the desk."""


class Said(Protocol):
    """A record that says who signed it, with which key."""

    @property
    def person(self) -> str:
        """Their id in the register; empty when the record was signed by command."""
        ...

    @property
    def did(self) -> str:
        """The key that signs."""
        ...


def read_person(document: Mapping[str, Any], *, desk: str, name: str) -> Person:
    """Return somebody whom the show's desk enrolled.

    Args:
        document: The record as it lies in the register.
        desk: The desk's key (did:key).
        name: The record's file, for people; its stem is the person's id.

    Raises:
        BadInputError: It does not verify, was signed by somebody else, is not whole, or is another's.
    """
    signers = [proof.did for proof in verify_proofs(document, name=name)]
    if signers != [desk]:
        raise BadInputError(
            f"{name} counts for nothing: it is signed by {', '.join(signers)}, and the show trusts the clearance desk "
            f"{desk or '(none yet)'}. Have that desk enrol them."
        )
    fields = {field: value for field, value in document.items() if field not in {"proof", "schema_version"}}
    try:
        person = Person.model_validate(fields)
    except ValidationError as error:
        raise BadInputError(f"{name} counts for nothing: {sentence_of(error)}. Bring the true file back.") from error
    if document.get("schema_version") != SCHEMA or f"{person.id}.json" != name:
        raise BadInputError(
            f"{name} counts for nothing: it is no record of {name.removesuffix('.json')}. Bring the true file back."
        )
    return person


def check_person(said: Said, at: datetime, *, consents: Path, desk: str) -> None:
    """Stop unless whoever signed was of clearance when they did; a record that names nobody passes.

    Args:
        said: What was signed.
        at: When.
        consents: ``SHOW/consents``, beside which the register lies.
        desk: The desk's key (did:key).

    Raises:
        BadInputError: The register doesn't say that the key is theirs, or that they were of clearance then.
    """
    if not said.person:
        return
    path = consents.parent / PEOPLE / f"{said.person}.json"
    try:
        person = read_person(read_json(path), desk=desk, name=path.name)
    except BadInputError as error:
        raise BadInputError(f"it is signed by {said.person}, for whose key nobody vouches: {error}") from error
    if person.did != said.did:
        raise BadInputError(f"it names {person.id}, and {said.did} is not the key that the desk enrolled for them.")
    if ROLE not in person.roles:
        raise BadInputError(f"it names {person.id}, who is {', '.join(person.roles)} and not of clearance.")
    if at + CLOCK_SKEW < person.enrolled_at:
        raise BadInputError(f"it is dated {at.isoformat()}, before {person.id} was enrolled.")
    if person.ended_at is not None and at > person.ended_at:
        raise BadInputError(f"it is dated {at.isoformat()}, after {person.id} had ended.")
