# SPDX-License-Identifier: GPL-3.0-or-later
"""Cycles, set up for many frames on few cores."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process

from rushes.blender.nodes import at_frame

_FILTER_PX = 1.3
"""Width of the pixel filter: crisper than Blender's 1.5, as a lens at f/8 is."""


def prepare(request: Mapping[str, Any]) -> None:
    """Set size, samples, bounces, denoising, shutter and output for the whole run."""
    scene = bpy.context.scene
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    cycles.device = "CPU"
    render.threads_mode, render.threads = "FIXED", len(request["cores"])
    render.resolution_x, render.resolution_y = int(request["width"]), int(request["height"])
    render.resolution_percentage = 100
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0
    render.film_transparent = True
    render.use_persistent_data = bool(request.get("persistent", False))
    render.use_motion_blur = float(request["shutter"]) > 0
    render.motion_blur_shutter = max(float(request["shutter"]), 1e-3)
    render.motion_blur_position = "CENTER"
    cycles.samples = int(request["samples"])
    cycles.use_adaptive_sampling = int(request["samples"]) > 16
    cycles.adaptive_threshold = 0.02
    cycles.seed = int(request["seed"])
    cycles.use_animated_seed = False  # what stands still keeps its noise, or the denoiser makes it crawl
    cycles.use_light_tree = False
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 4, 3, 2
    cycles.transmission_bounces, cycles.volume_bounces, cycles.transparent_max_bounces = 0, 0, 4
    cycles.sample_clamp_indirect, cycles.sample_clamp_direct = 6.0, 24.0
    cycles.blur_glossy = 0.5
    cycles.pixel_filter_type, cycles.filter_width = "BLACKMAN_HARRIS", _FILTER_PX
    cycles.use_denoising = bool(request["denoise"])
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.denoising_prefilter = "FAST" if int(request["samples"]) <= 16 else "ACCURATE"
    cycles.denoising_quality = _denoiser(int(request["samples"]))
    scene.view_settings.view_transform = "Raw"
    render.use_file_extension = False
    render.image_settings.file_format = "OPEN_EXR_MULTILAYER"
    render.image_settings.color_depth = "16" if not request.get("depth") else "32"
    render.image_settings.exr_codec = "ZIPS"
    if request.get("inside") is not None:
        cycles.max_bounces = cycles.diffuse_bounces = int(request["inside"]["bounces"])
        cycles.transparent_max_bounces = 12
    layer = bpy.context.view_layer
    layer.use_pass_combined = True
    layer.use_pass_z = bool(request.get("depth"))
    layer.cycles.use_pass_shadow_catcher = bool(request.get("shadow"))


def _denoiser(samples: int) -> str:
    """Return how hard the denoiser thinks: with few paths the balanced one takes long and shows no more."""
    if samples <= 8:
        return "FAST"
    return "BALANCED" if samples <= 16 else "HIGH"


def trace(frame: int, path: Path, border: Sequence[float] | None) -> None:
    """Render one frame into a multilayer EXR, under its own name only when it is whole.

    Args:
        frame: Which.
        path: Where to.
        border: Left, bottom, right, top in shares of the picture; the rest stays empty. None for all of it.
    """
    scene = bpy.context.scene
    render = scene.render
    render.use_border = border is not None
    render.use_crop_to_border = False
    if border is not None:
        render.border_min_x, render.border_min_y, render.border_max_x, render.border_max_y = border
    at_frame(frame)
    scene.frame_set(frame)
    part = path.with_name(path.name + ".part")
    render.filepath = str(part)
    bpy.ops.render.render(write_still=True)
    if not part.is_file():
        raise OSError(f"frame {frame}: Blender wrote no {part}; is the disk full?")
    os.replace(part, path)  # noqa: PTH105 - the one atomic call
