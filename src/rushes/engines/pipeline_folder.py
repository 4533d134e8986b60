"""A pipeline that one brings as a folder of ``diffusers``: what is looked at before it is loaded, and how it is loaded from there alone.

Several engines bring one (a re-age's editor, a design's finish), so that they ask and refuse alike. Nothing is fetched, weights have to be
safetensors, and no code of the folder is run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from rushes.clearance.models import check_weights
from rushes.errors import BadInputError
from rushes.studio.resources import GPU_GIVEN, Resources
from rushes.untrusted import parsed

INDEX: Final = "model_index.json"
"""What every folder of a pipeline holds."""

EXTRA: Final = ("diffusers", "transformers", "torch")
"""Packages of the extra that every pipeline takes."""

WIDENED: Final = 2
"""Weights are kept in half precision and loaded in single, which processors reckon in."""

WORKING: Final = 1.35
"""Memory that a run takes besides its weights, as a factor on them: pictures between the layers."""


def check_folder(path: Path) -> None:
    """Stop at what is no folder of a pipeline.

    Raises:
        BadInputError: It is not.
    """
    if not (path / INDEX).is_file():
        raise BadInputError(
            f"{path} is no folder of a diffusers pipeline: it holds no {INDEX}. Save the whole pipeline into a folder (save_pretrained) and name that folder; "
            "nothing is fetched from anywhere."
        )


def index_of(path: Path) -> Mapping[str, Any]:
    """Return what a pipeline's folder says of itself.

    Raises:
        BadInputError: It is no such folder, or its index can't be read.
    """
    check_folder(path)
    try:
        found = parsed((path / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path / INDEX} can't be read ({error}). Save the pipeline again.") from error
    return dict(found) if isinstance(found, dict) else {}


def check_installed(what: str) -> None:
    """Stop where no pipeline can be run, before anything is made that one would be shown.

    Args:
        what: What it is to the user, for example ``finish``.

    Raises:
        BadInputError: ``diffusers`` or ``torch`` is not installed.
    """
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise BadInputError(
            f"The {what} can't be run here: {missing[0]} is not installed. Run: pip install 'rushes[diffusers]', or leave it out."
        )


def check_memory(path: Path, free_bytes: int | None = None) -> None:
    """Stop where a pipeline's weights have no room in this machine's memory: it would be killed without a word.

    Args:
        path: Its folder.
        free_bytes: What is free; asked of the machine when left out.

    Raises:
        BadInputError: They have none.
    """
    free = free_memory() if free_bytes is None else free_bytes
    takes = needed(path)
    if free is not None and takes > free:
        raise BadInputError(
            f"The pipeline in {path} takes about {takes / 2**30:.1f} GB of memory, and {free / 2**30:.1f} GB are free. Close other programs, bring a smaller "
            "model, or take a machine with more."
        )


def resources_for(path: Path, sha256: str) -> Resources:
    """Return what a step needs that runs a pipeline: a GPU that its weights fit into, or a processor where there is none.

    Args:
        path: Its folder.
        sha256: Of the folder: the step is begun sooner where those very weights are loaded already.
    """
    return Resources(gpu=True, vram_gb=round(needed(path) / 1e9, 2), without=True, warm=sha256)


def needed(path: Path) -> int:
    """Return how much memory a pipeline takes [bytes]."""
    return round(WORKING * sum(_loaded(one) for one in path.rglob("*.safetensors")))


def free_memory() -> int | None:
    """Return how much memory is free [bytes]; None where the machine doesn't tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), None)


def _loaded(weights: Path) -> int:
    """Return how much memory weights take once they are loaded in single precision."""
    with weights.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        try:
            header = parsed(stream.read(min(length, 32 << 20)))
        except ValueError:
            return weights.stat().st_size  # its loader says what is wrong with it
    rows = [row for name, row in header.items() if name != "__metadata__"] if isinstance(header, dict) else []
    halves = sum(str(row.get("dtype")) in {"F16", "BF16"} for row in rows if isinstance(row, dict))
    return weights.stat().st_size * (WIDENED if halves * 2 > len(rows) else 1)


def load(path: Path, what: str) -> Any:  # noqa: ANN401 - an extra, untyped
    """Load a pipeline from its folder alone.

    Args:
        path: The folder.
        what: What it is to the user, for example ``editor``.

    Raises:
        BadInputError: A file of it is missing, ``diffusers`` is not installed, memory is too small, or it can't load the folder.
        RefusedError: A pickle lies in it.
    """
    check_folder(path)
    try:
        import diffusers
        import torch
    except ImportError as error:
        raise BadInputError(
            f"The {what} can't be run here: diffusers is not installed ({error}). Run: pip install 'rushes[diffusers]', or leave it out."
        ) from error
    check_weights(path)
    check_memory(path)
    try:
        pipeline = diffusers.DiffusionPipeline.from_pretrained(
            str(path), local_files_only=True, use_safetensors=True, torch_dtype=torch.float32
        )
    except Exception as error:  # what it raises is of no common kind
        raise wrong(path, error, what) from error
    pipeline.set_progress_bar_config(disable=True)
    if os.environ.get(GPU_GIVEN) and torch.cuda.is_available():
        pipeline.to("cuda")
    return pipeline


def wrong(path: Path, error: Exception, what: str, *, takes: str = "prompt and image") -> BadInputError:
    """Return an error of a pipeline's as a sentence.

    Args:
        path: Its folder.
        error: What it raised.
        what: What it is to the user.
        takes: What it has to take.
    """
    said = " ".join(str(error).split())[:300]
    if isinstance(error, MemoryError) or "allocate memory" in said or "out of memory" in said.lower():
        return BadInputError(
            f"The {what} in {path} ran out of memory ({said}). Close other programs, ask for smaller pictures, or bring a smaller model."
        )
    return BadInputError(
        f"The {what} in {path} can't be run ({type(error).__name__}: {said}). It has to be a pipeline that takes {takes}, whole, with weights as safetensors."
    )
