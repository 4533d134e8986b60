"""What our finisher takes besides the model: the same pictures by `diffusion.finish` and by diffusers' own call.

Two real pipelines of a few million random numbers, saved and loaded from their folders: a ControlNet that draws picture by
picture, and Wan VACE that draws a clip as one, both held by control pictures. Both sides use the same loaded pipeline in
turns, after a turn that counts for nothing, and have to draw the same pictures to the byte. The other side has its control
pictures ready as Pillow's; ours begins with arrays, checks what holds the model, sizes and lengths, follows every step,
and gives arrays back. The middle of the turns counts, in seconds of the processor: on a machine that does something else as
well, waiting falls on either side by chance. The step of a job besides reads the clip's frames and writes PNGs
and a movie: a note says what that takes.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measuring import Figures, run
from measuring.small_models import controlled, moving
from rushes.engines.finishers import diffusion
from rushes.engines.finishers.contract import Asked, Watch
from rushes.errors import CheckFailedError
from rushes.media.movie import write_movie

ALLOWED = 1.03
"""Ours over the other: what was promised."""

WORDS = "a red kite over a wall of brick"
SIDE = (256, 144)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Case:
    """A pipeline and how long it draws.

    Attributes:
        save: Saves it into a folder.
        frames: Pictures.
        steps: For each picture, or for the clip.
    """

    save: Callable[[Path], Path]
    frames: int
    steps: int


FULL = {"picture by picture": Case(controlled, 3, 10), "as a clip": Case(moving, 13, 8)}
QUICK = {"picture by picture": Case(controlled, 2, 6), "as a clip": Case(moving, 9, 6)}


def measure(asked: argparse.Namespace) -> Figures:
    """Draw with both sides in turns."""
    warnings.simplefilter("ignore")  # the packages warn of each other's versions
    turns = 5
    ours, other, notes = 0.0, 0.0, []
    for name, case in (FULL if asked.full else QUICK).items():
        with TemporaryDirectory() as folder:
            mine, raw, writing = _in_turns(case, case.save(Path(folder) / "model"), turns)
        ours, other = ours + mine, other + raw
        notes.append(
            f"{name.capitalize()}: {case.frames} pictures of {SIDE[0]}x{SIDE[1]} in {case.steps} steps, {mine:.3f} CPU s to {raw:.3f}, a ratio of {mine / raw:.4f}; "
            f"PNGs and a movie of them take {writing:.2f} CPU s."
        )
    return Figures(
        ours=ours,
        other=other,
        limit=ALLOWED * other,
        unit="CPU s",
        ours_is="`diffusion.finish`, from arrays to arrays, with every step followed",
        other_is="the pipeline's own call, with the same words, seed, steps and control",
        limit_is="3 % over the other side: what was promised",
        notes=(*notes, f"diffusers {metadata.version('diffusers')}, torch {metadata.version('torch')}."),
    )


def _in_turns(case: Case, folder: Path, turns: int) -> tuple[float, float, float]:
    """Return the middle time of our side and of the other, and what writing takes [CPU s].

    Raises:
        CheckFailedError: The two sides drew different pictures.
    """
    control = np.random.default_rng(0).integers(0, 255, (case.frames, SIDE[1], SIDE[0], 3), np.uint8)
    asked = Asked(WORDS, case.frames, *SIDE, Fraction(24), seed=3, steps=case.steps, control=control)
    pipeline = diffusion.warm(folder, "measured")
    raw = _raw_clip(pipeline, asked) if case.save is moving else _raw_pictures(pipeline, asked)
    sides: dict[str, Callable[[], Bytes]] = {
        "ours": lambda: diffusion.finish(folder, asked, Watch(), sha256="measured").pictures,
        "other": raw,
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    drawn: dict[str, Bytes] = {}
    for turn in range(turns + 1):
        for name, draw in sides.items() if turn % 2 else reversed(sides.items()):
            started = time.process_time()
            drawn[name] = draw()
            if turn:
                times[name].append(time.process_time() - started)
    if not np.array_equal(drawn["ours"], drawn["other"]):
        raise CheckFailedError("The two sides drew different pictures, so that their times can't be compared.")
    return statistics.median(times["ours"]), statistics.median(times["other"]), _writing(drawn["ours"], folder.parent)


def _raw_clip(pipeline: Any, asked: Asked) -> Callable[[], Bytes]:  # noqa: ANN401 - diffusers has no types
    from PIL import Image

    held, draws = _images(asked), [Image.new("L", (asked.width, asked.height), 255)] * asked.frames

    def draw() -> Bytes:
        made = pipeline(
            prompt=asked.words, video=held, mask=draws, conditioning_scale=1.0, num_frames=asked.frames, width=asked.width, height=asked.height,
            num_inference_steps=asked.steps, guidance_scale=asked.guidance, generator=_seeded(asked), max_sequence_length=64, output_type="np",
        )  # fmt: skip
        return _as_bytes(made.frames[0])

    return draw


def _raw_pictures(pipeline: Any, asked: Asked) -> Callable[[], Bytes]:  # noqa: ANN401 - diffusers has no types
    held = _images(asked)

    def draw() -> Bytes:
        made = [
            pipeline(
                prompt=asked.words, image=one, controlnet_conditioning_scale=1.0, width=asked.width, height=asked.height, num_inference_steps=asked.steps,
                guidance_scale=asked.guidance, generator=_seeded(asked), output_type="np",
            ).images[0]
            for one in held
        ]  # fmt: skip
        return _as_bytes(np.stack(made))

    return draw


def _images(asked: Asked) -> list[Any]:
    from PIL import Image

    return [Image.fromarray(one) for one in asked.control] if asked.control is not None else []


def _seeded(asked: Asked) -> Any:  # noqa: ANN401 - torch's
    import torch

    return torch.Generator("cpu").manual_seed(asked.seed)


def _as_bytes(pictures: NDArray[np.float32]) -> Bytes:
    return (np.asarray(pictures).clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _writing(pictures: Bytes, folder: Path) -> float:
    """Return how long the step writes at pictures besides [CPU s]."""
    from PIL import Image

    started = time.process_time()
    for at, picture in enumerate(pictures):
        Image.fromarray(picture).save(folder / f"{at:04d}.png")
    write_movie(folder / "finish.mp4", pictures, np.zeros((0, 2), np.float32), rate=Fraction(24), tags={})
    return time.process_time() - started


if __name__ == "__main__":
    run("diffusion_overhead", __doc__ or "", measure)
