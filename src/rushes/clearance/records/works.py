"""Writing down what a show registers and is licensed to use; reading the marks of registered pictures back."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rushes.clearance.records.countersigned import countersigned
from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.work import Leave, Pictured, Work
from rushes.errors import BadInputError
from rushes.studio import spoken_errors, write_atomically

WORKS, LEAVES = "works", "leaves"
"""Folders under ``SHOW/consents``."""


def register(folder: Path, work: Work, pictures: Sequence[tuple[Path, bytes]], *, desk: Signer) -> tuple[Work, Path]:
    """Write a work down, signed by the desk, with the marks of its pictures beside it.

    Args:
        folder: ``SHOW/consents``.
        work: What is registered; its ``pictures`` are filled in.
        pictures: Files with their marks, as bytes.
        desk: The desk's key.

    Returns:
        The work as it was written, and its file.

    Raises:
        BadInputError: It can't be written.
    """
    marked = []
    for path, marks in pictures:
        digest = hashlib.sha256(marks).hexdigest()
        _save(_marks_file(folder, digest), marks)
        marked.append(Pictured(name=path.name, sha256=_sha256(path), marks=digest))
    whole = work.model_copy(update={"pictures": tuple(marked)})
    file = folder / WORKS / f"{work.id.removeprefix('urn:uuid:')}.json"
    _save(file, _text(add_proof(whole.model_dump(mode="json"), desk, created=work.registered_at)))
    return whole, file


def record_leave(folder: Path, leave: Leave, *, signer: Signer, desk: Signer) -> Path:
    """Write a leave down, signed by whoever looked at the licence and counter-signed by the desk, and return its file.

    Raises:
        BadInputError: It names another key, ends before it begins, or can't be written.
    """
    whole = countersigned(leave, signer=signer, desk=desk)
    file = folder / LEAVES / f"{leave.id.removeprefix('urn:uuid:')}.json"
    _save(file, _text(whole))
    return file


def marks_in(folder: Path, pictured: Pictured) -> bytes:
    """Return the marks of a registered picture.

    Raises:
        BadInputError: They are gone, or are not those that the desk signed for.
    """
    file = _marks_file(folder, pictured.marks)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInputError(
            f"The marks of the registered picture {pictured.name} can't be read ({file}: {error.strerror}), so nothing can be compared with it. Bring the file "
            "back, or register the picture again: rushes works add."
        ) from error
    if hashlib.sha256(content).hexdigest() != pictured.marks:
        raise BadInputError(
            f"The marks of the registered picture {pictured.name} were changed ({file}). Bring the file back, or register the picture again: rushes works add."
        )
    return content


def new_id() -> str:
    """Return a name for a record."""
    return uuid.uuid4().urn


def new_work(
    title: str, *, kind: str, names: Sequence[str], holder: str, died: int | None, did: str, now: datetime
) -> Work:
    """Return a work to be registered.

    Raises:
        BadInputError: A field is not of its form.
    """
    from pydantic import ValidationError

    try:
        return Work.model_validate(
            {
                "id": new_id(),
                "kind": kind,
                "title": title.strip(),
                "names": tuple(names),
                "holder": holder,
                "died": died,
                "did": did,
                "registered_at": now,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInputError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}. Correct it and register the work again."
        ) from error


def _marks_file(folder: Path, digest: str) -> Path:
    return folder / WORKS / f"{digest}.npz"


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _sha256(path: Path) -> str:
    with spoken_errors(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()


def _save(path: Path, content: str | bytes) -> None:
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
