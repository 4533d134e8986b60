"""The step ``finish`` of a clip: a model that one brings draws it anew, held by our pictures and by what our scene knows of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.clearance.records.consent import Action
from rushes.engines.comfyui.graph import read_graph
from rushes.engines.comfyui.server import server_at
from rushes.engines.finishers import comfyui, diffusion
from rushes.engines.finishers.contract import Asked, Bytes, Floats, Footage, Watch
from rushes.engines.finishers.masks import laid_back, masks_of
from rushes.engines.lookdev.controls import controls_over
from rushes.engines.lookdev.finish_step import SCHEMA, prompt_of
from rushes.engines.lookdev.finishing import MODEL, adapters_among, adapters_named
from rushes.engines.lookdev.looking import as_seen, pictures_of
from rushes.media.colour import as_bytes
from rushes.media.movie import write_movie
from rushes.media.sound import SAMPLE_RATE, samples_of
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

STEREO: Final = 2
REFERENCE: Final = "reference_"
"""How the labels of references begin among a step's files."""

LARGEST_REFERENCE: Final = 1024
"""Longest side of a reference that a model is shown [px]."""


def finish_clip(ctx: StepContext) -> None:
    """Write ``finish.####.png`` for every picture, ``finish.mp4`` with the model's sound where it makes any, and ``model.json``; of a model of stills key frames alone.

    Params: ``method``, ``frames``, ``rate``, ``from`` (the step with ``comp.####.exr``), ``seed``, ``words``, ``name`` and ``sha256`` of the model, ``held`` (what holds it), ``keys``
    (of a model of stills: the frames that it draws), ``finish`` (the brief's part, without its model). Files: the model, and each adapter over it.

    Raises:
        BadInputError: The model can't be read or run, or a picture has no pass that is to hold it.
        RefusedError: The permit is for something else than making a picture.
    """
    ctx.permit.require(Action.GENERATE, Action.ALTER)
    params = ctx.params
    keys = params.get("keys", ())
    frames = list(keys or FrameRange(*params["frames"]))
    comps = [ctx.inputs[str(params["from"])] / f"comp.{frame:04d}.exr" for frame in frames]
    asked = asked_of(comps, params, files=ctx.files, facts=ctx.inputs.get("scene", Path()) / "facts.json")
    footage = _drawn(ctx, asked, watched(ctx, len(frames)))
    if asked.masks is not None and asked.ours is not None:
        footage = replace(footage, pictures=laid_back(footage.pictures, asked.ours, asked.masks))
    write_pictures(ctx, footage, frames)
    if not keys:
        write_clip(ctx, asked, footage, str(params["name"]))
    finish = dict(params["finish"])
    record = {
        "schema": SCHEMA,
        "method": params["method"],
        "file": params["name"],
        "sha256": params["sha256"],
        **{name: finish[name] for name in ("licence", "source", "trained_on", "training", "strength")},
        "controls": list(finish["controls"][:1]) if "control" in params["held"] else [],
        "held_by": list(params["held"]),
        **({"keys": list(keys)} if keys else {}),
        **adapters_named(ctx.files),
        "sound": footage.sound is not None,
        "run_by": footage.made_by,
        "edited": [],
        "unchanged": [],
    }
    write_record(ctx, record, len(frames))


def write_pictures(ctx: StepContext, footage: Footage, frames: Sequence[int]) -> None:
    """Write a finish's pictures, one for each of its frames."""
    for frame, picture in zip(frames, footage.pictures, strict=True):
        _write(ctx.out / f"finish.{frame:04d}.png", picture)


def write_clip(ctx: StepContext, asked: Asked, footage: Footage, name: str) -> None:
    """Write a finish's movie, with sound where the model made any.

    Args:
        ctx: The step's.
        asked: What was asked.
        footage: What was drawn.
        name: Of the model.
    """
    write_movie(
        ctx.out / "finish.mp4",
        footage.pictures,
        heard(footage, samples_of(len(footage.pictures), asked.rate)),
        rate=asked.rate,
        tags={"title": f"Impression by {name}"},
    )


def write_record(ctx: StepContext, record: Mapping[str, object], frames: int) -> None:
    """Write ``model.json``, and say that all of so many frames is done."""
    write_atomically(ctx.out / "model.json", json.dumps(record, indent=1, ensure_ascii=False))
    ctx.report(frames, frames)


def watched(ctx: StepContext, frames: int) -> Watch:
    """Return what tells so many frames as a model's steps go on; the last is told when all is written."""
    return Watch(lambda done, of: ctx.report(min(frames - 1, done * frames // max(of, 1)), frames))


def _drawn(ctx: StepContext, asked: Asked, watch: Watch) -> Footage:
    """Have it drawn by whatever runs the model."""
    model, finish = ctx.files[MODEL], dict(ctx.params["finish"])
    if ctx.params["method"] == "comfyui":
        server = server_at(str(finish["server"]), float(finish["wait_s"]), "finish")
        return comfyui.finish(read_graph(model), server, asked, watch, ctx.permit)
    over = diffusion.Over(tuple(adapters_among(ctx.files)), float(finish.get("adapter_scale", 1.0)))
    return diffusion.finish(model, asked, watch, sha256=str(ctx.params["sha256"]), over=over)


def asked_of(
    comps: list[Path],
    params: Any,  # noqa: ANN401 - plain JSON values
    *,
    files: Mapping[str, Path] | None = None,
    facts: Path = Path("facts.json"),
) -> Asked:
    """Return what a model is asked, from our pictures and a step's params.

    Args:
        comps: Our pictures.
        params: The step's.
        files: The step's files by label; references among them.
        facts: What stands on the stage, where masks are asked.

    Raises:
        BadInputError: A picture can't be read, or has no pass that is to hold it.
    """
    finish, held = dict(params["finish"]), set(params["held"])
    masked = "masks" in held
    ours = seen(comps if masked or "start" in held else [comps[0], comps[-1]])
    height, width = ours.shape[1:3]
    scale = min(1.0, int(finish["side_px"]) / max(width, height))
    size = (max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2))
    masks = masks_of(comps, facts, only=finish["only"], keep=finish["keep"]) if masked else None
    return Asked(
        words=prompt_of(str(params["words"]), finish),
        frames=len(comps),
        width=size[0],
        height=size[1],
        rate=Fraction(str(params["rate"])),
        seed=int(params["seed"]),
        steps=int(finish["steps"]),
        guidance=float(finish["guidance"]),
        first=ours[0] if "first" in held else None,
        last=ours[-1] if "last" in held else None,
        references=references_among(files or {}),
        masks=None if masks is None else at_size(masks, size),
        ours=at_size(ours, size) if masked else None,
        control=controls_over(comps, str(finish["controls"][0])) if "control" in held else None,
        start=ours if "start" in held else None,
        strength=float(finish["strength"]),
        control_scale=float(finish["control_scale"]),
    )


def references_among(files: Mapping[str, Path]) -> tuple[Bytes, ...]:
    """Return the pictures of how things look among a step's files, in their order, no larger than a model looks at.

    Raises:
        BadInputError: One can't be read.
    """
    paths = [path for label, path in files.items() if label.startswith(REFERENCE)]
    return tuple(_no_larger(as_bytes(as_seen(next(iter(pictures_of(path)))))) for path in paths)


def _no_larger(picture: Bytes) -> Bytes:
    scale = min(1.0, LARGEST_REFERENCE / max(picture.shape[:2]))
    return at_size(picture[None], (round(picture.shape[1] * scale), round(picture.shape[0] * scale)))[0]


def at_size(pictures: Bytes, size: tuple[int, int]) -> Bytes:
    """Return pictures, or masks, at a size, width and height [px]."""
    from PIL import Image

    if pictures.shape[1:3] == (size[1], size[0]):
        return pictures
    return np.stack([np.asarray(Image.fromarray(one).resize(size, Image.Resampling.LANCZOS)) for one in pictures])


def heard(footage: Footage, samples: int) -> Floats:
    """Return a footage's sound as a movie takes it: 48 kHz, stereo, so many samples; nothing where it has none."""
    if footage.sound is None:
        return np.zeros((0, STEREO), np.float32)
    from scipy.signal import resample_poly

    rate = Fraction(SAMPLE_RATE, footage.sample_rate)
    sound = np.asarray(resample_poly(footage.sound, rate.numerator, rate.denominator, axis=0), np.float32)
    stereo = sound[:samples, :STEREO] if sound.shape[1] >= STEREO else np.repeat(sound[:samples], STEREO, axis=1)
    return np.clip(np.pad(stereo, ((0, samples - len(stereo)), (0, 0))), -1, 1)


def seen(comps: list[Path]) -> Bytes:
    """Return pictures of ours as they are seen, shape [frames, h, w, 3].

    Raises:
        BadInputError: One can't be read.
    """
    return np.stack([as_bytes(as_seen(next(iter(pictures_of(path))))) for path in comps])


def _write(path: Path, picture: Bytes) -> None:
    from PIL import Image

    part = path.with_name(f"{path.name}.part")
    Image.fromarray(picture).save(part, "PNG")
    part.replace(path)
