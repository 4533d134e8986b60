"""How a vendor is asked: within a time, again where that is safe, and never so often that nobody comes back. What its package raises becomes a sentence.

What begins work is asked again only where the vendor says that it did not take it (429, 503): after any other trouble nobody knows whether it began, and asks to be paid.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from rushes.engines.finishers.hosted.services import ACCESS, key_of
from rushes.errors import BadInputError

Result = TypeVar("Result")
Kind = Literal["busy", "down", "key", "refused", "hangs", "away", "strange"]

ANSWERS_S: Final = 60.0
"""How long a vendor may take for one answer [s]; its work may take longer, by being asked again."""

TRIES: Final = 5
FIRST_WAIT_S: Final = 2.0
"""How long is waited before it is asked a second time [s]; twice as long each time after, unless the vendor says how long."""

LONGEST_WAIT_S: Final = 60.0

STARTS: Final[frozenset[Kind]] = frozenset({"busy"})
"""After which trouble work may be asked for again."""

LOOKS: Final[frozenset[Kind]] = frozenset({"busy", "down", "hangs", "away"})
"""After which trouble anything else may be."""

_SAID: Final = 300


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a vendor's package raised.

    Attributes:
        kind: ``busy`` (429, 503), ``down`` (5xx), ``key`` (401, 403), ``refused`` (4xx), ``hangs`` (no answer in time), ``away`` (no connection, or it broke off), ``strange``
            (an answer that its own package can't read).
        said: In its own words, without the key.
        after_s: How long it asks to be left alone [s].
    """

    kind: Kind
    said: str
    after_s: float | None = None


class LostError(BadInputError):
    """A vendor doesn't know the work any more that it was asked about: there is nothing to wait for."""


def trouble_of(error: Exception, method: str) -> Trouble:
    """Return what kind of trouble an exception of a vendor's package is."""
    names = {one.__name__ for one in type(error).__mro__}
    said = _said(error, method)
    if any("Timeout" in name for name in names):
        return Trouble("hangs", said)
    status = next((one for name in ("status_code", "code") if isinstance(one := getattr(error, name, None), int)), 0)
    if status in {429, 503}:
        return Trouble("busy", said, _after(error))
    if status in {401, 403}:
        return Trouble("key", said)
    if status >= 500:
        return Trouble("down", said)
    if status >= 400:
        return Trouble("refused", said)
    if isinstance(error, OSError) or names & {"APIConnectionError", "HTTPError", "TransportError", "StreamError"}:
        return Trouble("away", said)
    return Trouble("strange", said)


def patiently(
    method: str, ask: Callable[[], Result], again: frozenset[Kind], wait: Callable[[float], None] = time.sleep
) -> Result:
    """Ask a vendor one thing, again after trouble that passes, ``TRIES`` times at the most.

    Args:
        method: Which vendor.
        ask: Asks it, through its own package.
        again: After which trouble it may be asked again.
        wait: Waits so long [s]; it may raise, which ends it.

    Raises:
        LostError: It doesn't know what it is asked about.
        BadInputError: It doesn't answer, or not what is asked.
    """
    pause = FIRST_WAIT_S
    for turn in range(1, TRIES + 1):
        try:
            return ask()
        except BadInputError:
            raise
        except Exception as error:  # what packages raise is of no common kind
            trouble = trouble_of(error, method)
            if trouble.kind == "refused" and again is LOOKS:
                raise LostError(
                    f"{ACCESS[method].vendor} doesn't know the work any more that it was asked for ({trouble.said}). Run the same command again to ask anew, which "
                    "is paid anew; your account there shows what became of the first."
                ) from error
            if trouble.kind not in again or turn == TRIES:
                raise BadInputError(_sentence(trouble, method, turn, starts=again is STARTS)) from error
            wait(min(LONGEST_WAIT_S, pause if trouble.after_s is None else trouble.after_s))
            pause *= 2
    raise AssertionError  # the last turn has returned or raised


def _sentence(trouble: Trouble, method: str, turns: int, *, starts: bool) -> str:
    vendor, keys = ACCESS[method].vendor, " or ".join(ACCESS[method].keys)
    often = f", asked {turns} times" if turns > 1 else ""
    unsure = (
        f" Whether it began, and asks to be paid, only your account at {vendor} shows: look there before you run it again."
        if starts and trouble.kind in {"down", "hangs", "away", "strange"}
        else " What it was asked to draw is not lost: run the same command again, and it is fetched."
        if not starts
        else ""
    )
    return {
        "busy": f"{vendor} is too busy, or your account has asked for too much ({trouble.said}){often}. Run the same command again later.",
        "down": f"{vendor} answered with an error of its own ({trouble.said}){often}.{unsure or ' Run the same command again later.'}",
        "key": f"{vendor} did not take the key in {keys} ({trouble.said}). Set one that may draw with this model.",
        "refused": f"{vendor} refused what it was asked ({trouble.said}). Nothing was drawn. Change the brief after its words.",
        "hangs": f"{vendor} did not answer within {ANSWERS_S:g} s{often}.{unsure}",
        "away": f"{vendor} can't be reached, or broke off ({trouble.said}){often}.{unsure}",
        "strange": f"{vendor} answered what its own package can't read ({trouble.said}).{unsure}",
    }[trouble.kind]


def _after(error: Exception) -> float | None:
    """Return for how long a vendor asks to be left alone, where it says so in seconds."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except (TypeError, ValueError):
        return None


def _said(error: Exception, method: str) -> str:
    """Return what an exception says, in one line; the key is never a part of it."""
    words = getattr(error, "message", None)
    said = " ".join(str(words if isinstance(words, str) and words else error).split()) or type(error).__name__
    with contextlib.suppress(BadInputError):
        said = said.replace(key_of(method), "***")
    return said[:_SAID]
