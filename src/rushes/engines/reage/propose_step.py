"""The step ``propose``: what the sliders ask, frame by frame, as layers."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.kept_memory import keep_memory
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.proposing import propose as propose_frame
from rushes.engines.reage.sliders import Sliders
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.engines.reage.writer import Writer
from rushes.media.exr import is_whole, read_halves
from rushes.media.half import to_float
from rushes.plan import StepContext
from rushes.show import FrameRange

Floats = NDArray[np.float32]


def propose(ctx: StepContext) -> None:
    """Write ``layers.####.exr`` for every frame; where the performer is not surely seen, one that changes nothing.

    Params: ``frames``, ``rate``, ``sliders`` (``Sliders.to_json``). Needs ``plate`` and ``track``.
    """
    keep_memory()
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    sliders = Sliders.from_json(dict(ctx.params["sliders"]))
    tracks = Tracks.load(ctx.inputs["track"])
    with Writer() as writer:
        for done, frame in enumerate(frames):
            path = layers_file(ctx.out, frame)
            if not is_whole(path):
                seen = tracks.of_performer(frame)
                plate = read_halves(plate_file(ctx.inputs["plate"], frame))
                change = change_of(plate, None if seen is None else seen[0], sliders)
                writer.write(partial(change.write, path, frame=frame, rate=rate))
            ctx.report(done, len(frames))  # the last one is still being written
    ctx.report(len(frames), len(frames))


def layers_file(folder: Path, frame: int) -> Path:
    """Return the file of a frame's layers."""
    return folder / f"layers.{frame:04d}.exr"


def change_of(light: NDArray[Any], mesh: Floats | None, sliders: Sliders) -> FrameChange:
    """Return what is proposed for a frame.

    Args:
        light: The whole frame, half float or float32, shape [h, w, 3].
        mesh: In the frame's pixels, shape [468, 3]; None changes nothing.
        sliders: What is asked.
    """
    height, width = light.shape[:2]
    if mesh is None:
        return FrameChange.nothing(width, height)
    window = Window.of(mesh, width, height)
    cut = window.cut(light)
    own = to_float(np.asarray(cut)) if light.dtype == np.float16 else np.ascontiguousarray(cut, np.float32)
    change, regions = propose_frame(own, window.inside(mesh), sliders)
    return FrameChange.of_window(window, width, height, change.deltas, change.matte, regions)
