"""Enrolling a performer: the clearance desk saw who holds which key, and signs that it did.

A key is not yet a person. The chain is: the show names its desk, the desk signs who holds which key, and that key signs
consents. Where a consent of a minor or of somebody who has died is signed by another, the desk has enrolled that key, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.did import public_key_of
from rushes.clearance.records.integrity import add_proof, verify_proofs
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.performer import Performer
from rushes.errors import BadInputError
from rushes.studio import spoken_errors, write_atomically

SCHEMA = "rushes/performer/1"


def performer_of(fields: Mapping[str, Any]) -> Performer:
    """Return a performer from fields, as a person gave them.

    Raises:
        BadInputError: A field is missing or wrong.
    """
    try:
        return Performer.model_validate(dict(fields))
    except ValidationError as error:
        raise BadInputError(
            f"The performer can't be enrolled: {sentence_of(error)}. Correct it and try again."
        ) from error


def enrol(performer: Performer, desk: Signer, *, known: Iterable[Performer] = ()) -> dict[str, Any]:
    """Return the record of a performer, signed by the desk.

    Args:
        performer: Whom the desk saw.
        desk: The desk's key.
        known: Who is enrolled already; a record of the same id is taken for the older one of the same person.

    Raises:
        BadInputError: A key is none, the key is somebody else's already, a name is another performer's already, or
            there is a key but no evidence of whose it is.
    """
    for did in (performer.did, *performer.agents, *performer.representatives):
        if did is not None:
            public_key_of(did)
    if performer.did and not performer.evidence:
        raise BadInputError(
            f"Performer {performer.id} can't be enrolled with a key and no evidence. Say what the desk saw: "
            '--evidence "passport, in person, 3 May 2026".'
        )
    for other in known:
        if other.id == performer.id:
            continue
        if performer.did and performer.did == other.did:
            raise BadInputError(
                f"The key {performer.did} is enrolled for {other.id} already. A key is one person's: have "
                f"{performer.id} make their own with `rushes consent key`."
            )
        if same := {_plain(name) for name in performer.names} & {_plain(name) for name in other.names}:
            raise BadInputError(
                f'The name "{min(same)}" is {other.id}\'s already, so a brief could not say whom it means. Give '
                f"{performer.id} a name that tells them apart."
            )
    return add_proof(
        {"schema_version": SCHEMA, **performer.model_dump(mode="json")}, desk, created=performer.enrolled_at
    )


def read_performer(document: Mapping[str, Any], *, desk: str, now: datetime | None = None) -> Performer:
    """Return the performer of a signed record.

    Args:
        document: As ``strict_json`` read it.
        desk: The key (did:key) of the desk that the show trusts.
        now: The moment of judgement; a record from the future counts for nothing. None leaves that to the caller.

    Raises:
        BadInputError: It is no performer's record, does not verify, or another key than the desk's signed it.
    """
    fields = {name: value for name, value in document.items() if name not in {"proof", "schema_version"}}
    if document.get("schema_version") != SCHEMA:
        raise BadInputError(f'it is no performer\'s record: its schema_version has to be "{SCHEMA}".')
    proofs = verify_proofs(document, now=now, name="the record")
    if [proof.did for proof in proofs] != [desk]:
        raise BadInputError(
            f"it is signed by {', '.join(proof.did for proof in proofs)}, but the show trusts the clearance desk {desk}. "
            "Have that desk enrol the performer."
        )
    try:
        return Performer.model_validate(fields)
    except ValidationError as error:
        raise BadInputError(f"{sentence_of(error)}.") from error


def file_performer(folder: Path, performer: Performer, document: Mapping[str, Any]) -> Path:
    """Write a performer's record to ``SHOW/consents/performers/<id>.json``; an older one is replaced whole.

    Raises:
        BadInputError: The place can't be written.
    """
    path = folder / "performers" / f"{performer.id}.json"
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return path


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
