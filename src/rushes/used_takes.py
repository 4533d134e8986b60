"""Takes of the show that a brief is made of: clothes that characters wear, a set that comes down; each as the ledger knows it."""

from __future__ import annotations

from collections.abc import Sequence

from rushes.brief import Brief
from rushes.engines.clip.worn.take import worn_take
from rushes.engines.take import Take
from rushes.errors import BadInputError
from rushes.provenance.ledger import Entry
from rushes.provenance.verify_take import SEALED, take_fingerprint
from rushes.show import Show
from rushes.untrusted import parsed


def worn_takes(brief: Brief, show: Show) -> tuple[Take, ...]:
    """Return the takes that the characters of a clip wear, each once.

    Raises:
        BadInputError: One isn't there, is quarantined, of another kind, or not cleared.
    """
    if brief.kind != "clip":
        return ()
    shots = show.shot_folder(brief.shot).parent
    worn = [(one.name, one.wears) for one in brief.clip.characters if one.wears is not None]
    takes = [worn_take(shots, wears, f"Shot {brief.shot}: the {name}") for name, wears in worn]
    return tuple({take.folder: take for take in takes}.values())


def set_takes(brief: Brief, show: Show) -> tuple[Take, ...]:
    """Return the take of the set that a destruction happens on; nothing where it happens on none.

    Raises:
        BadInputError: It isn't there, is of another kind, or not cleared.
    """
    if brief.kind != "destruction" or not (brief.on_set.shot or brief.on_set.version):
        return ()
    from rushes.engines.destruction.set_steps import set_take

    take = set_take(brief, show.shot_folder(brief.shot).parent)
    return () if take is None else (take,)


def check_sealed(takes: tuple[Take, ...], entries: Sequence[Entry]) -> None:
    """Stop at a take that the show's ledger does not know as it lies there.

    Args:
        takes: The takes.
        entries: Of the show's ledger, verified.

    Raises:
        BadInputError: One was never sealed in this show, or its record was changed since.
    """
    sealed = {str(entry.data.get("take_sha256")) for entry in entries if entry.event == SEALED}
    for take in takes:
        record = parsed((take.folder / "take.json").read_text(encoding="utf-8"))
        if take_fingerprint(record) not in sealed:
            raise BadInputError(
                f"{take.stem} is not the take that the show's ledger knows as sealed, so nothing is made of it. Bring it back from a copy, or make it again."
            )
