"""The status lists of a show on disk, every issue of each: ``SHOW/consents/status/<name>.<sequence>.json``.

Issues are never overwritten. Without all of them from the first to the newest, or with two of one number, a list can't be
believed. Nothing on disk can show that the newest issue was taken away: for that, keep the highest number that was ever
seen somewhere else and give it as ``floor``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from rushes.canonical import canonical_json
from rushes.clearance.records.integrity import CLOCK_SKEW, moment
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.status_credential import sign_list, verify_list
from rushes.clearance.records.status_list import StatusList, StatusPurpose, check_follows
from rushes.clearance.records.strict_json import LARGEST_BYTES, parse_json
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError

_FILE = re.compile(r"(?P<name>[a-z0-9-]+)\.(?P<sequence>[0-9]{6})\.json")
_REMEDY = "Nothing that it speaks of is in force until it is there."

_KEPT = 32_768
"""Verified issues that a process remembers by the content of their file. One in which nothing is set takes about 4 kB, so
that three lists each of ten thousand performers take 120 MB."""

_links: set[tuple[str, str]] = set()
"""Hashes of issues of which the second was found to follow the first. What the hashes name never changes."""


def file_name(list_id: str, sequence: int) -> str:
    """Return the name of an issue's file: the list's name in small letters, eight digits of its hash, the number."""
    words = re.sub(r"[^a-z0-9]+", "-", list_id.casefold()).strip("-")[:80]
    return f"{words}-{hashlib.sha256(list_id.encode()).hexdigest()[:8]}.{sequence:06d}.json"


def publish(folder: Path, unsigned: StatusList, signer: Signer) -> StatusList:
    """Sign an issue, write it, and return it as it was read back.

    Args:
        folder: ``SHOW/consents/status``.
        unsigned: The first list, or what ``with_bits`` made of the newest.
        signer: Its issuer.

    Raises:
        BadInputError: The signer is not its issuer, the place can't be written, or somebody else published this number
            in the meantime: read the newest again and make the change again.
    """
    data = canonical_json(sign_list(unsigned, signer))
    path = folder / file_name(unsigned.id, unsigned.sequence)
    if len(data) > LARGEST_BYTES:
        raise BadInputError(
            f"The status list {unsigned.id} is full ({len(data):,} bytes). Start another for new consents."
        )
    known = _verified(data, path.name)
    try:
        write_once(path, data)
    except BadInputError as error:
        if not path.exists():
            raise
        raise BadInputError(
            f"Issue {unsigned.sequence} of the status list {unsigned.id} was published already. Read the newest issue and make "
            "the change again."
        ) from error
    return known


class StatusFolder:
    """The issues that lie in a folder, found by one look at it; read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._issues: dict[str, dict[int, Path]] = {}
        self._strange: dict[str, list[Path]] = {}
        for path in _files(folder):
            if found := _FILE.fullmatch(path.name):
                self._issues.setdefault(found["name"], {})[int(found["sequence"])] = path
            elif path.suffix == ".json":
                self._strange.setdefault(path.name.partition(".")[0], []).append(path)

    def newest(
        self,
        list_id: str,
        *,
        issuer: str,
        purpose: StatusPurpose,
        now: datetime,
        floor: int = 0,
        floor_sha256: str = "",
    ) -> StatusList:
        """Return the newest issue of a list, once every issue up to it holds and follows the one before.

        Args:
            list_id: The list's id, as a consent names it.
            issuer: The key that has to have signed it.
            purpose: What a set bit has to mean.
            now: The moment of judgement, timezone-aware.
            floor: The highest sequence number that was ever seen; 0 when none was.
            floor_sha256: SHA-256 of the issue of that number, when it is remembered.

        Raises:
            BadInputError: There is none; it is older than ``floor`` or another one of that number (a fork); an issue is
                missing, there twice, dated before the one before it or after ``now``, by another issuer, for another
                purpose, or can't be believed by itself.
        """
        name = file_name(list_id, 0).partition(".")[0]
        issues = self._issues.get(name, {})
        if not issues:
            raise BadInputError(f"The status list {list_id} is not there. {_REMEDY}")
        chain: list[StatusList] = []
        for number in range(1, max(issues) + 1):
            if number not in issues:
                raise BadInputError(f"Issue {number} of the status list {list_id} is missing. {_REMEDY}")
            found = _read(issues[number])
            _check_is(found, list_id, issuer, purpose, number, issues[number].name)
            if chain and (link := (chain[-1].sha256, found.sha256)) not in _links:
                check_follows(chain[-1], found)
                _links.add(link)
            chain.append(found)
        self._check_copies(name, [found.sha256 for found in chain])
        known = chain[-1]
        if known.sequence < floor:
            raise BadInputError(
                f"Issue {known.sequence} of the status list {list_id} is the newest here, but issue {floor} was seen before: "
                f"an older list took its place. {_REMEDY}"
            )
        if floor and floor_sha256 not in ("", chain[floor - 1].sha256):
            raise BadInputError(
                f"Issue {floor} of the status list {list_id} is not the one that was seen before (a fork). {_REMEDY}"
            )
        if known.issued_at > now + CLOCK_SKEW:
            raise BadInputError(
                f"The status list {list_id} was issued at {moment(known.issued_at)}, but it is {moment(now)} now: a clock was "
                f"moved back. Set it right. {_REMEDY}"
            )
        return known

    def _check_copies(self, name: str, hashes: Sequence[str]) -> None:
        """Stop when a file of another name holds another issue of a number (what a syncing disk leaves behind)."""
        for path in self._strange.get(name, ()):
            found = _read(path)
            if found.sha256 not in hashes:
                raise BadInputError(
                    f"{path.name} is another issue {found.sequence} of the status list {found.id} than the one in its place "
                    f"(a fork). {_REMEDY}"
                )


def newest(
    folder: Path,
    list_id: str,
    *,
    issuer: str,
    purpose: StatusPurpose,
    now: datetime,
    floor: int = 0,
    floor_sha256: str = "",
) -> StatusList:
    """Return the newest issue of one list. For many lists, make one ``StatusFolder``; see ``StatusFolder.newest``."""
    return StatusFolder(folder).newest(
        list_id, issuer=issuer, purpose=purpose, now=now, floor=floor, floor_sha256=floor_sha256
    )


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise BadInputError(f"The status lists in {folder} can't be read ({error.strerror}). {_REMEDY}") from error


def _check_is(found: StatusList, list_id: str, issuer: str, purpose: str, number: int, name: str) -> None:
    if found.id != list_id or found.sequence != number:
        raise BadInputError(f"{name} holds issue {found.sequence} of {found.id}, not what its name says. {_REMEDY}")
    if found.issuer != issuer:
        raise BadInputError(f"{name} is issued by {found.issuer}; only {issuer} may issue this list. {_REMEDY}")
    if found.purpose != purpose:
        raise BadInputError(f"{name} is for {found.purpose}, not for {purpose}. {_REMEDY}")


def _read(path: Path) -> StatusList:
    try:
        if path.is_symlink() or not path.is_file():
            raise BadInputError(f"{path.name} is no file of its own in the folder of status lists. {_REMEDY}")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"The status list {path} can't be read ({error.strerror}). {_REMEDY}") from error
    return _verified(data, path.name)


@lru_cache(maxsize=_KEPT)
def _verified(data: bytes, name: str) -> StatusList:
    return verify_list(parse_json(data, name=name), name=name)
