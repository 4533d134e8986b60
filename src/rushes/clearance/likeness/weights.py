"""Reading the tensors of a file that PyTorch saved, without PyTorch and without running anything that is in it."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Floats = NDArray[np.float32]

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
"""How a file begins that ``torch.save`` wrote before version 1.6 (torch/serialization.py, ``_legacy_save``)."""

_KINDS: dict[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "LongStorage": np.dtype("<i8"),
    "DoubleStorage": np.dtype("<f8"),
}


class _Stored:
    """A tensor whose numbers come later in the file."""

    def __init__(self, storage: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides


class _Reader(pickle.Unpickler):
    """Reads plain values and tensors; whatever else a pickle may ask for is refused."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self.kinds: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - pickle's own signature
        """Return one of the few things that a saved network consists of."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, strides, *_: _Stored(storage, offset, shape, strides)
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return lambda tensor, *_: tensor
        if module == "torch" and name in _KINDS:
            return name
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> str:  # noqa: ANN401 - pickle's own signature
        """Remember of which kind a storage is, and return its name."""
        _, kind, name, *_ = pid
        self.kinds[name] = _KINDS[kind]
        return str(name)


def read_weights(path: Path, group: str = "model_state") -> dict[str, Floats]:
    """Return the tensors of a saved network by name.

    Args:
        path: What ``torch.save`` wrote in its form before version 1.6.
        group: The entry of the saved dictionary that holds them.

    Raises:
        BadInputError: It can't be read, or is something else.
    """
    try:
        with path.open("rb") as stream:
            if _Reader(stream).load() != MAGIC or _Reader(stream).load() != PROTOCOL:
                raise pickle.UnpicklingError("it is of another form")
            _Reader(stream).load()
            reader = _Reader(stream)
            saved = reader.load()
            storages = {}
            for name in _Reader(stream).load():
                count = int.from_bytes(stream.read(8), "little", signed=True)
                kind = reader.kinds[name]
                storages[name] = np.frombuffer(stream.read(count * kind.itemsize), kind, count)
        return {name: _tensor(stored, storages) for name, stored in saved[group].items()}
    except (OSError, pickle.UnpicklingError, ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        raise BadInputError(f"{path} holds no network that can be read ({error}). Install it again.") from error


def _tensor(stored: _Stored, storages: dict[str, NDArray[Any]]) -> Floats:
    flat = storages[stored.storage][stored.offset :]
    strides = tuple(step * flat.itemsize for step in stored.strides)
    needed = 1 + sum((size - 1) * step for size, step in zip(stored.shape, stored.strides, strict=True))
    if needed > len(flat):
        raise ValueError("a tensor reaches beyond its numbers")
    return np.array(np.lib.stride_tricks.as_strided(flat, stored.shape, strides), np.float32)
