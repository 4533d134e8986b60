"""``rushes models train``: what is asked before a step is made, and an adapter from its pictures to the day on which one is taken back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from rushes.provenance.ledger import read_ledger
from rushes.show import Show
from small_finisher import small_finisher

pytestmark = pytest.mark.filterwarnings("ignore")

PASSPHRASE = "four words of mine"  # noqa: S105 # it opens keys that the test makes
REVIEWED = ("--reviewed-by", "J. Doe", "--show", "S")
QUICK = ("--steps", "3", "--side", "64", "--rank", "2")
TRAIN = ("models", "train", "house-look", "--base", "pipe", "--items", "items.yaml", "--kind", "set", *QUICK, *REVIEWED)
SET = """kind: set
shot: "010_0010"
text: A small study with a desk and bookshelves, at night.
finish: {model: pipe, adapters: [S/models/house-look.safetensors], licence: our own, source: us, trained_on: our own}
"""
WINDOW = "{file: window.png, caption: a woman at a window, licence: our own photograph, rights: owned, performers: [p-014]}"  # fmt: skip
WALL = '{file: wall.png, caption: a papered wall, licence: "bought 2026-10-01, order 4411"}'


@pytest.fixture
def show(tmp_path, rushes):
    """A show with a pipeline on its shelf, and two pictures."""
    pytest.importorskip("peft", reason="the extra train is not installed")
    for name, colour in (("window", (180, 160, 90)), ("wall", (60, 90, 70))):
        picture = np.full((96, 128, 3), colour, np.uint8)
        picture[20:60, 16:80] = 220
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    small_finisher(tmp_path / "pipe")
    made = Show.init(tmp_path / "S", Fraction(24))
    (tmp_path / "base.yaml").write_text(f"items: [{{name: numbers, sha256: {'0' * 64}, licence: our own, rights: owned}}]\n")  # fmt: skip
    assert rushes("models", "add", "pipe-1", "pipe", "--licence", "our own", "--items", "base.yaml", *REVIEWED)[0] == 0
    items(tmp_path, WALL)
    return made


def items(folder: Path, *rows: str) -> None:
    (folder / "items.yaml").write_text("items:\n" + "".join(f"  - {row}\n" for row in rows))


@pytest.fixture
def told(rushes):
    """Run a command with ``--json``; return its last line."""

    def ask(*arguments: str, code: int = 0) -> dict[str, Any]:
        left, out, errors = rushes(*arguments, "--json")
        assert left == code, errors or out
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found

    return ask


@pytest.fixture
def ada(show, told, monkeypatch):
    """Return the consent of a performer for training."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", PASSPHRASE)
    did = told("consent", "key", "ada.key")["did"]
    told("performer", "enrol", "p-014", "--name", "Ada Moss", "--did", did, "--evidence", "passport", "--show", "S")
    draft = told("consent", "draft", "p-014", "--show", "S", "--description", "A look, trained on photographs of her.",
                 "--action", "train", "--action", "generate", "--kind", "set", "--until", "2030-06-30", "--set", "training.allowed=production_only",
                 "--set", "countersigners=[]")["draft"]  # fmt: skip
    return str(told("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes")["consent"])


def apart(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``rushes`` in a process of its own, as it has to when steps are to run."""
    environment = {**os.environ, "RUSHES_HOME": str(folder / "home")}
    return subprocess.run([sys.executable, "-m", "rushes", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)  # fmt: skip


def over_another(tmp_path, rushes, told):
    """Lay the adapter over a pipeline of the same shapes with other numbers: every layer takes it, and it is not its own."""
    small_finisher(tmp_path / "other", seed=7)
    assert rushes("models", "add", "pipe-2", "other", "--licence", "our own", "--items", "base.yaml", *REVIEWED)[0] == 0
    (tmp_path / "other.yaml").write_text(SET.replace("model: pipe,", "model: other,"))
    refused = told("clear", "other.yaml", "--show", "S", code=3)
    assert {row["rule"] for row in refused["reasons"]} == {"house/adapters-need-their-base"}
    assert "the model pipe-1" in refused["reasons"][0]["required"]


@pytest.mark.slow
def test_an_adapter_from_its_pictures_to_the_day_on_which_one_is_taken_back(tmp_path, rushes, told, show, ada):
    items(tmp_path, WINDOW, WALL)
    done = apart(tmp_path, *TRAIN, "--consent", ada, "--json")
    assert done.returncode == 0, done.stderr
    assert "train      3/3" in done.stderr
    card = json.loads(done.stdout.splitlines()[-1])["model"]
    assert card["base"] == {
        "id": "pipe-1",
        "weights_sha256": told("models", "show", "pipe-1", "--show", "S")["weights_sha256"],
        "licence": "our own",
    }
    assert [(one["name"], one["performers"]) for one in card["items"]] == [("window.png", ["p-014"]), ("wall.png", [])]
    assert [one["id"] for one in card["consents"]] == [ada]
    assert (card["production"], card["licence"]) == ("S", "made for S, and for nothing else")
    events = [entry.event for entry in read_ledger(show.ledger)]
    assert events[-2:] == ["clearance.judged", "model.added"]
    assert told("models", "verify", "--show", "S")["models"][0]["loads"] is True
    again = apart(tmp_path, *TRAIN, "--consent", ada, "--again", "--json")
    assert json.loads(again.stdout.splitlines()[-1])["model"]["weights_sha256"] == card["weights_sha256"]

    (tmp_path / "set.yaml").write_text(SET)
    assert rushes("clear", "set.yaml", "--show", "S")[0] == 0
    assert told("models", "lineage", "wall.png", "--show", "S")["models"][0]["model"] == "house-look"
    told("models", "withdraw", "wall.png", "--by", "whoever owns it", "--show", "S")
    refused = told("clear", "set.yaml", "--show", "S", code=3)
    assert {row["rule"] for row in refused["reasons"]} == {"house/models-need-their-items"}
    code, _, errors = rushes(*TRAIN, "--consent", ada, "--again")
    assert (code, "house-look is not trained. [house/models-need-their-items]" in errors) == (3, True)

    items(tmp_path, WINDOW)
    assert apart(tmp_path, *TRAIN, "--consent", ada, "--again").returncode == 0
    over_another(tmp_path, rushes, told)
    assert rushes("clear", "set.yaml", "--show", "S")[0] == 0
    told("consent", "revoke", ada, "--show", "S", "--key", "ada.key", "--yes")
    refused = told("clear", "set.yaml", "--show", "S", code=3)
    assert {row["rule"] for row in refused["reasons"]} == {"house/models-need-consents"}
    code, _, errors = rushes(*TRAIN, "--consent", ada, "--again")
    assert (code, "[house/models-need-consents]" in errors) == (3, True)


def test_nobody_is_trained_on_who_has_not_agreed(tmp_path, rushes, ada):
    items(tmp_path, WINDOW)
    code, _, errors = rushes(*TRAIN)
    assert (code, "p-014 are in what it was trained on, and not among its subjects" in errors) == (2, True)
    items(tmp_path, WALL.replace("a papered wall", "a woman before a wall"))
    assert rushes(*TRAIN)[0] == 3, "somebody is meant, and nobody is named"
    items(tmp_path, WALL.replace("a papered wall", "Ada Moss before a wall"))
    code, _, errors = rushes(*TRAIN)
    assert (code, "p-014 is in wall.png, and the list doesn't name them there" in errors) == (3, True)
    items(tmp_path, WINDOW)
    for_clips = [one if one != "set" else "clip" for one in TRAIN]
    code, out, _ = rushes(*for_clips, "--consent", ada)
    assert (code, "kinds" in out) == (3, True), "she agreed to sets"
    assert not (tmp_path / "S" / "work" / "train").exists()


def test_what_is_wrong_is_one_sentence_and_nothing_is_trained(tmp_path, rushes, show):
    said = PngImagePlugin.PngInfo()
    said.add_itxt("XML:com.adobe.xmp", '<rdf plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"/>')  # fmt: skip
    Image.new("RGB", (8, 8)).save(tmp_path / "closed.png", pnginfo=said)
    (tmp_path / "notes.txt").write_text("no picture")
    Image.new("RGB", (63, 90)).save(tmp_path / "stamp.png")
    cases = {
        "stamp.png is 63x90; a picture needs at least 64": (2, "{file: stamp.png, caption: a wall, licence: ours}"),
        "wall.png has no caption": (2, "{file: wall.png, licence: ours}"),
        "can't be seen by its SHA-256 alone": (2, f"{{name: one, sha256: {'1' * 64}, licence: ours, caption: a wall}}"),
        "says itself that it may not be trained on": (3, "{file: closed.png, caption: a wall, licence: ours}"),
        "caption has to be words": (2, "{file: wall.png, licence: ours, caption: [a, b]}"),
        "notes.txt": (2, "{file: notes.txt, licence: ours, caption: a wall}"),
    }
    for words, (code, row) in cases.items():
        items(tmp_path, row)
        left, _, errors = rushes(*TRAIN)
        assert (left, words in errors, len(errors.splitlines())) == (code, True, 1), errors
    items(tmp_path, WALL)
    for words, arguments in {
        "--steps is 0": ("--steps", "0"),
        "--side is 5000": ("--side", "5000"),
        "The register has no consent": ("--consent", "urn:uuid:1"),
        "is on the shelf of": ("--base", "pipe"),
    }.items():
        name = "pipe-1" if words == "is on the shelf of" else "house-look"
        left, _, errors = rushes(*("pipe-1" if one == "house-look" and name == "pipe-1" else one for one in TRAIN), *arguments)  # fmt: skip
        assert (left, words in errors, len(errors.splitlines())) == (2, True, 1), errors
    assert not (tmp_path / "S" / "work" / "train").exists()


def test_a_base_without_a_card_and_one_of_which_nobody_says_what_it_saw(tmp_path, rushes, told, show):
    (tmp_path / "pipe").rename(tmp_path / "brought")
    for_brought = [one if one != "pipe" else "brought" for one in TRAIN]
    (tmp_path / "brought" / "more.txt").write_text("another model")
    code, _, errors = rushes(*for_brought)
    assert (code, "is not on the show's shelf" in errors) == (3, True)
    told("models", "add", "brought", "brought", "--licence", "MIT", *REVIEWED)
    waits = told(*for_brought, code=4)
    assert waits["desk"].startswith("esc-")
    assert "Acts: train" in rushes("desk", "show", waits["desk"], "--show", "S")[1]


def test_an_adapter_that_is_on_no_shelf_is_not_laid_over(tmp_path, rushes, show):
    stray = tmp_path / "S" / "models" / "house-look.safetensors"
    stray.parent.mkdir(exist_ok=True)
    (tmp_path / "set.yaml").write_text(SET)
    code, _, errors = rushes("clear", "set.yaml", "--show", "S")
    assert (code, "finish.adapters: there is no file" in errors) == (2, True)
    stray.write_bytes((tmp_path / "pipe" / "unet" / "diffusion_pytorch_model.safetensors").read_bytes())
    code, _, errors = rushes("clear", "set.yaml", "--show", "S")
    assert (code, "nobody can tell what it saw and who agreed" in errors) == (3, True)
    clip = SET.replace("kind: set", "kind: clip").replace("finish: {", "finish: {method: comfyui, ")
    (tmp_path / "set.yaml").write_text(
        clip.replace("A small study with a desk and bookshelves, at night.", "A vase falls.")
    )
    code, _, errors = rushes("clear", "set.yaml", "--show", "S")
    assert (code, "a ComfyUI graph loads its own" in errors) == (2, True)
