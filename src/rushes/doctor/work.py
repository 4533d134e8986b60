"""What was left lying: jobs that were broken off or failed, steps that were set aside, takes that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rushes.doctor.examination import Place
from rushes.studio import list_jobs
from rushes.studio.trouble import Trouble

NAMED: Final = 3
"""How many of a kind are told by name; the rest is a number."""


def check_work(place: Place) -> Iterator[Trouble]:
    """Look at the show's jobs, its broken steps and its quarantine."""
    if place.show is None:
        return
    yield from job_troubles(place.show.work)
    yield from broken_troubles(place.show.work)
    held = sorted(path.parent.name for path in (place.show.folder / "quarantine").glob("*/take.json"))
    if held:
        yield Trouble(
            "work",
            f"{_some(held)} {_are(held)} held because of a face, and wait for a person.",
            f"Look at them: rushes quarantine list --show {place.show.folder}",
            is_hint=True,
        )


def job_troubles(work: Path) -> Iterator[Trouble]:
    """Say which jobs were broken off and which failed; a later job of the same shot that is done answers for them."""
    newest = {job.shot: job for job in reversed(list_jobs(work))}
    for state, said in (
        ("interrupted", "broken off, with nobody working on it now"),
        ("failed", "stopped by an error"),
    ):
        jobs = sorted(f"{job.id}" for job in newest.values() if job.state == state)
        if jobs:
            yield Trouble(
                "work",
                f"{_some(jobs)} {'were' if len(jobs) > 1 else 'was'} {said}.",
                "Run its rushes make again: what is finished is kept; rushes jobs says why one failed.",
            )


def broken_troubles(work: Path) -> Iterator[Trouble]:
    """Say which finished steps were found changed, and were set aside."""
    broken = sorted(path.relative_to(work).as_posix() for path in work.glob("*/*.broken-*"))
    if broken:
        yield Trouble(
            "work",
            f"{_some(broken)} in {work} {'were' if len(broken) > 1 else 'was'} finished and then changed, by a failing disk or by hand.",
            "Check that disk (smartctl, the system's log), then delete what was set aside: it was made again.",
        )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _are(names: list[str]) -> str:
    return "are" if len(names) > 1 else "is"
