"""The step ``dust_vdb``: the air's dust as OpenVDB, one file a frame, for whoever lights and renders it elsewhere."""

from __future__ import annotations

import json
import sys
from fractions import Fraction

import numpy as np

from rushes.clearance.records.consent import Action
from rushes.engines.destruction.air.cloud import COARSE_HIDES
from rushes.engines.destruction.air.dust_light import DETAILS, EXTINCTION_PER_M
from rushes.errors import StepFailedError
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio.process import run_program

MOST_DUST, TABLE_ROWS = 3.0, 301
"""How far the table of extinctions goes: more dust than three times the dense is in no cell."""


def dust_vdb(ctx: StepContext) -> None:
    """Write ``dust.####.vdb`` for every frame, and ``dust_vdb.json`` with each file's bytes.

    OpenVDB comes with Blender, so a program of its own writes them. Files that are there are kept.

    Params: ``frames`` [first, last], ``rate``.

    Raises:
        StepFailedError: It could not write; the sentence names the frame.
    """
    ctx.permit.require(Action.GENERATE, Action.ALTER)
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    left = [frame for frame in frames if not (ctx.out / f"dust.{frame:04d}.vdb").is_file()]
    done = len(frames) - len(left)
    reasons: list[str] = []

    def on_line(line: str) -> None:
        if line.startswith("frame "):
            ctx.report(done + int(line.split()[2]), len(frames))
        elif line.startswith("fatal: "):
            reasons.append(line.removeprefix("fatal: "))

    if left:
        request = ctx.out / "request.json"
        asked = {
            "extinction": extinction_table(),
            "hidden_less": 1.0 - COARSE_HIDES,
            "rate": f"{rate.numerator}/{rate.denominator}",
            "creator": "Rushes",
            "frames": [
                {
                    "frame": frame,
                    "cloud": str((ctx.inputs["air"] / f"cloud.{frame:04d}.npz").resolve()),
                    "path": str((ctx.out / f"dust.{frame:04d}.vdb").resolve()),
                }
                for frame in left
            ],
        }
        request.write_text(json.dumps(asked), encoding="utf-8")
        try:
            run_program(
                [sys.executable, "-m", "rushes.blender.vdb", str(request)], log=ctx.out / "vdb.log", on_line=on_line
            )
        except StepFailedError as error:
            at = next((frame for frame in left if not (ctx.out / f"dust.{frame:04d}.vdb").is_file()), left[-1])
            said = reasons[-1] if reasons else str(error)
            raise StepFailedError(
                f"Frame {at}: the dust could not be written as OpenVDB ({said}). Make the take again, or leave it out "
                "with dust.vdb: false."
            ) from error
        request.unlink()
    sizes = {f"{frame:04d}": (ctx.out / f"dust.{frame:04d}.vdb").stat().st_size for frame in frames}
    part = ctx.out / "dust_vdb.json.part"
    part.write_text(json.dumps({"bytes": sizes, "all": sum(sizes.values())}, indent=1), encoding="utf-8")
    part.replace(ctx.out / "dust_vdb.json")
    ctx.report(len(frames), len(frames))


def extinction_table() -> dict[str, list[float]]:
    """Return how much fine dust, as a share of dense, has how much extinction [1/m], on the mean of the billows that the grid can't hold."""
    from rushes.engines.volumes.billows import mean_thickness

    dust = np.linspace(0.0, MOST_DUST, TABLE_ROWS)
    per_m = mean_thickness(dust.astype(np.float32).reshape(-1, 1, 1), DETAILS).ravel() * EXTINCTION_PER_M
    return {"dust": [float(value) for value in dust], "per_m": [float(value) for value in per_m]}
