"""A real permit for tests of single steps: asked of a real gate, in a show of its own, for a shot with nobody in it."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rushes.clearance.gate import Gate, Permit
from rushes.clearance.question import Question
from rushes.clearance.records.consent import Action
from rushes.show import Show


@cache
def permit(action: str = "generate", models: tuple[str, ...] = ()) -> Permit:
    with TemporaryDirectory(prefix="rushes-permit-") as folder:
        show = Show.init(Path(folder) / "PERMIT", Fraction(24))
        question = Question(
            production="PERMIT", shot="010_0010", actions=(Action(action),), models=models, brief_sha256="b" * 64
        )
        return Gate.of(show).ask(question, action)
