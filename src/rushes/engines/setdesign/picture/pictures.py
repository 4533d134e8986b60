"""A room's scene as a step makes it: USD with baked finishes; and how carefully its pictures are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rushes.clearance.gate import Permit
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.baked import baked
from rushes.engines.setdesign.scene.piece import SetScene
from rushes.engines.setdesign.scene.usd import write_set

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
