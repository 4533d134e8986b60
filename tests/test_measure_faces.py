"""The measuring script gives its table for anybody's pictures, here for drawn ones."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from PIL import Image

from drawn_head import ADA, BEN, head

SCRIPT = Path(__file__).parent.parent / "scripts" / "measure_faces.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("measure_faces", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["measure_faces"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def people(tmp_path):
    """Return a folder with two pictures of one person and one of another."""
    for name, picture in {
        "ada/1.png": head(ADA),
        "ada/2.png": head(ADA, gaze=0.5, light=0.8),
        "ben/1.png": head(BEN),
    }.items():
        (tmp_path / "people" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(tmp_path / "people" / name)
    (tmp_path / "people" / "ben" / "notes.txt").write_text("no picture", encoding="utf-8")
    return tmp_path / "people"


def test_every_two_pictures_are_compared_once(script, people):
    text = script.report(script.portraits([people]), plain=True)
    assert "3 pictures of 2 people" in text
    assert "| as it came, in other pictures | 3 of 3 | 1 / 0 / **0** | **0** / 0 / 2 |" in text


def test_a_changed_picture_is_found_and_compared_with_all(script, people):
    found = script.portraits([people])
    same, other = [], []
    row = script._measured("40 px wide", found, lambda one: script.at_width(one, 40), same, other)
    assert row.startswith("| 40 px wide | 3 of 3 |")
    assert (len(same), len(other)) == (5, 4)


def test_the_tables_go_between_their_marks_and_nothing_else_changes(script, people, tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{script.BEGIN}\nold\n{script.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["measure_faces", str(people), "--plain", "--into", str(page)])
    assert script.main() == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{script.BEGIN}\n")
    assert text.endswith(f"{script.END}\nafter\n")
    assert "old" not in text
    assert "ada" not in text


@pytest.mark.parametrize(("folder", "words"), [("none", "is no folder"), ("people/ben", "at least two people")])
def test_a_folder_that_won_t_do_is_one_sentence(script, people, tmp_path, monkeypatch, capsys, folder, words):
    monkeypatch.setattr(sys, "argv", ["measure_faces", str(tmp_path / folder)])
    assert script.main() == 2
    assert words in capsys.readouterr().err
    assert people.is_dir()
