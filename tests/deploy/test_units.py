"""The units for systemd are right, keep their services in, and start commands that there are."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from own_commands import parsed

UNITS = sorted((Path(__file__).resolve().parents[2] / "deploy" / "systemd").glob("rushes-*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PROGRAM = "/opt/rushes/bin/rushes"

MOST_EXPOSED = 3.5
"""Of 10, as systemd counts: the network, and devices that draw, have to stay open."""


def started(service: Path) -> list[str]:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign] # configparser's way to keep capitals
    unit.read_string(service.read_text(encoding="utf-8"))
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program == PROGRAM
    return arguments


def test_there_are_units() -> None:
    assert {unit.name for unit in UNITS} == {
        "rushes-supervisor.service", "rushes-standby.service", "rushes-review@.service", "rushes-tidy@.service", "rushes-tidy@.timer",
        "rushes-head.service", "rushes-worker.service",
    }  # fmt: skip


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_what_a_unit_starts_is_a_command_of_ours(service: Path) -> None:
    assert parsed(started(service))


def test_a_command_that_there_is_not_does_not_pass() -> None:
    with pytest.raises(click.NoSuchOption):
        parsed(["studio", "run", "--forever"])


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """The units as they lie on a machine, with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / unit.name).write_text(
            text.replace("User=rushes", "User=root").replace("Group=rushes", "Group=root")
        )
    return tmp_path


def name_of(unit: Path) -> str:
    return unit.name.replace("@.", "@MYSHOW.")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong_with_a_unit(beside: Path, unit: Path) -> None:
    path = beside / name_of(unit)
    if not path.exists():
        path.write_text((beside / unit.name).read_text())
    argv = ["systemd-analyze", "verify", "--man=no", str(path)]
    checked = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=300)
    ours = [line for line in checked.stderr.splitlines() if "rushes" in line]
    assert not ours


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_is_kept_in(beside: Path, service: Path) -> None:
    path = beside / name_of(service)
    path.write_text(service.read_text(encoding="utf-8"))
    argv = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={MOST_EXPOSED * 10:.0f}",
        "--no-pager",
        str(path),
    ]
    checked = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=300)
    if "Unknown" in checked.stderr or "unrecognized" in checked.stderr:
        pytest.skip("this systemd can't look at a unit that isn't loaded")
    assert checked.returncode == 0, checked.stdout[-400:] + checked.stderr
    assert "Overall exposure level" in checked.stdout
