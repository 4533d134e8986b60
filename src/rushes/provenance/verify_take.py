"""Read a whole take back: every file, every seal, the record, and the ledger that names it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rushes.canonical import sha256_of, sha256_of_file
from rushes.clearance import Clearance
from rushes.engines import Take, TakeFile
from rushes.errors import BadInputError, RushesError
from rushes.provenance.authority import LEDGER_CERTIFICATE, Authority
from rushes.provenance.ledger import Entry, read_ledger, verify_ledger
from rushes.provenance.manifest import consents_named
from rushes.provenance.seal import manifest_path
from rushes.provenance.verify import WORDS, State, Verification, verify_file
from rushes.untrusted import parsed

AT_A_TIME = 2
"""Files that are read and verified at a time."""

SEALED = "take.sealed"
"""The ledger's event that names a sealed take."""

_MEDIA = frozenset({".exr", ".mp4", ".mov", ".wav", ".usdc", ".npz", ".c2pa"})
"""Files that may not lie in a take without being listed."""


def verify(path: Path, *, trust_roots: str) -> Verification:
    """Say whether a sealed file, a ``take.json`` or a version's folder is what was sealed.

    Args:
        path: A movie, a WAV, an EXR or any other sealed file; or a ``take.json``; or the folder that holds one.
        trust_roots: PEM certificates that a seal may end at, from ``trust_roots(...)``.

    Raises:
        BadInputError: There is nothing at the path, or it can't be read.
    """
    if path.is_dir():
        if not (path / "take.json").is_file():
            raise BadInputError(f"{path} holds no take.json. Give a version's folder, such as shots/020_0150/v001.")
        return verify_take(path / "take.json", trust_roots=trust_roots)
    if path.name == "take.json" and path.is_file():
        return verify_take(path, trust_roots=trust_roots)
    return verify_file(path, trust_roots=trust_roots)


def verify_take(path: Path, *, trust_roots: str) -> Verification:
    """Verify a take: each listed file's bytes and seal, the record's own agreement, and its entry in the ledger.

    Args:
        path: The ``take.json``.
        trust_roots: PEM certificates that a seal may end at.
    """
    path = path.absolute()
    try:
        take = Take.load(path)
        record = parsed(path.read_bytes())
        Clearance.from_json(dict(take.clearance))
    except RushesError as error:
        return Verification("tampered", WORDS["tampered"], take=path, problems=(str(error),))
    problems = _unlisted(take)
    states: list[State] = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for state, said in pool.map(lambda file: _verified(take, file, record, trust_roots), take.files):
            states += [] if state is None else [state]
            problems += said
    problems += _ledger_problems(path, record, trust_roots)
    state = _together(states, problems)
    consents = consents_named(take.clearance)
    sealed = sum(one in {"trusted", "valid"} for one in states)
    return Verification(
        state=state,
        words=WORDS[state],
        take=path,
        clearance=take.clearance["id"],
        consents=consents,
        judged_at=str(take.clearance["judged_at"]),
        problems=tuple(dict.fromkeys(problems)),
        details=(
            ("take", take.stem),
            ("files", f"{sealed} of {len(states)} sealed and untouched"),
            ("recipe sha256", str(take.recipe["sha256"])),
            ("ledger", _ledger_words(path)),
            *(("consent", named.id) for named in consents),
        ),
    )


def _verified(
    take: Take, file: TakeFile, record: Mapping[str, Any], trust_roots: str
) -> tuple[State | None, tuple[str, ...]]:
    """Return what one listed file's seal says, None for a manifest, which has none, and what is wrong with it."""
    target = take.folder / file.path
    if not target.is_file():
        return None, (f"{file.path} is missing.",)
    if file.role == "manifest":
        same = sha256_of_file(target) == file.sha256
        return None, () if same else (f"{file.path}: its bytes are not those that take.json lists.",)
    found = verify_file(target, trust_roots=trust_roots, record=record)
    return found.state, found.problems


def take_fingerprint(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a take's record without the decision, which the review room adds later."""
    return sha256_of({name: value for name, value in record.items() if name != "decision"})


def record_seal(take: Take, ledger: Path, *, actor: str, authority: Authority | None = None) -> Entry:
    """Write down in the ledger that a take was sealed, with the fingerprint of its ``take.json``.

    Args:
        take: The sealed take, as its ``take.json`` holds it.
        ledger: ``SHOW/ledger.jsonl``.
        actor: Who or what sealed it.
        authority: Whose key signs; the local authority when left out.
    """
    data = {
        "take_sha256": take_fingerprint(take.to_json()),
        "recipe_sha256": take.recipe["sha256"],
        "clearance": take.clearance["id"],
        "consents": [named.to_json() for named in consents_named(take.clearance)],
        "files": len(take.files),
    }
    scope = {"show": take.show, "shot": take.shot, "version": take.version}
    return (authority or Authority.open()).open_ledger(ledger).append(SEALED, actor=actor, scope=scope, data=data)


def _together(states: list[State], problems: list[str]) -> State:
    if states and all(state == "unsigned" for state in states):
        return "unsigned"
    if problems or not states or any(state in {"tampered", "unsigned"} for state in states):
        return "tampered"
    return "trusted" if all(state == "trusted" for state in states) else "valid"


def _unlisted(take: Take) -> list[str]:
    listed = {file.path for file in take.files}
    problems = [
        f"{file.path} has no manifest in the list of files."
        for file in take.files
        if file.role != "manifest"
        and Path(file.path).suffix.lower() == ".exr"
        and manifest_path(file.path) not in listed
    ]
    for path in sorted(take.folder.rglob("*")):
        inside = path.relative_to(take.folder).as_posix()
        if path.suffix.lower() in _MEDIA and path.is_file() and inside not in listed:
            problems.append(f"{inside} was added: take.json does not list it.")
    return problems


def _ledger_of(path: Path) -> Path | None:
    """Return the ledger of the show that a take lies in: ``SHOW/shots/<shot>/<version>/take.json``."""
    for folder in list(path.parents)[1:4]:
        if (folder / "ledger.jsonl").is_file() or (folder / "ledger.tip.json").is_file():
            return folder / "ledger.jsonl"
    return None


def _ledger_words(path: Path) -> str:
    ledger = _ledger_of(path)
    return str(ledger) if ledger else "none near: the take was taken out of its show"


def _ledger_problems(path: Path, record: Mapping[str, Any], roots: str) -> list[str]:
    """Compare a take's record with what the ledger says was sealed. A take away from its show has no ledger to ask."""
    ledger = _ledger_of(path)
    if ledger is None or path.parent.suffix == ".part":  # it enters the ledger once it has been verified
        return []
    key = _ledger_key(ledger, roots)
    if isinstance(key, str):
        return [key]
    if key is not None and (broken := verify_ledger(ledger, key)):
        return list(broken)
    scope = {name: record[name] for name in ("show", "shot", "version")}
    entries = [entry for entry in read_ledger(ledger) if entry.event == SEALED and dict(entry.scope) == scope]
    if not entries:
        return [f"{ledger} does not know this take: it was never sealed here, or its entry was removed."]
    if entries[-1].data.get("take_sha256") != take_fingerprint(record):
        return [f"{path} is not the record that was sealed: entry {entries[-1].seq} of {ledger} names another."]
    return []


def _ledger_key(ledger: Path, roots: str) -> Ed25519PublicKey | str | None:
    """Return the ledger's key: None when no trusted root vouches for it, a sentence when its certificate is broken."""
    path = ledger.with_name(LEDGER_CERTIFICATE)
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        key = certificate.public_key()
    except (OSError, ValueError, x509.InvalidVersion):
        return f"{path} can't be read, so the ledger can't be checked."
    if not isinstance(key, Ed25519PublicKey):
        return f"{path} is not the certificate of a ledger's key."
    for root in x509.load_pem_x509_certificates(roots.encode("ascii")) if roots else ():
        try:
            certificate.verify_directly_issued_by(root)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return key
    return None
