"""An editor in a folder: loaded from there alone, or refused in a sentence."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from rushes.engines.reage.diffusers_editor import INDEX, check_folder, editor, load
from rushes.errors import BadInputError
from small_editor import small_editor


def test_a_folder_of_something_else_is_a_sentence(tmp_path):
    with pytest.raises(BadInputError, match="no folder of a diffusers pipeline"):
        check_folder(tmp_path)


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / INDEX).write_text("{}", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "diffusers", None)
    with pytest.raises(BadInputError, match=r"pip install 'rushes\[diffusers\]'"):
        load(tmp_path)


def test_what_an_editor_says_goes_wrong_is_a_sentence(tmp_path, monkeypatch):
    generator = SimpleNamespace(manual_seed=lambda seed: seed)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(Generator=lambda _: generator))

    def broken(**_):
        raise RuntimeError("out of\nmemory")

    with pytest.raises(BadInputError, match="out of memory"):
        editor(broken, tmp_path, "younger", seed=1, steps=2)(np.zeros((8, 8, 3), np.float32))


@pytest.mark.filterwarnings("ignore")
def test_an_editor_of_random_numbers_is_loaded_from_its_folder_and_draws_the_same_for_a_seed(tmp_path):
    folder = small_editor(tmp_path / "editor")
    picture = np.random.default_rng(2).random((64, 64, 3)).astype(np.float32)
    edit = editor(load(folder), folder, "the same person at 45", seed=7, steps=2)
    drawn = edit(picture)
    assert drawn.shape == picture.shape
    assert (drawn.min() >= 0, drawn.max() <= 1) == (True, True)
    assert np.array_equal(drawn, edit(picture))
    other = editor(load(folder), folder, "the same person at 45", seed=8, steps=2)(picture)
    assert np.abs(other - drawn).max() > 0.01


@pytest.mark.filterwarnings("ignore")
def test_weights_that_could_run_code_are_refused(tmp_path):
    folder = small_editor(tmp_path / "editor")
    (weights,) = (folder / "unet").glob("*.safetensors")
    weights.rename(weights.with_name("diffusion_pytorch_model.bin"))
    with pytest.raises(BadInputError, match="weights as safetensors"):
        load(folder)
