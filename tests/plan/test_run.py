"""A key names all that shapes a step, and a changed clearance is none. That no step runs without one: test_gate.py."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import Brief, Building
from rushes.clearance import Clearance, Verdict
from rushes.errors import RefusedError
from rushes.plan import load_calibration, plan, states
from rushes.plugins import engines

SHA = "b" * 64


def clearance(verdict: Verdict = Verdict.CLEARED, actions: tuple[str, ...] = ("generate", "alter")) -> Clearance:
    return Clearance(verdict, (), SHA, frozenset(actions), (), datetime(2026, 1, 1, tzinfo=UTC))


def recipe(**changes: Any) -> Any:
    brief = Brief(**{"shot": "010_0010", "building": Building(storeys=2, bays=2, bays_deep=2), "frames": 4, **changes})
    return plan(
        brief,
        clearance(),
        engines()["destruction"],
        show="SHOW",
        version="v001",
        rate=Fraction(24),
        brief_sha256=SHA,
    )


@given(field=st.sampled_from(["verdict", "actions", "people", "brief_sha256", "judged_at"]))
def test_a_changed_clearance_is_refused(field: str) -> None:
    record = clearance(Verdict.REFUSED, ()).to_json()
    record[field] = {
        "verdict": "cleared", "actions": ["generate"], "people": ["A"], "brief_sha256": "c" * 64,
        "judged_at": "2027-01-01T00:00:00+00:00",
    }[field]  # fmt: skip
    with pytest.raises(RefusedError, match="changed"):
        Clearance.from_json(record)


@pytest.mark.parametrize(
    ("changes", "made_again"),
    [
        (
            {"camera": {"focal_length_mm": 40.0}},
            {"scene", "street", "render", "dust", "ground", "comp", "sound", "clip"},
        ),
        ({"grade": {"exposure_stops": 1.0}}, {"comp", "clip"}),
        ({"dust": {"amount": 2.0}}, {"air", "dust", "dust_vdb", "ground", "comp", "clip"}),
        (
            {"debris": {"amount": 2.0}},
            {"debris", "scene", "street", "render", "dust", "ground", "comp", "clip"},
        ),
    ],
)
def test_a_change_makes_again_only_what_depends_on_it(changes: dict[str, Any], made_again: set[str]) -> None:
    before, after = recipe().keys, recipe(**changes).keys
    assert {name for name in before if before[name] != after[name]} == made_again


def test_a_seed_is_another_simulation() -> None:
    assert recipe().keys["simulate"] != recipe(seed=2).keys["simulate"]


def test_estimates_come_from_measured_runs(tmp_path: Path) -> None:
    calibration = load_calibration(tmp_path)
    made = recipe()
    assert all(state.seconds is None for state in states(made, tmp_path, calibration))
    render = made.step("render")
    calibration = calibration.with_run(render, 12.0)
    assert load_calibration(tmp_path).estimate(render) == pytest.approx(12.0)
    longer = recipe(frames=8).step("render")
    assert load_calibration(tmp_path).estimate(longer) == pytest.approx(24.0, rel=0.01)


def test_a_broken_calibration_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "calibration.json").write_text("{", encoding="utf-8")
    assert load_calibration(tmp_path).runs == {}
