"""What the benchmarks share: figures and how they are said, this machine, and a take that is made while it is measured."""

from measuring.command import run
from measuring.figures import Figures
from measuring.making import MeasuredMake
from measuring.workshop import Workshop, small_brief

__all__ = ["Figures", "MeasuredMake", "Workshop", "run", "small_brief"]
