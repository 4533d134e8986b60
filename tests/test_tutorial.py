"""The tutorials are true: their blocks run, in order, in an empty folder, with the real Blender.

A block ``yaml NAME`` is a file to write. A block ``sh`` is run by a shell, and each of its commands has to succeed;
``sh wrong`` has to leave with 2, ``sh refused`` with 3, ``sh escalate`` with 4, and ``sh failed`` with 5.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
BLOCK = re.compile(r"```(\w+)(?: ([\w.]+))?\n(.*?)```", re.DOTALL)
EXIT_CODES = {"": 0, "wrong": 2, "refused": 3, "escalate": 4, "failed": 5}

Run = Callable[[str, int], str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run lines of a shell in ``tmp_path``, with ``rushes`` being this very code and ``python`` this one; return what they printed."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, module in (("rushes", " -m rushes"), ("python", "")):
        command = programs / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}"{module} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    environment = {
        **os.environ,
        "RUSHES_HOME": str(tmp_path / "home"),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
    }
    place = tmp_path / "desk"
    place.mkdir()

    def shell(lines: str, expected: int) -> str:
        argv = ["bash", "-euo", "pipefail", "-c", lines]
        done = subprocess.run(argv, cwd=place, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == expected, f"{lines}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    return shell


def walk(page: Path, place: Path, run: Run) -> list[tuple[str, str]]:
    """Carry out a tutorial; return each shell block with what it printed."""
    told = []
    for language, note, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "yaml":
            (place / (note or "brief.yaml")).write_text(text, encoding="utf-8")
        elif language == "sh":
            told.append((text, run(text, EXIT_CODES[note])))
    return told


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_tutorial_runs(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "desk"
    walk(DOCS / "tutorial.md", place, run)

    version = place / "MYSHOW" / "shots" / "010_0010" / "v001"
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


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_consent_tutorial_runs(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "desk"
    walk(DOCS / "consent_tutorial.md", place, run)

    show = place / "MYSHOW"
    versions = sorted(path.name for path in (show / "shots" / "020_0150").iterdir() if path.is_dir())
    assert versions == ["v001"], "what was refused left nothing"
    record = (show / "shots" / "020_0150" / "v001" / "take.json").read_text(encoding="utf-8")
    clearance = json.loads(record)["clearance"]
    assert clearance["people"] == ["p-014"]
    ledger = (show / "ledger.jsonl").read_text(encoding="utf-8")
    for name in ("Tobias", "Quillfeather"):
        assert name not in json.dumps(clearance)
        assert name not in ledger
    events = [json.loads(line)["event"] for line in ledger.splitlines()]
    for event in (
        "performer.enrolled", "consent.signed", "consent.countersigned", "clearance.judged", "take.sealed",
        "consent.revoked",
    ):  # fmt: skip
        assert event in events, event

    touched = json.loads(run("rushes consent impact p-014 --show MYSHOW --json", 0).splitlines()[-1])
    (take,) = touched["consents"][0]["takes"]
    assert (take["then"], take["now"], take["authorised_then"]) == ("in_force", "revoked", True)
    assert run("rushes ledger verify --show MYSHOW", 0)
    told = json.loads(run("rushes disclosure MYSHOW --format json", 0).splitlines()[-1])
    assert told["register"][0]["performers"] == ["p-014"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_reage_tutorial_runs(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "desk"
    shutil.copy(DOCS / "reage" / "ada.jpg", place / "ada.jpg")
    walk(DOCS / "tutorial-reage.md", place, run)

    shot = place / "MYSHOW" / "shots" / "010_0030"
    assert sorted(path.name for path in shot.iterdir() if path.is_dir()) == ["keys", "v001", "v002"]
    takes = [json.loads((shot / version / "take.json").read_text(encoding="utf-8")) for version in ("v001", "v002")]
    layers = [
        next(step["params"]["layers"] for step in take["recipe"]["steps"] if step["name"] == "comp") for take in takes
    ]
    assert layers == ["propose", "keys"]
    for take in takes:
        checks = {finding["check"]: finding for finding in take["findings"]}
        for check in ("outside_matte", "bystanders", "finite_pixels", "likeness"):
            assert checks[check]["ok"], checks[check]
        assert take["clearance"]["people"] == ["p-014"]
    ledger = (place / "MYSHOW" / "ledger.jsonl").read_text(encoding="utf-8")
    assert "Ardwell" not in ledger
    events = [json.loads(line)["event"] for line in ledger.splitlines()]
    assert [events.count(event) for event in ("take.sealed", "consent.revoked")] == [2, 1]


@pytest.mark.slow
def test_the_tutorial_of_models_runs(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "desk"
    pytest.importorskip("peft", reason="the extra train is not installed")
    shutil.copy(DOCS / "models" / "small_pipeline.py", place / "small_pipeline.py")
    walk(DOCS / "models_tutorial.md", place, run)

    told = json.loads(run("rushes models verify house-look --show MYSHOW --json", 3).splitlines()[-1])
    (model,) = told["models"]
    assert (model["loads"], model["faults"]) == (False, []), "its weights are right, and nobody may load them"
    assert [reason["rule"] for reason in model["reasons"]] == ["house/models-need-consents"]
    assert not (place / "again.safetensors").exists()
    assert not (place / "THEIRS" / "models").exists()
    ledger = (place / "MYSHOW" / "ledger.jsonl").read_text(encoding="utf-8")
    for name in ("Ada", "Moss", "J. Doe", "wallpaper", "window"):
        assert name not in ledger
    events = [json.loads(line)["event"] for line in ledger.splitlines()]
    assert [event for event in events if event.startswith(("model.", "item."))] == [
        "model.added", "model.added", "model.sealed", "item.withdrawn", "model.added",
    ]  # fmt: skip
