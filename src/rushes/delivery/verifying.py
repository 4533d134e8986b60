"""A package verified by a stranger: with nothing but the package and the root certificate of whoever sent it."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from rushes.canonical import sha256_of_file
from rushes.clearance.records.integrity import verify_proofs
from rushes.delivery.deliver import RECORD, SCHEMA
from rushes.delivery.media_hashes import CHAIN, FOLDER, checksum
from rushes.delivery.page import PAGE, page_text
from rushes.errors import BadInputError, RushesError
from rushes.provenance.approvals import APPROVALS, check_approvals
from rushes.provenance.manifest import TAKE_ASSERTION
from rushes.provenance.seal import MANIFESTS
from rushes.provenance.verify import WORDS, State, Verification, verify_file
from rushes.untrusted import parsed, table, tables

AT_A_TIME: Final = 2
"""Files that are read at a time."""

LARGEST_RECORD_BYTES: Final = 64 << 20
"""Of ``package.json`` or a hash list: some 200,000 files. More is no package."""

DECISIONS: Final = "decisions"
"""A folder of signed decisions, where the sender puts them in."""

_KINDS: Final = frozenset({"xxh64", "xxh3", "xxh128", "c4"})


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file as ``package.json`` lists it, with the take that it is of, None where it is of several."""

    path: str
    sha256: str
    manifest: str
    take: Mapping[str, Any] | None


def is_package(path: Path) -> bool:
    """Say whether a folder is a delivered package."""
    return (path / RECORD).is_file()


def verify_package(
    folder: Path, *, trust_roots: str, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Verification:
    """Verify a package: every file's bytes and seal, the record's own seal, the checksums, decisions that are enclosed.

    Nothing is asked but the files. Nothing in them is believed: a path that leads out of the folder, an entity in the XML
    or a record of another shape is a problem like any other.

    Args:
        folder: The package.
        trust_roots: PEM certificates that a seal may end at.
        progress: Called with files done and their number.

    Raises:
        BadInputError: It is no package, or can't be read.
    """
    folder = folder.absolute()
    record = _record(folder)
    listed = list(_listed(record))
    own = verify_file(folder / RECORD, trust_roots=trust_roots)
    states: list[State] = [own.state]
    problems = list(own.problems)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for done, (state, said) in enumerate(pool.map(lambda one: _verified(folder, one, trust_roots), listed), 1):
            states.append(state)
            problems += said
            progress(done, len(listed))
    problems += _unlisted(folder, record, listed)
    problems += _checksum_problems(folder, str(record.get("checksums", "")))
    enclosed, said = _decisions(folder, record)
    problems += said
    approved, said = _approvals(folder, record, trust_roots)
    problems += said
    state = _together(states, problems)
    return Verification(
        state=state,
        words=WORDS[state],
        problems=tuple(dict.fromkeys(problems)),
        details=(*_details(record, listed, states, own), ("decisions", enclosed), *approved),
        manifest=own.manifest,
    )


def _record(folder: Path) -> Mapping[str, Any]:
    path = folder / RECORD
    try:
        if path.stat().st_size > LARGEST_RECORD_BYTES:
            raise BadInputError(f"{path} is too large to be a package's record. Ask the sender for the package again.")
        record = parsed(path.read_bytes())
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Give a package's folder.") from error
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path} is no package's record. Ask the sender for the package again.") from error
    if table(record).get("schema") != SCHEMA:
        raise BadInputError(f"{path} is of another form than {SCHEMA}. A newer Rushes may know it.")
    return table(record)


def _listed(record: Mapping[str, Any]) -> Iterator[_Listed]:
    for take in tables(record.get("takes")):
        yield from (_one(file, take) for file in tables(take.get("files")))
    yield from (_one(file, None) for file in tables(record.get("files")))


def _one(file: Mapping[str, Any], take: Mapping[str, Any] | None) -> _Listed:
    return _Listed(str(file.get("path", "")), str(file.get("sha256", "")), str(file.get("manifest", "")), take)


def _verified(folder: Path, one: _Listed, roots: str) -> tuple[State, list[str]]:
    """Return what a file's seal says, and what is wrong with the file."""
    path = _inside(folder, one.path)
    if path is None:
        return "tampered", [f'"{one.path}" leads out of the package. No file may.']
    if not path.is_file():
        return "tampered", [f"{one.path} is missing."]
    if sha256_of_file(path) != one.sha256:
        return "tampered", [f"{one.path}: its bytes are not those that {RECORD} lists."]
    seal = _inside(folder, one.manifest) if one.manifest else path
    if seal is None or not seal.is_file():
        return "unsigned", [f"{one.path}: its seal, {one.manifest}, is missing."]
    found = verify_file(path, trust_roots=roots)
    problems = [f"{one.path}: {words}" for words in found.problems]
    if found.state == "unsigned":
        problems = [f"{one.path}: {WORDS['unsigned']}"]
    if one.take is not None and found.ok and not _speaks_of(found, one.take):
        problems.append(f"{one.path}: its seal speaks of another take than {RECORD} does.")
    return found.state, problems


def _speaks_of(found: Verification, take: Mapping[str, Any]) -> bool:
    said = (one for one in tables((found.manifest or {}).get("assertions")) if one.get("label") == TAKE_ASSERTION)
    about = table(table(next(said, {})).get("data"))
    if (about.get("shot"), about.get("version")) != (take.get("shot"), take.get("version")):
        return False
    named = tables(about.get("takes"))
    bound = (take.get("take_sha256"), take.get("frames_sha256"))
    return not named or any((one.get("take_sha256"), one.get("frames_sha256")) == bound for one in named)


def _inside(folder: Path, path: str) -> Path | None:
    """Return a listed file's place; None where it would lie outside of the package."""
    if not path or "\0" in path:
        return None
    target = folder / path
    try:
        target.lstat()
    except OSError as error:
        if error.errno not in {errno.ENOENT, errno.ENOTDIR}:  # too long a name, a link to itself
            return None
    return target if target.resolve().is_relative_to(folder.resolve()) else None


def _unlisted(folder: Path, record: Mapping[str, Any], listed: list[_Listed]) -> list[str]:
    """Return a sentence for each file that nobody lists."""
    known = {one.path for one in listed} | {one.manifest for one in listed}
    known |= {RECORD, f"{MANIFESTS}/{RECORD}.c2pa", str(record.get("checksums", "")), f"{FOLDER}/{CHAIN}"}
    problems = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if not path.is_file() or inside in known or path.name == ".DS_Store":
            continue
        if inside == PAGE:
            if path.read_text(encoding="utf-8", errors="replace") != page_text():
                problems.append(f"{PAGE} is not the page that this Rushes writes. Don't believe what it says.")
        elif path.parent != folder / DECISIONS or path.suffix != ".json":
            problems.append(f"{inside} was added: {RECORD} does not list it.")
    return problems


def _checksum_problems(folder: Path, name: str) -> list[str]:
    """Check the media hash list, and the chain that names it."""
    path = _inside(folder, name)
    if path is None or not path.is_file():
        return [f"The media hash list {name or 'that there should be'} is missing."]
    hashes = _xml(path)
    chain = _xml(folder / FOLDER / CHAIN)
    if hashes is None or chain is None:
        return [f"The media hash list {name} or its chain can't be read."]
    problems = []
    named = {str(one.findtext("{*}path")): str(one.findtext("{*}c4")) for one in chain.findall("{*}hashlist")}
    if named.get(path.name) != checksum(path, "c4"):
        problems.append(f"{name} is not the list that {FOLDER}/{CHAIN} names.")
    for entry in hashes.findall("{*}hashes/{*}hash"):
        problems += _hash_problem(folder, entry)
    return problems


def _hash_problem(folder: Path, entry: ET.Element) -> list[str]:
    name = str(entry.findtext("{*}path"))
    path = _inside(folder, name)
    if path is None or not path.is_file():
        return [f"{name} is in the media hash list, and not in the package."]
    for child in entry:
        kind = child.tag.rpartition("}")[2]
        if kind in _KINDS:
            right = (child.text or "").strip() == checksum(path, kind)  # type: ignore[arg-type] # it is one of the kinds
            return [] if right else [f"{name}: its checksum is not that of the media hash list."]
    return [f"{name} has no checksum in the media hash list that is known here."]


def _xml(path: Path) -> ET.Element | None:
    """Read XML of a stranger's; None where it can't be read, is too large, or declares entities."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST_RECORD_BYTES else b""
    except OSError:
        return None
    if b"<!" in data:  # a hash list has neither entities nor comments
        return None
    try:
        return ET.fromstring(data)  # noqa: S314 - nothing is declared in it, so nothing can be expanded
    except ET.ParseError:
        return None


def _decisions(folder: Path, record: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Check decisions that are enclosed: signed, and about these very frames; and say what there is."""
    takes = tables(record.get("takes"))
    named = {one for take in takes for one in _named_in(take)}
    paths = sorted((folder / DECISIONS).glob("*.json"))
    problems = []
    for path in paths:
        try:
            document = table(parsed(path.read_bytes()))
            signers = [proof.did for proof in verify_proofs(document, name=path.name)]
            if signers != [document.get("did")]:
                raise BadInputError("it is signed by another key than it names")
        except (OSError, ValueError, BadInputError) as error:
            problems.append(f"{DECISIONS}/{path.name}: its signature does not hold ({str(error).rstrip('.')}).")
            continue
        bound = [take for take in takes if document.get("id") in _named_in(take)]
        if not any(
            (take.get("take_sha256"), take.get("frames_sha256"))
            == (document.get("take_sha256"), document.get("frames_sha256"))
            for take in bound
        ):
            problems.append(f"{DECISIONS}/{path.name} is about other frames than those of this package.")
    if paths:
        return f"{len(paths)} of {len(named)} enclosed, each bound to its frames by the signer's own key", problems
    return f"{len(named)} named by their ids; their signed words stay with the sender, whose seal vouches for them", []


def _named_in(take: Mapping[str, Any]) -> list[str]:
    """Return the ids of the decisions that a take names."""
    listed = take.get("decisions")
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _approvals(folder: Path, record: Mapping[str, Any], roots: str) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Check what the production's ledger says of who approved which frames, by role; and say it, take by take."""
    path = folder / APPROVALS
    if not path.is_file():
        return (), []
    try:
        found = check_approvals(table(parsed(path.read_bytes())), trust_roots=roots)
    except (OSError, ValueError, RushesError) as error:
        return (), [f"{APPROVALS} does not hold: {error}"]
    told, problems = [], []
    for take in tables(record.get("takes")):
        name = f"{take.get('shot')} {take.get('version')}"
        bound = {field: str(take.get(field)) for field in ("take_sha256", "frames_sha256")}
        words = found.of(str(take.get("shot")), str(take.get("version")), **bound)
        told.append(("approved", f"{name}: {'; '.join(map(str, words)) or 'nobody'}"))
        if not any(word.verdict == "circle" for word in words):
            problems.append(f"{name}: {APPROVALS} holds no circle of these very frames.")
    return tuple(told), problems


def _together(states: list[State], problems: list[str]) -> State:
    if all(state == "unsigned" for state in states):
        return "unsigned"
    if problems or any(state in {"tampered", "unsigned"} for state in states):
        return "tampered"
    return "trusted" if all(state == "trusted" for state in states) else "valid"


def _details(
    record: Mapping[str, Any], listed: list[_Listed], states: list[State], own: Verification
) -> tuple[tuple[str, str], ...]:
    sealed = sum(state in {"trusted", "valid"} for state in states[1:])
    takes = ", ".join(f"{one.get('shot')} {one.get('version')}" for one in tables(record.get("takes")))
    return (
        ("package", f"{record.get('show')}, by the profile {record.get('profile')}, {record.get('created')}"),
        ("takes", takes),
        ("sealed by", dict(own.details).get("signed by", "unknown")),
        ("files", f"{sealed} of {len(listed)} sealed and untouched"),
        ("checksums", str(record.get("checksums", ""))),
    )
