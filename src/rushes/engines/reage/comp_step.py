"""The step ``comp``: plate plus layers, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from rushes.engines.reage.layers import FrameChange, put_together
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.propose_step import layers_file
from rushes.media.exr import is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange


def comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr`` for every frame: outside the matte the plate's own bits.

    Params: ``frames``, ``rate``. Needs ``plate`` and ``propose``.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    for done, frame in enumerate(frames):
        path = ctx.out / f"comp.{frame:04d}.exr"
        if not is_whole(path):
            channels = read_exr(plate_file(ctx.inputs["plate"], frame)).channels
            plate = np.stack([channels[band] for band in "RGB"], axis=-1)
            after = put_together(plate, FrameChange.read(layers_file(ctx.inputs["propose"], frame)))
            write_exr(path, {band: after[..., i] for i, band in enumerate("RGB")}, frame=frame, rate=rate)
        ctx.report(done + 1, len(frames))
