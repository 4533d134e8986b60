"""Status lists: how a consent is taken back, or rests for a while, after it was signed.

A list has one bit a consent (https://www.w3.org/TR/vc-bitstring-status-list/, v1.0). Beyond the standard it carries what a
court will ask for: a sequence number, the hash of the issue before it, and every change with its moment, so that "revoked
now" and "revoked when the take was made" are two questions with two answers. One issuer has one list a purpose; the
issuer's own key signs it. Whoever can't believe a list treats what it speaks of as not agreed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, cast, get_args

from rushes.clearance.records.integrity import moment
from rushes.errors import BadInputError

StatusPurpose = Literal["revocation", "suspension"]

SIZE = 131_072
"""Bits of a list: the least that the standard allows (16 kB), so that one bit does not stand out."""

NONE_SET = bytes(SIZE // 8)
"""Shared by all lists of that size in which nothing is set, which are most."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a bit was set or cleared.

    Attributes:
        index: Which bit.
        value: What it is from then on.
        at: When, timezone-aware.
    """

    index: int
    value: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a credential says that its status is found.

    Attributes:
        list_id: The list's id.
        purpose: What a set bit means.
        index: Which bit.
    """

    list_id: str
    purpose: StatusPurpose
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """One issue of a list.

    Attributes:
        id: The list's name, the same in every issue of it.
        purpose: ``revocation`` can't be undone, ``suspension`` can.
        issuer: The key that signs it (did:key).
        sequence: 1 for the first issue, one more for each.
        bits: ``SIZE`` bits or more, the first one in the highest place of the first byte.
        issued_at: When this issue was made.
        changes: Every change since the first issue, in the order of time. The bits follow from them.
        previous_sha256: SHA-256 of the issue before (canonical JSON, as signed); empty for the first.
        sha256: The same of this issue, once it is signed.
    """

    id: str
    purpose: StatusPurpose
    issuer: str
    sequence: int
    bits: bytes = field(repr=False)
    issued_at: datetime
    changes: tuple[Change, ...] = ()
    previous_sha256: str = ""
    sha256: str = field(default="", compare=False)

    @property
    def size(self) -> int:
        """How many bits it has."""
        return len(self.bits) * 8

    def is_set(self, index: int) -> bool:
        """Return a bit as this issue has it.

        Raises:
            BadInputError: The list has no such bit.
        """
        self._check_index(index)
        return bool(self.bits[index // 8] >> (7 - index % 8) & 1)

    def state_at(self, index: int, moment_asked: datetime) -> bool:
        """Return a bit as it was at a moment. A change counts from its own moment on.

        Raises:
            BadInputError: The list has no such bit.
        """
        self._check_index(index)
        values = [change.value for change in self.changes if change.index == index and change.at <= moment_asked]
        return values[-1] if values else False

    def set_since(self, index: int) -> datetime | None:
        """Return since when a bit is set without a break; None while it is not set.

        Raises:
            BadInputError: The list has no such bit.
        """
        self._check_index(index)
        since = None
        for change in self.changes:
            if change.index == index:
                since = (since or change.at) if change.value else None
        return since

    def with_bit(self, index: int, value: bool, at: datetime) -> StatusList:
        """Return the next issue, with one bit changed. See ``with_bits``."""
        return self.with_bits((index,), value, at)

    def with_bits(self, indices: Iterable[int], value: bool, at: datetime) -> StatusList:
        """Return the next issue, with bits changed at a moment. It is not signed yet.

        Args:
            indices: Which bits.
            value: True sets them: what they stand for is revoked or rests.
            at: When, timezone-aware; also the moment of issue.

        Raises:
            BadInputError: This issue is not signed yet, a bit is not there, has the value already, a revocation would be
                undone, or the moment lies before this issue (a clock was moved back).
        """
        if not self.sha256:
            raise BadInputError(f"The status list {self.id} is not signed yet, so nothing can follow it.")
        if at < self.issued_at:
            raise BadInputError(
                f"It is {moment(at)} on this machine, but the status list {self.id} was issued at {moment(self.issued_at)}: "
                "a clock was moved back. Set it right and do it again."
            )
        if not value and self.purpose == "revocation":
            raise BadInputError("What was revoked stays revoked. Ask for a new consent that supersedes it.")
        chosen = sorted(set(indices))
        if not chosen:
            raise BadInputError(f"No entry of the status list {self.id} was named, so nothing changes.")
        for index in chosen:
            if self.is_set(index) == value:
                done = "is revoked or suspended already" if value else "is in force already"
                raise BadInputError(f"Entry {index} of the status list {self.id} {done}.")
        return replace(
            self,
            sequence=self.sequence + 1,
            bits=changed_bits(self.bits, ((index, value) for index in chosen)),
            issued_at=at,
            changes=(*self.changes, *(Change(index, value, at) for index in chosen)),
            previous_sha256=self.sha256,
            sha256="",
        )

    def _check_index(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise BadInputError(f"The status list {self.id} has no entry {index}; it has {self.size:,}.")


def list_id(issuer: str, purpose: StatusPurpose, *, number: int = 1) -> str:
    """Return the id of an issuer's list: it names the key that has to sign, so no other list can take its place.

    Args:
        issuer: The key (did:key).
        purpose: What a set bit means.
        number: 2 and more once the list before is full.
    """
    return f"urn:rushes:status:{purpose}:{issuer}" + (f":{number}" if number > 1 else "")


def empty_list(issuer: str, purpose: StatusPurpose, *, at: datetime, number: int = 1) -> StatusList:
    """Return the first issue of an issuer's list, with no bit set. It is not signed yet."""
    name = list_id(issuer, purpose, number=number)
    return StatusList(id=name, purpose=purpose, issuer=issuer, sequence=1, bits=NONE_SET, issued_at=at)


def free_index(known: StatusList, used: Collection[int] = ()) -> int:
    """Return an entry for a new consent, at random, so that neighbours tell nothing about each other.

    Args:
        known: The list.
        used: Entries that consents have already, whether their bit was ever set or not.

    Raises:
        BadInputError: Less than half of the list is free; a longer one is needed.
    """
    taken = {*used, *(change.index for change in known.changes)}
    if len(taken) * 2 > known.size:
        raise BadInputError(f"The status list {known.id} is half full. Start another one for new consents.")
    while (index := secrets.randbelow(known.size)) in taken:
        pass
    return index


def entry(known: StatusList, index: int) -> dict[str, Any]:
    """Return what a credential says in ``credentialStatus`` to be found at an entry of a list.

    Raises:
        BadInputError: The list has no such entry.
    """
    known.is_set(index)
    return {
        "id": f"{known.id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": known.purpose,
        "statusListIndex": str(index),
        "statusListCredential": known.id,
    }


def entry_of(status: Mapping[str, Any]) -> Entry:
    """Read one entry of ``credentialStatus``.

    Raises:
        BadInputError: It is of another type, has a field that is not known, or an index that is no number.
    """
    found = status.get("statusListIndex")
    place, purpose = status.get("statusListCredential"), status.get("statusPurpose")
    if status.get("type") != "BitstringStatusListEntry" or purpose not in get_args(StatusPurpose):
        raise BadInputError("Its credentialStatus is no Bitstring status of the purpose revocation or suspension.")
    if strange := sorted(status.keys() - {"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"}):
        raise BadInputError(f"Its credentialStatus has the field {strange[0]!r}, which nobody here understands.")
    if not isinstance(place, str) or not place:
        raise BadInputError("Its credentialStatus does not say which list it is in.")
    if not isinstance(found, str) or not (found.isascii() and found.isdigit()) or str(int(found[:12])) != found:
        raise BadInputError(f"Its credentialStatus has the index {found!r}, which is no number written as text.")
    return Entry(place, cast("StatusPurpose", purpose), int(found))


def check_follows(known: StatusList, found: StatusList) -> None:
    """Stop unless a list is the next issue of another one.

    Raises:
        BadInputError: It is another list's, of another issuer or purpose; older than, or the same as the known one;
            a fork (two issues of one number); an issue is missing between them; it was issued before the known one
            (a clock was moved back); or it tells the past differently.
    """
    which = f"Issue {found.sequence} of the status list {known.id}"
    remedy = "Nothing it speaks of is in force until its issuer sends the right one."
    if (found.id, found.purpose) != (known.id, known.purpose):
        raise BadInputError(f"{found.id} ({found.purpose}) is another status list than {known.id}. {remedy}")
    if found.issuer != known.issuer:
        raise BadInputError(f"{which} is issued by {found.issuer}, not by {known.issuer}. {remedy}")
    if found.sequence == known.sequence and found.sha256 == known.sha256:
        raise BadInputError(f"{which} is the one that is known already. {remedy}")
    if found.sequence == known.sequence:
        raise BadInputError(f"{which} exists in two versions that differ (a fork). {remedy}")
    if found.sequence < known.sequence:
        raise BadInputError(f"{which} is older than issue {known.sequence}, which is known. {remedy}")
    if found.sequence > known.sequence + 1:
        raise BadInputError(f"{which} is there, but issue {known.sequence + 1} is missing. {remedy}")
    if found.issued_at < known.issued_at:
        raise BadInputError(
            f"{which} is dated {moment(found.issued_at)}, before the issue that it follows ({moment(known.issued_at)}): "
            f"a clock was moved back. {remedy}"
        )
    if found.previous_sha256 != known.sha256:
        raise BadInputError(
            f"{which} follows another issue {known.sequence} than the one that is there (a fork). {remedy}"
        )
    added = found.changes[len(known.changes) :]
    if found.changes[: len(known.changes)] != known.changes or found.size != known.size:
        raise BadInputError(f"{which} tells the changes before it differently. {remedy}")
    if any(change.at < known.issued_at for change in added):
        raise BadInputError(f"{which} dates a change back before issue {known.sequence}. {remedy}")


def changed_bits(bits: bytes, changes: Iterable[tuple[int, bool]]) -> bytes:
    """Return bits with some of them set or cleared."""
    changed = bytearray(bits)
    for index, value in changes:
        mask = 1 << (7 - index % 8)
        changed[index // 8] = changed[index // 8] | mask if value else changed[index // 8] & ~mask
    return bytes(changed)
