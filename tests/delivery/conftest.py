"""A show on the day of a delivery, and a profile that asks for one of everything."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rushes.delivery.profile import Profile, parse_profile
from rushes.show import Show
from small_house import SMALL, House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a show at 24000/1001."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return House(Show.init(tmp_path / "DEMO", Fraction(24000, 1001), title="The Demo"))


@pytest.fixture
def small() -> Profile:
    """Return a profile of every kind of deliverable."""
    return parse_profile(SMALL, "small.yaml")
