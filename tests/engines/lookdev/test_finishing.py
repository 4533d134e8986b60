from __future__ import annotations

import json
from pathlib import Path

import pytest

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.engines import pipeline_folder
from rushes.engines.lookdev.finishing import finish_steps
from rushes.engines.pipeline_folder import INDEX
from rushes.errors import BadInputError


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """Let the extra count as installed: nothing is run here."""
    monkeypatch.setattr(pipeline_folder, "EXTRA", ())


COMMON = {"frames": [1001, 1003]}


def folder(path: Path, name: str = "StableDiffusionControlNetImg2ImgPipeline", nets: int = 1) -> Path:
    path.mkdir()
    (path / INDEX).write_text(json.dumps({"_class_name": name}), encoding="utf-8")
    for at in range(nets):
        (path / ("controlnet" if at == 0 else f"controlnet_{at}")).mkdir()
    return path


def planned(model: Path | None, **asked):
    return finish_steps(Brief(shot="010_0010", kind="set", finish=Finish(model=model, **asked)), COMMON, "comp")


def test_without_a_model_nothing_is_finished() -> None:
    assert planned(None) == ()


def test_the_first_pictures_are_finished_and_the_model_names_the_work(tmp_path: Path) -> None:
    (one,) = planned(folder(tmp_path / "model"))
    assert (one.params["frames"], one.params["from"], one.needs) == ([1001, 1001], "comp", ("comp",))
    (more,) = planned(tmp_path / "model", pictures=9)
    assert more.params["frames"] == [1001, 1003]
    (tmp_path / "model" / "weights.safetensors").write_bytes(b"other")
    (other,) = planned(tmp_path / "model")
    assert other.files[0].sha256 != one.files[0].sha256
    assert str(tmp_path) not in json.dumps(dict(one.params))


@pytest.mark.parametrize(
    ("name", "nets", "controls", "sentence"),
    [
        ("StableDiffusionPipeline", 1, ("depth",), "is a StableDiffusionPipeline, and a finish is made from a picture"),
        ("StableDiffusionControlNetPipeline", 1, ("depth",), "such as StableDiffusionControlNetImg2ImgPipeline"),
        ("StableDiffusionControlNetImg2ImgPipeline", 2, ("depth",), "has 2 ControlNets, and finish.controls names 1"),
        (
            "StableDiffusionXLControlNetImg2ImgPipeline",
            1,
            ("depth", "lines"),
            "has 1 ControlNet, and finish.controls names 2",
        ),
    ],
)
def test_a_model_of_another_kind_is_a_sentence(tmp_path, name, nets, controls, sentence) -> None:
    with pytest.raises(BadInputError, match=sentence):
        planned(folder(tmp_path / "model", name, nets), controls=controls)


def test_what_this_machine_lacks_is_said_before_anything_is_made(tmp_path, monkeypatch) -> None:
    model = folder(tmp_path / "model")
    monkeypatch.setattr(pipeline_folder, "EXTRA", ("no_such_package",))
    with pytest.raises(BadInputError, match=r"no_such_package is not installed.*pip install 'rushes\[diffusers\]'"):
        planned(model)
    monkeypatch.setattr(pipeline_folder, "EXTRA", ())
    (model / "w.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}" + bytes(4096))
    monkeypatch.setattr(pipeline_folder, "free_memory", lambda: 1000)
    with pytest.raises(BadInputError, match="GB of memory"):
        planned(model)


def test_a_folder_of_something_else_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="is no folder of a diffusers pipeline"):
        planned(tmp_path)
    (tmp_path / INDEX).write_text("{", encoding="utf-8")
    with pytest.raises(BadInputError, match="can't be read"):
        planned(tmp_path)
