"""Cloth baked into pictures, so that an outfit's USD is woven in programs that don't know our shaders."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of
from rushes.clearance.gate import Permit
from rushes.engines.blender_pictures import cores, trace_pictures
from rushes.engines.usd_textures import Baked, eight_bit, srgb, written
from rushes.engines.wardrobe.drape.fabrics import fabrics
from rushes.engines.wardrobe.picture.piece import OutfitScene, Surface
from rushes.media.exr import read_exr

SIZES_M: Final[Mapping[str, float]] = {"cotton velvet": 0.24, "denim": 0.16, "leather": 0.16}
"""What a fabric's picture measures [m], as large as its largest feature asks for; 0.12 where nothing is said."""

OTHERWISE_M: Final = 0.12

CHANNELS: Final = ("colour", "numbers", "normal")


def baked(
    permit: Permit, scene: OutfitScene, folder: Path, *, px: int = 512, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Baked]:
    """Bake a scene's cloth into ``folder/textures``, each cloth once, and return what ``usd.write_outfit`` needs of it.

    Seams, hems and wear along them are not in it: a picture of cloth is the same wherever it lies.

    Args:
        permit: What the step that asks holds.
        scene: Whose cloth.
        folder: Where the USD will lie.
        px: Side of each picture.
        cancelled: Asked now and then.

    Returns:
        By surface.

    Raises:
        StepFailedError: Blender failed; the sentence names the cloth.
        RefusedError: The permit is for something else than making a picture.
    """
    cloths = {name: one for name, one in scene.surfaces.items() if one.kind in fabrics()}
    names = {name: _called(one) for name, one in cloths.items()}
    once = {names[name]: one for name, one in cloths.items()}
    raw, textures = folder / "baking", folder / "textures"
    textures.mkdir(parents=True, exist_ok=True)
    wanted = [(name, channel) for name in once for channel in CHANNELS]
    pictures = [
        {
            "surface": once[name].to_json(),
            "size_m": size_of(once[name]),
            "channel": channel,
            "path": str((raw / f"{name}.{channel}.exr").resolve()),
        }
        for name, channel in wanted
    ]
    trace_pictures(
        permit,
        "wardrobe_bake",
        {"cores": cores(), "px": px, "pictures": pictures},
        [(f"Cloth {name}", raw / f"{name}.{channel}.exr") for name, channel in wanted],
        raw,
        lambda _number: None,
        cancelled,
    )
    made = {name: written(_pictures(raw, name), textures, name, size_of(one)) for name, one in once.items()}
    shutil.rmtree(raw)
    return {name: made[called] for name, called in names.items()}


def size_of(surface: Surface) -> float:
    """Return what a cloth's picture measures [m]: whole repeats of what is woven in."""
    size = SIZES_M.get(surface.kind, OTHERWISE_M)
    repeat = surface.more.get("repeat_m") or _REPEATS.get(str(surface.more.get("weave")), 0.0)
    return float(max(1, round(size / repeat)) * repeat) if repeat else size


_REPEATS: Final = {"stripe": 0.018, "check": 0.045, "herringbone": 0.024}
"""As ``blender/wardrobe_cloth.py`` has them where nothing is said; a herringbone's two ways are one repeat."""


def _called(surface: Surface) -> str:
    """Return a file's name: the fabric, and what tells it from others of its kind."""
    return f"{surface.kind.replace(' ', '_')}_{sha256_of(surface.to_json())[:8]}"


def _pictures(raw: Path, name: str) -> dict[str, NDArray[np.uint8]]:
    """Return a cloth's pictures, 8 bit, top row first."""
    colour, numbers, normal = (read_exr(raw / f"{name}.{channel}.exr").picture()[..., :3] for channel in CHANNELS)
    way = normal * 2 - 1
    way /= np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-6)  # a pixel's mean is shorter than what it is of
    made = {"colour": srgb(colour), "roughness": numbers[..., 0], "normal": (way + 1) / 2}
    if numbers[..., 1].max() > 0:
        made["metallic"] = numbers[..., 1]
    return {channel: eight_bit(plane) for channel, plane in made.items()}
