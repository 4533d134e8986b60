"""A room's scene and its pictures, as a step makes them: USD with baked finishes, and for each camera an EXR and a PNG."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from rushes.clearance.gate import Permit
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.picture.developed import develop
from rushes.engines.setdesign.picture.tracing import Shot, Tracing, trace_set
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.baked import baked
from rushes.engines.setdesign.scene.piece import SetScene
from rushes.engines.setdesign.scene.shafts import shafts
from rushes.engines.setdesign.scene.usd import write_set
from rushes.errors import BadInputError
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_exr

SCENE = "set.usdc"


@dataclass(frozen=True)
class Quality:
    """How carefully pictures are made.

    Attributes:
        width: Of a picture [px]; 16:9.
        samples: Paths per pixel.
        baked_px: Side of a baked finish.
    """

    width: int
    samples: int
    baked_px: int

    @property
    def height(self) -> int:
        """Of a picture [px]."""
        return round(self.width * 9 / 16)


QUALITIES: Mapping[str, Quality] = {
    "sheet": Quality(320, 8, 0),
    "draft": Quality(480, 24, 256),
    "review": Quality(960, 64, 1024),
    "final": Quality(1920, 256, 2048),
}
"""``sheet`` is for contact sheets of options: its scene has plain colours."""


@dataclass(frozen=True)
class Picture:
    """A picture that was made.

    Attributes:
        camera: Name of the set-up.
        exr: Scene-linear ACEScg with depth, normals and mattes.
        png: As the display shows it.
        stops: What it was exposed by.
    """

    camera: str
    exr: str
    png: str
    stops: float


def write_scene(
    permit: Permit, room: Room, folder: Path, *, baked_px: int = 0, cancelled: Callable[[], bool] = lambda: False
) -> SetScene:
    """Write a room as ``set.usdc``, with its finishes baked beside it in ``textures`` where they have a size.

    Args:
        permit: What the step that asks holds.
        room: What was grown or read.
        folder: Where to.
        baked_px: Side of each baked picture; 0 for plain colours.
        cancelled: Asked now and then.

    Raises:
        BadInputError: The room names what it hasn't.
        StepFailedError: Blender failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scene = assembled(room)
    textures = baked(permit, scene, folder, px=baked_px, cancelled=cancelled) if baked_px else None
    write_set(scene, folder / SCENE, textures)
    return scene


def make_pictures(
    permit: Permit,
    room: Room,
    folder: Path,
    *,
    quality: Quality,
    seed: int = 0,
    cameras: Sequence[str] | None = None,
    usd: Path | None = None,
    report: Callable[[int, int], None] = lambda _done, _of: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Picture]:
    """Make a room's pictures and write ``pictures.json`` about them.

    All cameras are exposed as the first is, so that a set looks the same from all sides.

    Args:
        permit: What the step that asks holds.
        room: What was grown or read.
        folder: Where to.
        quality: How carefully.
        seed: Of sampling.
        cameras: Names of set-ups; all where not given.
        usd: The scene, where ``write_scene`` has written it; written here without baking where not given.
        report: Called with how many pictures are done, of how many.
        cancelled: Asked now and then.

    Raises:
        BadInputError: The room has no set-up of a name.
        StepFailedError: Blender failed; the sentence names the camera.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scene = assembled(room)
    names = [camera.name for camera in scene.cameras]
    asked = list(cameras) if cameras is not None else names
    for name in asked:
        if name not in names:
            raise BadInputError(
                f"Set {room.title!r}: there is no camera {name!r}; it has {', '.join(names) or 'none'}. Name one of them."
            )
    if usd is None:
        usd = folder / SCENE
        write_set(scene, usd)
    made: list[Picture] = []
    light = shafts(room)

    def develop_one(shot: Shot) -> None:
        name = shot.camera.name
        exr, png = f"set_{name}.exr", f"set_{name}.png"
        stops = develop(
            shot.path,
            folder / exr,
            shot.camera,
            haze=room.daylight.haze,
            shafts=light,
            stops=made[0].stops if made else None,
            rate=Fraction(24),
        )
        _show(folder / exr, folder / png)
        shot.path.unlink()
        made.append(Picture(name, exr, png, stops))
        report(len(made), len(asked))

    shots = [
        Shot(camera, folder / f"raw_{camera.name}.exr")
        for name in asked
        for camera in scene.cameras
        if camera.name == name
    ]
    tracing = Tracing(scene, usd, quality.width, quality.height, quality.samples, seed)
    trace_set(permit, tracing, shots, folder / "tracing", develop_one, cancelled)
    told = {"schema": "rushes/set_pictures/1", "pictures": [asdict(one) for one in made], "told": list(scene.told)}
    (folder / "pictures.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return made


def _show(exr: Path, png: Path) -> None:
    from PIL import Image

    Image.fromarray(as_bytes(for_display(read_exr(exr).picture()[..., :3]))).save(png)
