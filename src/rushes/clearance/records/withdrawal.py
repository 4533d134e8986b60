"""That something may not be trained on any more: whose it is took the leave back. A model that saw it is not loaded from then on.

The file's name is the SHA-256 of what was withdrawn, so that a record that can't be read still stops what it is about.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from rushes.clearance.records.consent import Record
from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.keys import Signer
from rushes.studio import spoken_errors, write_atomically

WITHDRAWN: Final = "withdrawn"
"""The folder under ``SHOW/consents``."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Withdrawal(Record):
    """What was withdrawn, by whom, and when.

    Attributes:
        sha256: Of its bytes.
        withdrawn_by: Whose it is, or who speaks for them.
        why: In words.
        did: The desk's key, which signs.
        withdrawn_at: When.
    """

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    withdrawn_by: Annotated[str, Field(min_length=1)]
    why: str = ""
    did: str
    withdrawn_at: AwareDatetime


def put_withdrawal(folder: Path, withdrawal: Withdrawal, signer: Signer) -> Path:
    """Write a withdrawal, signed by the desk.

    Args:
        folder: ``SHOW/consents``.
        withdrawal: What was withdrawn.
        signer: The desk's key.

    Raises:
        BadInputError: It can't be written.
    """
    path = folder / WITHDRAWN / f"{withdrawal.sha256}.json"
    signed = add_proof(withdrawal.model_dump(mode="json"), signer, created=withdrawal.withdrawn_at)
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(signed, indent=1, ensure_ascii=False) + "\n")
    return path


def withdrawn_in(folder: Path) -> frozenset[str]:
    """Return the SHA-256 of everything that was withdrawn in a show, by the names of the files: what stops needs no signature.

    Args:
        folder: ``SHOW/consents``; it need not exist.
    """
    return frozenset(path.stem for path in (folder / WITHDRAWN).glob("*.json") if _SHA256.fullmatch(path.stem))
