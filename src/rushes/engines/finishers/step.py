"""The step ``finish`` of a clip: a model that one brings draws it anew, held by our pictures and by what our scene knows of them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.clearance.records.consent import Action
from rushes.engines.comfyui.graph import read_graph
from rushes.engines.comfyui.server import server_at
from rushes.engines.finishers import comfyui, diffusion
from rushes.engines.finishers.contract import Asked, Bytes, Floats, Footage, Watch
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
    asked = asked_of(comps, params)
    watch = Watch(lambda done, of: ctx.report(min(len(frames) - 1, done * len(frames) // max(of, 1)), len(frames)))
    footage = _drawn(ctx, asked, watch)
    for frame, picture in zip(frames, footage.pictures, strict=True):
        _write(ctx.out / f"finish.{frame:04d}.png", picture)
    if not keys:
        _write_movie(ctx.out / "finish.mp4", footage, asked, str(params["name"]))
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
    write_atomically(ctx.out / "model.json", json.dumps(record, indent=1, ensure_ascii=False))
    ctx.report(len(frames), len(frames))


def _drawn(ctx: StepContext, asked: Asked, watch: Watch) -> Footage:
    """Have it drawn by whatever runs the model."""
    model, finish = ctx.files[MODEL], dict(ctx.params["finish"])
    if ctx.params["method"] == "comfyui":
        server = server_at(str(finish["server"]), float(finish["wait_s"]), "finish")
        return comfyui.finish(read_graph(model), server, asked, watch)
    over = diffusion.Over(tuple(adapters_among(ctx.files)), float(finish.get("adapter_scale", 1.0)))
    return diffusion.finish(model, asked, watch, sha256=str(ctx.params["sha256"]), over=over)


def asked_of(comps: list[Path], params: Any) -> Asked:  # noqa: ANN401 - plain JSON values
    """Return what a model is asked, from our pictures and a step's params.

    Raises:
        BadInputError: A picture can't be read, or has no pass that is to hold it.
    """
    finish, held = dict(params["finish"]), set(params["held"])
    ours = seen(comps if "start" in held else [comps[0], comps[-1]])
    height, width = ours.shape[1:3]
    scale = min(1.0, int(finish["side_px"]) / max(width, height))
    return Asked(
        words=prompt_of(str(params["words"]), finish),
        frames=len(comps),
        width=max(2, round(width * scale / 2) * 2),
        height=max(2, round(height * scale / 2) * 2),
        rate=Fraction(str(params["rate"])),
        seed=int(params["seed"]),
        steps=int(finish["steps"]),
        guidance=float(finish["guidance"]),
        first=ours[0] if "first" in held else None,
        last=ours[-1] if "last" in held else None,
        control=controls_over(comps, str(finish["controls"][0])) if "control" in held else None,
        start=ours if "start" in held else None,
        strength=float(finish["strength"]),
        control_scale=float(finish["control_scale"]),
    )


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
    """Return our pictures as a display shows them, shape [frames, h, w, 3].

    Raises:
        BadInputError: One can't be read.
    """
    return np.stack([as_bytes(as_seen(next(iter(pictures_of(path))))) for path in comps])


def _write_movie(path: Path, footage: Footage, asked: Asked, name: str) -> None:
    sound = heard(footage, samples_of(asked.frames, asked.rate))
    write_movie(path, footage.pictures, sound, rate=asked.rate, tags={"title": f"Impression by {name}"})


def _write(path: Path, picture: Bytes) -> None:
    from PIL import Image

    part = path.with_name(f"{path.name}.part")
    Image.fromarray(picture).save(part, "PNG")
    part.replace(path)
