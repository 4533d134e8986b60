"""One run of Blender for pictures of a set: what it is asked, how it is started, and which picture it was at when it failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rushes.clearance.gate import Permit
from rushes.engines.blender_pictures import cores, trace_pictures
from rushes.engines.setdesign.scene.piece import Camera, SetScene
from rushes.engines.setdesign.scene.usd_facts import LIGHT_SCALE, energy, prim_name


@dataclass(frozen=True)
class Shot:
    """A picture that is wanted.

    Attributes:
        camera: One of the scene's.
        path: Where Blender's raw file goes.
    """

    camera: Camera
    path: Path


@dataclass(frozen=True)
class Tracing:
    """What Blender is asked for.

    Attributes:
        scene: The set.
        usd: The file that was written of it.
        width: Of the picture [px].
        height: Of the picture [px].
        samples: Paths per pixel.
        seed: Of sampling.
        own: Whether finishes are Cycles' procedural ones; False shows the stage's own materials, as other programs see them.
    """

    scene: SetScene
    usd: Path
    width: int
    height: int
    samples: int
    seed: int = 0
    own: bool = True


def trace_set(
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
        StepFailedError: Blender failed; the sentence names the camera.
        RefusedError: The permit is for something else than making a picture.
    """
    names = [f"Camera {shot.camera.name}" for shot in shots]
    trace_pictures(
        permit,
        "set_render",
        _request(tracing, shots),
        [(name, shot.path) for name, shot in zip(names, shots, strict=True)],
        folder,
        lambda number: on_picture(shots[number]),
        cancelled,
    )


def _request(tracing: Tracing, shots: Sequence[Shot]) -> dict[str, Any]:
    scene = tracing.scene
    return {
        "scene": str(tracing.usd.resolve()),
        "surfaces": surfaces(scene) if tracing.own else None,
        "lights": {
            prim_name(light.name): {"energy": energy(light), "colour": list(light.colour)} for light in scene.lights
        },
        "backing": {"colour": list(scene.backing_colour), "radiance": scene.backing * LIGHT_SCALE},
        "width": tracing.width,
        "height": tracing.height,
        "samples": tracing.samples,
        "seed": tracing.seed,
        "cores": cores(),
        "pictures": [
            {
                "camera": f"Camera_{prim_name(shot.camera.name)}",
                "path": str(shot.path.resolve()),
                "without": [piece.name for piece in scene.pieces if piece.wall and piece.wall == shot.camera.wild],
            }
            for shot in shots
        ],
    }


def surfaces(scene: SetScene) -> Mapping[str, Any]:
    """Return finishes by their names in the stage, their glow on the scene's scale."""
    made = {}
    for name, one in scene.surfaces.items():
        told = one.to_json()
        told["glow"] = one.glow * LIGHT_SCALE
        made[prim_name(name)] = told
    return made
