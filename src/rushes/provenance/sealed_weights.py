"""C2PA inside a model's own file: a copy of the weights that says by itself whose it is, on which consents it rests, and what it was trained on.

C2PA gives safetensors and ONNX a place for a manifest (``c2pa:manifest``, in their metadata; ``c2pa-ml`` puts it there and takes it out), and
binds it to every other byte of the file. GGUF has no such place. c2pa-rs 0.91 knows neither format: it checks the signature, what the manifest
says, and the hash over the file less the place that the manifest names; that this is the manifest's own place is checked here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from rushes import __version__
from rushes.clearance.models import ModelCard
from rushes.clearance.models.weights import LARGEST_HEADER, files_of
from rushes.clearance.reserved import LABEL
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance.manifest import RESERVED, ConsentNamed, consents_named
from rushes.provenance.shell import ShellError, check_manifest
from rushes.provenance.signer import Signer
from rushes.untrusted import parsed

MODEL_ASSERTION: Final = "com.rushes.model"
"""The label of our own assertion; reverse domain, as C2PA asks."""

FORMATS: Final[Mapping[str, str]] = {
    ".safetensors": "c2pa.types.model.safetensors",
    ".onnx": "c2pa.types.model.onnx",
}
"""Formats that have a place for a manifest, with C2PA's word for the asset's type."""

MOST_BYTES: Final = 2 << 30
"""Larger weights are not sealed: the whole file is held in memory, three times over."""

TRAINED_DATA: Final = "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData"
"""C2PA's word for what is no picture, and was made by training."""

_KEY: Final = b"c2pa:manifest"
"""What C2PA calls the place of a manifest in a model's metadata."""

_PLAIN: Final = "application/octet-stream"
_MISPLACED: Final = "data hash exclusion does not match the manifest location in the asset"
"""What c2pa-rs says where it does not know the format, and so not where the manifest lies."""

_ROUNDS: Final = 6
"""A manifest names its own place, so its length has to be known before it is signed; it settles in the second round or the third."""

_ABOUT_SIGNER: Final = frozenset({"signingCredential.untrusted", "signingCredential.expired", "claimSignature.outsideValidity"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealedWeights:
    """What a model's file says of itself.

    Attributes:
        state: ``valid``: untouched since it was sealed. ``tampered``: changed afterwards. ``unsigned``: it says nothing.
        signer: Who sealed it; whether they are to be trusted is for the reader.
        model: What our own seal says; empty where somebody else sealed it.
        consents: The consents that it rests on, by our own seal.
        problem: What is wrong, as a sentence.
    """

    state: Literal["valid", "tampered", "unsigned"]
    signer: str = ""
    model: Mapping[str, Any] | None = None
    consents: tuple[ConsentNamed, ...] = ()
    problem: str = ""


def seal_weights(weights: Path, out: Path, card: ModelCard, signer: Signer) -> None:
    """Write a copy of a model's file with a manifest inside. The tensors stay as they are, to the byte.

    Args:
        weights: A safetensors or ONNX file.
        out: The copy, of the same format; it must not be there.
        card: What the manifest says of it.
        signer: Who signs.

    Raises:
        BadInputError: The format has no place for a manifest, the file is too large or no such file, or the copy can't be written.
        CheckFailedError: It can't be signed.
    """
    import c2pa_ml

    kind = weights.suffix.lower()
    if kind not in FORMATS or out.suffix.lower() != kind:
        raise BadInputError(
            f"{weights} can't be sealed as {out.name}: C2PA has a place for a manifest in {' and '.join(FORMATS)}, and the copy is of the same format."
        )
    try:
        if weights.stat().st_size > MOST_BYTES:
            raise BadInputError(
                f"{weights} has more than {MOST_BYTES >> 30} GB, and is not sealed. Hand it out with its card beside it."
            )
        content = weights.read_bytes()
        bare = c2pa_ml.remove_manifest(c2pa_ml.embed_manifest(content, b"\0"))
        sealed = _sealed(bare, card, kind, weights.name, signer)
        with out.open("xb") as stream:
            stream.write(sealed)
    except FileExistsError as error:
        raise BadInputError(f"{out} is there already. Choose another name.") from error
    except OSError as error:
        raise BadInputError(f"{error.filename or weights}: {error.strerror}. Check path, rights and room.") from error
    except ValueError as error:
        raise BadInputError(f"{weights} can't be sealed: {error}. Is it the file that its name says?") from error


def read_sealed(path: Path) -> SealedWeights:
    """Return what a model's file says of itself; nothing where its format has no place for it, or it is too large to be held in memory.

    Raises:
        BadInputError: It can't be read.
    """
    try:
        if path.suffix.lower() not in FORMATS or path.stat().st_size > MOST_BYTES:
            return SealedWeights("unsigned")
        content = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Correct the path.") from error
    return _read(content, path.name)


def seals_in(path: Path) -> Iterator[tuple[Path, SealedWeights]]:
    """Yield every file of a model that holds a manifest, with what it says; of safetensors without one only the head is read.

    Args:
        path: A model's file, or the folder of a pipeline.

    Raises:
        BadInputError: A file can't be read.
    """
    for file in (one for _, one in files_of(path)) if path.is_dir() else (path,):
        if file.suffix.lower() == ".safetensors" and _KEY not in _head(file):
            continue
        found = read_sealed(file)
        if found.state != "unsigned":
            yield file, found


def _head(path: Path) -> bytes:
    """Return a safetensors file's header, or what stands in its place."""
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            return stream.read(min(length, LARGEST_HEADER))
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Correct the path.") from error


def _read(content: bytes, name: str) -> SealedWeights:
    import c2pa
    import c2pa_ml

    try:
        store = bytes(c2pa_ml.read_manifest(content))
    except ValueError as error:
        if _KEY in content:
            return SealedWeights("tampered", problem=f"{name}: it holds the remains of a seal that can't be read ({error}).")  # fmt: skip
        return SealedWeights("unsigned")
    settings = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    try:
        check_manifest(store)
        with (
            c2pa.Settings.from_dict(settings) as options,
            c2pa.Context(settings=options) as context,
            c2pa.Reader(_PLAIN, io.BytesIO(content), store, context) as reader,
        ):
            told, detailed = parsed(reader.json()), parsed(reader.detailed_json())
    except (c2pa.C2paError, ShellError, ValueError) as error:
        return SealedWeights("tampered", problem=f"{name}: its seal can't be read ({error}).")
    active = str(told.get("active_manifest"))
    manifest = dict(told.get("manifests") or {}).get(active, {})
    problem = _problem(told, dict(detailed.get("manifests") or {}).get(active, {}), content, store)
    signer = str(manifest.get("signature_info", {}).get("common_name") or "unknown")
    if problem:
        return SealedWeights("tampered", signer, problem=f"{name}: {problem}")
    said = next((one["data"] for one in manifest.get("assertions", ()) if one.get("label") == MODEL_ASSERTION), None)
    try:
        return SealedWeights("valid", signer, said, consents_named(said) if said else ())
    except (KeyError, TypeError, ValueError, AttributeError):
        return SealedWeights("tampered", signer, problem=f"{name}: what its seal says of consents can't be read.")


def _problem(told: Mapping[str, Any], detailed: Mapping[str, Any], content: bytes, store: bytes) -> str:
    """Return what is wrong with a seal that was read, in words; empty when it holds."""
    results = dict(dict(told.get("validation_results") or {}).get("activeManifest") or {})
    for failure in results.get("failure", ()):
        misplaced = failure["code"] == "assertion.dataHash.mismatch" and failure.get("explanation") == _MISPLACED
        if failure["code"] not in _ABOUT_SIGNER and not misplaced:
            return f"{failure.get('explanation', '')} ({failure['code']})."
    if "assertion.dataHash.match" not in {one["code"] for one in results.get("success", ())}:
        return "nothing binds its seal to its bytes."
    value = base64.b64encode(store)
    place = {"start": content.find(value), "length": len(value)}
    bound = dict(dict(detailed.get("assertion_store") or {}).get("c2pa.hash.data") or {}).get("exclusions")
    if content.count(value) != 1 or bound != [place]:
        return "its seal leaves out other bytes than its own."
    return ""


def _sealed(bare: bytes, card: ModelCard, kind: str, name: str, signer: Signer) -> bytes:
    import c2pa_ml

    room = len(_signed(bare, _definition(card, kind, name, bare, 0, 0), signer))
    for _ in range(_ROUNDS):
        blank = _filler(room)
        value = base64.b64encode(blank)
        laid = bytes(c2pa_ml.embed_manifest(bare, blank))
        start = laid.find(value)
        store = _signed(bare, _definition(card, kind, name, laid, start, len(value)), signer)
        if len(store) == room:
            return bytes(c2pa_ml.embed_manifest(bare, store))
        room = len(store)
    raise CheckFailedError(f"{name} can't be sealed: its manifest does not settle to a length. Please report it.")


def _filler(length: int) -> bytes:
    """Return bytes that stand for a manifest which is not written yet, and nowhere else."""
    return b"".join(hashlib.sha256(number.to_bytes(8)).digest() for number in range(length // 32 + 1))[:length]


def _signed(bare: bytes, definition: Mapping[str, Any], signer: Signer) -> bytes:
    import c2pa

    settings = {
        "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
        "builder": {"thumbnail": {"enabled": False}},
    }
    try:
        with (
            c2pa.Settings.from_dict(settings) as options,
            c2pa.Context(settings=options) as context,
            signer.native() as native,
        ):
            builder = c2pa.Builder(json.dumps(definition), context=context)
            builder.set_no_embed()
            return bytes(builder.sign(native, _PLAIN, io.BytesIO(bare), io.BytesIO()))
    except c2pa.C2paError as error:
        raise CheckFailedError(
            f"The weights can't be sealed with the certificate of {signer.name}: {error}."
        ) from error


def _definition(card: ModelCard, kind: str, name: str, laid: bytes, start: int, length: int) -> dict[str, Any]:
    bound = hashlib.sha256(laid[:start])
    bound.update(laid[start + length :])
    created = {"action": "c2pa.created", "digitalSourceType": TRAINED_DATA, "softwareAgent": {"name": "Rushes", "version": __version__}}  # fmt: skip
    return {
        "claim_generator_info": [{"name": "Rushes", "version": __version__}],
        "title": name,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created], "allActionsIncluded": True}},
            {"label": "c2pa.asset-type.v2", "data": {"types": [{"type": FORMATS[kind]}]}},
            {"label": LABEL, "data": {"entries": {f"cawg.{one}": {"use": "notAllowed"} for one in RESERVED}}},
            {"label": MODEL_ASSERTION, "data": _about(card)},
            {
                "label": "c2pa.hash.data",
                "data": {
                    "exclusions": [{"start": start, "length": length}],
                    "name": "c2pa:manifest",
                    "alg": "sha256",
                    "hash": list(bound.digest()),
                    "pad": [],
                },
            },
        ],
    }


def _about(card: ModelCard) -> dict[str, Any]:
    """Return what of a card leaves the house: nobody by name or by id, no file's name and no reviewer."""
    return {
        "schema": "rushes/sealed-model/1",
        "id": card.id,
        "card_sha256": card.sha256,
        "weights_sha256": card.weights_sha256,
        "licence": card.licence,
        "production": card.production,
        "training": card.training,
        "consents": [{"id": one.id, "sha256": one.sha256} for one in card.consents],
        "items": [{"sha256": one.sha256, "rights": one.rights} for one in card.items],
        "datasets": [
            {"name": one.name, "licence": one.licence} for one in (card.statement.datasets if card.statement else ())
        ],
    }
