"""The process that makes processes apart: it has everything loaded, and forks one for each call, which takes milliseconds.

It reads lines of JSON: a call, then for each value ``next`` or ``stop``. The fork answers with lines of JSON, each followed by the bytes of
its arrays, and ends. When a fork ends in another way than it should, this process ends as well, and the caller sees its pipe closed.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TypeAlias

from rushes.errors import RushesError
from rushes.media.apart.carried import packed, unpacked
from rushes.media.apart.limits import Limits, confine

Lines: TypeAlias = io.RawIOBase
"""What the caller says, line by line."""

LOADED = (
    "numpy",
    "av",
    "cv2",
    "OpenEXR",
    "PIL.Image",
    "rushes.media.plate",
    "rushes.media.movie",
    "rushes.media.sound",
)


def main() -> None:
    """Wait for calls until nobody is there any more."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what a library prints is no value
    os.dup2(nowhere, 2)
    for name in LOADED:
        importlib.import_module(name)
    _line(out, {"ready": True})
    calls = os.fdopen(0, "rb", buffering=0)  # nothing is read ahead: what follows a call is for the fork
    while line := calls.readline():
        child = os.fork()
        if not child:
            _serve(json.loads(line), calls, out)
        _, status = os.waitpid(child, 0)
        if status:
            os._exit(1)


def _serve(call: dict[str, Any], calls: Lines, out: BinaryIO) -> None:
    """Answer one call and leave; 0 when the caller was told how it went."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        module, _, name = call["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        arguments = [unpacked(one, []) for one in call["arguments"]]
        os.chdir(call["folder"])
        confine(Limits(**call["limits"]))
        _answer(calls, out, function, arguments, each=call["each"])
        code = 0
    except BaseException:  # noqa: BLE001, S110 - nobody is left to hear it; the exit code says that it went wrong
        pass
    os._exit(code)


def _answer(calls: Lines, out: BinaryIO, function: Callable[..., Any], arguments: list[Any], *, each: bool) -> None:
    try:
        if not each:
            _send(out, *packed(function(*arguments)))
            return
        values: Iterator[Any] = iter(function(*arguments))
        for value in values:
            made = packed(value)  # read ahead while the caller works with the one before
            if calls.readline() != b"next\n":
                break
            _send(out, *made)
        else:
            if calls.readline() == b"next\n":
                _line(out, {"end": True})
                return
        _line(out, {"stopped": True})
    except RushesError as error:
        _failed(calls, out, type(error).__name__, str(error), each=each)
    except MemoryError:
        _failed(calls, out, "BadInputError", "it takes more memory than a file from outside may", each=each)
    except Exception as error:  # noqa: BLE001 - the one place where a surprise becomes a sentence
        _failed(calls, out, "BadInputError", f"it is damaged or of an unusual kind ({type(error).__name__})", each=each)


def _failed(calls: Lines, out: BinaryIO, kind: str, words: str, *, each: bool) -> None:
    if each and calls.readline() != b"next\n":
        _line(out, {"stopped": True})
        return
    _line(out, {"class": kind, "error": words})


def _send(out: BinaryIO, tree: Any, arrays: list[Any]) -> None:  # noqa: ANN401 - JSON
    _line(out, {"value": tree, "arrays": [[one.dtype.str, one.nbytes] for one in arrays]})
    out.writelines(memoryview(one).cast("B") if one.size else b"" for one in arrays)
    out.flush()


def _line(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message).encode("utf-8", "replace") + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
