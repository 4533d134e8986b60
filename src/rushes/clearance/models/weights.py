"""A model's weights as they lie on the disk: whole, of a format that runs no code, and with the SHA-256 of each file.

A pickle is a program that runs while it is loaded, so it is refused wherever it lies in a model's folder, under whatever name. Nothing is
loaded here: the header of a safetensors file is read, and the list of what a pipeline's folder says that it holds.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from rushes.canonical import sha256_of, sha256_of_file
from rushes.errors import BadInputError, RefusedError

Kind = Literal["safetensors", "gguf", "onnx", "graph", "folder"]

SUFFIXES: Final[Mapping[str, Kind]] = {
    ".safetensors": "safetensors",
    ".gguf": "gguf",
    ".onnx": "onnx",
    ".json": "graph",
}
"""What a model of one file may be. A graph is a ComfyUI workflow: its weights lie at its server, and nobody here sees them."""

PICKLES: Final = frozenset({".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".dill"})

INDEX: Final = "model_index.json"
"""What a pipeline's folder holds."""

SHARDS: Final = ".safetensors.index.json"
"""How the list of a model's several files ends."""

LARGEST_HEADER: Final = 100_000_000
"""Bytes; the safetensors format's own limit."""

BITS: Final[Mapping[str, int]] = {
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64,
    "U64": 64,
}  # fmt: skip
"""Bits of one number, by the format's word for it."""

_PICKLED: Final = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
"""How a pickle of the protocols 2 to 5 begins; ``torch.save`` writes 2, in a ZIP or, before 2020, without."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A model on the disk.

    Attributes:
        path: The file or the folder.
        kind: Its format.
        files: SHA-256 of each file, by its path in the folder; of a file, by its name.
    """

    path: Path
    kind: Kind
    files: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """The SHA-256 that it is called by, as ``canonical.sha256_of_place`` has it."""
        return sha256_of(dict(self.files)) if self.kind == "folder" else next(iter(self.files.values()))


def weights_at(path: Path) -> Weights:
    """Look at a model and hash it.

    Raises:
        RefusedError: It is, or holds, a pickle.
        BadInputError: It is not there, not whole, or of no format that is loaded.
    """
    check_weights(path)
    try:
        if path.is_dir():
            return Weights(path, "folder", {name: sha256_of_file(file) for name, file in files_of(path)})
        return Weights(path, SUFFIXES[path.suffix.lower()], {path.name: sha256_of_file(path)})
    except OSError as error:
        raise BadInputError(f"The weights {path} can't be read ({error.strerror}). Correct the path.") from error


def check_weights(path: Path) -> None:
    """Stop at weights that would not be loaded, without reading more than their heads.

    Raises:
        RefusedError: As ``weights_at``.
        BadInputError: As ``weights_at``.
    """
    try:
        if path.is_dir():
            _check_folder(path)
        elif path.is_file():
            _check_file(path)
        else:
            raise BadInputError(f"{path} is no file and no folder. Give the path of a model's weights.")
    except OSError as error:
        raise BadInputError(f"The weights {path} can't be read ({error.strerror}). Correct the path.") from error


def refuse_pickles(path: Path) -> None:
    """Stop at a pickle: a file that is one, or a folder in which one lies.

    Raises:
        RefusedError: There is one.
        BadInputError: A file can't be read.
    """
    try:
        for one in (file for _, file in files_of(path)) if path.is_dir() else (path,):
            if is_pickle(one):
                raise _pickled(one)
    except OSError as error:
        raise BadInputError(f"The weights {path} can't be read ({error.strerror}). Correct the path.") from error


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file in a folder at any depth, by its path in it, in the order of ``sha256_of_place``."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        yield path.relative_to(folder).as_posix(), path


def is_pickle(path: Path) -> bool:
    """Return whether a file is a pickle: by its name, or by how it begins, whatever it is called.

    Raises:
        OSError: It can't be read.
    """
    if path.suffix.lower() in PICKLES:
        return True
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(_PICKLED):
        return True
    if head != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith((".pkl", ".pickle")) for name in archive.namelist())
    except zipfile.BadZipFile:
        return True  # begins as torch.save does, and can't be looked into


def check_safetensors(path: Path) -> Mapping[str, str]:
    """Stop at a safetensors file that is not whole, and return what it says of itself (``__metadata__``).

    Raises:
        BadInputError: Its header is no header of the format, or its tensors don't fill it exactly.
        OSError: It can't be read.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < 8 or length > min(LARGEST_HEADER, size - 8):
            raise _torn(path, "it is shorter than its first eight bytes say")
        raw = stream.read(length)
    try:
        header = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _torn(path, f"its header can't be read ({error})") from error
    if not isinstance(header, dict):
        raise _torn(path, "its header holds no list of tensors")
    said = header.pop("__metadata__", {})
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise _torn(path, "what it says of itself is more than texts")
    end = 0
    for name, tensor in sorted(header.items(), key=lambda row: _span(path, *row)):
        first, last = _span(path, name, tensor)
        if first != end:
            raise _torn(path, f"there is a gap or an overlap before the tensor {name}")
        end = last
    if end != size - 8 - length:
        raise _torn(path, f"its tensors take {end:,} bytes, and {size - 8 - length:,} are there")
    return said


def _span(path: Path, name: str, tensor: Any) -> tuple[int, int]:  # noqa: ANN401 - whatever stands in the file
    """Return where a tensor's bytes begin and end, once its shape, kind and place agree."""
    row = tensor if isinstance(tensor, dict) else {}
    kind, shape, place = row.get("dtype"), row.get("shape"), row.get("data_offsets")
    sides, ends = _counts(shape), _counts(place)
    if not (isinstance(kind, str) and kind in BITS) or sides is None or ends is None or len(ends) != 2:
        raise _torn(path, f"the tensor {name} has no kind, shape or place of the format")
    if (ends[1] - ends[0]) * 8 != math.prod(sides) * BITS[kind]:
        raise _torn(path, f"the tensor {name} is not as long as its shape says")
    return ends[0], ends[1]


def _counts(value: object) -> list[int] | None:
    """Return a list of whole numbers from zero on; None where it is none."""
    if not isinstance(value, list) or not all(type(one) is int and one >= 0 for one in value):
        return None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a name is there twice")
    return record


def _check_file(path: Path) -> None:
    if is_pickle(path):
        raise _pickled(path)
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise BadInputError(
            f"{path} is of no format that is loaded: {', '.join(sorted(SUFFIXES))}, or the folder of a pipeline. Save the model as safetensors."
        )
    if kind == "safetensors":
        check_safetensors(path)
    elif kind == "gguf" and _head(path) != b"GGUF":
        raise _torn(path, "it does not begin as a GGUF file does")
    elif path.stat().st_size == 0:
        raise _torn(path, "it is empty")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def _check_folder(folder: Path) -> None:
    refuse_pickles(folder)
    files = dict(files_of(folder))
    if not any(name.endswith((".safetensors", ".gguf", ".onnx")) for name in files):
        raise BadInputError(
            f"{folder} holds no weights: no safetensors, GGUF or ONNX file. Save the whole model into it (save_pretrained) and name that folder."
        )
    if INDEX in files:
        _check_components(folder, files)
    for name, path in files.items():
        if name.endswith(SHARDS):
            _check_shards(path)
        elif name.endswith(".safetensors"):
            check_safetensors(path)


def _check_components(folder: Path, files: Mapping[str, Path]) -> None:
    """Stop where a pipeline's index names a part that is not there, or a part has no weights."""
    for name, said in _object(folder / INDEX).items():
        if name.startswith("_") or not (isinstance(said, list) and len(said) == 2 and said[0] is not None):
            continue
        inside = [one for one in files if one.startswith(f"{name}/")]
        if not inside:
            raise _missing(folder, f"the part {name}, which {INDEX} names, is missing")
        if f"{name}/config.json" in files and not any(one.endswith(".safetensors") for one in inside):
            raise _missing(folder, f"the part {name} has a config.json and no weights as safetensors")


def _check_shards(index: Path) -> None:
    """Stop where a model's list of files names one that is not there."""
    named = _object(index).get("weight_map")
    if not isinstance(named, dict) or not named:
        raise _torn(index, "it names no files")
    for name in sorted({str(one) for one in named.values()}):
        if Path(name).name != name or not (index.parent / name).is_file():
            raise _missing(index.parent, f"{name}, which {index.name} names, is missing")


def _object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _torn(path, f"it is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise _torn(path, "it holds no object")
    return found


def _pickled(path: Path) -> RefusedError:
    return RefusedError(
        f"{path} is a pickle, and a pickle runs code while it is loaded, so nothing of it is. Bring the model as safetensors; where they lie beside it, "
        "take the pickle away."
    )


def _torn(path: Path, why: str) -> BadInputError:
    return BadInputError(f"The weights {path} are not whole: {why}. Bring the file again from where it came.")


def _missing(folder: Path, why: str) -> BadInputError:
    return BadInputError(f"The model in {folder} is not whole: {why}. Bring the folder again from where it came.")
