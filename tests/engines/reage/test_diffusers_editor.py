"""An editor in a folder: loaded from there alone, or refused in a sentence."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from rushes.engines.reage.diffusers_editor import INDEX, check_folder, editor, load
from rushes.errors import BadInputError


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
