"""An adapter laid over a pipeline: a safetensors file of small matrices, with how strongly it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeAlias

from rushes.clearance.models import check_weights
from rushes.errors import BadInputError

Pipeline: TypeAlias = Any
"""A pipeline of diffusers, an extra without types."""

PARTS: Final = ("unet", "transformer")
"""What an adapter may be of, by how its rows begin. Rows that begin otherwise are another program's, and diffusers' to read."""


def check_adapters(files: Sequence[Path]) -> None:
    """Stop at what is no adapter, and where none can be loaded. Loads nothing.

    Raises:
        BadInputError: A file is no safetensors file, not whole, or ``peft`` is not installed.
        RefusedError: One is a pickle.
    """
    for file in files:
        if file.suffix.lower() != ".safetensors" and not file.is_dir():
            check_weights(file)  # a pickle is told as one
        if file.is_dir() or file.suffix.lower() != ".safetensors":
            raise BadInputError(
                f"{file} is no adapter: that is one safetensors file, as `rushes models train` leaves it. Name that file."
            )
        check_weights(file)
    if files and find_spec("peft") is None:
        raise BadInputError(
            "An adapter can't be loaded here: peft is not installed. Run: pip install 'rushes[train]', or leave the adapters out."
        )


def lay_over(pipeline: Pipeline, files: Sequence[Path], scale: float) -> None:
    """Lay adapters over a pipeline, one upon the other.

    Args:
        pipeline: Loaded; it is changed.
        files: The adapters.
        scale: How strongly they hold, as a factor.

    Raises:
        BadInputError: One is of another model than this, or can't be loaded.
        RefusedError: One is a pickle.
    """
    from safetensors.torch import load_file

    check_adapters(files)
    names = [f"adapter_{at}" for at, _ in enumerate(files)]
    for name, file in zip(names, files, strict=True):
        rows = load_file(file)
        _check_fits(pipeline, rows, file)
        try:
            pipeline.load_lora_weights(rows, adapter_name=name)
        except Exception as error:  # what it raises is of no common kind
            raise _another(pipeline, file, " ".join(str(error).split())[:200]) from error
        if not any(name in held for held in pipeline.get_list_adapters().values()):
            raise _another(pipeline, file, "none of its layers is one of this model's")
    if names:
        pipeline.set_adapters(names, [scale] * len(names))


def _check_fits(pipeline: Pipeline, rows: Mapping[str, Any], file: Path) -> None:
    """Stop where a row is beside no layer of the pipeline: diffusers would leave it out, and say so in a log that nobody reads."""
    if not hasattr(pipeline, "load_lora_weights"):
        raise BadInputError(
            f"{type(pipeline).__name__} takes no adapters. Leave {file.name} out, or bring another model."
        )
    for part in PARTS:
        ours = [one for one in rows if one.startswith(f"{part}.") and ".lora_A." in one]
        denoiser = getattr(pipeline, part, None)
        if ours and denoiser is None:
            raise _another(pipeline, file, f"it is of a {part}, and this model has none")
        layers = dict(denoiser.named_modules()) if ours and denoiser is not None else {}
        for row in ours:
            layer = layers.get(row.removeprefix(f"{part}.").partition(".lora_A.")[0])
            if layer is None or layer.weight.shape[1] != rows[row].shape[1]:
                raise _another(
                    pipeline, file, f"{row.partition('.lora_A.')[0]} is none of its layers, or of another size"
                )


def _another(pipeline: Pipeline, file: Path, why: str) -> BadInputError:
    return BadInputError(
        f"The adapter {file.name} is of another model than this {type(pipeline).__name__}: {why}. Bring the model that it was trained for, or leave it out."
    )
