"""The contract of finishers: what one is asked, what it gives back, and how one watches and stops it.

A finisher is a function from ``Asked`` and ``Watch`` to ``Footage``. It draws all that is asked or stops with a sentence: what it can't be held by is told before
anything is drawn, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rushes.errors import CancelledError

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a finisher is asked.

    Attributes:
        words: What it is told.
        frames: How many pictures.
        width, height: Their size [px].
        rate: Pictures per second.
        seed: Where its randomness starts.
        steps: How many steps it takes.
        guidance: How strongly it follows the words.
        first, last: The first and the last picture, shape [h, w, 3]; None where it is free.
        references: Pictures of how things look, shape [h, w, 3] each. Whoever asks has been let through clearance with them.
        control: What of the scene holds it, picture by picture (depth, normals, lines), shape [frames, h, w, 3]; None where nothing does.
        masks: Where it may draw (255) and where our picture stays (0), shape [frames, h, w]; None is everywhere.
        ours: Our own pictures, that stay where the masks say so, shape [frames, h, w, 3]; None without masks.
        start: Our own pictures, that it goes out from, shape [frames, h, w, 3]; None where it draws from nothing.
        strength: How far it may go from them, 0 to 1.
        control_scale: How strongly the control holds, as a factor.
    """

    words: str
    frames: int
    width: int
    height: int
    rate: Fraction
    seed: int
    steps: int
    guidance: float = 5.0
    first: Bytes | None = None
    last: Bytes | None = None
    references: tuple[Bytes, ...] = ()
    control: Bytes | None = None
    masks: Bytes | None = None
    ours: Bytes | None = None
    start: Bytes | None = None
    strength: float = 0.6
    control_scale: float = 1.0

    def given(self) -> frozenset[str]:
        """Return the names of what it is held by besides the words."""
        held = {
            "first": self.first,
            "last": self.last,
            "control": self.control,
            "masks": self.masks,
            "start": self.start,
        }
        named = {name for name, value in held.items() if value is not None}
        return frozenset(named | ({"references"} if self.references else set()))


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What a finisher gives back.

    Attributes:
        pictures: As many as were asked, at the size that was asked, sRGB, shape [frames, h, w, 3].
        sound: Shape [samples, channels], -1 to 1; None where it makes none.
        sample_rate: Of the sound [Hz]; 0 without.
        made_by: What made it, with versions, for the take's record.
    """

    pictures: Bytes
    sound: Floats | None = None
    sample_rate: int = 0
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """How one follows a run, and stops it.

    Attributes:
        report: Called with steps done and steps in all.
        stopped: Asked between steps: whether to stop.
    """

    report: Callable[[int, int], None] = lambda _done, _all: None
    stopped: Callable[[], bool] = field(default=lambda: False)

    def step(self, done: int, total: int) -> None:
        """Tell how far it is.

        Raises:
            CancelledError: It is to stop.
        """
        if self.stopped():
            raise CancelledError(
                f"Stopped after step {done} of {total}: nothing of it is kept. Run the same command to make it anew."
            )
        self.report(done, total)


Finisher = Callable[[Asked, Watch], Footage]
