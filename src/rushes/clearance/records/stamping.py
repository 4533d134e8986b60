"""A time stamp beside a signed consent: somebody outside says that it existed before the take was made.

A stamp is for one state of the record: after a counter-signature it is stamped again, and the earlier stamp stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.clearance.records.signing import Signed
from rushes.clearance.records.timestamp import LARGEST_BYTES, Stamp, request, verify
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

ENDING = ".tsr"
_DIGITS = 12


def stamp_file(path: Path, signed: Signed) -> Path:
    """Return where the stamp of a consent's present state lies: ``<name>.<first digits of its SHA-256>.tsr``."""
    return path.with_name(f"{path.stem}.{signed.sha256[:_DIGITS]}{ENDING}")


def stamp_consent(path: Path, signed: Signed, url: str) -> Path:
    """Have a consent stamped as it is now, and keep the stamp beside it; one that is there already stays.

    Args:
        path: The consent's file.
        signed: What it holds.
        url: The authority's address.

    Raises:
        BadInputError: The authority gives no stamp, or the place can't be written.
    """
    target = stamp_file(path, signed)
    if not target.exists():
        write_once(target, request(bytes.fromhex(signed.sha256), url))
    return target


def read_stamp(path: Path, signed: Signed, roots: Sequence[Certificate]) -> Stamp | None:
    """Return what the stamp of a consent's present state proves; None when it has none.

    Raises:
        BadInputError: It can't be read, or proves nothing under these roots.
    """
    target = stamp_file(path, signed)
    try:
        with target.open("rb") as stream:
            answer = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInputError(f"The time stamp {target} can't be read ({error.strerror}).") from error
    return verify(answer, bytes.fromhex(signed.sha256), roots)
