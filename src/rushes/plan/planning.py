"""From a brief and its clearance to a recipe, and from a recipe to what is still to do."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from rushes.brief import Brief
from rushes.clearance import Clearance
from rushes.errors import BadInputError
from rushes.plan.calibration import Calibration
from rushes.plan.recipe import Engine, Recipe, StepState
from rushes.plan.run import folders_of
from rushes.plan.step import Step
from rushes.show import HANDLES, FrameRange


def plan(
    brief: Brief,
    clearance: Clearance,
    engine: Engine,
    *,
    show: str,
    version: str,
    rate: Fraction,
    brief_sha256: str,
) -> Recipe:
    """Resolve a brief into steps.

    Args:
        brief: What is asked.
        clearance: It has to cover every action of a step, for this brief.
        engine: Who makes it.
        show: The show's name.
        version: The version that the slate and the burn-in will show.
        rate: Frames per second.
        brief_sha256: The brief's name.

    Raises:
        RefusedError: The clearance does not cover it.
        BadInputError: The engine can't make it.
    """
    steps = engine.steps(brief, rate, show, version)
    _check(steps)
    for action in dict.fromkeys(step.action for step in steps):
        clearance.require(action, brief_sha256=brief_sha256)
    return Recipe(
        show=show,
        shot=brief.shot,
        version=version,
        kind=brief.kind,
        engine=engine.name,
        engine_version=engine.version,
        rate=rate,
        frames=FrameRange.of_length(brief.frames),
        handles=HANDLES if engine.handles and brief.frames > 2 * HANDLES else 0,
        seed=brief.seed,
        brief_sha256=brief_sha256,
        steps=steps,
    )


def _check(steps: tuple[Step, ...]) -> None:
    seen: set[str] = set()
    for step in steps:
        if step.name in seen:
            raise BadInputError(f"The engine names the step {step.name} twice. That is a fault in the engine.")
        missing = set(step.needs) - seen
        if missing:
            raise BadInputError(
                f"The engine's step {step.name} needs {', '.join(sorted(missing))}, which does not come before it. "
                "That is a fault in the engine."
            )
        seen.add(step.name)


def states(recipe: Recipe, work: Path, calibration: Calibration) -> tuple[StepState, ...]:
    """Return where each step of a recipe stands on this machine."""
    folders = folders_of(recipe, work)
    return tuple(
        StepState(
            step=step,
            key=folders[step.name].key,
            done=(done := folders[step.name].is_done()),
            seconds=0.0 if done else calibration.estimate(step),
            folder=folders[step.name].path,
        )
        for step in recipe.steps
    )
