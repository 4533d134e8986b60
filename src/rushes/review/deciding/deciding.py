"""The way of a decision through the room: recorded, counted, and shown in the take's own record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from rushes.clearance.records.person import Person
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance.decided import Decided
from rushes.provenance.takes import sealed_takes
from rushes.review.deciding.book import Place, book_of
from rushes.review.deciding.decision import Decision
from rushes.review.deciding.drafting import record_of
from rushes.review.deciding.outcome import Outcome, decided_of, outcome_of
from rushes.review.deciding.people import people, register_of
from rushes.review.deciding.recording import accept, held, on_record, read_whole
from rushes.show import Show, parse_version, version_name
from rushes.studio import spoken_errors, write_atomically


def record(show: Show, document: Mapping[str, Any], *, now: datetime | None = None) -> Decision:
    """Put a finished decision on record, and what the take's decisions come to into its ``take.json``.

    Args:
        show: Whose take.
        document: As ``sign`` or ``with_signed`` gave it, or as it came from a browser.
        now: The present moment; read from the clock when left out.

    Raises:
        BadInputError: It is not whole, not signed by an enrolled person who may say it, about another take or other frames
            than those that lie there, on record already, or older than what the same person said since.
        CheckFailedError: A file of the take is not the one that was sealed, or the ledger was altered.
    """
    document, decision = read_whole(document)
    if decision.show != show.name:
        raise BadInputError(f"The decision is about a take of {decision.show}, and this is {show.name}.")
    with held(show, decision.shot):
        take = accept(show, decision, document, now=now or datetime.now(UTC))
        _write_view(take, _view(outcome(show, decision.shot, decision.version)))
    return decision


def decisions(show: Show, shot: str, version: str) -> tuple[Decision, ...]:
    """Return the decisions about a take that count, in the order in which they were recorded.

    Raises:
        RushesError: The ledger is kept elsewhere or was altered.
    """
    place = (shot, version_name(parse_version(version)))
    return on_record(show, *place, book=book_of(show), register=register_of(show)).decisions


def outcome(show: Show, shot: str, version: str) -> Outcome:
    """Return what the decisions about a take come to, read from the signed records and never from ``take.json`` alone.

    Raises:
        RushesError: The ledger is kept elsewhere or was altered.
    """
    place = (shot, version_name(parse_version(version)))
    return outcomes(show, [place])[place]


def outcomes(show: Show, takes: Iterable[Place]) -> dict[Place, Outcome]:
    """Return what the decisions about several takes come to; the ledger and the people are read once for all of them.

    Args:
        show: Whose takes.
        takes: Shot and version of each.

    Raises:
        RushesError: The ledger is kept elsewhere or was altered.
    """
    book, register = book_of(show), register_of(show)
    found = {}
    for shot, version in takes:
        said = on_record(show, shot, version, book=book, register=register)
        come_to = outcome_of(
            said.decisions,
            quorum=show.quorum,
            people=register.everybody,
            shown=said.shown,
            problems=said.problems,
        )
        then = dict.fromkeys(known.quorum for known in book.decided.get((shot, version), ()))
        found[shot, version] = replace(
            come_to,
            other_quorums=tuple(quorum for quorum in then if quorum != show.quorum),
            handed_over=book.handed_over.get((shot, version), ()),
            late=said.late,
        )
    return found


def show_again(show: Show) -> list[Place]:
    """Write what decisions come to into every ``take.json`` that says something else: the quorum changed, or somebody ended.

    Returns:
        Shot and version of each record that was written.

    Raises:
        RushesError: The ledger is kept elsewhere or was altered, or a record can't be written.
    """
    written_anew = []
    for place in sorted(book_of(show).decided):
        path = show.version_folder(*place) / "take.json"
        if not path.is_file():
            continue
        with held(show, place[0]):
            take = Take.load(path)
            if dict(take.decision) != (found := _view(outcome(show, *place))):
                _write_view(take, found)
                written_anew.append(place)
    return written_anew


def decided(show: Show) -> dict[Place, Decided]:
    """Return what people decided about every take of a show, as it may be told outside: by role, without names or reasons.

    Raises:
        RushesError: The ledger is kept elsewhere or was altered.
    """
    return {place: decided_of(found) for place, found in outcomes(show, every_take(show)).items()}


def seen_by(show: Show, person: Person) -> list[Place]:
    """Return shot and version of the takes that somebody sees.

    A representative sees exactly those whose clearance names a performer of theirs, everybody else all.
    """
    return [
        (take.shot, take.version) for take in sealed_takes(show) if isinstance(take, Take) and may_see(person, take)
    ]


def every_take(show: Show) -> list[Place]:
    """Return shot and version of every take, in the order of the shots' names, oldest version first."""
    return [(shot, version) for shot, versions in _versions(show) for version in versions]


def newest_takes(show: Show) -> list[Place]:
    """Return shot and newest version of every shot that has a take, in the order of the shots' names."""
    return [(shot, versions[-1]) for shot, versions in _versions(show)]


def _versions(show: Show) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        shots = sorted(path.name for path in show.shots.iterdir() if path.is_dir())
    except FileNotFoundError:
        return
    for shot in shots:
        try:
            versions = show.versions(shot)
        except BadInputError:
            continue  # a folder that is no shot's
        if versions:
            yield shot, versions


def waits_for(show: Show, name: str) -> list[Place]:
    """Return the newest takes that wait for somebody's word.

    They wait for a representative until they have spoken, and for everybody else as long as a seat of the quorum is empty
    that they could fill. What is killed waits for nobody.

    Args:
        show: Whose takes.
        name: The reviewer's id.

    Raises:
        BadInputError: Nobody of this id decides here.
        RushesError: The ledger is kept elsewhere or was altered.
    """
    person = next((one for one in people(show) if one.id == name), None)
    if person is None:
        raise BadInputError(f"{name} decides nothing here. `rushes reviewer list` shows who does.")
    waiting = []
    for shot, version in newest_takes(show):
        if person.is_representative and not may_see(
            person, Take.load(show.version_folder(shot, version) / "take.json")
        ):
            continue
        found = outcome(show, shot, version)
        has_spoken = any(word.person == name for word in found.decisions)
        if found.state != "killed" and not has_spoken and _is_asked(person, found):
            waiting.append((shot, version))
    return waiting


def _is_asked(person: Person, found: Outcome) -> bool:
    asked = {role for seat in found.missing for role in seat.split(" or ")}
    return person.is_representative or not asked.isdisjoint(person.roles)


def may_see(person: Person, take: Take) -> bool:
    """Return whether somebody sees a take."""
    if not person.is_representative:
        return True
    return not set(person.performers).isdisjoint(str(name) for name in take.clearance.get("people", ()))


def _view(found: Outcome) -> dict[str, Any]:
    return {
        "state": found.state,
        "circled": found.circled,
        "human_contribution": found.human_contribution,
        "words": [asdict(word) for word in decided_of(found).words],
        "decisions": [decision.id for decision in found.decisions],
    }


def _write_view(take: Take, view: Mapping[str, Any]) -> None:
    """Write the outcome into a take's record, for whoever only reads that. Its fingerprint leaves it out.

    Raises:
        BadInputError: It can't be written; the decision stays on record.
    """
    path = take.folder / "take.json"
    try:
        with spoken_errors(path):
            write_atomically(path, json.dumps({**record_of(take), "decision": view}, indent=1, ensure_ascii=False))
    except BadInputError as error:
        raise BadInputError(
            f"The decision is on record, but the take's own record does not show it yet: {error} `rushes decisions refresh` "
            "writes it again."
        ) from error
