"""A model that one brings: planned, shown the face, and answered for."""

import json
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from comfy_server import GRAPH, comfy
from lit_head import lit_head
from rushes.brief import Brief
from rushes.brief.reage import Model, Reage
from rushes.engines.reage.bring_step import bring
from rushes.engines.reage.comp_step import comp, halves
from rushes.engines.reage.engine import ENGINE, steps
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.regions import face_mask
from rushes.engines.reage.tracks import Tracks
from rushes.errors import BadInputError
from rushes.media.exr import write_picture
from rushes.plan import StepContext
from small_editor import small_editor
from small_onnx import network

FRAMES = (1001, 1002, 1003)


def asked(tmp_path, method, **more):
    plate = tmp_path / "clip.png"
    Image.fromarray(np.zeros((90, 160, 3), np.uint8)).save(plate)
    model = Model(**{"licence": "CC0-1.0", "source": "drawn for a test", "side_px": 256, "tile_px": 128} | more)
    reage = Reage(performer="p-014", from_age=61, to_age=45, method=method)
    return Brief(kind="reage", shot="010_0030", plate=plate, frames=3, reage=reage, model=model)


@pytest.fixture
def shot(tmp_path):
    """Return three frames of a drawn head that moves to the right, the last one doubted, and what runs a step over them."""
    light, _, mesh = lit_head()
    (tmp_path / "plate").mkdir()
    (tmp_path / "track").mkdir()
    meshes = np.stack([mesh.points + np.array([6 * index, 0, 0], np.float32) for index in range(3)])
    for index, frame in enumerate(FRAMES):
        write_picture(tmp_path / f"plate/plate.{frame}.exr", np.roll(light, 6 * index, axis=1), frame=frame, rate=24)
    sure = np.array([[0.9], [0.9], [0.3]], np.float32)
    Tracks(np.array(FRAMES, np.int32), meshes[:, None], sure, ("p-014",), 0).save(tmp_path / "track")

    def run(brief):
        step = next(one for one in steps(brief, Fraction(24), "S", "v001") if one.name == "bring")
        for name, entry, params, files in (
            ("bring", bring, step.params, {"model": step.files[0].path}),
            ("comp", comp, {"frames": [1001, 1003], "rate": "24/1", "layers": "bring"}, {}),
        ):
            (tmp_path / name).mkdir()
            places = {one: tmp_path / one for one in ("plate", "track", "bring")}
            entry(
                StepContext(
                    params=params, inputs=places, files=files, out=tmp_path / name, permit=permit("alter"), report=lambda *_: None
                )
            )  # fmt: skip
        return tmp_path, json.loads((tmp_path / "bring/model.json").read_text(encoding="utf-8"))

    return run


def red_of(folder, frame):
    """Return by how much the face is redder than the plate, and whether all outside the matte is the plate's."""
    before, after = halves(folder / f"plate/plate.{frame}.exr"), halves(folder / f"comp/comp.{frame}.exr")
    matte = FrameChange.read(folder / f"bring/layers.{frame}.exr").matte
    ratio = after.astype("f4") / np.maximum(before.astype("f4"), 1e-3)
    inside = np.roll(face_mask(lit_head()[2].points, (512, 512)) > 0.95, 6 * (frame - 1001), axis=1)
    red = float(np.median(ratio[inside][:, 0] / ratio[inside][:, 1]))
    return red, bool((after == before)[matte == 0].all())


def test_a_network_is_shown_every_frame(tmp_path, shot):
    folder, record = shot(asked(tmp_path, "onnx", file=network(tmp_path / "fran.onnx", red=0.08)))
    reds = [red_of(folder, frame) for frame in FRAMES]
    assert all(kept for _, kept in reds)
    assert reds[0][0] > 1.1
    assert abs(reds[0][0] - reds[1][0]) < 0.02
    assert reds[2][0] == 1.0, "where the performer is not surely seen nothing changes"
    assert (record["file"], record["licence"], record["source"]) == ("fran.onnx", "CC0-1.0", "drawn for a test")
    assert (record["edited"], record["unchanged"]) == ([], [])


def test_a_network_that_changes_nothing_is_told(tmp_path, shot):
    _, record = shot(asked(tmp_path, "onnx", file=network(tmp_path / "fran.onnx")))
    assert record["unchanged"] == [1001, 1002]


def test_an_editor_makes_a_frame_and_it_is_carried(tmp_path, shot):
    (tmp_path / "graph.json").write_text(json.dumps(GRAPH), encoding="utf-8")
    with comfy() as server:
        folder, record = shot(asked(tmp_path, "comfyui", file=tmp_path / "graph.json", server=server.address, edits=1))
        assert len(server.graphs) == 1
    assert record["edited"] == [1002]
    reds = [red_of(folder, frame) for frame in FRAMES]
    assert all(kept for _, kept in reds)
    assert reds[0][0] > 1.1
    assert reds[1][0] > 1.1


@pytest.mark.filterwarnings("ignore")
def test_an_editor_in_a_folder_makes_a_frame_and_it_is_carried(tmp_path, shot, monkeypatch):
    folder = small_editor(tmp_path / "editor")
    monkeypatch.setattr("rushes.engines.reage.engine._tools", lambda *names: dict.fromkeys(names, "1"))
    asked_for = asked(tmp_path, "diffusers", file=folder, edits=1, side_px=128, prompt="at {to}", diffusion_steps=2)
    out, record = shot(asked_for)
    assert record["edited"] == [1002]
    assert record["run_by"] == "diffusers, StableDiffusionInstructPix2PixPipeline"
    assert record["unchanged"] == []
    assert all(red_of(out, frame)[1] for frame in FRAMES)


def test_nothing_is_made_with_what_can_not_be_run(tmp_path):
    (tmp_path / "graph.json").write_text(json.dumps(GRAPH), encoding="utf-8")
    for brief in (
        asked(tmp_path, "diffusers", file=tmp_path),
        asked(tmp_path, "onnx", file=tmp_path),
        asked(tmp_path, "onnx", file=tmp_path / "clip.png", tile_px=512),
        asked(tmp_path, "comfyui", file=tmp_path / "clip.png"),
        asked(tmp_path, "comfyui", file=tmp_path / "graph.json", server="http://example.com"),
    ):
        with pytest.raises(BadInputError):
            steps(brief, Fraction(24), "S", "v001")


def test_the_models_content_licence_and_source_name_the_step(tmp_path):
    def key(**more):
        made = steps(asked(tmp_path, "onnx", **more), Fraction(24), "S", "v001")
        return next(step for step in made if step.name == "bring").key({"plate": "0" * 64, "track": "1" * 64})

    one, other = (network(tmp_path / f"{red}.onnx", red=red) for red in (0.1, 0.2))
    assert len({key(file=one), key(file=other), key(file=one, licence="MIT"), key(file=one, source="us")}) == 4


def test_a_take_says_that_a_trained_model_had_its_hand_in_it(tmp_path):
    brief = asked(tmp_path, "onnx", file=network(tmp_path / "n.onnx"))
    assert ENGINE.digital_source_type(brief).endswith("/compositeWithTrainedAlgorithmicMedia")
