"""Where something blows up that is no thing: in front of what shatters by it, or in the middle of the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from rushes.brief.scene import Scene
from rushes.engines.clip.staged import Actor

TOGETHER_S: Final = 0.5
"""What happens to something within so much of a blast happens by it [s]."""

BEFORE_IT_M: Final = 2.5
"""How far before it the blast is, on the camera's side [m]."""


def blast_at(scene: Scene, actors: Sequence[Actor]) -> tuple[float, float]:
    """Return where the first blast is that nothing was named for [m]."""
    blast = next((beat for beat in scene.beats if beat.event == "explosion" and not beat.thing), None)
    if blast is None:
        return 0.0, 0.0
    hit = {
        beat.thing for beat in scene.beats if beat.thing and abs((beat.at_s or 0.0) - (blast.at_s or 0.0)) <= TOGETHER_S
    }
    boxes = [actor.bounds() for actor in actors if actor.called in hit]
    if not boxes:
        return 0.0, 0.0
    lows, highs = zip(*boxes, strict=True)
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    return float(low[0] + high[0]) / 2, float(low[1]) - BEFORE_IT_M
