"""The gallery's script: what it picks, how it shows it, whom it credits, and that its page belongs to its stills."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from rushes.engines import Take, TakeFile
from rushes.errors import BadInputError
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import write_exr
from rushes.show import FrameRange

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "gallery.py"
FRAMES = FrameRange.of_length(48)
TEXT = "A shed falls."


@pytest.fixture
def gallery(monkeypatch):
    spec = importlib.util.spec_from_file_location("gallery", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "gallery", module)
    spec.loader.exec_module(module)
    return module


def planes(value, frame, path, **more):
    flat = np.full((36, 64), value, np.float16)
    write_exr(path, {"R": flat, "G": flat * 0.5, "B": flat * 0.25, **more}, frame=frame, rate=Fraction(24))


@pytest.fixture
def show(tmp_path):
    """Return a show with a take of 48 frames whose fall is at its middle in frame 1017 and whose dust in 1033."""
    folder = tmp_path / "GALLERY" / "shots" / "010_0010" / "v001"
    files = []
    for frame in FRAMES:
        past = frame - FRAMES.first
        comp, dust = f"exr/G_comp_v001.{frame}.exr", f"elements/dust/G_dust_v001.{frame}.exr"
        planes(0.1 + past / 100, frame, folder / comp)
        alpha = np.full((36, 64), 0.8 if past >= 32 else 0.001 * past, np.float16)
        planes(0.0, frame, folder / dust, A=alpha)
        files += [TakeFile(comp, "comp", "0" * 64), TakeFile(dust, "element", "0" * 64)]
    files.append(TakeFile("elements/dust/air.npz", "element", "0" * 64))  # what lies beside the dust is no frame of it
    frame = np.arange(FRAMES.first - 1, FRAMES.last + 2)
    height = np.clip(10.0 - 0.5 * np.maximum(frame - FRAMES.first - 8, 0), 2.0, None)
    position = np.zeros((len(frame), 3, 3), np.float32)
    position[..., 2] = height[:, None]
    (folder / "sound").mkdir()
    np.savez(folder / "sound" / "motion.npz", frame=frame, position=position)
    take = Take(
        folder=folder, show="GALLERY", shot="010_0010", version="v001", kind="destruction", engine="destruction 1",
        rate=Fraction(24), frames=FRAMES, handles=8, seed=1, clearance={}, understood=(), assumed=(),
        recipe={"steps": [{"name": "render", "params": {"quality": "draft"}}]}, not_understood=(),
        digital_source_type="", created="", files=tuple(files),
    )  # fmt: skip
    (folder / "take.json").write_text(json.dumps(take.to_json()), encoding="utf-8")
    return tmp_path / "GALLERY"


@pytest.fixture
def brief(tmp_path):
    path = tmp_path / "small_shed.yaml"
    path.write_text(yaml.safe_dump({"kind": "destruction", "shot": "010_0010", "text": TEXT}), encoding="utf-8")
    return path


def stills(show, brief, docs, *options):
    command = [sys.executable, SCRIPT, "--stills-only", "--show", show, "--docs", docs, "--brief", brief, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_frames_are_picked_by_what_happens_in_them(gallery, show):
    take = Take.load(show / "shots" / "010_0010" / "v001" / "take.json")
    assert gallery.telling_frames(take) == {
        1017: "the middle of the fall",
        1033: "the dust comes up",
        1048: "the end of the shot",
    }


def test_stills_are_shown_as_the_review_movie_shows_them(show, brief, tmp_path):
    docs = tmp_path / "docs"
    (docs / "gallery").mkdir(parents=True)
    (docs / "gallery" / "small_shed_1002.jpg").touch()
    done = stills(show, brief, docs)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (docs / "gallery").iterdir())
    assert names == ["small_shed_1017.jpg", "small_shed_1033.jpg", "small_shed_1048.jpg"], "an earlier pick is gone"
    seen = np.asarray(Image.open(docs / "gallery" / "small_shed_1048.jpg")).reshape(-1, 3).mean(axis=0)
    light = np.float16(0.57) * np.array([1.0, 0.5, 0.25], np.float32)
    assert np.abs(seen - as_bytes(for_display(light[None]))[0]).max() < 3
    text = (docs / "gallery.md").read_text(encoding="utf-8")
    assert TEXT in text
    assert "Frame 1033 of 1001-1048: the dust comes up. Made in draft quality by the engine destruction 1." in text
    assert re.findall(r"\]\(gallery/([^)]+)\)", text) == names


def test_a_photograph_is_not_shown_without_its_credit(show, brief, tmp_path):
    fields = yaml.safe_load(brief.read_text(encoding="utf-8"))
    brief.write_text(yaml.safe_dump({**fields, "plate": "street.jpg"}), encoding="utf-8")
    docs = tmp_path / "docs"
    done = stills(show, brief, docs)
    assert done.returncode == 2
    assert "whom to credit" in done.stderr
    assert not (docs / "gallery.md").exists()
    (tmp_path / "street.jpg.txt").write_text("Ask.\nPhotograph: by somebody, CC BY 2.0\n", encoding="utf-8")
    assert stills(show, brief, docs).returncode == 0
    assert "Photograph: by somebody, CC BY 2.0" in (docs / "gallery.md").read_text(encoding="utf-8")


def test_stills_of_a_take_that_is_not_there_are_one_sentence(show, brief, tmp_path):
    brief.write_text(yaml.safe_dump({"shot": "099_0010"}), encoding="utf-8")
    done = stills(show, brief, tmp_path / "docs")
    assert done.returncode == 2
    assert done.stderr.startswith("gallery: There is no take of ")
    assert "Traceback" not in done.stderr


def test_a_still_is_never_larger_than_the_repository_can_bear(gallery, tmp_path):
    noise = np.random.default_rng(1).integers(0, 256, (540, 960, 3), dtype=np.uint8)
    gallery._write(tmp_path / "a.jpg", noise)
    assert (tmp_path / "a.jpg").stat().st_size <= gallery.LARGEST_BYTES
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_the_plate_of_the_examples_is_made_from_the_photograph(gallery, monkeypatch, tmp_path):
    datasets = pytest.importorskip("sklearn.datasets")
    monkeypatch.setattr(gallery, "PLATES", tmp_path / "plates")
    gallery._plates()
    made = Image.open(tmp_path / "plates" / "china.jpg")
    source = datasets.load_sample_image("china.jpg")
    assert made.width == gallery.PLATE_WIDTH
    back = np.asarray(made.resize((source.shape[1], source.shape[0])), float)
    assert np.abs(back - source).mean() < 6
    mask = np.asarray(Image.open(tmp_path / "plates" / "china_foreground.png")) / 255.0
    assert mask.shape == (made.height, made.width)
    assert mask[:40].max() == 0  # the sky
    assert mask[330:390, 600:760].max() == 0  # the lake
    assert mask[520:].min() == 1  # the trees
    assert mask[420:600, 200:440].mean() > 0.97  # the temple's foot, pale cornices and all
    assert 0.005 < ((mask > 0.05) & (mask < 0.95)).mean() < 0.1  # leaves have soft edges


def test_the_examples_plate_has_its_credit(gallery):
    credit = gallery._credit(ROOT / "examples" / "pavilion.yaml", "plates/china.jpg")
    assert "danielbuechele" in credit
    assert "CC BY 2.0" in credit
    with pytest.raises(BadInputError, match="whom to credit"):
        gallery._credit(ROOT / "examples" / "pavilion.yaml", "plates/another.jpg")
