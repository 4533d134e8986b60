"""Finishes baked into pictures, so that a set's USD looks the same in programs that don't know our shaders."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.gate import Permit
from rushes.engines.blender_pictures import cores, run_blender
from rushes.engines.dressing.surface import Surface
from rushes.engines.setdesign.scene.piece import SetScene
from rushes.engines.setdesign.scene.usd_facts import prim_name
from rushes.engines.usd_textures import Baked, eight_bit, srgb, written
from rushes.media.exr import read_exr

SIZES_M: Mapping[str, float] = {
    "concrete_boards": 4.8,
    "concrete_smooth": 4.8,
    "terrazzo": 2.4,
    "marble": 3.6,
    "plaster": 3.0,
    "stone": 2.4,
    "lino": 2.4,
    "brick": 1.8,
    "tile": 1.8,
    "wood": 1.68,
    "parquet": 1.68,
    "wallpaper": 2.12,
    "carpet": 1.2,
    "rug": 1.2,
    "painting": 1.6,
    "painted": 1.2,
    "rust": 1.2,
}
"""What a finish's picture measures [m]: whole modules of it, and as large as its largest feature asks for."""

OTHERWISE_M = 0.6

PLAIN_KINDS = {"glass", "lamp", "shade", "liquid"}
"""Finishes that stay plain in USD: what makes them is what they let through, which no picture holds."""

STOCK_KINDS = {"marble", "brushed", "wood"}
"""Of what dressing brings itself only these are baked: a label's paper is a plain colour at any distance it is seen from."""

_STRONGEST = 6.0
"""Slopes are kept below this, or a tie hole's rim would point into the wall."""


def baked(
    permit: Permit, scene: SetScene, folder: Path, *, px: int = 512, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Baked]:
    """Bake a scene's finishes into ``folder/textures`` and return what ``usd.write_set`` needs of them.

    A finish has ``<name>.colour.png`` (sRGB), ``.roughness.png``, ``.metallic.png`` where it is not the same all over, and
    ``.normal.png`` (tangent space, OpenGL's way up) from its height.

    Args:
        permit: What the step that asks holds.
        scene: Whose finishes.
        folder: Where the USD will lie.
        px: Side of each picture.
        cancelled: Asked now and then.

    Returns:
        By finish.

    Raises:
        StepFailedError: Blender failed; the sentence names the finish.
        RefusedError: The permit is for something else than making a picture.
    """
    wanted = {
        name: one
        for name, one in scene.surfaces.items()
        if one.kind not in PLAIN_KINDS and (not name.startswith("@") or one.kind in STOCK_KINDS)
    }
    raw, textures = folder / "baking", folder / "textures"
    depths = _run(permit, wanted, raw, px, cancelled)
    textures.mkdir(parents=True, exist_ok=True)
    made = {}
    for name, one in wanted.items():
        plain, size = prim_name(name), size_of(one)
        made[name] = written(_pictures(raw, plain, depths[plain], size), textures, plain, size)
    shutil.rmtree(raw)
    return made


def size_of(surface: Surface) -> float:
    """Return what a finish's picture measures [m]; a rug's is a quarter of it, which is mirrored about its middle."""
    if surface.kind == "rug" and "size_m" in surface.more:
        return float(max(surface.more["size_m"])) / 2
    return SIZES_M.get(surface.kind, OTHERWISE_M)


def _run(
    permit: Permit, wanted: Mapping[str, Surface], raw: Path, px: int, cancelled: Callable[[], bool]
) -> dict[str, float]:
    request = {
        "finishes": {prim_name(name): one.to_json() for name, one in wanted.items()},
        "size_m": {prim_name(name): size_of(one) for name, one in wanted.items()},
        "px": px,
        "folder": str(raw.resolve()),
        "cores": cores(),
    }
    depths: dict[str, float] = {}

    def on_line(line: str) -> None:
        if line.startswith("baked "):
            _, name, depth = line.split()
            depths[name] = float(depth)

    def failed() -> str:
        left = next((name for name in wanted if prim_name(name) not in depths), "the last one")
        return f"Finish {left}: Blender could not bake it"

    run_blender(permit, "set_bake", request, raw, on_line, failed, cancelled)
    return depths


def _pictures(raw: Path, name: str, depth_m: float, size_m: float) -> dict[str, NDArray[np.uint8]]:
    """Return a finish's pictures, 8 bit, top row first."""
    made = {"colour": eight_bit(srgb(read_exr(raw / f"{name}.colour.exr").picture()[..., :3]))}
    numbers = read_exr(raw / f"{name}.numbers.exr").picture()
    for channel, plane in (("roughness", numbers[..., 0]), ("metallic", numbers[..., 1])):
        if channel == "roughness" or plane.max() > 0:
            made[channel] = eight_bit(plane)
    if depth_m > 0:
        made["normal"] = normal_map(numbers[..., 2] * depth_m, size_m)
    return made


def normal_map(height_m: NDArray[np.float32], size_m: float) -> NDArray[np.uint8]:
    """Return a tangent-space normal map, shape [n, n, 3], of a square of heights [m], top row first; it is repeated mirrored."""
    step = size_m / height_m.shape[0]
    edged = np.pad(height_m, 1, mode="edge")
    right = (edged[1:-1, 2:] - edged[1:-1, :-2]) / (2 * step)
    up = (edged[:-2, 1:-1] - edged[2:, 1:-1]) / (2 * step)
    slope = np.stack(
        [np.clip(-right, -_STRONGEST, _STRONGEST), np.clip(-up, -_STRONGEST, _STRONGEST), np.ones_like(right)], axis=-1
    )
    unit = slope / np.linalg.norm(slope, axis=-1, keepdims=True)
    return np.asarray(((unit + 1) * 127.5 + 0.5).astype(np.uint8))
