"""A show on a machine that has keys, a disk to mount, and the one trouble that a look finds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.doctor import Place
from rushes.provenance.authority import Authority
from rushes.show import Show
from rushes.studio.trouble import Trouble


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A show that was started, with one entry in its ledger, on a machine that has keys."""
    home = tmp_path / "home"
    monkeypatch.setenv("RUSHES_HOME", str(home))
    show = Show.init(tmp_path / "SHOW", rate=Fraction(24))
    Authority.open().open_ledger(show.ledger).append("show.started", actor="tests", scope={"show": "SHOW"}, data={})
    return Place(home, datetime.now(UTC), show)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mount a disk in memory at ``S``."""
    at = tmp_path / "S"
    at.mkdir()

    def mount(*options: str) -> Path:
        if os.geteuid() != 0:
            pytest.skip("only root may mount")
        argv = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(at)]
        if subprocess.run(argv, check=False, capture_output=True).returncode:
            pytest.skip("this root may not mount")
        return at

    yield mount
    while os.path.ismount(at):
        subprocess.run(["umount", "-l", str(at)], check=True)  # noqa: S607 - the system's umount


@pytest.fixture
def only() -> Callable[..., Trouble]:
    return one_of


def one_of(troubles) -> Trouble:
    (one,) = troubles
    assert isinstance(one, Trouble)
    for sentence in (one.what, one.remedy):
        assert len(sentence.split()) > 2
        assert "\n" not in sentence
    return one
