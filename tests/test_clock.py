"""A clock that jumps while a take is made dates nothing."""

from __future__ import annotations

import time

import pytest

from rushes.clock import JUMP_S, SteadyClock
from rushes.errors import CheckFailedError


@pytest.mark.parametrize(("jump", "way"), [(JUMP_S + 60, "forwards"), (-JUMP_S - 60, "backwards")])
def test_a_jump_is_told_with_its_way(monkeypatch, jump: float, way: str) -> None:
    clock, real = SteadyClock(), time.time
    clock.check()
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    with pytest.raises(CheckFailedError, match=f"jumped {JUMP_S + 60:.0f} s {way}"):
        clock.check()


def test_a_clock_that_is_set_over_the_network_is_none_that_jumps(monkeypatch) -> None:
    clock, real = SteadyClock(), time.time
    monkeypatch.setattr(time, "time", lambda: real() + JUMP_S / 2)
    clock.check()
