"""Sealing: every picture and sound of a take gets a C2PA manifest, inside the file where the format can carry it.

Movies and WAVs carry theirs; an EXR's lies in ``manifests/`` under the same path with ``.c2pa`` after it.
"""

from __future__ import annotations

import io
import mimetypes
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from rushes.canonical import sha256_of_file
from rushes.engines import Take, TakeFile
from rushes.errors import CheckFailedError
from rushes.provenance.manifest import Plate, definition, ingredient
from rushes.provenance.shell import loose_sha256
from rushes.provenance.signer import Signer

EMBEDDED = {".mp4": "video/mp4", ".wav": "audio/wav"}
DETACHED = {".exr": "image/x-exr"}
INGREDIENT_TYPES = frozenset({"image/jpeg", "image/png", "image/tiff", "image/webp", "video/mp4", "video/quicktime"})
THREADS = 2


def plate_of(path: Path | None) -> Plate | None:
    """Return a brief's plate as an ingredient; None when there is none."""
    if path is None:
        return None
    from rushes.media.plate import plate_identity

    media_type = mimetypes.guess_type(path.name)[0] or "image/x-exr"
    single = path if path.is_file() and media_type in INGREDIENT_TYPES else None
    return Plate(single, plate_identity(path), media_type)


def seal(take: Take, *, signer: Signer, plate: Plate | None) -> Take:
    """Sign every picture and sound of a take in its folder.

    Args:
        take: Assembled and inspected, not handed over yet.
        signer: Who vouches.
        plate: The plate, if there is one.

    Returns:
        The take with the hashes of the sealed files, and with the manifests among its files.

    Raises:
        CheckFailedError: A file can't be signed.
    """
    native = signer.native()
    files: list[TakeFile] = []
    detached = [file for file in take.files if Path(file.path).suffix in DETACHED]
    for file in take.files:
        if Path(file.path).suffix in EMBEDDED:
            files.append(_embed(take, file, native, plate))
        else:
            files.append(file)
    with ThreadPoolExecutor(THREADS) as pool:
        files.extend(pool.map(lambda file: _beside(take, file, signer, plate), detached))
    return take.with_files(tuple(files))


def _builder(take: Take, file: TakeFile, plate: Plate | None, **more: str) -> Any:  # noqa: ANN401 - c2pa has no types
    import c2pa

    from rushes.provenance.reading import settings

    described = definition(take, file, plate, **more)
    builder = c2pa.Builder(described, context=c2pa.Context(settings=settings("")))
    uses_plate = described["assertions"][0]["data"]["actions"][0]["action"] == "c2pa.opened"
    if plate is not None and uses_plate:
        stream = plate.path.open("rb") if plate.path is not None else io.BytesIO(b"")
        with stream:
            builder.add_ingredient(ingredient(plate), plate.media_type if plate.path else "image/x-exr", stream)
    return builder


def _embed(take: Take, file: TakeFile, native: Any, plate: Plate | None) -> TakeFile:  # noqa: ANN401 - c2pa has no types
    path = take.folder / file.path
    part = path.with_name(f"{path.name}.part")
    more = {}
    if path.suffix == ".mp4":
        with path.open("rb") as stream:
            more["loose_sha256"] = loose_sha256(stream)
    try:
        with path.open("rb") as source, part.open("w+b") as target:
            _builder(take, file, plate, **more).sign(native, EMBEDDED[path.suffix], source, target)
    except Exception as error:
        part.unlink(missing_ok=True)
        raise CheckFailedError(f"{path.name} can't be sealed ({error}). Check the signing certificate.") from error
    part.replace(path)
    return replace(file, sha256=sha256_of_file(path))


def _beside(take: Take, file: TakeFile, signer: Signer, plate: Plate | None) -> TakeFile:
    path = take.folder / file.path
    target = manifest_path(take.folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    builder = _builder(take, file, plate)
    builder.set_no_embed()
    try:
        with path.open("rb") as source:
            manifest = builder.sign(signer.native(), DETACHED[path.suffix], source, io.BytesIO())
    except Exception as error:
        raise CheckFailedError(f"{path.name} can't be sealed ({error}). Check the signing certificate.") from error
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(manifest)
    part.replace(target)
    return TakeFile(target.relative_to(take.folder).as_posix(), "manifest", sha256_of_file(target))


def manifest_path(folder: Path, path: Path) -> Path:
    """Return where a file's detached manifest lies in a version's folder."""
    relative = path.relative_to(folder)
    return folder / "manifests" / relative.with_name(f"{relative.name}.c2pa")
