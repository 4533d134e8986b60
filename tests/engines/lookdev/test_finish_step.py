"""A finish by a real pipeline of random numbers, from a folder, held by our scene; and what is said when it can't be."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from small_picture import HEIGHT, WIDTH, small_picture

from cleared import permit
from rushes.brief.finish import Finish
from rushes.engines.lookdev.finish_step import finish, finisher, prompt_of, worked_size
from rushes.engines.pipeline_folder import INDEX
from rushes.errors import BadInputError
from rushes.plan import StepContext
from small_finisher import small_finisher

QUICK = {"steps": 4, "strength": 0.6, "side_px": 64, "licence": "own", "source": "this test", "trained_on": "nothing"}


def finished(folder: Path, model: Path, **asked) -> tuple[np.ndarray, dict]:
    for name in ("comp", "out"):
        (folder / name).mkdir(parents=True)
    small_picture(folder / "comp" / "comp.1001.exr")
    part = Finish(**(QUICK | asked)).model_dump(mode="json", exclude={"model"})
    params = {
        "frames": [1001, 1001],
        "from": "comp",
        "seed": 5,
        "words": "A loft.",
        "name": "m",
        "sha256": "0" * 64,
        "finish": part,
    }
    finish(
        StepContext(
            folder / "out", {"comp": folder / "comp"}, {"finish_model": model}, params, permit(), lambda *_: None
        )
    )
    picture = np.asarray(Image.open(folder / "out" / "finish.1001.png"))
    return picture, json.loads((folder / "out" / "model.json").read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("ignore")
def test_a_picture_is_finished_at_its_own_size_and_the_same_for_a_seed(tmp_path):
    model = small_finisher(tmp_path / "model")
    one, record = finished(tmp_path / "a", model)
    same, _ = finished(tmp_path / "b", model)
    assert one.shape == (HEIGHT, WIDTH, 3)
    assert np.array_equal(one, same)
    assert (record["run_by"], record["unchanged"]) == ("diffusers, StableDiffusionControlNetImg2ImgPipeline", [])
    assert (record["trained_on"], record["training"]) == ("nothing", "unknown")
    other, _ = finished(tmp_path / "c", model, controls=("lines",))
    free, _ = finished(tmp_path / "d", model, control_scale=0.0)
    assert not np.array_equal(other, one)  # all else is alike: what holds it is what it is shown
    assert np.abs(free.astype(int) - one).mean() > 1


@pytest.mark.filterwarnings("ignore")
def test_two_controls_hold_a_pipeline_of_two_nets(tmp_path):
    picture, record = finished(tmp_path / "a", small_finisher(tmp_path / "model", 2), controls=("depth", "normal"))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert record["controls"] == ["depth", "normal"]


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / INDEX).write_text("{}", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "diffusers", None)
    with pytest.raises(BadInputError, match=r"The finish can't be run here.*pip install 'rushes\[diffusers\]'"):
        finished(tmp_path / "a", tmp_path / "model")


@pytest.mark.parametrize(("raised", "said"), [(RuntimeError("not enough: you tried to allocate memory"), "ran out of memory"), (TypeError("no control_image"), "takes prompt, image and control_image")])  # fmt: skip
def test_what_a_pipeline_says_goes_wrong_is_a_sentence(tmp_path, monkeypatch, raised, said):
    monkeypatch.setitem(
        sys.modules, "torch", SimpleNamespace(Generator=lambda _: SimpleNamespace(manual_seed=lambda seed: seed))
    )

    def broken(**_):
        raise raised

    picture = np.zeros((64, 64, 3), np.uint8)
    with pytest.raises(BadInputError, match=said):
        finisher(broken, tmp_path, "dusk", Finish().model_dump(mode="json"), 1)(picture, [picture])


def test_a_pipeline_works_in_the_pictures_shape():
    assert worked_size(1920, 1080, 768) == (768, 432)
    assert worked_size(480, 270, 768) == (480, 272)
    assert worked_size(10, 4000, 768) == (8, 768)


def test_it_is_told_the_briefs_words_and_its_own():
    assert prompt_of("A loft, dark.", {"prompt": "dust in the light"}) == "A loft, dark, dust in the light"
    assert prompt_of("", {"prompt": ""}) == ""
