"""One run of Blender for pictures of an outfit: what it is asked, how it is started, and which picture it was at when it failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rushes.clearance.gate import Permit
from rushes.clearance.records.consent import Action
from rushes.engines.wardrobe.picture.piece import OutfitScene
from rushes.engines.wardrobe.picture.usd import object_name, prim_name
from rushes.engines.wardrobe.picture.views import SENSOR_MM, View
from rushes.errors import StepFailedError
from rushes.media.exr import is_whole
from rushes.studio.process import run_program

CORES = 2
"""Cores that a picture is traced with: those of the machines that the promised times are for."""


@dataclass(frozen=True)
class Shot:
    """A picture that is wanted.

    Attributes:
        view: The camera.
        path: Where Blender's raw file goes.
    """

    view: View
    path: Path


@dataclass(frozen=True, eq=False)
class Tracing:
    """What Blender is asked for.

    Attributes:
        scene: The outfit.
        usd: The file that was written of it.
        width: Of the picture [px].
        height: Of the picture [px].
        samples: Paths per pixel.
        seed: Of sampling.
        own: Whether surfaces are Cycles' procedural ones; False shows the stage's own materials, as other programs see them.
    """

    scene: OutfitScene
    usd: Path
    width: int
    height: int
    samples: int
    seed: int = 0
    own: bool = True


def trace_outfit(
    permit: Permit,
    tracing: Tracing,
    shots: Sequence[Shot],
    folder: Path,
    on_picture: Callable[[Shot], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Trace pictures in one Blender and hand each on as soon as its raw file is whole.

    Args:
        permit: What the step that asks holds; Blender is started with one only.
        tracing: What is asked for.
        shots: Which pictures.
        folder: Where request and log lie.
        on_picture: Called with each.
        cancelled: Asked now and then.

    Raises:
        StepFailedError: Blender failed; the sentence names the view.
        RefusedError: The permit is for something else than making a picture.
    """
    trace_outfits(permit, [(tracing, shots)], folder, on_picture, cancelled)


def trace_outfits(
    permit: Permit,
    wanted: Sequence[tuple[Tracing, Sequence[Shot]]],
    folder: Path,
    on_picture: Callable[[Shot], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Trace pictures of several outfits in one Blender, as ``trace_outfit`` does of one."""
    permit.require(Action.GENERATE, Action.ALTER)
    folder.mkdir(parents=True, exist_ok=True)
    request = folder / "request.json"
    request.write_text(json.dumps({"cores": cores(), "scenes": [_request(*one) for one in wanted]}), encoding="utf-8")
    left, reasons = [shot for _, shots in wanted for shot in shots], []

    def on_line(line: str) -> None:
        if line.startswith("frame "):
            shot = left.pop(0)
            if not is_whole(shot.path):
                raise StepFailedError(
                    f"View {shot.view.name}: Blender said it was done, but {shot.path} is not whole. Make it again."
                )
            on_picture(shot)
        elif line.startswith("fatal: "):
            reasons.append(line.removeprefix("fatal: "))

    argv = [sys.executable, "-m", "rushes.blender.wardrobe_render", str(request)]
    log = folder / "blender.log"
    try:
        run_program(argv, log=log, on_line=on_line, cancelled=cancelled, env=environment(folder))
    except StepFailedError as error:
        at = f"View {left[0].view.name}" if left else "After the last picture"
        said = reasons[-1] if reasons else str(error)
        raise StepFailedError(f"{at}: Blender failed ({said}). Make it again. Log: {log}") from error
    if left:
        raise StepFailedError(
            f"View {left[0].view.name}: Blender ended without rendering it. Make it again. Log: {log}"
        )


def environment(folder: Path) -> dict[str, str]:
    """Keep a user's Blender settings, add-ons and display out of it."""
    return {
        "BLENDER_USER_RESOURCES": str(folder / "blender_user"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DISPLAY": "",
        "OCIO": "",
    }


def cores() -> list[int]:
    """Return the numbers of the cores that may be used."""
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))[:CORES]
    return list(range(min(CORES, os.cpu_count() or 1)))


def _request(tracing: Tracing, shots: Sequence[Shot]) -> dict[str, Any]:
    scene = tracing.scene
    return {
        "scene": str(tracing.usd.resolve()),
        "surfaces": {prim_name(name): one.to_json() for name, one in scene.surfaces.items()} if tracing.own else None,
        "hair": {object_name(one): prim_name(one.surface) for one in scene.strands},
        "width": tracing.width,
        "height": tracing.height,
        "samples": tracing.samples,
        "seed": tracing.seed,
        "sensor_mm": max(SENSOR_MM),
        "people": [asdict(one) for one in scene.people],
        "pictures": [{"view": asdict(shot.view), "path": str(shot.path.resolve())} for shot in shots],
    }
