"""A shot of a clip: from one cut to the next."""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from rushes.brief.scene.camera import Camera, SpokenCamera
from rushes.brief.scene.quantities import STRICT, Length

USUAL_SHOT_S = 4.0
"""How long a shot lasts of which nobody said it [s]: long enough for one event and what follows."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Shot:
    """A shot; the next one is cut to it. Place, things and characters are the clip's, and go on over the cut.

    Attributes:
        seconds: How long it lasts [s]. None where nobody said: a brief that was read has a length in every shot.
        camera: What it is taken with.
    """

    seconds: Length | None = None
    camera: SpokenCamera = Camera()

    @property
    def length_s(self) -> float:
        """How long it lasts [s], the usual where nobody said."""
        return USUAL_SHOT_S if self.seconds is None else self.seconds
