"""Where a take goes that may not be handed over: set aside unsealed, with the reason beside it."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from rushes.assembly import write_record
from rushes.brief import Brief
from rushes.engines import Take
from rushes.errors import CheckFailedError
from rushes.provenance.events import record_quarantine
from rushes.set_aside import FOLDER
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically

QUARANTINE = frozenset({"likeness"})
"""Checks whose failure keeps a take from being sealed. Any other failure is sealed with it, for whoever decides to see."""


class QuarantinedError(CheckFailedError):
    """A take failed a check that no take may fail (exit code 5); it lies unsealed in the show's quarantine."""


def quarantine(take: Take, show: Show, brief: Brief) -> None:
    """Do nothing for a take that may be handed over; set any other aside and stop.

    The take is moved to ``SHOW/quarantine/<shot>_<version>`` with its record and ``why.txt``: it gets no version, no seal and no
    entry as a take; the ledger says that it was set aside. The folder is for its owner's eyes alone (0700).

    Args:
        take: As it was put together and inspected.
        show: Where it belongs.
        brief: What was asked.

    Raises:
        QuarantinedError: It was set aside; the sentence says why and where.
        BadInputError: It can't be moved. It is not sealed either.
        CheckFailedError: The ledger can't be trusted; the take was set aside before that was found.
    """
    failed = [finding for finding in take.findings if not finding.ok and finding.check in QUARANTINE]
    if not failed:
        return
    write_record(take, brief)
    why = " ".join(finding.detail for finding in failed)
    target = _free(show.folder / FOLDER, f"{take.shot}_{take.version}")
    with spoken_errors(target):
        target.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomically(take.folder / "why.txt", _page(take, target.name, [finding.detail for finding in failed]))
        take.folder.rename(target)
    checks = [finding.check for finding in failed]
    record_quarantine(show, shot=take.shot, version=take.version, checks=checks, recipe=str(take.recipe["sha256"]))
    raise QuarantinedError(
        f"Take {take.stem} is quarantined and was not sealed. {why} It lies in {target}; to look: rushes quarantine show {target.name}."
    )


def _free(folder: Path, name: str) -> Path:
    first = folder / name
    others = (folder / f"{name}_{number}" for number in count(2))
    return first if not first.exists() else next(other for other in others if not other.exists())


def _page(take: Take, name: str, reasons: list[str]) -> str:
    return "\n".join(
        [
            f"{take.stem} was made on {take.created} and was not sealed.",
            "",
            *(f"- {reason}" for reason in reasons),
            "",
            f"Clearance: {take.clearance.get('id', 'none')}",
            f"To look at what it is held for: rushes quarantine show {name} --out FOLDER --show ...",
            "Nothing in this folder may be shown or handed on. Delete it when it has been looked at; the frames that it was put",
            "together from are still in the show's work folder, under the steps that take.json lists.",
            "",
        ]
    )
