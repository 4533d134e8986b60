"""The briefs that ship are cleared and can be planned at every quality."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from rushes import pipeline
from rushes.brief import read_brief
from rushes.clearance import Verdict
from rushes.plan import load_calibration
from rushes.show import Show

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BRIEFS = sorted(EXAMPLES.glob("*.yaml"))


@pytest.mark.parametrize("quality", ["draft", "review", "final"])
@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_an_example_is_cleared_and_planned(path, quality, tmp_path, monkeypatch):
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    shutil.copy(path, tmp_path)
    (tmp_path / "plates").mkdir()
    Image.new("RGB", (960, 640), (120, 130, 140)).save(tmp_path / "plates" / "china.jpg")
    Image.new("L", (960, 640), 255).save(tmp_path / "plates" / "china_foreground.png")
    show = Show.init(tmp_path / "EXAMPLES", Fraction(24))
    brief = read_brief(tmp_path / path.name, rate=show.rate, strict=True, overrides={"quality": quality})
    clearance = pipeline.judge(brief, show)
    assert clearance.verdict is Verdict.CLEARED, clearance.reasons
    outlook = pipeline.preview(brief, show, clearance, load_calibration(tmp_path / "home"))
    steps = [state.step.name for state in outlook.states]
    assert ("plate" in steps, "street" in steps) == ((True, False) if path.stem == "pavilion" else (False, True))
    assert steps[0] == ("plate" if path.stem == "pavilion" else "build"), (
        "a damaged plate is found before anything is built"
    )
    assert steps[-1] == "clip"
    assert len(outlook.recipe.frames) == 96
    assert not any(state.done for state in outlook.states)
    assert list(show.work.rglob("*.part")) == [], "a plan makes nothing"
