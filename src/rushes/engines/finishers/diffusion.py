"""A finisher that runs a diffusers pipeline from a folder: LTX-2 with its sound, Wan with VACE control, a ControlNet picture by picture, FLUX and Qwen-Image for stills."""

from __future__ import annotations

import gc
import os
import sys
from collections import OrderedDict
from dataclasses import dataclass, replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.canonical import sha256_of_file, sha256_of_place
from rushes.engines import pipeline_folder
from rushes.engines.adapters.loading import lay_over
from rushes.engines.finishers.contract import Asked, Bytes, Floats, Footage, Watch
from rushes.engines.finishers.families import Family, Made, Pipeline, check_held, family_of, fitted_length, fitted_size
from rushes.errors import BadInputError, CancelledError
from rushes.studio.resources import WARM_GB

WHAT: Final = "finish"
KEPT_WARM: Final = 1
"""Pipelines that stay loaded in a process: video models fill a machine alone, and a farm's worker draws with one."""

LONGEST_WORDS: Final = 512
"""Tokens of the words that are read, where a pipeline can be told: what Wan and LTX-2 were trained with, at the least."""


@dataclass(frozen=True, slots=True)
class Over:
    """Adapters that are laid over a pipeline.

    Attributes:
        files: One upon the other.
        scale: How strongly they hold, as a factor.
    """

    files: tuple[Path, ...] = ()
    scale: float = 1.0


NOTHING: Final = Over()

_Key = tuple[Path, str, tuple[str, ...], float]
_warm: OrderedDict[_Key, Pipeline] = OrderedDict()
_takes: dict[_Key, int] = {}


def check(folder: Path, given: frozenset[str]) -> None:
    """Stop at a model that can't be run, or can't be held so, as far as its folder and this machine say. Loads nothing.

    Args:
        folder: The pipeline's.
        given: What it is to be held by (``Asked.given``).

    Raises:
        BadInputError: It is so.
    """
    name = class_of(folder)
    check_held(name, given)
    pipeline_folder.check_installed(WHAT)
    check_packages(name)
    pipeline_folder.check_memory(folder)


def check_packages(name: str) -> None:
    """Stop where a package is missing that a pipeline can't be loaded or run without, although diffusers can.

    Raises:
        BadInputError: One is.
    """
    if missing := [package for package in family_of(name).packages if find_spec(package) is None]:
        raise BadInputError(
            f"{name} can't be run here: {missing[0]} is not installed. Run: pip install 'rushes[diffusers]', or leave the {WHAT} out."
        )


def class_of(folder: Path) -> str:
    """Return the class of a folder's pipeline, as its index names it.

    Raises:
        BadInputError: It is no folder of one.
    """
    return str(pipeline_folder.index_of(folder).get("_class_name", ""))


def warm(folder: Path, sha256: str, over: Over = NOTHING) -> Made:
    """Return a folder's pipeline with its adapters, loaded once in a process as long as the content of all is the same.

    Raises:
        BadInputError: It can't be loaded, memory is too small, or an adapter is of another model.
        RefusedError: A pickle lies in it.
    """
    key = (folder.resolve(), sha256, tuple(map(sha256_of_file, over.files)), over.scale)
    if key not in _warm:
        _make_room(pipeline_folder.needed(folder))
        pipeline = pipeline_folder.load(folder, WHAT)
        lay_over(pipeline, over.files, over.scale)
        _warm[key] = pipeline
        _takes[key] = pipeline_folder.needed(folder)
    _warm.move_to_end(key)
    return _warm[key]


def _make_room(needed: int) -> None:
    """Drop what was used longest ago before the next is loaded: both would not fit.

    Where a GPU's memory is known (``RUSHES_WARM_GB``), as many stay as it holds together with the next; otherwise ``KEPT_WARM``.

    Args:
        needed: By the next [bytes].
    """
    room = float(os.environ.get(WARM_GB, "0")) * 1e9
    while _warm and (sum(_takes[key] for key in _warm) + needed > room if room else len(_warm) >= KEPT_WARM):
        key, _ = _warm.popitem(last=False)
        del _takes[key]
    gc.collect()
    if "torch" in sys.modules and sys.modules["torch"].cuda.is_available():
        sys.modules["torch"].cuda.empty_cache()


def finish(folder: Path, asked: Asked, watch: Watch, *, sha256: str = "", over: Over = NOTHING) -> Footage:
    """Draw what is asked.

    Args:
        folder: The pipeline's.
        asked: What.
        watch: Told of every step; it may stop the run.
        sha256: Of the folder, where it is known; it is read to be hashed when left out.
        over: Adapters that are laid over it.

    Raises:
        BadInputError: The model can't be held so, can't be loaded or run, memory is too small, or it drew something else than pictures.
        CancelledError: It was stopped.
    """
    name = class_of(folder)
    check_held(name, asked.given())
    check_packages(name)
    family = family_of(name)
    pipeline = warm(folder, sha256 or sha256_of_place(folder), over)
    worked = _worked(pipeline, family, asked)
    pictures, sound = (_moving if family.moving else _one_by_one)(pipeline, family, worked, watch, folder)
    rate = _sample_rate(pipeline) if sound is not None else 0
    versions = ", ".join(f"{one} {metadata.version(one)}" for one in ("diffusers", "torch"))
    return Footage(_back(pictures, asked), _as_long(sound, rate, asked), rate, f"{name}, {versions}")


def _worked(pipeline: Pipeline, family: Family, asked: Asked) -> Asked:
    """Return what is asked at a size and a length that the pipeline can draw; what holds it goes on with its last picture."""
    stride = int(
        getattr(pipeline, "vae_temporal_compression_ratio", 0)
        or getattr(pipeline, "vae_scale_factor_temporal", 0)
        or family.stride
    )
    width, height = fitted_size(asked.width, asked.height, family.side)
    length = fitted_length(asked.frames, stride) if family.moving else asked.frames
    return replace(
        asked, width=width, height=height, frames=length, control=_longer(asked.control, length), masks=_longer(asked.masks, length), ours=_longer(asked.ours, length), start=_longer(asked.start, length)
    )  # fmt: skip


def _longer(pictures: Bytes | None, length: int) -> Bytes | None:
    if pictures is None or len(pictures) == length:
        return pictures
    return np.concatenate([pictures, np.repeat(pictures[-1:], length - len(pictures), axis=0)])


def _moving(
    pipeline: Pipeline,
    family: Family,
    asked: Asked,
    watch: Watch,
    folder: Path,
) -> tuple[Bytes, Floats | None]:
    told = {"num_frames": asked.frames, **family.told(pipeline, asked)}
    if "video" in told and "strength" in told:
        del told["num_frames"]  # as long as the pictures that it goes out from
    made = _run(pipeline, asked, told, watch, 0, 1, folder)
    return _as_pictures(made.frames[0], folder), _as_sound(getattr(made, "audio", None))


def _one_by_one(
    pipeline: Pipeline,
    family: Family,
    asked: Asked,
    watch: Watch,
    folder: Path,
) -> tuple[Bytes, Floats | None]:
    pictures = []
    for at in range(asked.frames):
        one = replace(asked, frames=1, control=_one(asked.control, at), start=_one(asked.start, at))
        made = _run(pipeline, one, family.told(pipeline, one), watch, at, asked.frames, folder)
        pictures.append(_as_pictures(made.images[0], folder)[0])
    return np.stack(pictures), None


def _one(pictures: Bytes | None, at: int) -> Bytes | None:
    return None if pictures is None else pictures[at : at + 1]


def _run(
    pipeline: Pipeline, asked: Asked, told: dict[str, Any], watch: Watch, turn: int, turns: int, folder: Path
) -> Made:
    """Run a pipeline once, and turn whatever it raises into a sentence."""
    import inspect

    import torch

    stopped: list[CancelledError] = []

    def after(running: Pipeline, step: int, __: Made, values: dict[str, Any]) -> dict[str, Any]:
        each = int(getattr(running, "num_timesteps", 0) or asked.steps)  # fewer where it goes out from pictures
        try:
            watch.step(turn * each + step + 1, turns * each)
        except CancelledError as error:
            stopped.append(error)
            raise
        return values

    known = inspect.signature(pipeline.__call__).parameters
    offered = {"width": asked.width, "height": asked.height, "max_sequence_length": _most_words(pipeline)}
    try:
        return pipeline(
            prompt=asked.words,
            num_inference_steps=asked.steps,
            guidance_scale=asked.guidance,
            generator=torch.Generator("cpu").manual_seed(asked.seed),
            callback_on_step_end=after,
            output_type="np",
            **{name: value for name, value in offered.items() if name in known},
            **told,
        )
    except Exception as error:  # what it raises is of no common kind
        if stopped:
            raise stopped[0] from error
        raise pipeline_folder.wrong(folder, error, WHAT, takes="what its class says") from error


def _most_words(pipeline: Pipeline) -> int:
    reader = getattr(pipeline, "tokenizer_2", None) or getattr(
        pipeline, "tokenizer", None
    )  # of FLUX's two, the one that reads on
    most = getattr(reader, "model_max_length", LONGEST_WORDS)
    return min(LONGEST_WORDS, int(most)) if isinstance(most, int) and most > 0 else LONGEST_WORDS


def _as_pictures(drawn: Made, folder: Path) -> Bytes:
    pictures = np.asarray(drawn, np.float32)
    pictures = pictures[None] if pictures.ndim == 3 else pictures
    if pictures.ndim != 4 or pictures.shape[-1] != 3 or not np.isfinite(pictures).all():
        raise BadInputError(
            f"The {WHAT} in {folder} drew what are no pictures (shape {pictures.shape}, or numbers that are none). Weights in half precision overflow on a processor: save "
            "them in single, or bring another model."
        )
    return (pictures.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _as_sound(made: Made) -> Floats | None:
    if made is None:
        return None
    sound = np.asarray(made.detach().float().cpu() if hasattr(made, "detach") else made, np.float32)
    sound = sound.reshape(-1, sound.shape[-1])  # channels, samples
    return np.nan_to_num(sound.T).clip(-1, 1)


def _sample_rate(pipeline: Pipeline) -> int:
    return int(getattr(getattr(getattr(pipeline, "vocoder", None), "config", None), "output_sampling_rate", 24_000))


def _back(pictures: Bytes, asked: Asked) -> Bytes:
    """Return as many pictures as were asked, at their size."""
    from PIL import Image

    size = (asked.width, asked.height)
    kept = pictures[: asked.frames]
    if kept.shape[1:3] == (asked.height, asked.width):
        return kept
    return np.stack([np.asarray(Image.fromarray(one).resize(size, Image.Resampling.LANCZOS)) for one in kept])


def _as_long(sound: Floats | None, sample_rate: int, asked: Asked) -> Floats | None:
    """Return sound as long as the pictures: cut, or gone on with in silence."""
    if sound is None:
        return None
    samples = round(asked.frames / asked.rate * sample_rate)
    return np.pad(sound[:samples], ((0, max(0, samples - len(sound))), (0, 0)))
