"""Consents in a show's folder: found, written once, given their bits in the status lists, and never lost half-way.

Status lists are written before the consent that needs them: whatever is broken off leaves a consent out, not one that
counts without a way to take it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rushes.clearance.records.consent import Consent
from rushes.clearance.records.credential import lists_of
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.loading import STATUS
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.receipt import receipt
from rushes.clearance.records.signing import Signed, countersign, first_lists, read_signed, sign
from rushes.clearance.records.status_folder import StatusFolder, file_name, publish
from rushes.clearance.records.status_list import StatusList, free_index
from rushes.clearance.records.strict_json import read_json
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError
from rushes.studio import spoken_errors, write_atomically
from rushes.untrusted import parsed

DRAFT_ENDING, RECEIPT_ENDING = ".draft.yaml", ".receipt.txt"
SHORTEST_PREFIX = 4
"""Digits of a consent's id that are enough to name it by, if they name one only."""


def find_consent(folder: Path, name: str) -> Path:
    """Return the file of a consent.

    Args:
        folder: ``SHOW/consents``.
        name: Its file (a path, or a name in the folder with or without ``.json``), its id, or the id's first digits.

    Raises:
        BadInputError: There is none, or more than one.
    """
    for path in (Path(name), folder / name, folder / f"{name}.json"):
        if path.suffix == ".json" and path.is_file():
            return path
    wanted = name.removeprefix("urn:uuid:")
    found = [path for path, document in _documents(folder) if _is_named(document, wanted)]
    if len(found) == 1:
        return found[0]
    raise BadInputError(
        f'{"No consent" if not found else "More than one consent"} in {folder} is named "{name}". '
        "`rushes consent show --show SHOW` lists them."
    )


def read_consent(path: Path) -> Signed:
    """Read a signed consent from its file.

    Raises:
        BadInputError: It can't be read or does not verify.
    """
    try:
        return read_signed(read_json(path))
    except BadInputError as error:
        words = str(error)
        if words.startswith(path.name) or str(path) in words:
            raise
        ending = "" if words.endswith(".") else ". Ask the performer to sign it again."
        raise BadInputError(f"{path.name} counts for nothing: {words}{ending}") from error


def file_signed(
    folder: Path, stem: str, consent: Consent, signer: Signer, performer: Performer, *, now: datetime
) -> tuple[Path, Signed]:
    """Sign a consent and write it, its receipt and the signatory's status lists.

    Args:
        folder: ``SHOW/consents``.
        stem: What the files are called before their endings.
        consent: What is agreed.
        signer: The signatory's key.
        performer: The performer as the desk enrolled them.
        now: When, timezone-aware.

    Returns:
        The consent's file, and what was signed.

    Raises:
        BadInputError: It can't be signed, is there already, takes the place of a consent that is not there, or the
            folder can't be written.
    """
    path = folder / f"{stem}.json"
    documents = list(_documents(folder))
    names = {document.get("id") for _, document in documents}
    if path.exists():
        raise BadInputError(f"{path} is there already, and what was signed is never overwritten. Name the draft anew.")
    if consent.id in names:
        raise BadInputError(f"{consent.id} is signed already. Make a new draft; `--supersedes` takes its fields over.")
    if consent.supersedes is not None and consent.supersedes not in names:
        raise BadInputError(f"The consent {consent.supersedes}, which this one takes the place of, is not in {folder}.")
    used = _used(document for _, document in documents)
    document = sign(consent, signer, indices=_indices(consent, used, now), created=now, performer=performer)
    _publish_first(folder, consent, signer, now)
    write_once(path, _text(document).encode("utf-8"))
    with spoken_errors(path):
        write_atomically(path.with_name(stem + RECEIPT_ENDING), receipt(consent))
    return path, read_consent(path)


def file_countersigned(folder: Path, path: Path, signer: Signer, *, now: datetime) -> Signed:
    """Countersign a consent in its file; whoever may revoke it as well gets their status lists.

    Raises:
        BadInputError: The key may not, has done so already, or the folder can't be written.
    """
    signed = read_consent(path)
    document = countersign(signed.document, signer, created=now)
    _publish_first(folder, signed.consent, signer, now)
    with spoken_errors(path):
        write_atomically(path, _text(document))
    return read_consent(path)


def newest_lists(
    folder: Path, consent: Consent, signer: Signer, *, now: datetime, floors: Mapping[str, int] | None = None
) -> dict[str, StatusList]:
    """Return the newest issue of each status list in which the signer has a bit for a consent.

    Args:
        folder: ``SHOW/consents``.
        consent: The consent.
        signer: Whose lists.
        now: When, timezone-aware.
        floors: The highest sequence number that was ever seen of each list, by its id.

    Raises:
        BadInputError: A list is missing or can't be believed.
    """
    status = StatusFolder(folder / STATUS)
    return {
        name: status.newest(name, issuer=did, purpose=purpose, now=now, floor=(floors or {}).get(name, 0))
        for name, purpose, did in lists_of(consent)
        if did == signer.did
    }


def publish_change(folder: Path, changed: StatusList, signer: Signer) -> StatusList:
    """Sign and write the next issue of a status list.

    Raises:
        BadInputError: It can't be written, or somebody else published this number in the meantime.
    """
    return publish(folder / STATUS, changed, signer)


def _publish_first(folder: Path, consent: Consent, signer: Signer, now: datetime) -> None:
    status = StatusFolder(folder / STATUS)
    for first in first_lists(consent, at=now):
        if first.issuer != signer.did:
            continue
        if any((folder / STATUS).glob(file_name(first.id, 0).replace("000000", "*"))):
            status.newest(first.id, issuer=first.issuer, purpose=first.purpose, now=now)
        else:
            publish(folder / STATUS, first, signer)


def _indices(consent: Consent, used: Mapping[str, set[int]], now: datetime) -> dict[str, int]:
    """Return a free bit in each list of a consent; the list itself need not be there yet."""
    return {one.id: free_index(one, used.get(one.id, set())) for one in first_lists(consent, at=now)}


def _used(documents: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    used: dict[str, set[int]] = {}
    for document in documents:
        for entry in document.get("credentialStatus", ()):
            try:
                used.setdefault(entry["statusListCredential"], set()).add(int(entry["statusListIndex"]))
            except (KeyError, TypeError, ValueError, AttributeError):
                continue  # a damaged record's bits are nobody's
    return used


def _documents(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give every readable record of the folder, verified or not: a bit that was ever named is not given again."""
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.json")):
        try:
            document = parsed(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(document, dict):
            yield path, document


def _is_named(document: Mapping[str, Any], wanted: str) -> bool:
    name = str(document.get("id", "")).removeprefix("urn:uuid:")
    return name == wanted or (len(wanted) >= SHORTEST_PREFIX and name.startswith(wanted))


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
