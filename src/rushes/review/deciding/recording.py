"""Decisions on record: verified once when they come in, and again whenever somebody asks.

A decision lies in ``SHOW/shots/<shot>/decisions/<version>_<uuid>.json`` and in the ledger by its SHA-256. The file is
written first: what is broken off leaves a file that the ledger does not know, which counts for nothing and may be recorded
again. A decision that the ledger knows and whose file is gone was taken away, and that is said.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from rushes.canonical import canonical_json, sha256_of
from rushes.clearance.records.integrity import CLOCK_SKEW, moment, verify_proofs
from rushes.clearance.records.strict_json import parse_json, read_json
from rushes.engines import Take
from rushes.errors import BadInputError, RushesError
from rushes.provenance.events import record_take_decision
from rushes.provenance.verify_take import take_fingerprint
from rushes.review.deciding.book import Book, Known, book_of
from rushes.review.deciding.decision import Decision, check_word
from rushes.review.deciding.drafting import decision_of, record_of
from rushes.review.deciding.frames import check_frames, frames_sha256
from rushes.review.deciding.people import Register, register_of
from rushes.review.deciding.written import Written, written
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically

FOLDER = "decisions"
"""Beside the versions of a shot."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """The decisions about a take.

    Attributes:
        decisions: Those that count, in the order in which they were recorded.
        problems: A sentence for each that is on record and does not count, or is gone.
        shown: Ids of the performers that the take's clearance names.
        late: Those that were recorded after their signer had ended, as the desk found out later: they don't count.
    """

    decisions: tuple[Decision, ...] = ()
    problems: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    late: tuple[Decision, ...] = ()


def read_whole(document: Mapping[str, Any]) -> tuple[dict[str, Any], Decision]:
    """Return a finished document as everybody reads it, and the decision in it; who signed it is not asked here.

    Raises:
        BadInputError: A field is missing, wrong or one too many, or a text in it hides something.
    """
    try:
        strict = parse_json(canonical_json(dict(document)), name="The decision")
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"The decision has no canonical form ({error}). Draw it up anew and sign it.") from error
    return strict, decision_of(strict)


def accept(show: Show, decision: Decision, document: Mapping[str, Any], *, now: datetime) -> Take:
    """Verify a finished decision and put it on record; whoever calls holds the shot (``held``).

    Args:
        show: Whose take.
        decision, document: As ``read_whole`` gave them.
        now: The present moment.

    Returns:
        The take that it is about.

    Raises:
        BadInputError: It is not signed by an enrolled person who may say it, about another take or other frames than those
            that lie there, on record already, or older than what the same person said since.
        CheckFailedError: A file of the take is not the one that was sealed, or the ledger was altered.
    """
    take = _take(show, decision)
    book, register = book_of(show), register_of(show)
    _check_signature(decision, document, now)
    _check_person(decision, register, take)
    _check_take(decision, take, book)
    _check_new(show, decision, document, book)
    check_frames(take)
    path = path_of(show, decision.shot, decision.version, decision.id)
    with spoken_errors(path):
        write_atomically(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    record_take_decision(
        show,
        shot=decision.shot,
        version=decision.version,
        decision=decision.id,
        verdict=decision.verdict,
        role=decision.role,
        take_sha256=decision.take_sha256,
        frames_sha256=decision.frames_sha256,
        quorum=show.quorum,
        sha256=sha256_of(document),
        now=now,
    )
    return take


def on_record(show: Show, shot: str, version: str, *, book: Book, register: Register) -> OnRecord:
    """Return the decisions about a take, each verified.

    Args:
        show: Whose take.
        shot, version: Which one.
        book: What the show's ledger knows.
        register: Who decides.
    """
    known = book.decided.get((shot, version), ())
    if not known and "representative" not in show.quorum:
        return OnRecord()  # nobody asks whom the take shows
    try:
        bound = _bound_of(show, shot, version)
    except BadInputError as error:
        return OnRecord(problems=(str(error),))
    found: list[Decision] = []
    late: list[Decision] = []
    problems: list[str] = []
    for one in known:
        try:
            decision = _verified(show, shot, version, one, register, bound)
        except BadInputError as error:
            problems.append(str(error))
        else:
            ended_at = register.everybody[decision.person].ended_at
            (found if ended_at is None or one.at <= ended_at else late).append(decision)
    return OnRecord(tuple(found), tuple(problems), bound.shown, tuple(late))


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a take's decisions have to name: its fingerprint and its frames; and whom its clearance names."""

    take_sha256: str
    frames_sha256: str
    shown: tuple[str, ...]


def _bound_of(show: Show, shot: str, version: str) -> _Bound:
    record = written(show.version_folder(shot, version) / "take.json")
    if record is None:
        raise BadInputError(f"{show.version_folder(shot, version)} holds no take any more. Bring it back from a copy.")
    return _bound(record)


@lru_cache(maxsize=4096)
def _bound(record: Written) -> _Bound:
    take = Take.load(record.path)
    shown = tuple(str(name) for name in take.clearance.get("people", ()))
    return _Bound(take_fingerprint(record_of(take)), frames_sha256(take), shown)


def _verified(show: Show, shot: str, version: str, known: Known, register: Register, bound: _Bound) -> Decision:
    """Return a decision that is on record.

    Raises:
        BadInputError: Its file is gone or another, whoever signed does not count, or it is about other frames.
    """
    path = path_of(show, shot, version, known.id)
    as_written = written(path)
    if as_written is None:
        raise BadInputError(f"{path.name} is gone: it is on record, and was taken away. Bring it back from a backup.")
    decision, sha256 = _read(as_written)
    if sha256 != known.sha256:
        raise BadInputError(f"{path.name} is not the decision that is on record. Bring the true file back.")
    person = register.everybody.get(decision.person)
    if person is None or person.did != decision.did or decision.role not in person.roles:
        raise BadInputError(
            f"{path.name} counts for nothing: {decision.person}'s record, which says that the key is theirs and that they "
            f"are {decision.role}, does not count any more. `rushes reviewer list` says why."
        )
    if (decision.take_sha256, decision.frames_sha256) != (bound.take_sha256, bound.frames_sha256):
        raise BadInputError(f"{path.name} is about other frames than those that {shot} {version} lists now.")
    return decision


@lru_cache(maxsize=16384)
def _read(file: Written) -> tuple[Decision, str]:
    document = read_json(file.path)
    decision = decision_of(document, name=file.path.name)
    _check_signature(decision, document, None, name=file.path.name)
    return decision, sha256_of(document)


def _take(show: Show, decision: Decision) -> Take:
    folder = show.version_folder(decision.shot, decision.version)
    if not (folder / "take.json").is_file():
        raise BadInputError(f"There is no take {decision.shot} {decision.version} in {show.name}. Check both names.")
    return Take.load(folder / "take.json")


def _check_signature(
    decision: Decision, document: Mapping[str, Any], now: datetime | None, *, name: str = "The decision"
) -> None:
    proofs = verify_proofs(document, now=now, name=name)
    if [proof.did for proof in proofs] != [decision.did]:
        raise BadInputError(
            f"{name} says that {decision.did} decided, and it is signed by {', '.join(proof.did for proof in proofs)}. "
            "Whoever decides signs, and nobody else."
        )
    if proofs[0].created != decision.decided_at:
        raise BadInputError(
            f"{name} says that it was decided at {moment(decision.decided_at)}, and was signed at "
            f"{moment(proofs[0].created)}. Draw it up anew and sign it."
        )


def _check_person(decision: Decision, register: Register, take: Take) -> None:
    person = register.everybody.get(decision.person)
    if person is None:
        raise BadInputError(
            f"{decision.person} is nobody who decides here. The clearance desk enrols people: rushes reviewer add."
        )
    if person.did != decision.did:
        raise BadInputError(
            f"The decision is signed with another key than {person.id}'s. Give the key that is enrolled."
        )
    if person.ended_at is not None:
        raise BadInputError(f"{person.id} decides no more since {person.ended_at:%-d %B %Y}. Ask somebody who does.")
    if decision.decided_at + CLOCK_SKEW < person.enrolled_at:
        raise BadInputError(
            f"The decision is dated {moment(decision.decided_at)}, before {person.id} was enrolled "
            f"({moment(person.enrolled_at)}). Check the clock, and draw it up anew."
        )
    shown = tuple(str(name) for name in take.clearance.get("people", ()))
    check_word(person, decision.role, decision.verdict, decision.why, shown)


def _check_take(decision: Decision, take: Take, book: Book) -> None:
    fingerprint = take_fingerprint(record_of(take))
    name = f"{decision.shot} {decision.version}"
    if book.sealed.get((decision.shot, decision.version)) != fingerprint:
        raise BadInputError(
            f"{name} is not a take that the show's ledger knows as sealed, so nothing is decided about it. "
            f"`rushes verify {take.folder}` says what is wrong."
        )
    if decision.take_sha256 != fingerprint:
        raise BadInputError(f"The decision is about another take than {name}. Look at this one, and decide anew.")
    if decision.frames_sha256 != frames_sha256(take):
        raise BadInputError(f"The decision is about other frames than those of {name}. Look at these, and decide anew.")


def _check_new(show: Show, decision: Decision, document: Mapping[str, Any], book: Book) -> None:
    place = (decision.shot, decision.version)
    if any(known.id == decision.id for all_known in book.decided.values() for known in all_known):
        raise BadInputError(f"{decision.id} is on record already: a decision is made once. Draw up a new one.")
    path = path_of(show, *place, decision.id)
    if path.exists() and read_json(path) != document:
        raise BadInputError(f"{path} is there already with another decision, and is never overwritten.")
    for known in book.decided.get(place, ()):
        before = _earlier(path_of(show, *place, known.id))
        if before is None or (before.person, before.role) != (decision.person, decision.role):
            continue
        if before.decided_at >= decision.decided_at:
            raise BadInputError(
                f"{decision.person} said {before.verdict} at {moment(before.decided_at)}, after or when this decision was signed "
                f"({moment(decision.decided_at)}). What was said last counts: decide anew."
            )


def _earlier(path: Path) -> Decision | None:
    as_written = written(path)
    try:
        return _read(as_written)[0] if as_written else None
    except RushesError:
        return None  # whoever asks for the outcome is told


def path_of(show: Show, shot: str, version: str, decision: str) -> Path:
    """Return where a decision's record lies, by its id."""
    return show.shot_folder(shot) / FOLDER / f"{version}_{decision.removeprefix('urn:uuid:')}.json"


@contextmanager
def held(show: Show, shot: str) -> Iterator[None]:
    """Let one decision about a shot in at a time; the lock ends with the process that holds it.

    Raises:
        BadInputError: There is no such shot, or its folder can't be written.
    """
    lock = show.shot_folder(shot) / FOLDER / ".lock"
    if not show.shot_folder(shot).is_dir():
        raise BadInputError(f"There is no shot {shot} in {show.name}. Check its name.")
    with spoken_errors(lock):
        lock.parent.mkdir(exist_ok=True)
        stream = lock.open("a", encoding="ascii")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
