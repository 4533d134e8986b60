"""Objects named by their content: put once, read back only if they are what their name says, asked for again with patience."""

from __future__ import annotations

import hashlib
import random
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from rushes.errors import StorageError

Result = TypeVar("Result")

LARGEST_RECORD_BYTES = 64 << 20
"""No record of ours is larger: a take of 10,000 files has 2 MB."""


class WrongError(Exception):
    """What came is not what it ought to be; the words say why."""


PIECES = "objects/"
WRONG = "what came is not what its name says"


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is asked again, and how long is waited in between.

    Attributes:
        tries: How often in all.
        first_s: The first wait [s]; each further one is twice as long, and all are shortened by chance so that machines don't ask together.
        longest_s: The longest wait [s].
    """

    tries: int = 5
    first_s: float = 0.25
    longest_s: float = 8.0

    def waits(self) -> Iterator[float]:
        """Yield how long to wait [s] after each failure but the last."""
        for number in range(self.tries - 1):
            yield min(self.longest_s, self.first_s * 2**number) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads machines, no secret


class Objects:
    """What lies in a place.

    Attributes:
        words: What people call it.
        stop: Set when nobody waits for it any more: nothing is asked again then.
    """

    def __init__(
        self,
        place: Any,  # noqa: ANN401 - one of obstore's stores
        *,
        words: str,
        bulk: Any = None,  # noqa: ANN401 - as above
        patience: Patience | None = None,
    ) -> None:
        """Use a place; nothing is asked of it yet.

        Args:
            place: From ``open_place``.
            words: What people call it.
            bulk: The same place as it is opened for pieces; as for all else when None.
            patience: How often it is asked again.
        """
        self.words = words
        self._place, self._bulk = place, bulk or place
        self._patience = patience or Patience()
        self.stop = threading.Event()

    def has(self, path: str, size: int | None = None) -> bool:
        """Say whether an object is there, and of a size where one is given.

        Raises:
            StorageError: It can't be told.
        """
        import obstore

        def ask() -> bool:
            found = obstore.head(self._place, path)
            return size is None or found["size"] == size

        return bool(self._asked(f"looking for {path}", ask))

    def put(self, path: str, data: bytes) -> None:
        """Put an object: it is there whole, or not at all.

        Raises:
            StorageError: It can't be put.
        """
        import obstore

        def ask() -> bool:
            obstore.put(self._bulk if path.startswith(PIECES) else self._place, path, data, use_multipart=False)
            return True

        if self._asked(f"writing {path}", ask) is None:
            raise StorageError(
                f"{self.words} has no such bucket. Make it, or correct the storage's url in the studio's file."
            )

    def get(self, sha256: str, size: int) -> bytes | None:
        """Return the piece of a name, or None when it is not there, or is another than its name says however often it is read.

        Raises:
            StorageError: It can't be read.
        """
        import obstore

        path = piece_path(sha256)

        def ask() -> bytes:
            found = obstore.get(self._place, path)
            if found.meta["size"] > size:  # nothing of that size is kept in memory to find out
                raise WrongError(WRONG)
            data = bytes(found.bytes())
            if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
                raise WrongError(WRONG)
            return data

        try:
            return self._asked(f"reading {path}", ask)
        except WrongError:
            return None

    def record(self, path: str, read: Callable[[bytes], Result]) -> Result | None:
        """Return a record as it is read; None when it is not there.

        Args:
            path: Where it lies.
            read: Reads it; raises ``WrongError`` when it isn't what it ought to be, and is then asked again.

        Raises:
            WrongError: It isn't, however often it is read.
            StorageError: It can't be had.
        """
        import obstore

        def ask() -> Result:
            found = obstore.get(self._place, path)
            if found.meta["size"] > LARGEST_RECORD_BYTES:
                raise WrongError("it is larger than any record of ours")
            return read(bytes(found.bytes()))

        return self._asked(f"reading {path}", ask)

    def remove(self, path: str) -> None:
        """Remove an object; one that isn't there is removed already.

        Raises:
            StorageError: It can't be removed.
        """
        import obstore

        self._asked(f"removing {path}", lambda: obstore.delete(self._place, path))

    def names(self, prefix: str) -> list[str]:
        """Return the paths of what lies under a prefix.

        Raises:
            StorageError: They can't be listed.
        """
        import obstore

        listed = self._asked(
            f"listing {prefix}",
            lambda: [one["path"] for batch in obstore.list(self._place, prefix=prefix) for one in batch],
        )
        return listed or []

    def _asked(self, doing: str, ask: Callable[[], Result]) -> Result | None:
        """Ask with patience; None when what is asked for is not there."""
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        waits = self._patience.waits()
        while True:
            try:
                return ask()
            except FileNotFoundError:
                return None
            except (PermissionDeniedError, UnauthenticatedError):
                raise StorageError(
                    f"{self.words} does not let us in ({doing}). Are the keys in the environment right, and may they do that there?"
                ) from None  # the library's words quote the whole answer
            except (BaseError, OSError, WrongError) as error:
                wait = next(waits, None)
                if wait is None and isinstance(error, WrongError):
                    raise
                if wait is None or self.stop.is_set():
                    raise StorageError(
                        f"{self.words} does not answer as it should ({doing}: {_cause(error)}), asked {self._patience.tries} times."
                    ) from None
                self.stop.wait(wait)


def piece_path(sha256: str) -> str:
    """Return where a piece lies."""
    return f"{PIECES}{sha256[:2]}/{sha256}"


_CAUSES = (
    (re.compile(r"status code: ([0-9]{3})"), "it answered {0}"),
    (re.compile(r"Connection refused|ConnectionRefused|dns error|kind: Connect,"), "nobody is there"),
    (re.compile(r"timed out|TimedOut|kind: Timeout"), "it took too long"),
    (re.compile(r"No space left", re.IGNORECASE), "its disk is full"),
    (re.compile(r"body|connection closed|reset|IncompleteMessage", re.IGNORECASE), "the connection broke off"),
)


def _cause(error: Exception) -> str:
    """Return why, in our own words: a library's may hold the whole request."""
    if isinstance(error, WrongError):
        return str(error)
    said = str(error)
    return next(
        (words.format(*found.groups()) for cause, words in _CAUSES if (found := cause.search(said))), "it failed"
    )
