"""The page of the threats names tests that exist; and Blender opens no file of anybody's, and runs no script but ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", PAGE)))


def test_every_threat_has_a_test() -> None:
    table = PAGE.partition("## Threats")[2].partition("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("|")][2:]
    assert len(rows) > 15
    assert [row for row in rows if "`tests/" not in row] == []
    assert all(row.count("|") == 5 for row in rows)


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: str(part).rpartition("/")[2])
def test_every_test_that_the_page_names_is_there(file: str, name: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not name or re.search(rf"^(async )?def {name}\(", text, re.MULTILINE)


FORBIDDEN = re.compile(
    r"open_mainfile|wm\.append|wm\.link|libraries\.load|use_scripts_auto_execute *= *True|addon_enable|exec\(|driver_add"
)
"""How Blender would read somebody's .blend, or run what isn't ours."""


@pytest.mark.blender
def test_no_blend_file_is_opened_and_no_script_of_one_runs(tmp_path: Path) -> None:
    sources = sorted((ROOT / "src" / "rushes" / "blender").glob("*.py"))
    assert sources
    assert [path.name for path in sources if FORBIDDEN.search(path.read_text(encoding="utf-8"))] == []
    marker = tmp_path / "ran"
    for folder in (
        tmp_path / "scripts" / "startup",
        tmp_path / "home" / ".config" / "blender" / "4.5" / "scripts" / "startup",
    ):
        folder.mkdir(parents=True)
        (folder / "evil.py").write_text(
            f"open({str(marker)!r}, 'w')\ndef register():\n    open({str(marker)!r}, 'w')\n"
        )
    code = (
        "import bpy\nbpy.ops.wm.read_factory_settings(use_empty=True)\n"
        "print('scripts run by themselves:', bpy.context.preferences.filepaths.use_scripts_auto_execute)"
    )
    env = {
        **os.environ,
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "home" / ".config"),
        "BLENDER_USER_SCRIPTS": str(tmp_path / "scripts"),
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert "scripts run by themselves: False" in done.stdout, done.stderr
    assert not marker.exists()
