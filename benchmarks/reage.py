"""Whether a re-age keeps its four promises: tracking, proposing with the composite, memory, and learning.

Measured on a drawn shot of 1920x1080 with one moving face of 350 pixels. Ours is the largest of four shares of what is promised [%]: tracking 60 ms a frame (the plate's
files read), proposing and composite 400 ms a frame (the work itself; what the steps' files take on top is in a note), 2 GiB of memory at the most, learning 15 minutes for 4 keys and 100 frames.
All times are of one thread's processor, so that a busy machine does not count: two cores take no longer. Learning is measured for a few batches and one frame, and counted up to all of
them; with --full it is done to its end. Without PyTorch it is left out, and a note says so. The other side is the same frame by what a beauty filter does, in % of the first two promises together: a detector looks for the
face anew, and a bilateral filter goes over the head.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from measuring import Figures, run
from measuring.drawn_shot import DrawnShot
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.engines.reage.carrying import Key

TRACK_MS, MADE_MS, MEMORY_GIB, LEARN_MIN = 60.0, 400.0, 2.0, 15.0
FIRST, RATE = 1001, Fraction(24)
KEYS, FRAMES = 4, 100
"""For how much learning is promised."""

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Promise:
    """One of the four: what was measured, what was promised, and in which unit."""

    what: str
    value: float
    most: float
    unit: str

    @property
    def share(self) -> float:
        """Of what is promised [%]."""
        return 100 * self.value / self.most

    def __str__(self) -> str:
        return f"{self.what}: {self.value:.3g} {self.unit} of {self.most:g}, {self.share:.0f} %."


@dataclass(frozen=True, slots=True)
class Learning:
    """How long learning took of the processor [min], and how that was found."""

    minutes: float
    how: str


def measure(asked: argparse.Namespace) -> Figures:
    """Track, propose and put together, then learn; the other side over the same frames."""
    import cv2

    from rushes.engines.reage.kept_memory import keep_memory

    cv2.setNumThreads(1)
    keep_memory()  # as the steps do
    count = FRAMES if asked.full else 25
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as place:
        folder = Path(place)
        DrawnShot.of().write(folder / "plate", FIRST, count)
        track_ms, read_ms, meshes = _tracked(folder / "plate", count)
        made_ms, thought_ms = _made(folder, meshes)
        filter_ms = _filtered(folder / "plate", meshes)
        small = _memory()
        learned = (_learned_whole if asked.full else _learned)(folder / "plate", meshes)
    promises = [
        Promise("Tracking", track_ms, TRACK_MS, "ms a frame"),
        Promise("Proposing and composite", thought_ms, MADE_MS, "ms a frame"),
        Promise("Memory", _memory(), MEMORY_GIB, "GiB"),
        *(
            []
            if learned is None
            else [
                Promise(
                    f"Learning from {KEYS} keys and {FRAMES} frames, {learned.how}", learned.minutes, LEARN_MIN, "min"
                )
            ]
        ),
    ]
    tightest = max(promises, key=lambda one: one.share)
    return Figures(
        ours=tightest.share,
        other=100 * filter_ms / (TRACK_MS + MADE_MS),
        limit=100.0,
        unit="% of what was promised",
        ours_is=f"the tightest of {len(promises)} promises: {tightest.what.lower()}",
        other_is="a detector's look and a bilateral filter over the head, of what is promised for tracking, proposing and composite",
        limit_is="all that was promised, for two cores",
        notes=(
            *(str(one) for one in promises),
            f"Of tracking, {read_ms:.0f} ms a frame are reading the plate's file.",
            f"With the files that the two steps read and write, proposing and composite take {made_ms:.0f} ms a frame. Memory before learning: {small:.2f} GiB.",
            *(["Learning was not measured: PyTorch is not installed (the extra learn)."] if learned is None else []),
        ),
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor's time for some work [ms], and what it returned."""
    started = time.process_time()
    result = work()
    return 1000 * (time.process_time() - started), result


def _memory() -> float:
    """Return the most memory that this process has held [GiB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _tracked(folder: Path, count: int) -> tuple[float, float, list[Floats]]:
    """Follow the face, after a first frame that loads the networks; return the time a frame, how much of it is reading the plate, and the meshes."""
    from rushes.engines.reage.keys_step import plate_of
    from rushes.engines.reage.plate_step import plate_file
    from rushes.engines.reage.track_step import sight_of
    from rushes.engines.reage.tracking import follow

    def through(frames: int) -> list[Any]:
        pictures = (sight_of(plate_file(folder, FIRST + index)) for index in range(frames))
        return follow(pictures, lambda _: None)

    through(2)
    spent, courses = _timed(lambda: through(count))
    if len(courses) != 1 or len(courses[0].meshes) != count:
        raise BadInputError(
            "The drawn face was not followed through the shot, so that nothing can be timed. Run tests/engines/reage/test_tracking.py."
        )
    read, _ = _timed(lambda: [plate_of(folder, FIRST + index) for index in range(4)])
    return spent / count, read / 4, [courses[0].meshes[index].points for index in range(count)]


def _made(folder: Path, meshes: list[Floats]) -> tuple[float, float]:
    """Propose and put together every third frame; return the time a frame with its files, and without."""
    from rushes.brief import Brief
    from rushes.engines.reage.comp_step import halves
    from rushes.engines.reage.layers import FrameChange, put_together
    from rushes.engines.reage.plate_step import plate_file
    from rushes.engines.reage.propose_step import change_of, layers_file
    from rushes.engines.reage.sliders import Sliders
    from rushes.media.exr import write_exr

    brief = Brief.model_validate(
        {"kind": "reage", "shot": "010_0030", "reage": {"performer": "nobody", "from_age": 65, "to_age": 35}}
    )
    sliders, out = Sliders.of(brief), folder / "out"
    out.mkdir()

    def files(index: int) -> None:
        frame, plate = FIRST + index, plate_file(folder / "plate", FIRST + index)
        change_of(halves(plate), meshes[index], sliders).write(layers_file(out, frame), frame=frame, rate=RATE)
        after = put_together(halves(plate), FrameChange.read(layers_file(out, frame)))
        write_exr(
            out / f"comp.{frame}.exr", {band: after[..., i] for i, band in enumerate("RGB")}, frame=frame, rate=RATE
        )

    def work(index: int, plate: Halves) -> None:
        put_together(plate, change_of(plate, meshes[index], sliders))

    chosen = range(1, len(meshes), 3)
    files(0)
    whole, _ = _timed(lambda: [files(index) for index in chosen])
    plates = {index: halves(plate_file(folder / "plate", FIRST + index)) for index in chosen}
    alone, _ = _timed(lambda: [work(index, plates[index]) for index in chosen])
    return whole / len(chosen), alone / len(chosen)


def _filtered(folder: Path, meshes: list[Floats]) -> float:
    """Return how long a detector's look and a bilateral filter over the head take [ms a frame]."""
    import cv2

    from rushes.clearance.likeness.faces import detect
    from rushes.engines.reage.keys_step import plate_of
    from rushes.engines.reage.window import Window
    from rushes.media.colour import quick_look

    def once(index: int) -> None:
        light = plate_of(folder, FIRST + index)
        detect(quick_look(light), lying=False)
        head = np.ascontiguousarray(
            Window.of(meshes[index], light.shape[1], light.shape[0]).cut(light.astype(np.float32))
        )
        cv2.bilateralFilter(head, 15, 0.1, 7)

    once(0)
    chosen = range(1, len(meshes), 4)
    return _timed(lambda: [once(index) for index in chosen])[0] / len(chosen)


def _learned(folder: Path, meshes: list[Floats], batches: int = 8) -> Learning | None:
    """Return how long learning takes for what is promised: a few batches and one frame, counted up; nothing without PyTorch."""
    if not _can_learn():
        return None
    from rushes.engines.reage.canonical import in_place
    from rushes.engines.reage.keys_step import carried_to
    from rushes.engines.reage.learning import HELD_OUT_STEPS, STEPS, example, network_gain
    from rushes.engines.reage.network import train

    keys = _keys(folder, meshes)
    reference = in_place(keys[0].window.inside(keys[0].mesh))
    examples = [example(key, reference) for key in keys]
    network = train(examples, 2, 1, lambda _: None)
    batch, network = _timed(lambda: train(examples, batches, 1, lambda _: None))

    def apply() -> None:
        key = keys[1]
        carried_to(keys, key.light, key.mesh, key.window, key.frame, FRAMES)
        network_gain(network, key.light, key.window.inside(key.mesh), reference)

    apply()
    frame, _ = _timed(apply)
    spent = batch / batches * (STEPS + KEYS * HELD_OUT_STEPS) + frame * FRAMES
    return Learning(spent / 60_000, "counted up")


def _learned_whole(folder: Path, meshes: list[Floats]) -> Learning | None:
    """Return how long learning takes, every batch of it, with every frame that it is then applied to; nothing without PyTorch."""
    if not _can_learn():
        return None
    from rushes.engines.reage.keys_step import plate_of
    from rushes.engines.reage.learn_step import learned_change
    from rushes.engines.reage.learning import learn

    keys = _keys(folder, meshes)
    began = time.monotonic()
    learning, found = _timed(lambda: learn(keys, FRAMES, 1, lambda *_: None))

    def apply() -> None:
        how = found.network, found.reference, found.wins
        for index in range(FRAMES):
            plate = plate_of(folder, FIRST + index).astype(np.float32)
            learned_change(keys, plate, meshes[index], FIRST + index, FRAMES, how)

    applying, _ = _timed(apply)
    wall = (time.monotonic() - began) / 60
    how = f"to the end ({learning / 60_000:.1f} min of it learning, {applying / 60_000:.1f} the frames; {wall:.1f} min by the clock)"
    return Learning((learning + applying) / 60_000, how)


def _can_learn() -> bool:
    from importlib.util import find_spec

    return find_spec("torch") is not None


def _keys(folder: Path, meshes: list[Floats]) -> list[Key]:
    """Return frames with a darker cheek, as if somebody had painted them, spread over the shot."""
    from rushes.engines.reage.carrying import Key
    from rushes.engines.reage.keys_step import plate_of
    from rushes.engines.reage.network import torch

    torch().set_num_threads(1)
    keys = []
    for index in np.linspace(0, len(meshes) - 1, KEYS).astype(int):
        plate = plate_of(folder, FIRST + int(index)).astype(np.float32)
        painted = plate.copy()
        x, y = (int(one) for one in meshes[index][205, :2])
        painted[y - 30 : y + 30, x - 30 : x + 30] *= 0.8
        keys.append(Key.of(FIRST + int(index), plate, painted, meshes[index]))
    return keys


if __name__ == "__main__":
    run("reage", __doc__ or "", measure)
