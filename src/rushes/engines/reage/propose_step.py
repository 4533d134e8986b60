"""The step ``propose``: what the sliders ask, frame by frame, as layers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.proposing import propose as propose_frame
from rushes.engines.reage.sliders import Sliders
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.media.exr import is_whole, read_picture
from rushes.plan import StepContext
from rushes.show import FrameRange


def propose(ctx: StepContext) -> None:
    """Write ``layers.####.exr`` for every frame; where the performer is not surely seen, one that changes nothing.

    Params: ``frames``, ``rate``, ``sliders`` (``Sliders.to_json``). Needs ``plate`` and ``track``.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    sliders = Sliders.from_json(dict(ctx.params["sliders"]))
    tracks = Tracks.load(ctx.inputs["track"])
    for done, frame in enumerate(frames):
        path = layers_file(ctx.out, frame)
        if not is_whole(path):
            _change(ctx.inputs["plate"], tracks, frame, sliders).write(path, frame=frame, rate=rate)
        ctx.report(done + 1, len(frames))


def layers_file(folder: Path, frame: int) -> Path:
    """Return the file of a frame's layers."""
    return folder / f"layers.{frame:04d}.exr"


def _change(plate: Path, tracks: Tracks, frame: int, sliders: Sliders) -> FrameChange:
    light = read_picture(plate_file(plate, frame))[..., :3]
    height, width = light.shape[:2]
    seen = tracks.of_performer(frame)
    if seen is None:
        return FrameChange.nothing(width, height)
    mesh, _ = seen
    window = Window.of(mesh, width, height)
    change, regions = propose_frame(window.cut(light), window.inside(mesh), sliders)
    return FrameChange.of_window(window, width, height, change.deltas, change.matte, regions)
