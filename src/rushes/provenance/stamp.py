"""Time stamps from outside (RFC 3161) for the end of the ledger: that it was this, at that time, says somebody else.

The ledger's own key proves order, and this machine's clock the time; whoever holds both could write another past. A stamped
tip can't be: it names the last entry's number and hash, and each hash names all that came before.

``SHOW/ledger.stamps/<number>.tip.json`` is the signed tip as it was, ``<number>.tsr`` the authority's answer over its
SHA-256. Both are kept for good, so that any RFC 3161 program can check them without this one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from rushes.clearance.records.certificates import read_roots
from rushes.clearance.records.timestamp import request, verify
from rushes.errors import BadInputError, CheckFailedError, RushesError
from rushes.provenance.authority import Authority
from rushes.provenance.ledger import read_ledger, read_signed_tip, tip_path, verify_ledger
from rushes.studio import spoken_errors
from rushes.untrusted import parsed

URL = "RUSHES_TIMESTAMP_URL"
ROOTS = "RUSHES_TIMESTAMP_ROOTS"
STAMPED = "ledger.stamped"

Ask = Callable[[bytes, str], bytes]
"""Asks an authority: (SHA-256 digest, its address) to the DER of its answer."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """That the ledger ended with an entry at a time, as an authority says.

    Attributes:
        seq: The last entry's number.
        at: When.
        path: The authority's answer.
    """

    seq: int
    at: datetime
    path: Path


def stamps_folder(ledger: Path) -> Path:
    """Return where a ledger's stamps lie."""
    return ledger.with_name(f"{ledger.stem}.stamps")


def configured_url() -> str | None:
    """Return the address of the time stamping authority that this machine asks; None when none is configured."""
    return os.environ.get(URL) or None


def stamp(ledger: Path, url: str, *, show: str, ask: Ask = request, authority: Authority | None = None) -> Path:
    """Have the end of a ledger stamped, and write down that it was.

    Args:
        ledger: ``SHOW/ledger.jsonl``.
        url: The authority's address.
        show: The show's name.
        ask: How it is asked: over HTTP.
        authority: Whose key signs the ledger; the local authority when left out.

    Returns:
        The authority's answer, on the disk.

    Raises:
        CheckFailedError: The ledger is not whole: what is altered is not stamped.
        BadInputError: There is no ledger yet, the authority does not answer, or the answer can't be written.
    """
    authority = authority or Authority.open()
    public = authority.ledger_key.public_key()
    if not ledger.exists():
        raise BadInputError(
            f"{ledger} does not exist yet: there is nothing to stamp. It begins with the show's first event."
        )
    if problems := verify_ledger(ledger, public):
        raise CheckFailedError(f"{problems[0]} It is not stamped so.")
    tip = tip_path(ledger).read_bytes()
    digest = hashlib.sha256(tip).digest()
    token = ask(digest, url)
    number = parsed(tip)["seq"]
    folder = stamps_folder(ledger)
    answer = folder / f"{number:08d}.tsr"
    with spoken_errors(folder):
        folder.mkdir(exist_ok=True)
        _write(folder / f"{number:08d}.tip.json", tip)
        _write(answer, token)
    data = {"entry": number, "tip_sha256": digest.hex(), "answer_sha256": hashlib.sha256(token).hexdigest()}
    authority.open_ledger(ledger).append(STAMPED, actor="rushes", scope={"show": show}, data=data)
    return answer


def stamp_when_configured(ledger: Path, *, show: str) -> str:
    """Have the end of a ledger stamped where an authority is configured, and say how it went; nothing where none is.

    What was made stays made when the authority does not answer: the next stamp dates it as well, only later.
    """
    url = configured_url()
    if url is None:
        return ""
    try:
        answer = stamp(ledger, url, show=show)
    except RushesError as error:
        return f"not stamped: {error} `rushes ledger stamp` tries again."
    return str(answer)


def verify_stamps(
    ledger: Path, key: Ed25519PublicKey, roots: Sequence[Certificate]
) -> tuple[tuple[Stamp, ...], tuple[str, ...]]:
    """Return the stamps that hold, and what is wrong with the others or with the ledger that they speak of.

    Args:
        ledger: ``SHOW/ledger.jsonl``.
        key: The public key of the authority that signs it.
        roots: Certificates of the authorities that are trusted.
    """
    hashes = {entry.seq: entry.hash for entry in read_ledger(ledger)}
    stamps, problems = [], []
    for answer in sorted(stamps_folder(ledger).glob("*.tsr")):
        kept = answer.with_suffix(".tip.json")
        try:
            tip = read_signed_tip(kept, key)
            at = verify(answer.read_bytes(), hashlib.sha256(kept.read_bytes()).digest(), roots).at
        except (OSError, RushesError) as error:
            problems.append(f"The time stamp {answer} does not hold: {error}")
            continue
        if hashes.get(tip["seq"]) != tip["hash"]:
            problems.append(
                f"{ledger} is not the ledger that was stamped on {at.isoformat()}: it ended with another entry {tip['seq']} "
                "then. Somebody put another ledger, or an older one, in its place."
            )
            continue
        stamps.append(Stamp(tip["seq"], at, answer))
    return tuple(stamps), tuple(problems)


def configured_roots() -> tuple[Certificate, ...] | None:
    """Return the certificates that stamps may end at (``RUSHES_TIMESTAMP_ROOTS``, a PEM file); None when none are given.

    Raises:
        BadInputError: The file can't be read.
    """
    path = os.environ.get(ROOTS)
    return read_roots(Path(path)) if path else None


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
