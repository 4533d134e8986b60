"""Blender draws the ground's frames as small pictures, 64x36: ``python tiny_blender.py OUT``. A frame has its name once it is whole."""

from __future__ import annotations

import sys
from pathlib import Path

FRAMES = (1001, 1002, 1003)


def main(out: Path) -> None:
    """Draw what is not there yet."""
    import bpy

    scene = bpy.context.scene
    scene.render.engine, scene.cycles.samples, scene.cycles.device = "CYCLES", 1, "CPU"
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 64, 36, 100
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.render.image_settings.file_format = "OPEN_EXR"
    for frame in FRAMES:
        target = out / f"render.{frame}.exr"
        if not target.exists():
            part = out / f"render.{frame}.part.exr"
            bpy.data.objects["Cube"].location.x = (frame - 1002) / 2
            scene.render.filepath = str(part)
            bpy.ops.render.render(write_still=True)
            part.replace(target)
        sys.stdout.write(f"\ndrawn {frame}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
