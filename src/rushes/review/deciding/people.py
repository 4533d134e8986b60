"""The show's people who decide: enrolled and ended by the clearance desk, in ``SHOW/review/people/<id>.json``.

The ledger remembers the newest record of each, so that neither an older one put back nor one taken away goes unnoticed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from rushes.canonical import sha256_of
from rushes.clearance.records.by_person import PEOPLE, read_person
from rushes.clearance.records.desk import trusted_desk, working_desk
from rushes.clearance.records.did import public_key_of
from rushes.clearance.records.enrolment import read_performer
from rushes.clearance.records.integrity import add_proof, moment
from rushes.clearance.records.person import SCHEMA, Person, check_roles
from rushes.clearance.records.strict_json import read_json
from rushes.errors import BadInputError
from rushes.provenance.events import ReviewerEvent, record_reviewer
from rushes.review.deciding.book import book_of
from rushes.review.deciding.written import Written, written
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody who decides or did.

    Attributes:
        everybody: By id, those who have ended included; only records that count.
        problems: A sentence for each record that counts for nothing, or is gone.
    """

    everybody: dict[str, Person]
    problems: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who decide now, by id."""
        return tuple(person for person in self.everybody.values() if person.ended_at is None)


def people(show: Show) -> tuple[Person, ...]:
    """Return those who decide about a show's takes: whose record verifies and has not ended, by id.

    Raises:
        RushesError: The ledger is kept elsewhere, or was altered.
    """
    return register_of(show).people


def person_of(show: Show, did: str) -> Person:
    """Return whose key it is.

    Raises:
        BadInputError: Nobody's who decides about this show's takes.
    """
    found = next((person for person in people(show) if person.did == did), None)
    if found is None:
        raise BadInputError(
            f"The key {did} is nobody's who decides about takes of {show.name}. The clearance desk enrols people: "
            "rushes reviewer add; `rushes reviewer list` shows who there is."
        )
    return found


def register_of(show: Show) -> Register:
    """Return everybody who decides about a show's takes, or did.

    Raises:
        RushesError: The ledger is kept elsewhere, or was altered.
    """
    desk, known = trusted_desk(show), book_of(show).reviewers
    found, problems = {}, []
    paths = sorted(_folder(show).glob("*.json"))
    for path in paths:
        as_written = written(path)
        if as_written is None:
            continue
        try:
            person, sha256 = _read(as_written, desk)
            if known.get(sha256_of(person.id)) != sha256:
                raise BadInputError(
                    f"{path.name} counts for nothing: the ledger does not know it as {person.id}'s newest record. Bring "
                    "the true file back, or enrol somebody under a new id."
                )
            found[person.id] = person
        except BadInputError as error:
            problems.append(str(error))
    if lost := len(set(known) - {sha256_of(path.stem) for path in paths}):
        problems.append(
            f"Records of people who decide are gone from {_folder(show)}: {lost}. Bring them back from a backup: what they "
            "decided does not count until then."
        )
    return Register(found, tuple(problems))


def unrepresented(show: Show) -> tuple[str, ...]:
    """Return the ids of enrolled performers for whom nobody speaks who decides now, in order.

    Raises:
        RushesError: The ledger is kept elsewhere, or was altered.
    """
    enrolled = {path.stem for path in (show.consents / "performers").glob("*.json")}
    return tuple(sorted(enrolled.difference(*(person.performers for person in people(show)))))


def add_person(show: Show, person: Person) -> Path:
    """Enrol somebody, signed by this machine's desk, and write it into the ledger.

    Args:
        show: Whose takes.
        person: Who, as the desk saw them.

    Returns:
        The record's file.

    Raises:
        BadInputError: The id or the key is taken, roles don't go together, a performer is not enrolled, a key comes
            without evidence, the desk is on another machine, or the place can't be written.
    """
    check_roles(person)
    public_key_of(person.did)
    if not person.evidence.strip():
        raise BadInputError(
            f"{person.id} can't be enrolled without evidence of whose key it is. Say what the desk saw: --evidence "
            '"in person, 3 May 2026"; for a representative also by what right: "agency agreement of 2 March 2026".'
        )
    known = register_of(show)
    path = _folder(show) / f"{person.id}.json"
    if path.exists() or sha256_of(person.id) in book_of(show).reviewers:
        raise BadInputError(
            f"There is, or was, a reviewer {person.id} already, and what was signed under an id stays. Choose another id."
        )
    for other in known.people:
        if other.did == person.did:
            raise BadInputError(
                f"The key {person.did} is {other.id}'s already. A key is one person's: have {person.id} make their own with "
                f"`rushes consent key`, or end {other.id} first when they are the same person in other roles."
            )
    show, desk = working_desk(show)
    for performer in person.performers:
        _check_performer(show, performer, desk.did)
    return _file(show, "reviewer.enrolled", person, at=person.enrolled_at)


def end_person(show: Show, name: str, *, since: datetime | None = None, now: datetime | None = None) -> Person:
    """Let somebody decide no more; what was recorded before stays, and what was recorded later counts no more.

    Args:
        show: Whose takes.
        name: Their id.
        since: From when on, where that is past: somebody else may have had their key.
        now: The present moment; read from the clock when left out.

    Raises:
        BadInputError: There is nobody of this id, they have ended already, the moment is to come or before they were
            enrolled, or the record can't be written.
    """
    now = now or datetime.now(UTC)
    ended_at = since or now
    register = register_of(show)
    person = register.everybody.get(name)
    if person is None:
        raise BadInputError(f"There is no reviewer {name} here. `rushes reviewer list` shows who there is.")
    if person.ended_at is not None:
        raise BadInputError(f"{name} decides no more since {person.ended_at:%-d %B %Y}. There is nothing to do.")
    if not person.enrolled_at <= ended_at <= now:
        raise BadInputError(
            f"{name} can't have ended on {moment(ended_at)}: they were enrolled on {moment(person.enrolled_at)}, and it is "
            f"{moment(now)} now. Give a moment between the two."
        )
    ended = person.model_copy(update={"ended_at": ended_at})
    _file(show, "reviewer.ended", ended, at=now)
    return ended


def _file(show: Show, event: ReviewerEvent, person: Person, *, at: datetime) -> Path:
    _, desk = working_desk(show)
    document = add_proof({"schema_version": SCHEMA, **person.model_dump(mode="json")}, desk, created=at)
    path = _folder(show) / f"{person.id}.json"
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    record_reviewer(show, event, reviewer=person.id, roles=person.roles, sha256=sha256_of(document), now=at)
    return path


def _check_performer(show: Show, name: str, desk: str) -> None:
    path = show.consents / "performers" / f"{name}.json"
    try:
        read_performer(read_json(path), desk=desk)
    except BadInputError as error:
        raise BadInputError(
            f"Nobody can represent {name}: they are not enrolled in {show.name}. Enrol them first: rushes performer enrol."
        ) from error


@lru_cache(maxsize=1024)
def _read(file: Written, desk: str) -> tuple[Person, str]:
    """Return the person of a record that the desk signed, and its SHA-256.

    Raises:
        BadInputError: It can't be read, does not verify, was signed by somebody else, or is another's.
    """
    document = read_json(file.path)
    return read_person(document, desk=desk, name=file.path.name), sha256_of(document)


def _folder(show: Show) -> Path:
    return show.folder / PEOPLE
