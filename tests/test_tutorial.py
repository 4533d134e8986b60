"""The tutorial is true: its blocks run, in order, in an empty folder, with the real Blender."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
BLOCK = re.compile(r"```(\w+)(?: (\w+))?\n(.*?)```", re.DOTALL)


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_tutorial_runs(tmp_path: Path) -> None:
    environment = {**os.environ, "RUSHES_HOME": str(tmp_path / "home")}

    def run(line: str, expected: int) -> str:
        words = shlex.split(line)
        assert words[0] == "rushes"
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == expected, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    for language, note, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if language == "yaml":
            (tmp_path / "brief.yaml").write_text(text, encoding="utf-8")
            continue
        for line in text.strip().splitlines():
            run(line, 3 if note == "refused" else 0)

    version = tmp_path / "MYSHOW" / "shots" / "010_0010" / "v001"
    take = json.loads((version / "take.json").read_text(encoding="utf-8"))
    roles = {file["role"] for file in take["files"]}
    assert roles == {
        "comp", "element", "pass", "scene", "sound", "stem", "review", "contact_sheet", "contacts", "manifest",
    }  # fmt: skip
    assert (take["first_frame"], take["last_frame"], take["rate"]) == (1001, 1003, "24/1")
    assert all(finding["ok"] for finding in take["findings"]), take["findings"]
    assert (version / "index.html").is_file()

    again = json.loads(run("rushes make brief.yaml --show MYSHOW --json", 0).splitlines()[-1])
    assert again == {"take": str(version / "take.json"), "verdict": "cleared"}
    assert not (version.parent / "v002").exists()

    movie = version / "review" / "MYSHOW_010_0010_v001.mp4"
    data = bytearray(movie.read_bytes())
    data[len(data) // 2] ^= 0xFF
    movie.write_bytes(bytes(data))
    found = json.loads(run(f"rushes verify {movie} --json", 5).splitlines()[-1])
    assert found["state"] == "tampered"
