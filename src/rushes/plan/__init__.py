"""Room 3: how will it be made? A brief and its clearance go in, a recipe comes out."""

from rushes.plan.recipe import Engine, Recipe, StepState
from rushes.plan.step import InputFile, Publish, Step, StepContext

__all__ = ["Engine", "InputFile", "Publish", "Recipe", "Step", "StepContext", "StepState"]
