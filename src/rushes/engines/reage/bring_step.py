"""The step ``bring``: a model that one brings, shown the performer's face, and what it changes there, as layers.

A re-ageing network is shown every frame. An editor draws each picture anew and would flicker: it makes a few frames, and these are carried through the shot as painted
keys are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.brief import BROUGHT
from rushes.engines.comfyui.server import server_at
from rushes.engines.reage import comfyui, diffusers_editor, onnx_network
from rushes.engines.reage.aligned import Model, changed
from rushes.engines.reage.carrying import Key
from rushes.engines.reage.key_frames import choose
from rushes.engines.reage.keys_step import carried_to, plate_of
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.media.exr import is_whole
from rushes.plan import StepContext
from rushes.show import FrameRange

Floats = NDArray[np.float32]

RECORD, SCHEMA = "model.json", "rushes/brought-model/1"
LAYER = "network"

LEAST_MATTE = 0.04
"""What an editor changes under less of a matte than this is not carried: a key's own matte would grow over it."""


@dataclass(frozen=True, eq=False)
class Brought:
    """A model that is ready.

    Attributes:
        edit: The model.
        by: What runs it.
        every_frame: It is shown every frame; otherwise a few, which are carried.
    """

    edit: Model
    by: str
    every_frame: bool


def bring(ctx: StepContext) -> None:
    """Write ``layers.####.exr`` for every frame, and ``model.json``.

    Params: ``frames``, ``rate``, ``method``, ``ages`` [from, to], ``seed``, ``model`` (the brief's part, without its file), ``name`` and ``sha256`` of the file. Needs
    ``plate`` and ``track``. File: ``model``.

    Raises:
        BadInputError: The model can't be read, run or reached, or its answer is none.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    tracks, folder, asked = Tracks.load(ctx.inputs["track"]), ctx.inputs["plate"], dict(ctx.params["model"])
    model = _ready(ctx)
    edited: list[int] = []
    if model.every_frame:
        make = _shown(model, folder, tracks, int(asked["side_px"]))
    else:
        keys = _edited(model, folder, tracks, asked)
        edited = [key.frame for key in keys]
        make = _carried(keys, folder, tracks, len(frames))
    unchanged: list[int] = []
    for done, frame in enumerate(frames):
        path = ctx.out / f"layers.{frame:04d}.exr"
        if not is_whole(path):
            make(frame).write(path, frame=frame, rate=rate)
        if tracks.of_performer(frame) is not None and not _changes(path):
            unchanged.append(frame)
        ctx.report(done + 1, len(frames))
    record = {
        "schema": SCHEMA,
        "method": ctx.params["method"],
        "file": ctx.params["name"],
        "sha256": ctx.params["sha256"],
        "licence": asked["licence"],
        "source": asked["source"],
        "training": asked["training"],
        "run_by": model.by,
        "edited": edited,
        "unchanged": unchanged,
    }
    part = ctx.out / f"{RECORD}.part"
    part.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
    part.replace(ctx.out / RECORD)


def _changes(path: Path) -> bool:
    return bool(np.any(FrameChange.read(path).total))


def _ready(ctx: StepContext) -> Brought:
    """Load the model, or find its server."""
    path, asked, method = ctx.files["model"], dict(ctx.params["model"]), str(ctx.params["method"])
    assert method in BROUGHT  # noqa: S101 - the engine plans this step for no other
    start, end = (int(age) for age in ctx.params["ages"])
    if method == "onnx":
        network = onnx_network.load(path, int(asked["tile_px"]))
        return Brought(onnx_network.editor(network, path, (start, end)), network.by, every_frame=True)
    prompt = str(asked["prompt"]).replace("{from}", str(start)).replace("{to}", str(end))
    seed = int(ctx.params["seed"])
    if method == "comfyui":
        server = server_at(str(asked["server"]), float(asked["wait_s"]))
        words = {"seed": seed, "from": start, "to": end, "prompt": prompt}
        return Brought(
            comfyui.editor(server, comfyui.read_graph(path), words, ctx.permit),
            f"ComfyUI at {server}",
            every_frame=False,
        )
    pipeline = diffusers_editor.load(path)
    edit = diffusers_editor.editor(pipeline, path, prompt, seed=seed, steps=int(asked["diffusion_steps"]))
    return Brought(edit, f"diffusers, {type(pipeline).__name__}", every_frame=False)


def _shown(model: Brought, folder: Path, tracks: Tracks, side: int) -> Callable[[int], FrameChange]:
    """Return what shows a frame to the model."""

    def make(frame: int) -> FrameChange:
        light = plate_of(folder, frame).astype(np.float32)
        height, width = light.shape[:2]
        seen = tracks.of_performer(frame)
        if seen is None:
            return FrameChange.nothing(width, height)
        window = Window.of(seen[0], width, height)
        delta, matte = changed(light, seen[0], window, side, model.edit, keeps_grain=model.every_frame)
        return FrameChange.of_window(window, width, height, {LAYER: delta}, matte, {})

    return make


def _edited(model: Brought, folder: Path, tracks: Tracks, asked: dict[str, Any]) -> list[Key]:
    """Let an editor make a few frames, as unlike each other as the shot has them."""
    shown = _shown(model, folder, tracks, int(asked["side_px"]))
    keys = []
    for frame in choose(tracks, asked["edits"]):
        seen = tracks.of_performer(frame)
        assert seen is not None  # noqa: S101 - only such are chosen
        light, change = plate_of(folder, frame).astype(np.float32), shown(frame)
        after = light.copy()
        change.window.cut(after)[...] += np.where((change.inner > LEAST_MATTE)[..., None], change.total, 0)
        keys.append(Key.of(frame, light, after, seen[0]))
    return keys


def _carried(keys: list[Key], folder: Path, tracks: Tracks, span: int) -> Callable[[int], FrameChange]:
    """Return what carries a few frames' change to another."""

    def make(frame: int) -> FrameChange:
        light = plate_of(folder, frame).astype(np.float32)
        height, width = light.shape[:2]
        seen = tracks.of_performer(frame)
        if seen is None or not keys:
            return FrameChange.nothing(width, height)
        window = Window.of(seen[0], width, height)
        delta, matte = carried_to(keys, window.cut(light), seen[0], window, frame, span)
        return FrameChange.of_window(window, width, height, {LAYER: delta}, matte, {})

    return make
