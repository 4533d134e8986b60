"""A pair is measured as it should be: the twin is at no distance from itself, and doing nothing does nothing."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rushes.errors import BadInputError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    spec = importlib.util.spec_from_file_location("measure_reage", ROOT / "scripts" / "measure_reage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def flat(script):
    """A pair of flat greys, the young one brighter in one half of the face."""
    from performers.judging import FACE, Pair
    from rushes.engines.reage.window import Window

    rng = np.random.default_rng(1)
    old = np.asarray(rng.uniform(0.19, 0.21, (40, 60, 3)), np.float32)
    young = old.copy()
    young[:20] *= 1.2
    mesh = np.stack([rng.uniform(5, 55, 468), rng.uniform(5, 35, 468), np.zeros(468)], axis=-1).astype(np.float32)
    masks = {name: np.zeros((40, 60), np.float32) for name in FACE}
    masks["forehead"][:20] = 1
    return Pair(
        1001, Window(0, 0, 60, 40), old, young, mesh, np.ones((40, 60), bool), masks, np.zeros((40, 60, 2), np.float32)
    )


def test_the_twin_is_at_no_distance_from_itself_and_nothing_done_does_nothing(script, flat):
    row = script._row(flat, flat.young)
    assert row["error"] == 0
    assert row["done"] == pytest.approx(1)
    assert row["alike"] == pytest.approx(1)
    nothing = script._row(flat, flat.old)
    assert nothing["done"] == nothing["alike"] == 0
    assert nothing["texture"] == pytest.approx(1)
    assert nothing["regions"]["forehead"] == pytest.approx(2 * nothing["error"], rel=1e-4)


def test_half_of_the_change_is_half_done_and_the_other_way_is_less_than_nothing(script, flat):
    half = flat.old * np.sqrt(flat.young / flat.old)
    assert script._row(flat, half)["done"] == pytest.approx(0.5, abs=0.01)
    away = flat.old * flat.old / flat.young
    assert script._row(flat, away)["done"] == pytest.approx(-1, abs=0.01)
    assert script._row(flat, away)["alike"] == pytest.approx(-1, abs=0.01)


def test_a_change_that_comes_and_goes_flickers_and_a_steady_one_does_not(script, flat):
    from performers.judging import flicker

    three = [replace(flat, frame=frame) for frame in (1001, 1002, 1003)]
    steady = flicker(three, [flat.young] * 3)
    restless = flicker(three, [flat.old, flat.young, flat.old])
    assert steady < 1e-6
    assert restless > 0.5


def test_a_flicker_is_looked_for_along_the_motion(script, flat):
    from performers.judging import flicker

    motion = np.zeros((40, 60, 2), np.float32)
    motion[..., 0] = 3
    old = np.full((40, 60, 3), 0.2, np.float32)
    young = [np.full((40, 60, 3), 0.2, np.float32) for _ in range(3)]
    for step, picture in enumerate(young):
        picture[10:30, 20 + 3 * step : 35 + 3 * step] = 0.26
    three = [replace(flat, old=old, young=picture, motion=motion) for picture in young]
    assert flicker(three, young) < 0.05
    assert flicker([replace(one, motion=0 * motion) for one in three], young) > 0.15


def test_a_real_pair_goes_through_every_step(script, tmp_path):
    from performers.acting import Moment
    from performers.base import Base, wheel
    from performers.people import PEOPLE, Layers
    from performers.rendering import Quality, render
    from performers.shot import Shot

    try:
        base = Base.read(wheel(ROOT / "out" / "cache"))
    except BadInputError as error:
        pytest.skip(str(error))
    for name, age in (("old", 1.0), ("young", 0.0)):
        shot = Shot(base, PEOPLE["birch"], Layers.all(age), splits=1)
        render(shot, [Moment()], tmp_path / name, Quality(size=200, samples=3, cores=(0,)), lambda _: None)
    found = script.measured(tmp_path, tmp_path / "work", learned=False)
    assert (found["frames"], found["keys"], found["lost"]) == (1, [1001], [])
    rows = found["rows"][0]["rows"]
    assert rows["twin"]["error"] == 0
    assert "keys" not in rows  # the one frame is painted
    assert rows["nothing"]["error"] > 3
    assert rows["shift"]["done"] == pytest.approx(0, abs=0.1)
    assert rows["bands"]["alike"] > 0.1
    assert 0.1 < rows["twin"]["from_old"] < 0.8
    assert "| **bands** and tone alone |" in script.tables({"birch": found})


def test_a_pair_without_frames_is_refused(script, tmp_path):
    with pytest.raises(BadInputError, match="make twins"):
        script.measured(tmp_path, tmp_path / "work", learned=False)


def test_the_worst_frame_speaks_for_a_shot_and_a_blur_is_flagged(script, tmp_path):
    from performers import checking

    steady = {"edit": 0.1, "null": 0.02}
    rows = [
        {"frame": 1, "texture": 0.9, "texture_of_blur": 0.1, "edge": 0.01, "identity": {"reage": 0.2, "null": 0.02}},
        {"frame": 2, "texture": 0.75, "texture_of_blur": 0.2, "edge": 0.005, "flicker": steady},
        {"frame": 3},
    ]
    (tmp_path / "report.json").write_text(json.dumps({"frames": rows}), encoding="utf-8")
    found = checking.summed_up(tmp_path / "report.json")
    assert found == {
        "texture": 0.75,
        "texture_of_blur": 0.2,
        "identity": 0.2,
        "null": 0.02,
        "edge": 0.01,
        "flicker": 0.1,
        "light": 0.02,
    }
    assert all(checking.passes(found, name, 36) for name in ("texture", "identity", "edge", "flicker"))
    assert not checking.passes(found | {"texture": found["texture_of_blur"]}, "texture", 36)
    assert not checking.passes(found | {"flicker": 0.3}, "flicker", 36)
    assert checking.passes(found | {"flicker": 0.3, "light": 0.31}, "flicker", 36)
    lines = checking.table({"birch": {"bands": found}, "rowan": {"bands": found | {"edge": 0.05}}}, 36)
    assert "0.010 to 0.050; 1 of 2 pass" in lines[-1]
