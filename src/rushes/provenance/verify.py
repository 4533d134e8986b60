"""Read a seal back: is this file what was sealed, and do we know who sealed it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from rushes.canonical import sha256_of_file
from rushes.clearance.reserved import LABEL
from rushes.errors import BadInputError
from rushes.provenance.manifest import SOFT_BINDING, TAKE_ASSERTION, ConsentNamed, consents_named
from rushes.provenance.seal import EMBEDDED, MANIFESTS, media_type
from rushes.provenance.shell import ShellError, check_manifest, check_mp4, check_wav
from rushes.untrusted import parsed, table, tables

State = Literal["trusted", "valid", "tampered", "unsigned"]

WORDS: Mapping[State, str] = {
    "trusted": "untouched since it was sealed, by a signer you trust.",
    "valid": "untouched since it was sealed, but by a signer you don't know. Ask the sender for the root certificate and "
    "give it with --trust.",
    "tampered": "not what was sealed: something was changed afterwards.",
    "unsigned": "there is no seal: nothing says where it comes from.",
}

_ABOUT_SIGNER = frozenset(
    {"signingCredential.untrusted", "signingCredential.expired", "claimSignature.outsideValidity"}
)
"""What C2PA reports when the bytes are right and only the signer can't be vouched for."""

_TAKE_RECORD = "take.json"
_CHUNK_BYTES = 1 << 20
_LEVELS_UP = 6
"""How far above a file its take.json is looked for: elements lie two folders deep, manifests one more."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a seal says, and whether it holds.

    Attributes:
        state: ``trusted``: untouched, signer known. ``valid``: untouched, signer unknown. ``tampered``: changed after
            sealing. ``unsigned``: no seal.
        words: The state as a sentence.
        take: The ``take.json`` it belongs to, when that lies near.
        clearance: The clearance's id that the seal names.
        consents: The consents that it rests on, as the seal or the take's record names them.
        judged_at: When it was cleared, ISO 8601; empty when nothing says so.
        problems: What is wrong, as sentences.
        details: What the seal says: name and value, for people.
        manifest: C2PA's own active manifest.
    """

    state: State
    words: str
    take: Path | None = None
    clearance: str | None = None
    consents: tuple[ConsentNamed, ...] = ()
    judged_at: str = ""
    problems: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    manifest: Mapping[str, Any] | None = None

    @property
    def ok(self) -> bool:
        """Whether it is untouched, whoever sealed it."""
        return self.state in {"trusted", "valid"}

    def to_json(self) -> dict[str, Any]:
        """Return what ``rushes verify --json`` prints."""
        return {
            "state": self.state,
            "take": str(self.take) if self.take else None,
            "clearance": self.clearance,
            "consents": [named.to_json() for named in self.consents],
            "problems": list(self.problems),
            "details": dict(self.details),
        }


def verify_file(path: Path, *, trust_roots: str, record: Mapping[str, Any] | None = None) -> Verification:
    """Verify one sealed file: a movie, a WAV, an EXR or anything else with a manifest beside it.

    Args:
        path: The file.
        trust_roots: PEM certificates that a seal may end at.
        record: The take's ``take.json`` where that is known already; otherwise it is looked for above the file.

    Raises:
        BadInputError: The file can't be read.
    """
    take = find_take(path)
    try:
        found = _verify_seal(path, take, trust_roots)
        found = replace(found, take=take)
        return _compare_with_take(path, found, record) if take else found
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Give the path of a sealed file.") from error


def find_take(path: Path) -> Path | None:
    """Return the ``take.json`` above a file, if it lies near."""
    for folder in list(path.absolute().parents)[:_LEVELS_UP]:
        if (folder / _TAKE_RECORD).is_file():
            return folder / _TAKE_RECORD
    return None


def find_manifest(path: Path, take: Path | None) -> Path | None:
    """Return the detached manifest of a file: beside it, or in the take's ``manifests`` folder."""
    name = f"{path.name}.c2pa"
    places = [path.with_name(name), path.with_suffix(".c2pa"), path.parent / MANIFESTS / name]
    if take:
        places.append(take.parent / MANIFESTS / path.absolute().relative_to(take.parent).with_name(name))
    above = list(path.absolute().parents)[:_LEVELS_UP]
    places.extend(up / MANIFESTS / path.absolute().relative_to(up).with_name(name) for up in above)
    return next((place for place in places if place.is_file()), None)


def _verify_seal(path: Path, take: Path | None, roots: str) -> Verification:
    with path.open("rb") as stream:
        if path.suffix.lower() in EMBEDDED:
            return _read_seal(path, stream, None, roots)
        beside = find_manifest(path, take)
        if beside is None:
            return _state("unsigned", f"{path}: no manifest lies inside it, beside it or in {MANIFESTS}/.")
        return _read_seal(path, stream, beside, roots)


def _read_seal(path: Path, stream: BinaryIO, beside: Path | None, roots: str) -> Verification:
    import c2pa

    data = beside.read_bytes() if beside else None
    settings = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}, "trust": {"trust_anchors": roots}}
    if not roots:
        del settings["trust"]
    try:
        with (
            c2pa.Settings.from_dict(settings) as options,
            c2pa.Context(settings=options) as context,
            c2pa.Reader(media_type(path), stream, data, context) as reader,
        ):
            store = parsed(reader.json())
    except c2pa.C2paError.ManifestNotFound:
        return _without_manifest(path, stream)
    except (c2pa.C2paError, ValueError) as error:
        return _state("tampered", f"{beside or path}: the seal can't be read ({_short(error)}).")
    manifest = table(table(store.get("manifests")).get(store.get("active_manifest", "")))
    failures = _failures(store)
    signer_only = not {code for code, _ in failures} - _ABOUT_SIGNER
    assertion = _assertion(manifest)
    problems = [f"{path.name}: {words}" for code, words in failures if code not in _ABOUT_SIGNER]
    if not problems and (assertion or _holds(stream, data, TAKE_ASSERTION.encode())):
        problems += _shell_problems(path, stream, data, assertion)
    if problems or not signer_only:
        state: State = "tampered"
    else:
        state = "trusted" if store.get("validation_state") == "Trusted" else "valid"
    return Verification(
        state=state,
        words=WORDS[state],
        clearance=assertion.get("clearance"),
        consents=_consents(assertion),
        judged_at=str(assertion.get("judged_at", "")),
        problems=tuple(problems),
        details=_details(manifest, assertion),
        manifest=manifest,
    )


def _without_manifest(path: Path, stream: BinaryIO) -> Verification:
    """Tell a file that never had a seal from one whose seal was damaged beyond finding."""
    if _holds(stream, None, b"c2pa"):
        return _state("tampered", f"{path}: it holds the remains of a seal that can't be read.")
    return _state("unsigned", f"{path}: it holds no manifest.")


def _holds(stream: BinaryIO, data: bytes | None, mark: bytes) -> bool:
    """Say whether the manifest, or the file that should have one inside, holds some bytes anywhere."""
    if data is not None:
        return mark in data
    stream.seek(0)
    before = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if mark in before + chunk:
            return True
        before = chunk[-len(mark) :]
    return False


def _shell_problems(path: Path, stream: BinaryIO, data: bytes | None, assertion: Mapping[str, Any]) -> list[str]:
    """Check the bytes that C2PA's hashes leave out; only of our own seals do we know what they have to be."""
    if not assertion:
        return [f"{path.name}: what its seal says of the take can't be read any more."]
    try:
        if data is not None:
            check_manifest(data)
        elif path.suffix.lower() == ".wav":
            check_wav(stream)
        else:
            check_mp4(stream, str(assertion.get("loose_sha256")))
    except ShellError as error:
        return [f"{path.name}: {error}."]
    return []


def _compare_with_take(path: Path, found: Verification, record: Mapping[str, Any] | None) -> Verification:
    """Compare a file and its seal with the take's record: three that have to agree."""
    take = found.take
    if take is None:
        return found
    try:
        record = record or parsed(take.read_bytes())
        named = {file["path"]: file["sha256"] for file in record["files"]}
        stands = (record["clearance"]["id"], record["recipe"]["sha256"], consents_named(record["clearance"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return _worse(found, f"{take} can't be read: it was changed after sealing.")
    inside = path.absolute().relative_to(take.parent).as_posix()
    if inside not in named:
        return found if found.state == "unsigned" else _worse(found, f"{inside} is no file of the take in {take}.")
    if sha256_of_file(path) != named[inside]:
        return _worse(found, f"{inside}: its bytes are not those that {take} lists. One of the two was changed.")
    about = _assertion(found.manifest or {})
    sealed = (about.get("clearance"), about.get("recipe_sha256"), found.consents)
    if about and (sealed != stands or about.get("path") != inside):
        return _worse(found, f"{inside}: its seal names another clearance, recipe, consent or file than {take} does.")
    return found


def _worse(found: Verification, problem: str) -> Verification:
    return replace(found, state="tampered", words=WORDS["tampered"], problems=(*found.problems, problem))


def _failures(store: Mapping[str, Any]) -> list[tuple[str, str]]:
    results = store.get("validation_results", {})
    found = list(results.get("activeManifest", {}).get("failure", ()))
    for delta in results.get("ingredientDeltas", ()):
        found += delta.get("validationDeltas", {}).get("failure", ())
    if not results:
        found += store.get("validation_status", ())
    return [(entry["code"], f"{entry.get('explanation', '')} ({entry['code']}).") for entry in found]


def _assertion(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    return _said(manifest, TAKE_ASSERTION)


def _said(manifest: Mapping[str, Any], *labels: str) -> Mapping[str, Any]:
    """Return the data of a manifest's first assertion of these labels, nothing where it can't be read."""
    found = (one for one in tables(manifest.get("assertions")) if one.get("label") in labels)
    return table(next(found, {}).get("data"))


def _consents(about: Mapping[str, Any]) -> tuple[ConsentNamed, ...]:
    """Return the consents that a seal names; a seal that was damaged may name them in no readable way."""
    try:
        return consents_named(about)
    except (KeyError, TypeError, ValueError):
        return ()


def _details(manifest: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    signature = table(manifest.get("signature_info"))
    generator = next(iter(tables(manifest.get("claim_generator_info"))), {})
    told = [
        ("signed by", str(signature.get("common_name") or signature.get("issuer") or "unknown")),
        ("made with", f"{generator.get('name', 'unknown')} {generator.get('version', '')}".strip()),
    ]
    for action in tables(_said(manifest, "c2pa.actions", "c2pa.actions.v2").get("actions")):
        kind = str(action.get("digitalSourceType", "")).rsplit("/", 1)[-1]
        told.append(("action", f"{action.get('action', '')} {kind}".strip()))
    marks = [str(block.get("value", "")) for block in tables(_said(manifest, SOFT_BINDING).get("blocks"))]
    told += [("invisible mark", mark) for mark in marks]
    told += [("training and mining", words) for words in _mining_words(manifest)]
    told += [
        (name.replace("_", " "), str(about[name]))
        for name in ("show", "shot", "version", "frame", "engine", "recipe_sha256", "clearance", "plate_sha256")
        if name in about
    ]
    told += [("consent", named.id) for named in _consents(about)]
    return tuple(told)


def _mining_words(manifest: Mapping[str, Any]) -> list[str]:
    """Return what a seal says of training and data mining, for people."""
    entries = table(_said(manifest, LABEL).get("entries"))
    words = [f"{name.removeprefix('cawg.')} {table(entry).get('use', '')}".strip() for name, entry in entries.items()]
    return [", ".join(words)] if words else []


def _state(state: State, problem: str) -> Verification:
    return Verification(state, WORDS[state], problems=(problem,))


def _short(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
