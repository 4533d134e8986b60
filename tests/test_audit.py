"""What Rushes stands on is pinned and may be used; its parts list fits its schema; its wheel is the same bits twice."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everything_installed_is_pinned_and_under_a_licence_that_is_allowed() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/audit.py", "--offline"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "Known holes were not looked up: --offline." in done.stdout, "what was not done is said"


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("GPL-3.0", False),
        ("CC-BY-NC-4.0", False),
        ("", False),
        ("My own", False),
    ],
)
def test_a_licence_is_allowed_by_its_name_alone(licence: str, allowed: bool) -> None:
    assert script("audit").is_allowed(licence) is allowed


def test_an_odd_version_and_what_no_pin_holds_are_told() -> None:
    import importlib.metadata

    audit = script("audit")
    packages = {audit.plain(one.name): one for one in importlib.metadata.distributions()}
    held = audit.pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    assert not list(audit.pinned(packages, held))
    told = list(audit.pinned(packages, {**held, "numpy": "1.0"} | {"click": held["click"]}))
    assert len(told) == 1
    assert told[0].startswith("numpy is pinned at 1.0, and ")
    del held["click"]
    assert any("click" in one and "not pinned" in one for one in audit.pinned(packages, held))


def test_a_wheel_with_something_in_it_that_has_no_place_there_is_told(tmp_path: Path) -> None:
    wheel = tmp_path / "rushes-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in (
            "rushes/__init__.py",
            "rushes/signer.key",
            "rushes/test_x.py",
            "tests/a.py",
            "rushes-1.dist-info/RECORD",
        ):
            archive.writestr(name, "")
    told = script("wheel_twice").faults(wheel, bundle=True)
    assert sorted(one.partition(" ")[0] for one in told) == [
        "rushes/review/web/static/player.js", "rushes/signer.key", "rushes/test_x.py", "tests/a.py",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_wheel_is_the_same_bits_twice(tmp_path: Path) -> None:
    twice = script("wheel_twice")
    one, other = (twice.build(tmp_path / name, "1700000000") for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    assert twice.faults(one, bundle=False) == []


@pytest.mark.slow
def test_the_parts_list_fits_its_schema_and_names_what_is_installed(tmp_path: Path) -> None:
    document = script("sbom").write(tmp_path / "sbom.cdx.json")
    names = {one["name"].lower() for one in document["components"]}
    assert {"numpy", "bpy", "cryptography", "c2pa-python"} <= names
