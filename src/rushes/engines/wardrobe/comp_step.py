"""The step ``comp``: the pictures of a look, the hero first and then all round, or one an option."""

from __future__ import annotations

from fractions import Fraction

from rushes.engines.wardrobe.pattern_step import FIRST
from rushes.engines.wardrobe.picture.developed import develop
from rushes.engines.wardrobe.picture.pictures import quality_of
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.tracing import Shot, Tracing, trace_outfits
from rushes.engines.wardrobe.picture.views import view
from rushes.engines.wardrobe.scene_step import scene_file, seen_file
from rushes.media.exr import is_whole
from rushes.plan import StepContext
from rushes.show import FrameRange


def comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr``: R G B A, depth, normals and mattes.

    Params: ``frames``, ``rate``, ``options``, ``quality``, ``seed``. Needs ``scene``. Pictures that an
    earlier run had finished are kept.

    Raises:
        StepFailedError: Blender failed; the sentence names the view.
    """
    frames, options = FrameRange(*ctx.params["frames"]), int(ctx.params["options"])
    missing = [frame for frame in frames if not is_whole(ctx.out / f"comp.{frame:04d}.exr")]
    done = len(frames) - len(missing)
    ctx.report(done, len(frames))
    if not missing:
        return
    of_shot: dict[Shot, int] = {}
    wanted: list[tuple[Tracing, tuple[Shot, ...]]] = []
    if options > 1:
        for frame in missing:
            tracing = _tracing(ctx, frame)
            shot = Shot(view(tracing.scene, "hero"), ctx.out / f"raw.{frame:04d}.exr")
            of_shot[shot] = frame
            wanted.append((tracing, (shot,)))
    else:
        tracing = _tracing(ctx, FIRST)
        of_shot = {
            Shot(view(tracing.scene, side(frame, frames)), ctx.out / f"raw.{frame:04d}.exr"): frame for frame in missing
        }
        wanted = [(tracing, tuple(of_shot))]

    def on_picture(shot: Shot) -> None:
        nonlocal done
        frame = of_shot[shot]
        rate = Fraction(str(ctx.params["rate"]))
        develop(shot.path, ctx.out / f"comp.{frame:04d}.exr", shot.view, frame=frame, rate=rate)
        shot.path.unlink()
        done += 1
        ctx.report(done, len(frames))

    trace_outfits(ctx.permit, wanted, ctx.out / f"tracing_{missing[0]}", on_picture)


def side(frame: int, frames: FrameRange) -> str | float:
    """Return what a picture shows: the hero first, then the turn-around in even steps [degrees]."""
    place, count = frame - frames.first, len(frames) - 1
    return "hero" if place == 0 else 360.0 * (place - 1) / count


def _tracing(ctx: StepContext, frame: int) -> Tracing:
    quality = quality_of(str(ctx.params["quality"]), int(ctx.params["options"]))
    told = Seen.read(seen_file(ctx.inputs["scene"], frame))
    usd = scene_file(ctx.inputs["scene"], frame)
    return Tracing(told, usd, quality.width, quality.height, quality.samples, int(ctx.params["seed"]))
