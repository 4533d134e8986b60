"""The value that leaves the plan room: every step, resolved, under one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.brief import Brief
from rushes.canonical import sha256_of
from rushes.plan.remark import Answering
from rushes.plan.step import Step
from rushes.show import FrameRange


@dataclass(frozen=True, slots=True)
class Engine:
    """A maker, as it registers itself through the ``rushes_engines`` hook.

    Attributes:
        name: For example ``destruction``.
        kind: The kind of brief it answers.
        version: Of the engine.
        steps: Resolves (brief, rate, show, version) into steps, each after what it needs.
        digital_source_type: IPTC digital source type of what it makes, given whether there is a plate.
        completed: Returns a brief with the paths of what lies in the show's folder for it, such as painted keys: (brief, folder of
            the show, folder of the shot). What it adds changes no brief's hash; a step names what it reads by its content.
        sample: Returns the brief of the small real job that a new machine is measured with: (brief, frames). One that names nobody and has no
            plate is made in a show of its own, any other under the brief's own clearance. None: nothing is measured before a first take.
        sample_frames: Frames of these jobs, the first of which counts for nothing, as it compiles what the others find compiled: of
            two sizes, so that starting and working are told apart.
        ways: Named ways in which it answers one brief, for takes that are compared: each returns the brief that asks for it, or says in a
            ``BadInputError`` what the brief lacks for it.
        answers: How it turns what somebody said of a version into parameters of the next one; None where it can't.
        handles: Whether its pictures are a shot that is cut, with handles at both ends; not so views and turn-arounds.
    """

    name: str
    kind: str
    version: str
    steps: Callable[[Brief, Fraction, str, str], tuple[Step, ...]]
    digital_source_type: Callable[[Brief], str]
    completed: Callable[[Brief, Path, Path], Brief] = lambda brief, _show, _shot: brief
    sample: Callable[[Brief, int], Brief] | None = None
    sample_frames: tuple[int, ...] = (2, 2, 6)
    answers: Answering | None = None
    handles: bool = True
    ways: Mapping[str, Callable[[Brief], Brief]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A brief resolved into steps; its hash names the work.

    Attributes:
        show, shot, version, kind, engine, engine_version: Where it belongs and who makes it.
        rate: Frames per second.
        frames: The picture's frames, handles included.
        handles: Frames at each end that are not part of the cut.
        seed: The seed that all of its randomness comes from.
        brief_sha256: The brief it was made from.
        steps: In order.
    """

    show: str
    shot: str
    version: str
    kind: str
    engine: str
    engine_version: str
    rate: Fraction
    frames: FrameRange
    handles: int
    seed: int
    brief_sha256: str
    steps: tuple[Step, ...]

    @property
    def keys(self) -> Mapping[str, str]:
        """The content address of each step, by name."""
        keys: dict[str, str] = {}
        for step in self.steps:
            keys[step.name] = step.key(keys)
        return keys

    @property
    def sha256(self) -> str:
        """The recipe's name (64 hex digits): what is made, wherever and under whichever version."""
        return sha256_of(
            {
                "shot": self.shot,
                "engine": self.engine,
                "engine_version": self.engine_version,
                "rate": f"{self.rate.numerator}/{self.rate.denominator}",
                "frames": [self.frames.first, self.frames.last],
                "seed": self.seed,
                "steps": dict(self.keys),
            }
        )

    def step(self, name: str) -> Step:
        """Return a step by name.

        Raises:
            KeyError: There is none.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as ``take.json`` holds it."""
        keys = self.keys
        return {
            "sha256": self.sha256,
            "steps": [
                {
                    "name": step.name,
                    "key": keys[step.name],
                    "entry": step.entry,
                    "version": step.version,
                    "params": dict(step.params),
                    "needs": list(step.needs),
                    "inputs": [{"label": file.label, "sha256": file.sha256} for file in step.files],
                    "deterministic": step.deterministic,
                    "tools": dict(step.tools),
                }
                for step in self.steps
            ],
        }


@dataclass(frozen=True, slots=True)
class StepState:
    """Where a step stands on this machine.

    Attributes:
        step: The step.
        key: Its content address.
        done: Whether its files are there and right.
        seconds: Estimated time [s] on this machine, 0 when done; None before any calibration.
        folder: Where its files are, or will be.
    """

    step: Step
    key: str
    done: bool
    seconds: float | None
    folder: Path
