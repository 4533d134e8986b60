"""What a shot costs: its steps with the times and sizes that were measured, and how many of which shots a show asks for."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from rushes.errors import BadInputError

RESULTS: Final = Path(__file__).resolve().parent.parent / "results"
MB: Final = 1e6

DIVIDED: Final = {"shot": "render", "draft": "render", "clip": "comp", "clip_final": "comp"}
"""The step of each kind whose frames are made in chunks."""

FRAMES: Final = {"shot": 96, "draft": 48, "clip": 96, "clip_final": 96}
"""Frames of the measured shots, as ``docs/benchmarks.md`` describes them."""

SPREAD: Final = 0.5
"""Spread (sigma of the logarithm) of how much more or less than the measured one a shot takes: 1 in 20 takes twice as long as the mean."""


@dataclass(frozen=True)
class Step:
    """A step: its time [s] on the measured machine, what it writes [bytes], and how many frames can be made apart."""

    name: str
    seconds: float
    written: float
    frames: int = 0


@dataclass(frozen=True)
class Kind:
    """A kind of shot: its steps, and how many of 100 shots are of it."""

    name: str
    steps: tuple[Step, ...]
    share: float

    @property
    def seconds(self) -> float:
        """Time of all of its steps [s]."""
        return sum(step.seconds for step in self.steps)

    @property
    def written(self) -> float:
        """What all of its steps write [bytes]."""
        return sum(step.written for step in self.steps)


SHARES: Final = {"clip": 45.0, "draft": 25.0, "shot": 25.0, "clip_final": 5.0}
"""Of 100 shots: what is asked for by a show that looks for its pictures. An assumption: nobody has run such a show yet."""


DEMO_MB: Final = {
    "build": 1.4, "simulate": 13.6, "air": 36.1, "debris": 1.7, "scene": 32.2, "street": 1.1, "render": 95.1, "dust": 42.7,
    "ground": 2.4, "comp": 94.4, "sound": 11.6, "clip": 3.2,
}  # fmt: skip
"""What each step of ``make demo`` wrote [MB]: a draft destruction of 96 frames at 640x360, by its ``done.json``."""

CLIP_MB: Final = {"simulate": 0.1, "scene": 18.1, "comp": 74.5, "sound": 6.7, "clip": 2.1}
"""What a step of the 24 drafts of the clip gallery (480x270, 4 s) wrote [MB], in the mean."""

PICTURES: Final = frozenset({"render", "comp", "dust", "dust_vdb", "ground", "street", "plate", "clip", "air"})
"""Steps whose files grow with frames; all but ``air`` with pixels as well."""


def sizes_mb() -> dict[str, dict[str, float]]:
    """Return what each step of each kind writes [MB]: the measured sizes, scaled by frames and pixels."""
    review = {**DEMO_MB, "dust_vdb": DEMO_MB["air"], "plate": 30.0}
    return {
        "draft": {name: size / 2 if name in PICTURES else size for name, size in DEMO_MB.items()},
        "shot": {name: size * 4 if name in PICTURES - {"air", "plate"} else size for name, size in review.items()},
        "clip": CLIP_MB,
        "clip_final": {name: size * 4 if name in PICTURES else size for name, size in CLIP_MB.items()},
    }


def kinds() -> tuple[Kind, ...]:
    """Return the kinds of shots with the times of their full benchmarks."""
    sizes, made = sizes_mb(), []
    for name, share in SHARES.items():
        times = measured(name)
        steps = tuple(
            Step(step, seconds, sizes[name].get(step, 0.0) * MB, FRAMES[name] if step == DIVIDED[name] else 0)
            for step, seconds in times.items()
        )
        made.append(Kind(name, steps, share))
    return tuple(made)


def measured(name: str) -> dict[str, float]:
    """Return the time of each step [s] of a benchmark's full form, as its notes tell them."""
    record: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["full"]
    note = next(note for note in record["notes"] if note.startswith("Steps:"))
    return {step: float(seconds) for step, seconds in re.findall(r"(\w+) ([0-9.]+) s", note)}


def finish_seconds() -> float:
    """Return what a take costs outside its steps [s]: starts, planning, checks, seal, as the benchmark ``overhead`` tells it."""
    record = json.loads((RESULTS / "overhead.json").read_text(encoding="utf-8"))["full"]
    found = re.search(r"inspection and seal ([0-9.]+) s", record["notes"][0])
    if found is None:
        raise BadInputError(
            "benchmarks/results/overhead.json says nothing of starts and seal. Run benchmarks/overhead.py --full."
        )
    return float(found[1])


def shots(every: tuple[Kind, ...], count: int, seed: int) -> list[Kind]:
    """Draw some shots, each with times of its own."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    drawn = chance.choices(every, [kind.share for kind in every], k=count)
    return [_varied(kind, chance.lognormvariate(-(SPREAD**2) / 2, SPREAD)) for kind in drawn]


def _varied(kind: Kind, factor: float) -> Kind:
    return replace(kind, steps=tuple(replace(step, seconds=step.seconds * factor) for step in kind.steps))
