"""Room 3: how will it be made? A brief and its clearance go in, a recipe comes out."""

from rushes.plan.calibration import Calibration, load_calibration
from rushes.plan.planning import plan, states
from rushes.plan.recipe import Engine, Recipe, StepState
from rushes.plan.remark import Answer, Remark, Turned
from rushes.plan.run import folders_of, tasks
from rushes.plan.step import InputFile, Publish, Step, StepContext

__all__ = [
    "Answer",
    "Calibration",
    "Engine",
    "InputFile",
    "Publish",
    "Recipe",
    "Remark",
    "Step",
    "StepContext",
    "StepState",
    "Turned",
    "folders_of",
    "load_calibration",
    "plan",
    "states",
    "tasks",
]
