"""Reading a show's records: what verifies counts, and what does not is named with a sentence.

Signatures are verified once for each content: a file that has not changed costs its reading and its hash. Whether a consent
counts, and how it stands, is judged anew at every call, because the register, the status lists and the time may have changed.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from rushes.canonical import sha256_of
from rushes.clearance.records.by_person import check_person
from rushes.clearance.records.consent import Record
from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.desk_key import desk_did
from rushes.clearance.records.enrolment import read_performer
from rushes.clearance.records.false_face import FALSE_FACES, FalseFace
from rushes.clearance.records.integrity import CLOCK_SKEW, verify_proofs
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held, Registry, Standing
from rushes.clearance.records.signing import Signed, read_signed
from rushes.clearance.records.standing import Lists, standing
from rushes.clearance.records.status_folder import StatusFolder
from rushes.clearance.records.status_list import Entry, StatusList
from rushes.clearance.records.strict_json import LARGEST_BYTES, parse_json
from rushes.clearance.records.terms import faults
from rushes.clearance.records.withdrawal import withdrawn_in
from rushes.clearance.records.work import Leave, Work
from rushes.errors import BadInputError
from rushes.show import read_document
from rushes.untrusted import parsed

PERFORMERS, STATUS, STRIKES, DECISIONS, CHARACTERS = "performers", "status", "strikes", "decisions", "characters.yaml"
WORKS, LEAVES = "works", "leaves"
"""What lies in ``SHOW/consents`` besides the consents themselves."""

MOST_REMEMBERED = 50_000
"""Records whose verification is remembered in a process. Ten thousand consents with their performers and lists fit twice."""

CLOCKS_DIFFER = "one of the two clocks is wrong"
"""What is said of a record that is dated ahead."""

_RECORD = "The record"
"""What sentences call a file before its name is put in front of them."""

_Read = TypeVar("_Read")
_Kept = TypeVar("_Kept", bound=Record)
_Decided = TypeVar("_Decided", Decision, Leave, FalseFace)
_remembered: dict[tuple[str, str], object] = {}


def load_registry(
    folder: Path,
    *,
    desk: str | None = None,
    floors: Mapping[str, int] | None = None,
    now: datetime,
    people: Iterable[str] | None = None,
    replaced: frozenset[str] = frozenset(),
) -> Registry:
    """Read a show's performers, consents, strikes, decisions and characters.

    Args:
        folder: ``SHOW/consents``; it need not exist.
        desk: The key (did:key) of the clearance desk that the show names; this machine's own desk when None.
        floors: The highest sequence number that was ever seen of each status list, by its id.
        now: The moment of judgement, timezone-aware.
        people: Ids of the performers that matter; of others neither records nor consents are opened. None is everybody.
        replaced: SHA-256 of performers' records that newer ones took the place of: put back, they count for nothing.

    Returns:
        What counts. A file that does not verify is one of the ``problems``; a strike order that can't be read leaves
        every consent ``unknown``, because nobody can tell then whether a strike holds.

    Raises:
        BadInputError: The folder itself can't be read, or this machine's desk key can't be used.
    """
    shelf = _Shelf(folder, desk or desk_did() or "", now, people)
    performers = {one.id: one for one in shelf.performers(replaced)}
    signed = shelf.consents(performers)
    strikes, doubt = shelf.strikes()
    decisions = tuple(shelf.decisions())
    lists = shelf.lists(floors or {})
    successors = _successors([one for one, _ in signed])
    takes = _takes(folder.parent) if any(one.consent.use_count_limit is not None for one, _ in signed) else {}
    held = tuple(
        Held(
            one.consent,
            one.sha256,
            doubt
            or standing(
                one, lists, now=now, successor=successors.get(one.consent.id), takes=takes.get(one.consent.id, 0)
            ),
            name,
        )
        for one, name in signed
    )
    characters, works, leaves = tuple(shelf.characters()), tuple(shelf.works()), tuple(shelf.leaves())
    false_faces = tuple(shelf.false_faces())
    return Registry(
        performers,
        held,
        strikes,
        decisions,
        characters,
        tuple(shelf.problems),
        withdrawn_in(folder),
        works,
        leaves,
        false_faces,
    )


class _Shelf:
    """A folder of records, read once; what can't be believed gathers in ``problems``."""

    def __init__(self, folder: Path, desk: str, now: datetime, people: Iterable[str] | None) -> None:
        self.folder, self.desk, self.now = folder, desk, now
        self.people = None if people is None else tuple(f'"{person}"'.encode() for person in people)
        self.problems: list[str] = []

    def performers(self, replaced: frozenset[str]) -> Iterator[Performer]:
        for path, data in self._records(PERFORMERS):
            name = f"{PERFORMERS}/{path.name}"
            try:
                performer, sha256 = _once(
                    f"performer {self.desk}",
                    data,
                    lambda one: (read_performer(one, desk=self.desk), sha256_of(dict(one))),
                )
                if sha256 in replaced:
                    raise BadInputError(
                        "the clearance desk has enrolled the performer anew since, and this is the older record. Bring the "
                        "newer one back from a copy, or have the desk enrol the performer again."
                    )
                if performer.id != path.stem:
                    raise BadInputError(f"it is the record of {performer.id}. Name the file {performer.id}.json.")
                if performer.enrolled_at > self.now + CLOCK_SKEW:
                    raise BadInputError(_ahead(performer.enrolled_at, self.now))
            except BadInputError as error:
                self._problem(name, error, "Have the clearance desk enrol the performer again.")
            else:
                yield performer

    def consents(self, performers: Mapping[str, Performer]) -> list[tuple[Signed, str]]:
        """Return the consents that count, each with its file's name; of two copies the one with more signatures."""
        found: dict[str, tuple[Signed, str]] = {}
        torn: set[str] = set()
        for path, data in self._records(""):
            try:
                signed = _once("consent", data, read_signed)
                _check_register(signed, performers)
            except BadInputError as error:
                self._problem(path.name, error, "Ask the performer to sign it again.")
                continue
            name = signed.consent.id
            before = found.get(name)
            if before is None:
                found[name] = (signed, path.name)
            elif before[0].credential != signed.credential:
                torn.add(name)
                self.problems.append(
                    f"{before[1]} and {path.name} count for nothing: both are {name}, and they say different things. "
                    "Keep the one that the performer means, and give the other a draft and an id of its own."
                )
            elif len(signed.proofs) > len(before[0].proofs):
                found[name] = (signed, path.name)
        return [pair for name, pair in found.items() if name not in torn]

    def strikes(self) -> tuple[tuple[StrikeOrder, ...], Standing | None]:
        """Return the strike orders, and the standing of every consent when one of them can't be read."""
        orders, doubt = [], None
        for path, data in self._records(STRIKES):
            name = f"{STRIKES}/{path.name}"
            try:
                orders.append(_once(f"strike {self.desk}", data, lambda one: _by_desk(one, StrikeOrder, self.desk)))
            except BadInputError as error:
                self._problem(name, error, "Bring the strike order back from a copy; until then no consent counts.")
                doubt = Standing("unknown", words=f"the strike order {name} can't be read, so a strike may hold")
        return tuple(sorted(orders, key=lambda order: (order.starts_at, order.id))), doubt

    def decisions(self) -> Iterator[Decision]:
        for path, data in self._records(DECISIONS):
            name = f"{DECISIONS}/{path.name}"
            try:
                decision = _once(f"decision {self.desk}", data, lambda one: _signed_by_both(one, Decision, self.desk))
                if decision.decided_at > self.now + CLOCK_SKEW:
                    raise BadInputError(_ahead(decision.decided_at, self.now))
                check_person(decision, decision.decided_at, consents=self.folder, desk=self.desk)
            except BadInputError as error:
                self._problem(name, error, "Have it decided again.")
            else:
                yield decision

    def works(self) -> Iterator[Work]:
        """Give the works, characters and artists that the desk registered."""
        for path, data in self._records(WORKS):
            name = f"{WORKS}/{path.name}"
            try:
                yield _once(f"work {self.desk}", data, lambda one: _by_desk(one, Work, self.desk))
            except BadInputError as error:
                self._problem(
                    name, error, "Register it again (rushes works add); until then nothing is compared with it."
                )

    def leaves(self) -> Iterator[Leave]:
        """Give the leaves that count: signed by whoever looked at the licence, and by the desk behind them."""
        for path, data in self._records(LEAVES):
            name = f"{LEAVES}/{path.name}"
            try:
                leave = _once(f"leave {self.desk}", data, lambda one: _signed_by_both(one, Leave, self.desk))
                if leave.decided_at > self.now + CLOCK_SKEW:
                    raise BadInputError(_ahead(leave.decided_at, self.now))
            except BadInputError as error:
                self._problem(name, error, "Record the licence again (rushes works license).")
            else:
                yield leave

    def false_faces(self) -> Iterator[FalseFace]:
        """Give what counts of what was decided to be nobody's face: signed by whoever looked, and by the desk behind them."""
        for path, data in self._records(FALSE_FACES):
            name = f"{FALSE_FACES}/{path.name}"
            try:
                decided = _once(f"false face {self.desk}", data, lambda one: _signed_by_both(one, FalseFace, self.desk))
                if decided.decided_at > self.now + CLOCK_SKEW:
                    raise BadInputError(_ahead(decided.decided_at, self.now))
                check_person(decided, decided.decided_at, consents=self.folder, desk=self.desk)
            except BadInputError as error:
                self._problem(name, error, "Look at the take again (rushes quarantine); until then it stays there.")
            else:
                yield decided

    def characters(self) -> list[str]:
        """Return the show's own invented characters; a list that can't be read allows none."""
        path = self.folder / CHARACTERS
        if not path.exists():
            return []
        try:
            names = read_document(path).get("characters")
            if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
                raise BadInputError(f"{CHARACTERS} has to hold a list of names: characters: [Ida Quill].")
        except BadInputError as error:
            self.problems.append(f"{CHARACTERS} counts for nothing: {error}")
            return []
        return [name.strip() for name in names]

    def lists(self, floors: Mapping[str, int]) -> Lists:
        """Return where status lists come from; each is read once, and one that fails fails for all who need it."""
        folder = StatusFolder(self.folder / STATUS)
        known: dict[tuple[str, str], StatusList | BadInputError] = {}

        def find(entry: Entry, issuer: str) -> StatusList:
            key = (entry.list_id, issuer)
            if key not in known:
                try:
                    known[key] = folder.newest(
                        entry.list_id,
                        issuer=issuer,
                        purpose=entry.purpose,
                        now=self.now,
                        floor=floors.get(entry.list_id, 0),
                    )
                except BadInputError as error:
                    known[key] = error
                    self.problems.append(str(error))
            found = known[key]
            if isinstance(found, BadInputError):
                raise found
            return found

        return find

    def _records(self, place: str) -> Iterator[tuple[Path, bytes]]:
        """Give every record of a folder, in the order of the names; what is being written (``.part``) is none."""
        folder = self.folder / place
        try:
            paths = sorted(path for path in folder.iterdir() if path.suffix == ".json" and path.name[0] != ".")
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise BadInputError(f"{folder} can't be read ({error.strerror}). Give read permission to it.") from error
        home = self.folder.resolve()
        if not folder.resolve().is_relative_to(home):
            self.problems.append(
                f"{place} counts for nothing: it is a link that leads out of the show's consents folder."
            )
            paths = [folder] if place == STRIKES else []
        for path in paths:
            try:
                data = _bytes(path, home)
                # An id is plain ASCII: a record that spells it otherwise is not found, and what is not found permits nothing.
                if (
                    place in {PERFORMERS, ""}
                    and self.people is not None
                    and not any(one in data for one in self.people)
                ):
                    continue
                yield path, data
            except BadInputError as error:
                self._problem(path.relative_to(self.folder).as_posix(), error, "Put the file itself there.")
                if place == STRIKES:
                    yield path, b""  # an order that can't be read is an order that may hold

    def _problem(self, name: str, error: BadInputError, remedy: str) -> None:
        words = str(error).removeprefix(f"{_RECORD} counts for nothing: ")
        self.problems.append(
            f"{name} counts for nothing: {words}"
            if words.endswith(".")
            else f"{name} counts for nothing: {words}. {remedy}"
        )


def _bytes(path: Path, home: Path) -> bytes:
    """Return a record's bytes.

    Raises:
        BadInputError: It is no file, lies outside the folder, is too large, or can't be read.
    """
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            raise BadInputError("it is a link that leads out of the show's consents folder")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadInputError("it is no file")
        if found.st_size > LARGEST_BYTES:
            raise BadInputError(f"it has more than {LARGEST_BYTES:,} bytes, so it is no record")
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"it can't be read ({error.strerror})") from error


def _once(kind: str, data: bytes, read: Callable[[Mapping[str, Any]], _Read]) -> _Read:
    """Return what bytes say; the same bytes are verified once in a process, and a failure is as firm as a success.

    Raises:
        BadInputError: They don't verify.
    """
    key = (kind, hashlib.sha256(data).hexdigest())
    if key not in _remembered:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        try:
            _remembered[key] = read(parse_json(data, name=_RECORD))
        except BadInputError as error:
            _remembered[key] = error
    found = _remembered[key]
    if isinstance(found, BadInputError):
        raise found
    return found  # type: ignore[return-value] # what was kept under this kind is what its reader gave


def _check_register(signed: Signed, performers: Mapping[str, Performer]) -> None:
    """Stop unless the register says that the keys of a consent are whose it says they are."""
    consent = signed.consent
    performer = performers.get(consent.performer)
    if performer is None:
        raise BadInputError(
            f"its performer {consent.performer} is not enrolled, so nobody vouches for the key. Have the clearance desk "
            "enrol them: `rushes performer enrol`."
        )
    if consent.subject != performer.did:
        raise BadInputError(
            f"its subject {consent.subject} is not the key that the clearance desk enrolled for {performer.id} "
            f"({performer.did or 'none yet'}): the wrong key"
        )
    if consent.signatory.did not in {performer.did, *performer.representatives}:
        raise BadInputError(
            f"its signatory {consent.signatory.did} is not enrolled as a representative of {performer.id}. Have the "
            "clearance desk see the authority: `rushes performer enrol --representative`."
        )
    if broken := faults(consent, performer):
        raise BadInputError(f"{broken[0].field}: it needs {broken[0].required}; found {broken[0].found}")


def _by_desk(document: Mapping[str, Any], kind: type[_Kept], desk: str) -> _Kept:
    proofs = verify_proofs(document, name=_RECORD)
    if desk not in {proof.did for proof in proofs}:
        raise BadInputError(f"it is not signed by the show's clearance desk {desk or '(none yet)'}")
    return _fields(document, kind)


def _signed_by_both(document: Mapping[str, Any], kind: type[_Decided], desk: str) -> _Decided:
    """Return what its decider signed, and the desk behind them: the desk saw whose key it is."""
    decided = _fields(document, kind)
    proofs = verify_proofs(document, name=_RECORD)
    if decided.did not in {proof.did for proof in proofs}:
        raise BadInputError(f"it is not signed by {decided.did}, who decided it")
    return _by_desk(document, kind, desk)


def _fields(document: Mapping[str, Any], kind: type[_Kept]) -> _Kept:
    try:
        return kind.model_validate({name: value for name, value in document.items() if name != "proof"})
    except ValidationError as error:
        raise BadInputError(sentence_of(error)) from error


def _successors(signed: list[Signed]) -> dict[str, Signed]:
    """Return, by the id of each consent that was replaced, the earliest one that takes its place.

    Only the performer replaces: it has to be of the same performer and signed by all who had to. One that was
    itself revoked still replaces: nobody wanted the older one any more.
    """
    performers = {one.consent.id: one.consent.performer for one in signed}
    found: dict[str, Signed] = {}
    for one in sorted(signed, key=lambda one: max(one.consent.valid_from, one.signed_at)):
        old = one.consent.supersedes
        if old is not None and not one.missing and performers.get(old) == one.consent.performer:
            found.setdefault(old, one)
    return found


def _takes(show: Path) -> dict[str, int]:
    """Return how many takes of a show rest on each consent, as the takes' own records say."""
    counted: dict[str, int] = {}
    for path in (show / "shots").glob("*/v*/take.json"):
        try:
            consents = parsed(path.read_bytes())["clearance"].get("consents", [])
            names = {str(one["id"] if isinstance(one, dict) else one[0]) for one in consents}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            continue  # a take whose record is damaged is found by `rushes verify`
        for name in names:
            counted[name] = counted.get(name, 0) + 1
    return counted


def _ahead(moment: datetime, now: datetime) -> str:
    return f"it is dated {moment.isoformat()}, but it is {now.isoformat()} here: {CLOCKS_DIFFER}."
