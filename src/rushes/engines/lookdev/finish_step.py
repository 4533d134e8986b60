"""The step ``finish``: a model that one brings draws over our pictures, held by their depth, normals or lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.records.consent import Action
from rushes.engines import pipeline_folder
from rushes.engines.adapters.loading import lay_over
from rushes.engines.lookdev.controls import control_pictures
from rushes.engines.lookdev.finishing import MODEL, adapters_among, adapters_named
from rushes.engines.lookdev.looking import as_seen, pictures_of
from rushes.media.colour import as_bytes
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

Bytes = NDArray[np.uint8]

SCHEMA: Final = "rushes/brought-model/1"
WHAT: Final = "finish"
EIGHT: Final = 8
"""Models of this kind take sides that are multiples of it [px]."""

UNCHANGED: Final = 0.5
"""A mean difference [of 255] under which a picture counts as left as it was."""


def finish(ctx: StepContext) -> None:
    """Write ``finish.####.png`` for each picture that is asked for, display values at the picture's own size, and ``model.json``.

    Params: ``frames``, ``from`` (the step with ``comp.####.exr``), ``seed``, ``words``, ``name`` and ``sha256`` of the model, ``finish`` (the brief's part, without its
    model). Files: the model, and each adapter over it.

    Raises:
        BadInputError: The model can't be read or run, or a picture has no pass that is to hold it.
        RefusedError: The permit is for something else than making a picture.
    """
    ctx.permit.require(Action.GENERATE, Action.ALTER)
    asked, folder = dict(ctx.params["finish"]), ctx.files[MODEL]
    frames = FrameRange(*ctx.params["frames"])
    comps = {frame: ctx.inputs[str(ctx.params["from"])] / f"comp.{frame:04d}.exr" for frame in frames}
    controls = {frame: control_pictures(path, asked["controls"]) for frame, path in comps.items()}
    pipeline = pipeline_folder.load(folder, WHAT)
    lay_over(pipeline, adapters_among(ctx.files), float(asked.get("adapter_scale", 1.0)))
    draw = finisher(pipeline, folder, prompt_of(str(ctx.params["words"]), asked), asked, int(ctx.params["seed"]))
    unchanged = []
    for done, (frame, path) in enumerate(comps.items()):
        before = as_bytes(as_seen(next(iter(pictures_of(path)))))
        after = draw(before, controls[frame])
        if np.abs(after.astype(np.float32) - before).mean() < UNCHANGED:
            unchanged.append(frame)
        _write(ctx.out / f"finish.{frame:04d}.png", after)
        ctx.report(done + 1, len(frames))
    record = {
        "schema": SCHEMA,
        "method": "diffusers",
        "file": ctx.params["name"],
        "sha256": ctx.params["sha256"],
        **{name: asked[name] for name in ("licence", "source", "trained_on", "training", "controls", "strength")},
        **adapters_named(ctx.files),
        "run_by": f"diffusers, {type(pipeline).__name__}",
        "edited": [],
        "unchanged": unchanged,
    }
    write_atomically(ctx.out / "model.json", json.dumps(record, indent=1, ensure_ascii=False))


def prompt_of(words: str, asked: Mapping[str, Any]) -> str:
    """Return what the model is told: the brief's words, and what the finish adds to them."""
    return ", ".join(part for part in (words.strip().rstrip("."), str(asked["prompt"]).strip()) if part)


def finisher(
    pipeline: Any,  # noqa: ANN401 - an extra, untyped
    path: Path,
    prompt: str,
    asked: Mapping[str, Any],
    seed: int,
) -> Callable[[Bytes, Sequence[Bytes]], Bytes]:
    """Return a pipeline as what takes a picture and its controls, shape [h, w, 3] each, and returns the picture finished, at its own size.

    Args:
        pipeline: A diffusers pipeline that takes ``prompt``, ``image`` and ``control_image``.
        path: Its folder, which errors name.
        prompt: What it is told.
        asked: The brief's part ``finish``.
        seed: Where its randomness starts, in each picture anew.
    """

    def draw(picture: Bytes, controls: Sequence[Bytes]) -> Bytes:
        import torch
        from PIL import Image

        size = worked_size(picture.shape[1], picture.shape[0], int(asked["side_px"]))
        held = [Image.fromarray(one).resize(size, Image.Resampling.BICUBIC) for one in controls]
        scale = float(asked["control_scale"])
        try:
            made = pipeline(
                prompt=prompt,
                image=Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS),
                control_image=held if len(held) > 1 else held[0],
                strength=float(asked["strength"]),
                guidance_scale=float(asked["guidance"]),
                controlnet_conditioning_scale=[scale] * len(held) if len(held) > 1 else scale,
                num_inference_steps=max(int(asked["steps"]), round(1 / float(asked["strength"]) + 0.5)),
                generator=torch.Generator("cpu").manual_seed(seed),
            )
            image = made.images[0].convert("RGB")
        except Exception as error:  # what it raises is of no common kind
            raise pipeline_folder.wrong(path, error, WHAT, takes="prompt, image and control_image") from error
        back = image.resize((picture.shape[1], picture.shape[0]), Image.Resampling.LANCZOS)
        return np.asarray(back, np.uint8)

    return draw


def worked_size(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size that a model works at: the picture's shape, no larger than a side, in multiples of eight."""
    factor = min(1.0, side / max(width, height))
    wide, high = (max(EIGHT, round(value * factor / EIGHT) * EIGHT) for value in (width, height))
    return wide, high


def _write(path: Path, picture: Bytes) -> None:
    from PIL import Image

    part = path.with_name(f"{path.name}.part")
    Image.fromarray(picture).save(part, "PNG")
    part.replace(path)
