from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rushes.canonical import sha256_of_file
from rushes.engines.lookdev.colour import named_colour
from rushes.engines.lookdev.oklab import distance
from rushes.engines.lookdev.references import (
    RIGHTS_NOT_STATED,
    Reference,
    palette_of_references,
    read_references,
)
from rushes.errors import BadInputError


def painted(path: Path, word: str, size: tuple[int, int] = (120, 80)) -> Path:
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", size, named_colour(word).hex).save(path)
    return path


def test_a_reference_is_read_with_its_size_palette_and_hash(tmp_path: Path) -> None:
    path = painted(tmp_path / "lobby.png", "teal")
    (one,) = read_references([path])
    assert one.size == (120, 80)
    assert one.sha256 == sha256_of_file(path)
    assert distance(one.palette.swatches[0].colour.oklab, named_colour("teal").oklab) < 0.01


def test_rights_are_carried_or_said_to_be_missing(tmp_path: Path) -> None:
    paths = [
        painted(tmp_path / "a.png", "navy"),
        painted(tmp_path / "b.jpg", "camel"),
        painted(tmp_path / "c.png", "red"),
    ]
    read = read_references(paths, rights={"a.png": "own photograph, J. Doe 2026", "c.png": "  "})
    assert [one.rights for one in read] == ["own photograph, J. Doe 2026", RIGHTS_NOT_STATED, RIGHTS_NOT_STATED]
    assert [one.are_rights_stated for one in read] == [True, False, False]


def test_a_record_holds_no_folder_and_comes_back(tmp_path: Path) -> None:
    (one,) = read_references([painted(tmp_path / "lobby.png", "teal")])
    record = json.loads(json.dumps(one.to_json()))
    assert str(tmp_path) not in json.dumps(record)
    back = Reference.from_json(record, tmp_path)
    assert (back.path, back.sha256, back.size, back.rights) == (one.path, one.sha256, one.size, one.rights)


def test_all_references_give_one_palette(tmp_path: Path) -> None:
    read = read_references([painted(tmp_path / "a.png", "navy"), painted(tmp_path / "b.png", "camel", (400, 400))])
    palette = palette_of_references(read)
    assert palette is not None
    assert np.allclose([one.share for one in palette.swatches], 0.5, atol=0.01)
    assert palette_of_references([]) is None


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    one, other = painted(tmp_path / "a.png", "navy"), painted(tmp_path / "other" / "a.png", "red")
    with pytest.raises(BadInputError, match=r"Two references are called a\.png"):
        read_references([one, other])
    with pytest.raises(BadInputError, match=r'"z\.png", which is none of the references'):
        read_references([one], rights={"z.png": "bought"})
    with pytest.raises(BadInputError, match=r"The reference gone\.png can't be used"):
        read_references([tmp_path / "gone.png"])
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    with pytest.raises(BadInputError, match="no picture that can be read"):
        read_references([tmp_path / "text.png"])
