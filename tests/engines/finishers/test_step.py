"""A clip's finish as a step: our pictures and depth go in, pictures, a movie with sound and a record come out."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from comfy_server import comfy
from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_file
from rushes.engines.adapters import loading
from rushes.engines.finishers import diffusion, planned
from rushes.engines.finishers.step import asked_of, finish_clip
from rushes.engines.lookdev.controls import controls_over
from rushes.errors import BadInputError, RefusedError
from rushes.media.exr import read_exr, write_exr
from rushes.media.movie import count_frames
from rushes.plan import StepContext
from small_footage import small_ltx2, small_wan
from small_stills import small_flux
from stated import safetensors

HELD = {
    "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "{words}"}},
    "3": {"class_type": "LoadImage", "inputs": {"image": "{control}"}},
    "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
    "5": {"class_type": "LoadImage", "inputs": {"image": "x.png"}, "_meta": {"title": "rushes: first"}},
}
pytestmark = pytest.mark.filterwarnings("ignore")
FRAMES = (1001, 1005)
FINISH = Finish(model=Path("m"), licence="own", source="this test", trained_on="nothing", steps=2, side_px=64)


@pytest.fixture
def comps(tmp_path):
    """Five pictures of a wall that comes nearer, with depth."""
    folder = tmp_path / "comp"
    folder.mkdir()
    for frame in range(FRAMES[0], FRAMES[1] + 1):
        light = np.random.default_rng(frame).uniform(0, 0.8, (72, 128, 4)).astype(np.float32)
        depth = np.tile(np.linspace(2, 20, 128, dtype=np.float32), (72, 1)) - 0.3 * (frame - FRAMES[0])
        channels = {
            **{band: light[..., at] for at, band in enumerate("RGB")},
            "A": np.ones_like(depth),
            "depth.Z": depth,
        }
        write_exr(folder / f"comp.{frame:04d}.exr", channels, frame=frame, rate=Fraction(24))
    return folder


def params(held: list[str], method: str = "diffusers", **finish) -> dict:
    return {
        "method": method, "frames": list(FRAMES), "rate": "24/1", "from": "comp", "seed": 3, "words": "A wall.", "name": "m", "sha256": "c" * 64, "held": held,
        "finish": FINISH.model_dump(mode="json", exclude={"model", "hold"}) | finish,
    }  # fmt: skip


def run(comps, model, held, action="generate", **asked):
    out = comps.parent / f"out-{model.name}"
    out.mkdir()
    told = []
    finish_clip(
        StepContext(
            out,
            {"comp": comps},
            {"finish_model": model},
            params(held, **asked),
            permit(action),
            lambda *step: told.append(step),
        )
    )
    return out, json.loads((out / "model.json").read_text(encoding="utf-8")), told


def test_ltx_draws_pictures_and_sound_after_our_first_one(comps, tmp_path):
    diffusion._warm.clear()
    out, record, told = run(comps, small_ltx2(tmp_path / "ltx", "LTX2ConditionPipeline"), ["first"])
    pictures = [np.asarray(Image.open(path)) for path in sorted(out.glob("finish.*.png"))]
    assert [picture.shape for picture in pictures] == [(36, 64, 3)] * 5
    assert count_frames(out / "finish.mp4", 99) == 5
    assert (record["held_by"], record["controls"], record["sound"]) == (["first"], [], True)
    assert told[-1] == (5, 5)


def test_wan_is_held_by_our_depth(comps, tmp_path):
    pytest.importorskip("accelerate", reason="the extra diffusers is not installed whole")
    pytest.importorskip("ftfy", reason="the extra diffusers is not installed whole")
    diffusion._warm.clear()
    out, record, _ = run(comps, small_wan(tmp_path / "vace", "WanVACEPipeline"), ["control", "first"])
    assert len(list(out.glob("finish.*.png"))) == 5
    assert (record["controls"], record["sound"]) == (["depth"], False)


def test_a_server_in_the_house_is_held_by_our_depth_and_first_picture(comps, tmp_path):
    graph = {**HELD, "4": {"class_type": "SaveVideo", "inputs": {"images": ["3", 0]}}}
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(graph), encoding="utf-8")
    with comfy() as server:
        out, record, told = run(comps, path, ["control", "first"], method="comfyui", server=server.address)
        assert len(server.held) == 2
    assert count_frames(out / "finish.mp4", 99) == 5
    assert (record["method"], record["controls"]) == ("comfyui", ["depth"])
    assert record["run_by"].startswith("ComfyUI at http://127.0.0.1")
    depth = controls_over(sorted(comps.glob("*.exr")), "depth")[2].astype(int)
    drawn = np.asarray(Image.open(out / "finish.1003.png")).astype(int)
    assert np.corrcoef(depth[::2, ::2, 1].ravel(), drawn[..., 1].ravel())[0, 1] > 0.99
    assert told[-1] == (5, 5)


def test_an_adapter_is_laid_over_and_named_and_nothing_changes_where_there_is_none(comps, tmp_path):
    pytest.importorskip("peft", reason="the extra train is not installed")
    model = small_wan(tmp_path / "wan", "WanPipeline")
    adapter = tmp_path / "look.safetensors"
    adapter.write_bytes(learned())
    asked = params([])
    drawn = {}
    for name, files, finish in (("free", {}, {}), ("laid", {"finish_adapter 1": adapter}, {"adapter_scale": 1.0})):
        out = tmp_path / name
        out.mkdir()
        told = {**asked, "finish": asked["finish"] | finish}
        finish_clip(
            StepContext(out, {"comp": comps}, {"finish_model": model, **files}, told, permit(), lambda *_: None)
        )
        drawn[name] = np.asarray(Image.open(out / "finish.1001.png"))
    assert not np.array_equal(drawn["free"], drawn["laid"])
    record = json.loads((tmp_path / "laid" / "model.json").read_text(encoding="utf-8"))
    assert record["adapters"] == [{"file": "look.safetensors", "sha256": sha256_of_file(adapter)}]
    assert "adapters" not in json.loads((tmp_path / "free" / "model.json").read_text(encoding="utf-8"))


def test_a_model_of_stills_draws_key_frames_and_no_movie(comps, tmp_path, monkeypatch):
    diffusion._warm.clear()
    model = small_flux(tmp_path / "flux", "FluxControlNetPipeline")
    monkeypatch.setattr(diffusion.pipeline_folder, "free_memory", lambda: 1 << 34)
    brief = Brief(shot="010_0010", kind="clip", finish=FINISH.model_copy(update={"model": model, "pictures": 2}))
    (step,) = planned.clip_finish_steps(brief, {"frames": list(FRAMES), "rate": "24/1"}, "comp", (480, 270))
    assert (step.params["keys"], step.frames, step.work) == ([1001, 1005], 2, 2 * FINISH.steps)
    assert [one.pattern for one in step.publishes] == ["finish.*.png", "model.json"]
    out = tmp_path / "out"
    out.mkdir()
    finish_clip(StepContext(out, {"comp": comps}, {"finish_model": model}, step.params, permit(), lambda *_: None))
    assert sorted(path.name for path in out.iterdir()) == ["finish.1001.png", "finish.1005.png", "model.json"]
    record = json.loads((out / "model.json").read_text(encoding="utf-8"))
    assert (record["keys"], record["controls"], record["sound"]) == ([1001, 1005], ["depth"], False)


def test_key_frames_are_spread_over_the_clip():
    assert planned.key_frames(1001, 1024, 1) == (1001,)
    assert planned.key_frames(1001, 1024, 3) == (1001, 1013, 1024)
    assert planned.key_frames(1001, 1002, 24) == (1001, 1002)


def learned() -> bytes:
    """Return an adapter that changes a lot, of random numbers."""
    import torch
    from safetensors.torch import save

    rows = {}
    for at in range(2):
        for layer in ("to_q", "to_v"):
            name = f"transformer.blocks.{at}.attn1.{layer}"
            rows |= {f"{name}.lora_A.weight": torch.randn(2, 24), f"{name}.lora_B.weight": torch.randn(24, 2)}
    return bytes(save(rows))


def test_our_picture_stays_where_it_is_kept(comps, tmp_path):
    for frame in range(FRAMES[0], FRAMES[1] + 1):
        path = comps / f"comp.{frame:04d}.exr"
        ids = np.full((72, 128), np.uint32(int("3f000001", 16)).view(np.float32), np.float32)
        left = np.tile((np.arange(128) < 64).astype(np.float32), (72, 1))
        none = np.zeros_like(left)
        more = {f"CryptoObject00.{at}": plane for at, plane in zip("RGBA", (ids, left, none, none), strict=True)}
        header = {"cryptomatte/1/name": "CryptoObject", "cryptomatte/1/manifest": '{"vase": "3f000001"}'}
        write_exr(path, read_exr(path).channels | more, frame=frame, rate=Fraction(24), header=header)
    scene = tmp_path / "scene"
    scene.mkdir()
    (scene / "facts.json").write_text('{"things": [{"name": "vase", "actors": ["vase"]}]}', encoding="utf-8")
    path = tmp_path / "graph.json"
    path.write_text(
        json.dumps({**HELD, "6": {"class_type": "LoadImage", "inputs": {"image": "{masks}"}}}), encoding="utf-8"
    )
    out = tmp_path / "out"
    out.mkdir()
    held = ["control", "first", "masks"]
    with comfy() as server:
        asked = params(held, method="comfyui", server=server.address, keep=["vase"])
        finish_clip(StepContext(out, {"comp": comps, "scene": scene}, {"finish_model": path}, asked, permit(), lambda *_: None))  # fmt: skip
    ours = asked_of(sorted(comps.glob("*.exr")), params(["start"])).start
    drawn = np.asarray(Image.open(out / "finish.1003.png")).astype(int)
    small = np.asarray(Image.fromarray(ours[2]).resize((64, 36), Image.Resampling.LANCZOS)).astype(int)
    assert np.abs(drawn[:, :28] - small[:, :28]).max() <= 1
    assert np.abs(drawn[:, 36:] - small[:, 36:]).mean() > 10


def test_depth_is_stretched_over_the_whole_clip_so_that_it_doesnt_flicker(comps):
    paths = sorted(comps.glob("*.exr"))
    held = controls_over(paths, "depth")
    assert held.shape == (5, 72, 128, 3)
    means = held.mean(axis=(1, 2, 3))
    assert (np.diff(means) > 0).all()  # it comes nearer, picture by picture
    assert asked_of(paths, params(["control", "start", "last"])).given() == {"control", "start", "last"}


def test_a_permit_for_something_else_draws_nothing(comps, tmp_path):
    with pytest.raises(RefusedError):
        run(comps, tmp_path, ["first"], action="train")


def test_the_plan_says_what_holds_and_stops_at_what_cant(tmp_path, monkeypatch):
    monkeypatch.setattr(diffusion, "check_packages", lambda _: None)
    monkeypatch.setattr(planned.metadata, "version", lambda _: "1")
    monkeypatch.setattr(diffusion.pipeline_folder, "check_installed", lambda _: None)
    model = tmp_path / "m"
    model.mkdir()
    (model / "model_index.json").write_text('{"_class_name": "WanVACEPipeline"}', encoding="utf-8")
    common = {"frames": [1001, 1024], "rate": "24/1"}

    def steps(**changes):
        finish = FINISH.model_copy(update={"model": model, **changes})
        return planned.clip_finish_steps(Brief(shot="010_0010", kind="clip", finish=finish), common, "comp", (480, 270))

    (usual,) = steps()
    assert usual.params["held"] == ["control", "first"]
    assert [file.weights for file in usual.files] == [True]
    assert not usual.params["finish"].keys() & {"adapters", "adapter_scale"}, (
        "steps of before there were adapters keep their names"
    )
    adapter = safetensors(tmp_path / "look.safetensors")
    monkeypatch.setattr(loading, "find_spec", lambda _: object())
    (laid,) = steps(adapters=(adapter,), adapter_scale=0.5)
    assert [(file.label, file.weights) for file in laid.files] == [("finish_model", True), ("finish_adapter 1", True)]
    assert laid.params["finish"]["adapter_scale"] == 0.5
    assert set(laid.tools) == {"diffusers", "torch", "peft"}
    assert steps(hold=("last",))[0].params["held"] == ["last"]
    with pytest.raises(BadInputError, match="can't be held by our own pictures"):
        steps(hold=("start",))
    look = tmp_path / "look.png"
    Image.new("RGB", (64, 64), "red").save(look)
    shown = steps(references=(look,), keep=("vase",))[0]
    assert shown.params["held"] == ["control", "first", "masks", "references"]
    assert (shown.needs, [file.label for file in shown.files][1:]) == (("comp", "scene"), ["reference_1"])
    assert planned.clip_finish_steps(Brief(shot="010_0010", kind="clip"), common, "comp", (480, 270)) == ()


def test_the_plan_of_a_graph_says_what_it_takes_and_where_it_may_go(tmp_path):
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(HELD), encoding="utf-8")

    def step(**changes):
        finish = FINISH.model_copy(update={"model": path, "method": "comfyui", **changes})
        (made,) = planned.clip_finish_steps(
            Brief(shot="010_0010", kind="clip", finish=finish),
            {"frames": [1001, 1024], "rate": "24/1"},
            "comp",
            (480, 270),
        )
        return made

    assert (step().params["held"], step().params["method"]) == (["control", "first"], "comfyui")
    with pytest.raises(BadInputError, match=r"finish\.server is http://example\.com"):
        step(server="http://example.com")
    with pytest.raises(BadInputError, match="takes a first picture, and there is none"):
        step(hold=("control",))
