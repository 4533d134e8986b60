"""The side that calls: it keeps processes ready, gives each call one to itself, and believes nothing of what comes back before it was looked at."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeVar

from rushes import errors
from rushes.errors import BadInputError, RushesError, StepFailedError
from rushes.media.apart.carried import kind_of, packed, unpacked
from rushes.media.apart.limits import LIMITS, Limits
from rushes.media.apart.pipe import EndedError, LateError, Pipe
from rushes.untrusted import parsed, table

R = TypeVar("R")

START_S: Final = 180.0
"""Time [s] for a process to come up: a second, and much more on a machine where everybody renders."""

MOST_READY: Final = 2
"""So many processes wait for calls; what a busy moment needs beyond that ends after its call."""

_PASSED_ON: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
"""What of the environment a process apart sees: none of it is a secret."""

_ready: list[tuple[int, _Zygote]] = []
_guard = threading.Lock()


@atexit.register
def _end_all() -> None:
    with _guard:
        mine = [one for owner, one in _ready if owner == os.getpid()]
        _ready.clear()
    for one in mine:
        one.close()


def apart(function: Callable[..., R], *arguments: object, limits: Limits = LIMITS) -> R:
    """Call a function of a module in a process apart and return its value.

    Args:
        function: One that stands in a module by its name; it and its arguments are ours, the file that it reads is a stranger's.
        arguments: Paths, numbers, texts, frame ranges: what ``carried.py`` carries, but for arrays.
        limits: What the call may use.

    Raises:
        BadInputError: The file was too much: it crashed what reads it, or took too much memory or time.
        RushesError: As the function raises.
    """
    with _taken(arguments) as zygote:
        zygote.ask(function, arguments, limits, each=False)
        kind, value = zygote.answer(limits)
        if kind != "value":
            raise zygote.senseless()
        return value


def each_apart(function: Callable[..., Iterable[R]], *arguments: object, limits: Limits = LIMITS) -> Iterator[R]:
    """Yield what a function yields in a process apart, which is one value ahead, and ends when nobody asks any more.

    Raises:
        RushesError: As ``apart``.
    """
    return _each(function, arguments, limits)


def _each(
    function: Callable[..., Iterable[R]], arguments: tuple[object, ...], limits: Limits
) -> Generator[R, None, None]:
    with _taken(arguments) as zygote:
        zygote.ask(function, arguments, limits, each=True)
        try:
            while True:
                zygote.say(b"next\n")
                kind, value = zygote.answer(limits)
                if kind == "end":
                    return
                if kind != "value":
                    raise zygote.senseless()
                yield value
        except GeneratorExit:
            with contextlib.suppress(RushesError):
                zygote.say(b"stop\n")
                zygote.answer(limits)
            raise


@contextlib.contextmanager
def _taken(arguments: tuple[object, ...]) -> Iterator[_Zygote]:
    """Hold a process for a call; it waits for the next one when it said all that it had to say, and ends otherwise."""
    with _guard:
        mine = [one for owner, one in _ready if owner == os.getpid()]  # a fork's own are others
        _ready[:] = [(os.getpid(), one) for one in mine[1:]]
    zygote = mine[0] if mine else _Zygote()
    zygote.file = next((str(one) for one in map(_file, arguments) if one is not None), "The file")
    try:
        yield zygote
    finally:
        with _guard:
            keep = zygote.is_whole and len(_ready) < MOST_READY
            if keep:
                _ready.append((os.getpid(), zygote))
        if not keep:
            zygote.close()


def _file(argument: object) -> Path | None:
    """Return the file that an argument names: a path, or the first of what has several."""
    if isinstance(argument, Path):
        return argument
    return next(iter(getattr(argument, "paths", ())), None)


class _Zygote:
    """One process that forks for each call.

    Attributes:
        file: What the call in hand reads, for errors.
        is_whole: Whether it has answered all that it was asked.
    """

    def __init__(self) -> None:
        quiet = {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "OPENCV_LOG_LEVEL": "SILENT",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "rushes.media.apart.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**{name: os.environ[name] for name in _PASSED_ON if name in os.environ}, **quiet},
            start_new_session=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe above
        self._pipe = Pipe(self._process.stdout)
        self.file = "The file"
        self.is_whole = False
        self._heard(time.monotonic() + START_S)

    def ask(
        self, function: Callable[..., object], arguments: tuple[object, ...], limits: Limits, *, each: bool
    ) -> None:
        """Send a call."""
        call = {
            "function": f"{function.__module__}:{function.__qualname__}",
            "arguments": [packed(one)[0] for one in arguments],
            "limits": asdict(limits),
            "each": each,
            "folder": str(Path.cwd()),  # where what is no whole path begins
        }
        self.say(json.dumps(call).encode("utf-8") + b"\n")

    def say(self, line: bytes) -> None:
        """Send a line.

        Raises:
            StepFailedError: Nobody is there.
        """
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe above
        self.is_whole = False
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # a closed pipe: whoever ends last may find it so
            raise StepFailedError("The process that reads files from outside ended. Run the command again.") from error

    def answer(self, limits: Limits) -> tuple[str, Any]:
        """Return what kind of answer came (``value``, ``end``, ``stopped``), and the value that it brings.

        Raises:
            RushesError: The function raised it, or nothing that can be believed came.
        """
        until = time.monotonic() + limits.seconds
        head = self._heard(until)
        if "error" in head:
            self.is_whole = True
            raise self._error(str(head.get("class")), str(head["error"]))
        if "value" not in head:
            self.is_whole = "end" in head or "stopped" in head
            return ("end" if "end" in head else "stopped"), None
        value = unpacked(head["value"], self._arrays(head.get("arrays"), limits, until))
        self.is_whole = True
        return "value", value

    def senseless(self) -> BadInputError:
        """Return the error of an answer that is none."""
        self.is_whole = False
        return BadInputError(
            f"{self.file} made what reads it answer nonsense. It is damaged, or made to do harm: don't use it."
        )

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _heard(self, until: float) -> dict[str, Any]:
        try:
            return dict(table(parsed(self._pipe.line(until))))
        except ValueError as error:
            raise self.senseless() from error
        except (EndedError, LateError) as error:
            raise self._gone(error) from error

    def _arrays(self, listed: object, limits: Limits, until: float) -> list[Any]:
        try:
            rows = [(kind_of(kind), int(size)) for kind, size in listed]  # type: ignore[attr-defined] # what is no list raises
            if any(size < 0 or size % kind.itemsize for kind, size in rows):
                raise self.senseless()
            if sum(size for _, size in rows) > limits.value_bytes:
                raise BadInputError(f"{self.file} holds more than is read of one file. Give a smaller copy.")
            return [self._pipe.exactly(size, until).view(kind) for kind, size in rows]
        except (TypeError, ValueError) as error:
            raise self.senseless() from error
        except (EndedError, LateError) as error:
            raise self._gone(error) from error

    def _gone(self, error: Exception) -> RushesError:
        if isinstance(error, LateError):
            return BadInputError(
                f"{self.file} took too long to read. It is damaged, or made to do harm: convert it, or give another."
            )
        return BadInputError(
            f"{self.file} can't be read: what reads it crashed, or took more memory or time than a file from outside may. "
            "It is damaged, or made to do harm: convert it, or give another."
        )

    def _error(self, kind: str, words: str) -> RushesError:
        made = getattr(errors, kind, BadInputError)
        known = made if isinstance(made, type) and issubclass(made, RushesError) else BadInputError
        return known(
            words if not words.startswith("it ") else f"{self.file} can't be read: {words}. Give another copy of it."
        )
