"""Verification: what a stranger can find out from a file alone, and from a take as a whole."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rushes.canonical import sha256_of_file
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance.reading import Reading, read_manifest
from rushes.provenance.seal import DETACHED, EMBEDDED, manifest_path
from rushes.provenance.shell import ShellError, check_manifest, check_mp4, check_wav

THREADS = 2
_WORDS = {
    "trusted": "untouched since it was sealed, by a signer whose certificate ends at a root you trust",
    "valid": "untouched since it was sealed, but by a signer that you have no root for",
    "tampered": "changed after it was sealed; don't rely on it",
    "unsigned": "there is no seal; nothing can be said about where it comes from",
}
_ORDER = ("tampered", "unsigned", "valid", "trusted")


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        state: ``trusted``, ``valid``, ``tampered`` or ``unsigned``.
        take: The take.json it belongs to, when it lies near.
        clearance: The clearance's id that is sealed in it.
        problems: What does not hold, as sentences.
        details: Rows of (what, value) out of the seal.
    """

    state: str
    take: Path | None = None
    clearance: str | None = None
    problems: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = field(default=())

    @property
    def words(self) -> str:
        """The state as a sentence's end."""
        return _WORDS[self.state]

    @property
    def sentence(self) -> str:
        """The state as a sentence."""
        return f"{self.state.capitalize()}: {self.words}."


def verify(path: Path, *, trust_roots: str) -> Verification:
    """Read a seal back.

    Args:
        path: A movie, WAV or EXR; or a take.json or a version's folder, for everything in it.
        trust_roots: Root certificates (PEM) that a seal may end at.

    Raises:
        BadInputError: There is no such file, or it is of a kind that carries no seal of ours.
    """
    if path.is_dir() or path.name == "take.json":
        return _verify_take(path if path.is_dir() else path.parent, trust_roots)
    if not path.is_file():
        raise BadInputError(f"There is no file at {path}. Check the path.")
    if path.suffix.lower() not in EMBEDDED | DETACHED:
        raise BadInputError(
            f"{path.name} is of a kind that carries no seal. Give a movie (.mp4), a sound (.wav), an .exr, or a take.json."
        )
    return _verify_file(path, trust_roots)


def _verify_file(path: Path, roots: str) -> Verification:
    record = _record_near(path)
    try:
        reading = _read(path, roots, record)
    except (ValueError, OSError) as error:
        return Verification("tampered", record, None, (f"{path.name}: the seal can't be read ({error}).",))
    if reading is None:
        return Verification("unsigned", record, None, (f"{path.name} has no manifest.",))
    problems = [f"{path.name}: {failure}" for failure in reading.failures if not _is_trust(failure)]
    if not problems and reading.about:
        problems.extend(_shell(path, reading, record))
    state = "tampered" if problems else {"Trusted": "trusted", "Valid": "valid"}.get(reading.state, "tampered")
    if reading.state == "Invalid" and not problems:
        problems.append(f"{path.name}: the manifest does not hold.")
    clearance = str(reading.about["clearance"]) if "clearance" in reading.about else None
    return Verification(state, record, clearance, tuple(problems), _details(reading))


def _is_trust(code: str) -> bool:
    return code == "signingCredential.untrusted"


def _read(path: Path, roots: str, record: Path | None) -> Reading | None:
    suffix = path.suffix.lower()
    if suffix in EMBEDDED:
        return read_manifest(path, EMBEDDED[suffix], roots)
    for beside in (path.with_name(f"{path.name}.c2pa"), manifest_path(record.parent, path) if record else path):
        if beside != path and beside.is_file():
            return read_manifest(path, DETACHED[suffix], roots, beside.read_bytes())
    return None


def _shell(path: Path, reading: Reading, record: Path | None) -> list[str]:
    """Check the bytes that C2PA's own hash leaves out."""
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() == ".mp4":
                check_mp4(stream, str(reading.about.get("loose_sha256", "")))
            elif path.suffix.lower() == ".wav":
                check_wav(stream)
            elif record is not None:
                beside = path.with_name(f"{path.name}.c2pa")
                found = beside if beside.is_file() else manifest_path(record.parent, path)
                check_manifest(found.read_bytes())
    except ShellError as error:
        return [f"{path.name}: {error}."]
    return []


def _details(reading: Reading) -> tuple[tuple[str, str], ...]:
    rows = [("sealed by", reading.signer), ("source type", reading.source_type.rsplit("/", 1)[-1])]
    names = ("show", "shot", "version", "role", "frame", "engine", "recipe_sha256", "clearance", "plate_sha256")
    rows.extend((name, str(reading.about[name])) for name in names if name in reading.about)
    return tuple(row for row in rows if row[1])


def _record_near(path: Path) -> Path | None:
    for folder in list(path.absolute().parents)[:4]:
        if (folder / "take.json").is_file():
            return folder / "take.json"
    return None


def _verify_take(folder: Path, roots: str) -> Verification:
    record = folder / "take.json"
    take = Take.load(record)
    with ThreadPoolExecutor(THREADS) as pool:
        problems = [problem for problem in pool.map(lambda file: _changed(folder, file.path, file.sha256), take.files) if problem]
        signed = [folder / file.path for file in take.files if Path(file.path).suffix in EMBEDDED | DETACHED]
        found = list(pool.map(lambda path: _verify_file(path, roots), [path for path in signed if path.is_file()]))
    for one in found:
        problems.extend(one.problems)
        if one.clearance not in {None, take.clearance["id"]}:
            problems.append(f"{record.name} names clearance {take.clearance['id']}, but a file is sealed for {one.clearance}.")
    movie = next((one for path, one in zip(signed, found, strict=False) if path.suffix == ".mp4"), None)
    states = [one.state for one in found] or ["unsigned"]
    state = "tampered" if problems and "unsigned" not in states else min(states, key=_ORDER.index)
    problems.extend(_ledger_problem(take, folder))
    if problems and state in {"trusted", "valid"}:
        state = "tampered"
    return Verification(state, record, str(take.clearance["id"]), tuple(problems), movie.details if movie else ())


def _changed(folder: Path, path: str, sha256: str) -> str:
    try:
        if sha256_of_file(folder / path) == sha256:
            return ""
    except OSError:
        return f"{path} is missing."
    return f"{path} is not what take.json says it is."


def _ledger_problem(take: Take, folder: Path) -> list[str]:
    """Compare take.json with what the show's ledger says was sealed, when the ledger is near and speaks of it."""
    ledger = folder.absolute().parents[2] / "ledger.jsonl"
    if not ledger.is_file():
        return []
    for line in reversed(ledger.read_text(encoding="utf-8").splitlines()):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        scope = entry.get("scope", {})
        if entry.get("event") == "take.sealed" and (scope.get("shot"), scope.get("version")) == (take.shot, take.version):
            if entry["data"].get("take_sha256") != sha256_of_file(folder / "take.json"):
                return ["take.json is not the one that the ledger says was sealed."]
            return []
    return []
