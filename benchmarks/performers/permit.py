"""A permit for shots with nobody in them: steps run with none but the gate's own, also where they are only measured."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from rushes.clearance.gate import Gate, Permit
from rushes.clearance.question import Question
from rushes.clearance.records.consent import Action
from rushes.show import Show


def permit() -> Permit:
    """Ask the gate of a show of its own to make pictures of nobody, and return what it gives."""
    action = Action("generate")
    with TemporaryDirectory(prefix="rushes-twins-") as folder:
        show = Show.init(Path(folder) / "TWINS", Fraction(24))
        question = Question(production="TWINS", shot="010_0010", actions=(action,), brief_sha256="b" * 64)
        return Gate.of(show).ask(question, action)
