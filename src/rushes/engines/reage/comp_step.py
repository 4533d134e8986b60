"""The step ``comp``: plate plus layers, and nothing else."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bystanders import others
from rushes.engines.reage.kept_memory import keep_memory
from rushes.engines.reage.layers import FrameChange, put_together
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.propose_step import layers_file
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.writer import Writer
from rushes.media.exr import is_whole, read_halves, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange


def comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr`` for every frame: outside the matte the plate's own bits, and in a painted key all of the key's.

    Inside the face of anybody else the plate's bits stay, whatever the layers or a painted key say.

    Params: ``frames``, ``rate``, ``layers`` (the step whose layers are put on the plate). Needs ``plate``, ``track`` and that step.
    """
    keep_memory()
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    tracks = Tracks.load(ctx.inputs["track"])
    with Writer() as writer:
        for done, frame in enumerate(frames):
            path = ctx.out / f"comp.{frame:04d}.exr"
            if not is_whole(path):
                plate = halves(plate_file(ctx.inputs["plate"], frame))
                after = _frame(plate, ctx.inputs[str(ctx.params["layers"])], frame)
                away = others(tracks, frame, plate.shape[1], plate.shape[0])
                if away.any():
                    after = np.where(away[..., None], plate, after)
                planes = {band: after[..., i] for i, band in enumerate("RGB")}
                writer.write(partial(write_exr, path, planes, frame=frame, rate=rate))
            ctx.report(done, len(frames))  # the last one is still being written
    ctx.report(len(frames), len(frames))


def _frame(plate: NDArray[np.float16], layers: Path, frame: int) -> NDArray[np.float16]:
    painted = layers / f"painted.{frame:04d}.exr"
    if painted.exists():
        return halves(painted)
    return put_together(plate, FrameChange.read(layers_file(layers, frame)))


def halves(path: Path) -> NDArray[np.float16]:
    """Return an EXR's R, G, B as they are stored, shape [h, w, 3]."""
    return read_halves(path)
