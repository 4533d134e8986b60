"""An image editor that one brings as a folder of ``diffusers``: a picture and words in, a picture out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import pipeline_folder
from rushes.engines.pipeline_folder import INDEX, check_folder
from rushes.engines.reage.comfyui import sized
from rushes.media.colour import as_bytes

__all__ = ["INDEX", "check_folder", "editor", "load"]

Floats = NDArray[np.float32]

WHAT: Final = "editor"


def load(path: Path) -> Any:  # noqa: ANN401 - an extra, untyped
    """Load a pipeline from its folder alone.

    Raises:
        BadInputError: As ``pipeline_folder.load``.
    """
    return pipeline_folder.load(path, WHAT)


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
        except Exception as error:  # what it raises is of no common kind
            raise pipeline_folder.wrong(path, error, WHAT) from error
        return sized(np.asarray(image, np.float32) / 255, picture.shape, "The editor")

    return edit
