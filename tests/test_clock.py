"""A clock that jumps while a take is made dates nothing."""

from __future__ import annotations

import time

import pytest

from rushes.clock import APART_S, JUMP_S, SteadyClock, disk_ahead
from rushes.errors import NotNowError


@pytest.mark.parametrize(("jump", "way"), [(JUMP_S + 60, "forwards"), (-JUMP_S - 60, "backwards")])
def test_a_jump_is_told_with_its_way(monkeypatch, tmp_path, jump: float, way: str) -> None:
    clock, real = SteadyClock(tmp_path), time.time
    clock.check()
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    with pytest.raises(NotNowError, match=f"jumped {JUMP_S + 60:.0f} s {way}"):
        clock.check()


def test_a_clock_that_is_set_over_the_network_is_none_that_jumps(monkeypatch, tmp_path) -> None:
    clock, real = SteadyClock(tmp_path), time.time
    monkeypatch.setattr(time, "time", lambda: real() + JUMP_S / 2)
    clock.check()


@pytest.mark.parametrize(("apart", "way"), [(APART_S + 60, "ahead of"), (-APART_S - 60, "behind")])
def test_a_clock_that_was_wrong_from_the_start_is_told_by_the_disks(
    monkeypatch, tmp_path, apart: float, way: str
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + apart)
    with pytest.raises(NotNowError, match=rf"clock is 6\d\d s {way} that of the disk of {tmp_path}"):
        SteadyClock(tmp_path).check()
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_no_disk_is_asked(tmp_path) -> None:
    assert disk_ahead(tmp_path / "nowhere") is None
    SteadyClock(tmp_path / "nowhere").check()
