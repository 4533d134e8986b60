"""The step ``train``: pictures that clearance let through, and their captions, become an adapter of a pipeline that one brings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.canonical import sha256_of_file
from rushes.clearance.records.consent import Action
from rushes.engines import pipeline_folder
from rushes.engines.adapters.spec import AdapterSpec
from rushes.engines.adapters.teaching import Lesson, Pipeline, Teaching, teaching_of
from rushes.engines.adapters.training import PutBy, adapter_bytes, teach
from rushes.errors import BadInputError, RefusedError
from rushes.plan import InputFile, Step, StepContext
from rushes.studio import write_atomically

STEP: Final = "train"
BASE: Final = "base"
WEIGHTS, RECORD = "adapter.safetensors", "train.json"
"""What it leaves: what was learned, and how."""

WHAT: Final = "training"
EXTRA: Final = ("diffusers", "transformers", "torch", "peft")
SCHEMA: Final = "rushes/train/1"

_UNFINISHED: Final = "unfinished.safetensors"
_NOT_ASKED: Final = ("vae", "text_encoder", "text_encoder_2", "controlnet")
"""Parts that nothing is asked of once every picture has become a lesson: their memory is given back."""


def check_base(folder: Path) -> Teaching:
    """Stop at a pipeline that can't be trained here, as far as its folder and this machine say. Loads nothing.

    Raises:
        BadInputError: It is so.
    """
    index = pipeline_folder.index_of(folder)
    teaching = teaching_of(str(index.get("_class_name", "")))
    if (index.get("transformer_2") or [None])[0] is not None:
        raise BadInputError(
            f"{folder} has two denoisers, one after the other, and one adapter can't teach both here. Bring a pipeline with one."
        )
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise BadInputError(
            f"Nothing can be trained here: {missing[0]} is not installed. Run: pip install 'rushes[train]'."
        )
    pipeline_folder.check_memory(folder)
    return teaching


def train_steps(
    base: Path, base_sha256: str, items: Sequence[tuple[Path, str, str]], spec: AdapterSpec
) -> tuple[Step, ...]:
    """Return the step that trains an adapter.

    Args:
        base: The pipeline's folder.
        base_sha256: Of it.
        items: File, SHA-256 and caption of each picture.
        spec: How it is trained.
    """
    return (
        Step(
            name=STEP,
            entry="rushes.engines.adapters.train_step:train",
            version=1,
            action=str(Action.TRAIN),
            params={
                "spec": spec.model_dump(mode="json"),
                "items": [
                    {"label": _label(at), "sha256": sha256, "caption": caption}
                    for at, (_, sha256, caption) in enumerate(items)
                ],
            },
            files=(
                InputFile(BASE, base, base_sha256, weights=True),
                *(InputFile(_label(at), path, sha256) for at, (path, sha256, _) in enumerate(items)),
            ),
            work=spec.steps,
            work_unit="step of a training",
            frames=spec.steps,
            tools={one: metadata.version(one) for one in EXTRA},
        ),
    )


def _label(at: int) -> str:
    return f"item {at + 1:04d}"


def train(ctx: StepContext) -> None:
    """Write ``adapter.safetensors`` and ``train.json``.

    Params: ``spec``, ``items`` (label, SHA-256 and caption of each). Files: ``base``, and each item by its label.

    Raises:
        RefusedError: The permit is for something else than training, or an item was withdrawn or changed since it was cleared.
        BadInputError: A picture or the pipeline can't be read, memory is too small, or the training ran away.
    """
    ctx.permit.require(Action.TRAIN)
    spec, items, folder = AdapterSpec.model_validate(ctx.params["spec"]), list(ctx.params["items"]), ctx.files[BASE]
    for item in items:
        _check_item(ctx, item)
    name = str(pipeline_folder.index_of(folder).get("_class_name", ""))
    teaching = teaching_of(name)
    pipeline = pipeline_folder.load(folder, WHAT)
    lessons = lessons_of(
        pipeline, teaching, [(ctx.files[str(one["label"])], str(one["caption"])) for one in items], spec
    )
    put_by = PutBy(ctx.out / _UNFINISHED)
    try:
        losses = teach(pipeline, teaching, lessons, spec, put_by, ctx.report)
    except (RuntimeError, ValueError, TypeError) as error:
        raise pipeline_folder.wrong(folder, error, WHAT, takes="what its class says") from error
    about = {"class": name, "part": teaching.part, "rank": spec.rank}
    write_atomically(ctx.out / WEIGHTS, adapter_bytes(pipeline, teaching, about))
    record = {
        "schema": SCHEMA,
        **about,
        "spec": spec.model_dump(mode="json"),
        "pictures": len(items),
        "loss": _course(losses),
    }
    write_atomically(ctx.out / RECORD, json.dumps(record, indent=1))
    put_by.path.unlink(missing_ok=True)


def _check_item(ctx: StepContext, item: Mapping[str, Any]) -> None:
    path, sha256 = ctx.files[str(item["label"])], str(item["sha256"])
    if sha256 in ctx.permit.registry.withdrawn:
        raise RefusedError(
            f"The leave to train on {path.name} was withdrawn, so nothing is trained on it. Take it out of the list."
        )
    try:
        there = sha256_of_file(path)
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Put it back.") from error
    if there != sha256:
        raise RefusedError(
            f"{path} changed since it was cleared, so nothing is trained on it. Run the same command to have it cleared as it is now."
        )


def lessons_of(
    pipeline: Pipeline, teaching: Teaching, items: Sequence[tuple[Path, str]], spec: AdapterSpec
) -> list[Lesson]:
    """Return pictures and captions as a pipeline's denoiser sees them; the parts that see and read are let go then.

    Raises:
        BadInputError: A picture can't be read, or the pipeline can't see or read it.
    """
    import torch

    lessons = []
    for path, caption in items:
        seen = torch.from_numpy(seen_at(path, spec.side_px, teaching.side))
        try:
            with torch.no_grad():
                lessons.append(teaching.lesson(pipeline, seen, caption))
        except Exception as error:  # what it raises is of no common kind
            raise pipeline_folder.wrong(path.parent, error, WHAT, takes="what its class says") from error
    pipeline.register_modules(**{one: None for one in _NOT_ASKED if getattr(pipeline, one, None) is not None})
    return lessons


def seen_at(path: Path, longest: int, side: int) -> Any:  # noqa: ANN401 - an array of floats
    """Return a picture as a pipeline takes it, shape [1, 3, h, w], -1 to 1: no larger than a longest side, both sides multiples of one [px].

    Raises:
        BadInputError: It can't be read.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadInputError(
            f"{path} is no picture that can be trained on (PNG, JPEG, TIFF, WebP): {' '.join(str(error).split())}. Export it again."
        ) from error
    factor = min(1.0, longest / max(picture.size))
    size = tuple(max(side, round(one * factor / side) * side) for one in picture.size)
    values = np.asarray(picture.resize((size[0], size[1]), Image.Resampling.LANCZOS), np.float32)
    return np.ascontiguousarray((values / 127.5 - 1).transpose(2, 0, 1)[None])


def _course(losses: Sequence[float]) -> list[float]:
    """Return how the loss went, as the mean of each tenth of the way."""
    return [round(float(np.mean(part)), 6) for part in np.array_split(np.asarray(losses), min(10, len(losses)))]
