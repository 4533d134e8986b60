"""Seal a take: every file gets a C2PA manifest, inside it where the format has room, beside it where not."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from rushes.canonical import sha256_of, sha256_of_file
from rushes.clearance.reserved import mining_of
from rushes.engines import Take, TakeFile
from rushes.errors import BadInputError, CheckFailedError
from rushes.media.plate import find_plate, plate_identity
from rushes.provenance.manifest import (
    Plate,
    definition,
    ingredient,
    model_ingredient,
    models_of,
    shows_plate,
    worn_ingredient,
    worn_of,
)
from rushes.provenance.shell import loose_sha256
from rushes.provenance.signer import Signer
from rushes.studio import CLOSED, FULL, spoken_errors

MANIFESTS = "manifests"
"""The folder inside a version that mirrors it: ``manifests/exr/X.1001.exr.c2pa`` belongs to ``exr/X.1001.exr``."""

EMBEDDED = {".mp4": "video/mp4", ".mov": "video/quicktime", ".wav": "audio/wav"}
"""Formats whose manifest is put inside."""

DETACHED = {".exr": "image/x-exr"}
"""Formats with a name of their own among those whose manifest lies beside; all others are plain bytes."""

PLAIN = "application/octet-stream"

_PLATES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
}
"""Formats of plates that may hold a manifest of their own."""

THREADS = 2
"""Signing waits on hashing in native code. Measured on 2 cores, 12 MB frames: 37 ms a frame with one, 26 with two."""

FULL_BELOW_BYTES = 1 << 16
"""A disk with less room than this is full, when signing failed on it: a manifest is about a third of it."""

_SETTINGS: dict[str, Any] = {
    # Nothing is fetched, and no picture is put into manifests. The finished take is verified as a whole afterwards.
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
}


def seal(take: Take, *, signer: Signer, plate: Path | None) -> Take:
    """Seal every file of a take and return the take with the files as they are now.

    Movies and WAVs are written anew with their manifest inside and renamed over the old ones, so a file that is
    hard-linked into the take stays as it is elsewhere. Every other file gets a detached manifest, which joins the take
    under the role ``manifest``. Cut short, it leaves ``.part`` files only; the take is then put together anew.

    Args:
        take: A take whose files are whole; ``Take.files`` holds their SHA-256.
        signer: Who signs.
        plate: The plate it was made over, if any: a file, or a sequence's folder or first file.

    Raises:
        CheckFailedError: A file is not the one that was inspected, the plate is not the one that the recipe used, or
            the signer's certificate is refused.
        BadInputError: The disk is full, or the take's folder can't be written.
    """
    import c2pa

    with_plate = _plate_of(take, plate)
    todo = tuple(file for file in take.files if file.role != "manifest")
    try:
        with (
            c2pa.Settings.from_dict(_SETTINGS) as settings,
            c2pa.Context(settings=settings) as context,
            signer.native() as native,
            ThreadPoolExecutor(THREADS) as pool,
        ):
            done = list(pool.map(lambda file: _seal_file(take, file, with_plate, context, native), todo))
    except c2pa.C2paError as error:
        _say_full(take.folder, error)
        raise CheckFailedError(
            f"{take.stem} can't be sealed with the certificate of {signer.name}: {error}. Check the certificate, or "
            "leave `signing` out to use this machine's own."
        ) from error
    except OSError as error:
        with spoken_errors(take.folder, only=FULL | CLOSED):
            raise
        raise CheckFailedError(
            f"{take.stem} can't be sealed ({error.strerror}: {error.filename}). Make the take again: nothing that is "
            "done is lost."
        ) from error
    return take.with_files(tuple(file for files in done for file in files))


def _say_full(folder: Path, error: Exception) -> None:
    """Name the full disk when signing failed on one: the library only says that it could not write.

    Raises:
        BadInputError: The disk is full.
    """
    if shutil.disk_usage(folder).free < FULL_BELOW_BYTES:
        with spoken_errors(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from error


def manifest_path(path: str) -> str:
    """Return where the detached manifest of a file of a take lies, both relative to the version's folder."""
    return f"{MANIFESTS}/{path}.c2pa"


def media_type(path: Path) -> str:
    """Return the media type that a file is sealed and verified under."""
    suffix = path.suffix.lower()
    return EMBEDDED.get(suffix) or DETACHED.get(suffix) or PLAIN


def _seal_file(take: Take, file: TakeFile, plate: Plate | None, context: Any, native: Any) -> list[TakeFile]:  # noqa: ANN401 - c2pa publishes no types
    source = take.folder / file.path
    if sha256_of_file(source) != file.sha256:
        raise CheckFailedError(
            f"{source} changed between inspection and sealing, so it is not sealed. Make the take again."
        )
    plate = plate if shows_plate(take, file) else None
    if source.suffix.lower() in EMBEDDED:
        return [_embed(take, file, source, plate, context, native)]
    beside = manifest_path(file.path)
    target = take.folder / beside
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream:
        builder = _builder(take, file, plate, context, embedded=False)
        data = builder.sign(native, media_type(source), stream, io.BytesIO())
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(data)
    part.replace(target)
    return [file, TakeFile(beside, "manifest", hashlib.sha256(data).hexdigest())]


def _embed(take: Take, file: TakeFile, source: Path, plate: Plate | None, context: Any, native: Any) -> TakeFile:  # noqa: ANN401 - c2pa publishes no types
    more = {}
    if source.suffix.lower() != ".wav":
        with source.open("rb") as stream:
            more["loose_sha256"] = loose_sha256(stream)
    part = source.with_name(f"{source.name}.part")
    with source.open("rb") as stream, part.open("w+b") as target:
        builder = _builder(take, file, plate, context, embedded=True, **more)
        builder.sign(native, media_type(source), stream, target)
        target.flush()
        os.fsync(target.fileno())
    part.replace(source)
    return replace(file, sha256=sha256_of_file(source))


def _builder(take: Take, file: TakeFile, plate: Plate | None, context: Any, *, embedded: bool, **more: str) -> Any:  # noqa: ANN401 - c2pa publishes no types
    """Return c2pa's builder for a file.

    The plate's own manifest (a camera's, say) is carried along in the movie, where a stranger looks for it. Each of
    hundreds of frames only names the plate by its hash.
    """
    import c2pa

    said = definition(take, file, plate, **more)
    if plate is not None and not (embedded and plate.path):
        said["ingredients"] = [ingredient(plate)]
    if models := models_of(take, file):
        named = [model_ingredient(model, at) for at, model in enumerate(models, 1)]
        said["ingredients"] = [*said.get("ingredients", ()), *named]
    if worn := worn_of(take, file):
        named = [worn_ingredient(stage, at) for at, stage in enumerate(worn, 1)]
        said["ingredients"] = [*said.get("ingredients", ()), *named]
    builder = c2pa.Builder(json.dumps(said), context=context)
    if plate is not None and embedded and plate.path:
        with plate.path.open("rb") as stream:
            builder.add_ingredient(json.dumps(ingredient(plate)), plate.media_type, stream)
    if not embedded:
        builder.set_no_embed()
    return builder


def _plate_of(take: Take, path: Path | None) -> Plate | None:
    """Return the plate that the recipe was made with, after comparing it with the file that was given."""
    known = [
        item["sha256"]
        for step in take.recipe.get("steps", ())
        for item in step.get("inputs", ())
        if item["label"] == "plate"
    ]
    if path is None:
        return Plate(None, known[0], PLAIN) if known else None
    kind = _PLATES.get(path.suffix.lower(), DETACHED.get(path.suffix.lower(), PLAIN))
    try:
        if path.is_dir():
            digest = sha256_of([sha256_of_file(one) for one in sorted(path.iterdir()) if one.is_file()])
            return Plate(None, known[0] if known else digest, kind)
        sequence = find_plate(path).kind == "sequence"
        digest = plate_identity(path)
    except OSError as error:
        raise CheckFailedError(
            f"The plate {path} can't be read any more ({error.strerror}), so the take can't name it. Put it back."
        ) from error
    except BadInputError as error:
        raise CheckFailedError(f"The take can't name its plate any more. {error}") from error
    if not known or digest in known:
        alone = path if path.suffix.lower() in _PLATES and not sequence else None
        return Plate(alone, digest, kind, mining_of(find_plate(path).paths[0]))
    raise CheckFailedError(
        f"The plate {path} changed since the take was made, so the take can't name it. Put the old one back, or make a "
        "new version."
    )
