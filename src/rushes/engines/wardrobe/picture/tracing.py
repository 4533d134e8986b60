"""One run of Blender for pictures of an outfit: what it is asked, how it is started, and which picture it was at when it failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rushes.clearance.gate import Permit
from rushes.engines.blender_pictures import cores, trace_pictures
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.sheen import read_sheens
from rushes.engines.wardrobe.picture.views import SENSOR_MM, View


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
        scene: What is told of the outfit.
        usd: The file that was written of it.
        width: Of the picture [px].
        height: Of the picture [px].
        samples: Paths per pixel.
        seed: Of sampling.
        own: Whether surfaces are Cycles' procedural ones; False shows the stage's own materials, as other programs see them.
    """

    scene: Seen
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
    flat = [shot for _, shots in wanted for shot in shots]
    trace_pictures(
        permit,
        "wardrobe_render",
        {"cores": cores(), "scenes": [_request(*one) for one in wanted]},
        [(f"View {shot.view.name}", shot.path) for shot in flat],
        folder,
        lambda number: on_picture(flat[number]),
        cancelled,
    )


def _request(tracing: Tracing, shots: Sequence[Shot]) -> dict[str, Any]:
    scene = tracing.scene
    return {
        "scene": str(tracing.usd.resolve()),
        "surfaces": dict(scene.surfaces) if tracing.own else None,
        "sheens": {} if tracing.own else read_sheens(tracing.usd),
        "hair": dict(scene.hair),
        "width": tracing.width,
        "height": tracing.height,
        "samples": tracing.samples,
        "seed": tracing.seed,
        "sensor_mm": max(SENSOR_MM),
        "people": [asdict(one) for one in scene.people],
        "pictures": [{"view": asdict(shot.view), "path": str(shot.path.resolve())} for shot in shots],
    }
