"""Values on their way between two processes: JSON and plain numbers, never a pickle, since the other side may be a stranger's by now."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.show import FrameRange

Tree = Any
"""JSON: what a value is made of, with the places of its arrays."""

_known: dict[str, type[Any]] = {"FrameRange": FrameRange}

Carried = TypeVar("Carried", bound=type[Any])


def carried(kind: Carried) -> Carried:
    """Let a class be carried: a frozen one, made of nothing but what is carried here. A decorator."""
    _known[kind.__name__] = kind
    return kind


_KINDS: Final = frozenset({"|u1", "<u2", "<u4", "<i2", "<i4", "<i8", "<f2", "<f4", "<f8", "|b1"})


def packed(value: object) -> tuple[Tree, list[NDArray[Any]]]:
    """Return a value as JSON, and the arrays that it refers to.

    Raises:
        TypeError: It is of a kind that is not carried.
    """
    arrays: list[NDArray[Any]] = []
    return _packed(value, arrays), arrays


def _packed(value: Any, arrays: list[NDArray[Any]]) -> Tree:  # noqa: ANN401 - any value that is carried
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray):
        arrays.append(np.ascontiguousarray(value, value.dtype.newbyteorder("<")))
        return {"array": len(arrays) - 1, "kind": arrays[-1].dtype.str, "shape": list(value.shape)}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, Fraction):
        return {"over": [value.numerator, value.denominator]}
    if isinstance(value, tuple):
        return {"tuple": [_packed(one, arrays) for one in value]}
    if isinstance(value, list):
        return [_packed(one, arrays) for one in value]
    if isinstance(value, Mapping):
        return {"map": [[str(key), _packed(one, arrays)] for key, one in value.items()]}
    name = type(value).__name__
    if _known.get(name) is type(value) and dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {"of": name, "with": {one.name: _packed(getattr(value, one.name), arrays) for one in fields}}
    raise TypeError(f"{name} is not carried between processes")


def unpacked(tree: Tree, arrays: list[NDArray[Any]]) -> Any:  # noqa: ANN401 - any value that is carried
    """Return the value that a tree and its arrays stand for.

    Raises:
        BadInputError: They stand for none.
    """
    try:
        return _unpacked(tree, arrays)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, ZeroDivisionError, RecursionError) as error:
        raise BadInputError("What was read is of no form that is taken. Is the file damaged?") from error


def _unpacked(tree: Tree, arrays: list[NDArray[Any]]) -> Any:  # noqa: ANN401 - as above
    if isinstance(tree, list):
        return [_unpacked(one, arrays) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if "array" in tree:
        return arrays[tree["array"]].reshape(tree["shape"])
    if "path" in tree:
        return Path(tree["path"])
    if "over" in tree:
        return Fraction(*tree["over"])
    if "tuple" in tree:
        return tuple(_unpacked(one, arrays) for one in tree["tuple"])
    if "map" in tree:
        return {str(key): _unpacked(one, arrays) for key, one in tree["map"]}
    return _known[tree["of"]](**{str(name): _unpacked(one, arrays) for name, one in tree["with"].items()})


def kind_of(text: object) -> np.dtype[Any]:
    """Return a kind of plain numbers by its name.

    Raises:
        ValueError: It is none.
    """
    if text not in _KINDS:
        raise ValueError(f"{text!r} is no kind of numbers that is carried")
    return np.dtype(str(text))
