"""How the leave to train on something is taken back in a show: signed by its desk, on its ledger, and felt by every model that saw it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rushes.canonical import sha256_of_file
from rushes.clearance.records.desk import working_desk
from rushes.clearance.records.withdrawal import Withdrawal, put_withdrawal
from rushes.errors import BadInputError
from rushes.provenance.events import record_withdrawal
from rushes.provenance.shelf import Shelf
from rushes.show import Show


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was withdrawn, and the models on the shelf that saw it."""

    sha256: str
    models: tuple[str, ...]


def withdraw_item(show: Show, item: str, *, by: str, why: str = "") -> Withdrawn:
    """Take back the leave to train on something.

    Args:
        show: Where.
        item: A file, a SHA-256, or the name that items on the shelf's cards have, where that is one thing.
        by: Whose it is, or who speaks for them.
        why: In words.

    Raises:
        BadInputError: Nobody can tell what is meant, or it can't be written.
    """
    cards = Shelf.of(show).cards.values()
    sha256 = _meant(item, {(one.name, one.sha256) for card in cards for one in card.items})
    now = datetime.now(UTC)
    show, signer = working_desk(show)
    put_withdrawal(
        show.consents,
        Withdrawal(sha256=sha256, withdrawn_by=by, why=why, did=signer.did, withdrawn_at=now),
        signer,
    )
    record_withdrawal(show, sha256=sha256, now=now)
    return Withdrawn(sha256, tuple(card.id for card in cards if sha256 in {one.sha256 for one in card.items}))


def _meant(item: str, known: set[tuple[str, str]]) -> str:
    path = Path(item)
    if path.is_file():
        try:
            return sha256_of_file(path)
        except OSError as error:
            raise BadInputError(f"{path} can't be read ({error.strerror}). Correct its rights.") from error
    if re.fullmatch(r"[0-9a-fA-F]{64}", item):
        return item.lower()
    named = {sha256 for name, sha256 in known if name == item}
    if len(named) > 1:
        raise BadInputError(
            f'Several things are called "{item}" on this show\'s cards. Give the SHA-256 of the one that is meant.'
        )
    if not named:
        raise BadInputError(
            f'"{item}" is no file, no SHA-256, and on no card of this show. `rushes models show` lists what a model was trained on.'
        )
    return named.pop()
