"""Clips that ship as scenes are read without a word that was not understood, cleared, and planned."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rushes import pipeline
from rushes.brief import read_brief
from rushes.clearance import Verdict
from rushes.engines.clip.engine import steps
from rushes.show import Show

CLIPS = Path(__file__).resolve().parents[3] / "examples" / "clips"
EXAMPLES = sorted([*CLIPS.glob("*.yaml"), *CLIPS.glob("*/*.yaml")])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_cleared_and_planned(path, tmp_path):
    show = Show.init(tmp_path / "EXAMPLES", Fraction(24))
    brief = read_brief(path, rate=show.rate, strict=True)
    assert brief.kind == "clip"
    assert pipeline.judge(brief, show).verdict is Verdict.CLEARED
    made = steps(brief, show.rate, show.name, "v001")
    (first,) = (step for step in made if step.name == "simulate")
    assert first.params["frames"] == [1001, 1000 + brief.clip.cuts(show.rate)[-1]]
