"""The number that makes two lengths equal: how a cutter trues one edge to another."""

from __future__ import annotations

from collections.abc import Callable

from rushes.errors import BadInputError

EXACT = 1e-6  # metres
STEPS = 60


def matched(difference: Callable[[float], float], low: float, high: float, what: str) -> float:
    """The number between low and high at which a difference of lengths [m] that grows or falls steadily is nothing.

    Args:
        difference: From the number to the difference [m].
        low, high: Where it is looked for.
        what: What is being trued, for the sentence when there is no such number.

    Raises:
        BadInputError: The difference has the same sign at both ends.
    """
    at_low, at_high, middle = difference(low), difference(high), low
    if at_low * at_high > 0:
        raise BadInputError(
            f"The {what} can't be drafted: its two sides stay {100 * min(abs(at_low), abs(at_high)):.1f} cm apart. The measures or the style are too unusual for this cut; correct them, or take more ease."
        )
    for _ in range(STEPS):  # false position, the Illinois way: an end that stays put counts for half
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        at_middle = difference(middle)
        if abs(at_middle) < EXACT:
            return middle
        if at_middle * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low *= 0.5
        high, at_high = middle, at_middle
    return middle
