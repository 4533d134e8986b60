"""An image editor that one brings as a folder of ``diffusers``: a picture and words in, a picture out. Nothing is fetched, and no code of the folder is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.comfyui import sized
from rushes.errors import BadInputError
from rushes.media.colour import as_bytes

Floats = NDArray[np.float32]

INDEX: Final = "model_index.json"
"""What every folder of a pipeline holds."""


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


def load(path: Path) -> Any:  # noqa: ANN401 - an extra, untyped
    """Load a pipeline from its folder alone.

    Raises:
        BadInputError: ``diffusers`` is not installed, or it can't load the folder.
    """
    check_folder(path)
    try:
        import diffusers
        import torch
    except ImportError as error:
        raise BadInputError(
            f"An editor can't be run here: diffusers is not installed ({error}). Run: pip install 'rushes[diffusers]', or use another method."
        ) from error
    try:
        pipeline = diffusers.DiffusionPipeline.from_pretrained(
            str(path), local_files_only=True, use_safetensors=True, torch_dtype=torch.float32
        )
    except Exception as error:  # what it raises is of no common kind
        raise _wrong(path, error) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def editor(pipeline: Any, path: Path, prompt: str, *, seed: int, steps: int) -> Callable[[Floats], Floats]:  # noqa: ANN401
    """Return a pipeline as what takes display values, shape [h, w, 3], and returns them changed.

    Args:
        pipeline: A diffusers pipeline that takes ``prompt`` and ``image``.
        path: Its folder, which errors name.
        prompt: What it is told.
        seed: Where its randomness starts, in each picture anew.
        steps: How many steps it takes.
    """

    def edit(picture: Floats) -> Floats:
        import torch
        from PIL import Image

        try:
            made = pipeline(
                prompt=prompt,
                image=Image.fromarray(as_bytes(picture)),
                num_inference_steps=steps,
                generator=torch.Generator("cpu").manual_seed(seed),
            )
            image = made.images[0].convert("RGB")
        except Exception as error:  # as above
            raise _wrong(path, error) from error
        return sized(np.asarray(image, np.float32) / 255, picture.shape, "The editor")

    return edit


def _wrong(path: Path, error: Exception) -> BadInputError:
    said = " ".join(str(error).split())[:300]
    return BadInputError(
        f"The editor in {path} can't be run ({type(error).__name__}: {said}). It has to be a pipeline that takes prompt and image, whole, with weights as safetensors."
    )
