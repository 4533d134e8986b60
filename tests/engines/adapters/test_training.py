"""An adapter is learned beside real denoisers of random numbers: the same for the same seed, also after a break, and it is seen in what is drawn."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from rushes.canonical import sha256_of_file
from rushes.engines import pipeline_folder
from rushes.engines.adapters import train_step
from rushes.engines.adapters.loading import check_adapters, lay_over
from rushes.engines.adapters.spec import AdapterSpec
from rushes.engines.adapters.teaching import TEACHINGS, teaching_of
from rushes.engines.adapters.train_step import check_base, lessons_of, seen_at, train, train_steps
from rushes.engines.adapters.training import PutBy, adapter_bytes, teach, turn
from rushes.engines.finishers import diffusion
from rushes.engines.finishers.contract import Asked, Watch
from rushes.errors import BadInputError, CancelledError, RefusedError
from rushes.plan import StepContext
from small_finisher import small_finisher
from small_footage import small_net, small_wan
from small_stills import small_flux, small_qwen

pytestmark = pytest.mark.filterwarnings("ignore")

MAKERS = {
    "StableDiffusionControlNetPipeline": lambda folder, _: small_net(folder),
    "StableDiffusionControlNetImg2ImgPipeline": lambda folder, _: small_finisher(folder),
    "FluxPipeline": small_flux,
    "FluxControlNetPipeline": small_flux,
    "QwenImagePipeline": small_qwen,
    "QwenImageControlNetPipeline": small_qwen,
    "WanPipeline": small_wan,
    "WanVACEPipeline": small_wan,
}
SPEC = AdapterSpec(rank=4, steps=40, rate=3e-3, side_px=64)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Return a function that saves a pipeline of a kind once."""
    pytest.importorskip("peft", reason="the extra train is not installed")
    root = tmp_path_factory.mktemp("models")

    def saved(kind: str) -> Path:
        folder = root / kind
        return folder if folder.exists() else MAKERS[kind](folder, kind)

    return saved


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Three walls, each of a colour, with their captions."""
    folder = tmp_path_factory.mktemp("pictures")
    rows = []
    for at, name in enumerate(("ochre", "slate", "moss")):
        wall = np.full((48, 64, 3), 40, np.uint8)
        wall[8:40, 10 + 8 * at : 40] = (190, 120, 60)[at:] + (190, 120, 60)[:at]
        Image.fromarray(wall).save(folder / f"{name}.png")
        rows.append((folder / f"{name}.png", f"a wall of {name}"))
    return rows


def taught(model: Path, pictures, spec: AdapterSpec, put_by: Path, report=lambda *_: None) -> tuple[list[float], bytes]:
    name = diffusion.class_of(model)
    pipeline, teaching = pipeline_folder.load(model, "training"), teaching_of(name)
    losses = teach(pipeline, teaching, lessons_of(pipeline, teaching, pictures, spec), spec, PutBy(put_by), report)
    return losses, adapter_bytes(pipeline, teaching, {"class": name})


@pytest.mark.parametrize("kind", ["StableDiffusionControlNetPipeline", "FluxPipeline", "FluxControlNetPipeline", "QwenImagePipeline", "QwenImageControlNetPipeline", "WanPipeline"])  # fmt: skip
def test_it_learns_the_same_for_a_seed_and_goes_on_after_a_break(models, pictures, tmp_path, kind):
    losses, whole = taught(models(kind), pictures, SPEC, tmp_path / "a")
    assert np.mean(losses[-10:]) < np.mean(losses[:10])

    def broken(done: int, _: int) -> None:
        if done == 7:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        taught(models(kind), pictures, SPEC, tmp_path / "b", broken)
    told: list[int] = []
    again, same = taught(models(kind), pictures, SPEC, tmp_path / "b", lambda done, _: told.append(done))
    assert told == list(range(8, 41)), "what was done is not done again"
    assert (again, same) == (losses, whole)
    _, other = taught(models(kind), pictures, SPEC.model_copy(update={"seed": 1}), tmp_path / "c")
    assert other != whole


def test_what_was_put_by_and_is_torn_is_begun_anew(models, pictures, tmp_path):
    torn = tmp_path / "torn"
    torn.write_bytes(b"half a file")
    spec = SPEC.model_copy(update={"steps": 2})
    assert taught(models("WanPipeline"), pictures, spec, torn) == taught(models("WanPipeline"), pictures, spec, tmp_path / "new")  # fmt: skip
    assert not torn.exists()


@pytest.mark.parametrize(("base", "model"), [("StableDiffusionControlNetPipeline", "StableDiffusionControlNetPipeline"), ("WanPipeline", "WanVACEPipeline")])  # fmt: skip
def test_a_finisher_draws_with_it_as_strongly_as_it_is_asked(models, pictures, tmp_path, base, model):
    adapter = tmp_path / "look.safetensors"
    adapter.write_bytes(taught(models(base), pictures, SPEC, tmp_path / "a")[1])
    control = np.random.default_rng(0).integers(0, 255, (2, 32, 48, 3), np.uint8)
    asked = Asked("a wall of moss", frames=2, width=48, height=32, rate=Fraction(24), seed=3, steps=2, control=control)

    def drawn(scale: float | None) -> np.ndarray:
        over = diffusion.NOTHING if scale is None else diffusion.Over((adapter,), scale)
        return diffusion.finish(models(model), asked, Watch(), over=over).pictures

    free = drawn(None)
    assert np.array_equal(drawn(0.0), free)
    assert not np.array_equal(drawn(1.0), free)
    assert not np.array_equal(drawn(0.5), drawn(1.0))
    assert np.array_equal(drawn(None), free), "nothing of it is left in a pipeline that stays loaded"


def test_an_adapter_of_another_model_a_pickle_and_a_folder_are_refused(models, pictures, tmp_path, monkeypatch):
    adapter = tmp_path / "look.safetensors"
    adapter.write_bytes(taught(models("FluxPipeline"), pictures, SPEC, tmp_path / "a")[1])
    for kind, words in (
        ("QwenImagePipeline", "is none of its layers"),
        ("StableDiffusionControlNetPipeline", "this model has none"),
    ):
        with pytest.raises(BadInputError, match=f"is of another model than this {kind}.*{words}"):
            lay_over(pipeline_folder.load(models(kind), "finish"), [adapter], 1.0)
    with pytest.raises(BadInputError, match="is no adapter"):
        check_adapters([models("FluxPipeline")])
    pickled = tmp_path / "look.pt"
    pickled.write_bytes(b"\x80\x04")
    with pytest.raises(RefusedError, match="pickle"):
        check_adapters([pickled])
    from rushes.engines.adapters import loading

    monkeypatch.setattr(loading, "find_spec", lambda _: None)
    with pytest.raises(BadInputError, match=r"peft is not installed.*rushes\[train\]"):
        check_adapters([adapter])


def context(model: Path, pictures, out: Path, action: str = "train") -> StepContext:
    out.mkdir(exist_ok=True)
    items = [(path, sha256_of_file(path), caption) for path, caption in pictures]
    (step,) = train_steps(model, "0" * 64, items, SPEC.model_copy(update={"steps": 3}))
    return StepContext(out, {}, {file.label: file.path for file in step.files}, step.params, permit(action, ("m",)), lambda *_: None)  # fmt: skip


def test_the_step_leaves_an_adapter_and_how_it_was_learned(models, pictures, tmp_path):
    train(context(models("WanPipeline"), pictures, tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["adapter.safetensors", "train.json"]
    record = json.loads((tmp_path / "out" / "train.json").read_text())
    assert (record["class"], record["part"], record["pictures"], len(record["loss"])) == ("WanPipeline", "transformer", 3, 3)  # fmt: skip
    lay_over(pipeline_folder.load(models("WanPipeline"), "finish"), [tmp_path / "out" / "adapter.safetensors"], 1.0)


def test_nothing_is_trained_without_a_permit_to_train_or_on_what_changed_since(models, pictures, tmp_path):
    with pytest.raises(RefusedError, match="train"):
        train(context(models("WanPipeline"), pictures, tmp_path / "a", "generate"))
    mine = tmp_path / "wall.png"
    mine.write_bytes(pictures[0][0].read_bytes())
    asked = context(models("WanPipeline"), [(mine, "a wall")], tmp_path / "b")
    mine.write_bytes(pictures[1][0].read_bytes())
    with pytest.raises(RefusedError, match=r"wall.png changed since it was cleared"):
        train(asked)
    mine.write_bytes(b"no picture")
    with pytest.raises(BadInputError, match=r"wall.png is no picture that can be trained on"):
        train(context(models("WanPipeline"), [(mine, "a wall")], tmp_path / "c"))
    assert not list((tmp_path / "c").iterdir())


def test_what_runs_away_is_a_sentence(models, pictures, tmp_path):
    wild = SPEC.model_copy(update={"rate": 1e25})
    with pytest.raises(BadInputError, match=r"ran away at step \d+.*--rate"):
        taught(models("WanPipeline"), pictures, wild, tmp_path / "a")


def test_what_can_t_be_trained_is_told_before_anything_is_loaded(models, tmp_path, monkeypatch):
    assert check_base(models("FluxPipeline")) is TEACHINGS["FluxPipeline"]
    with pytest.raises(BadInputError, match="A WanVACEPipeline can't be trained here"):
        check_base(models("WanVACEPipeline"))
    two = tmp_path / "two"
    two.mkdir()
    (two / "model_index.json").write_text(json.dumps({"_class_name": "WanPipeline", "transformer_2": ["diffusers", "WanTransformer3DModel"]}))  # fmt: skip
    with pytest.raises(BadInputError, match="two denoisers"):
        check_base(two)
    monkeypatch.setattr(train_step, "find_spec", lambda name: None if name == "peft" else object())
    with pytest.raises(BadInputError, match="peft is not installed"):
        check_base(models("FluxPipeline"))


def test_every_lesson_has_its_turn_before_any_comes_again():
    for start in (0, 5, 10):
        assert sorted(turn(step, 5, 3) for step in range(start, start + 5)) == list(range(5))
    orders = {tuple(turn(step, 5, 3) for step in range(start, start + 5)) for start in range(0, 50, 5)}
    assert len(orders) > 5


def test_a_picture_keeps_its_shape_and_becomes_no_larger(tmp_path):
    Image.new("RGB", (300, 200), (255, 0, 0)).save(tmp_path / "red.png")
    seen = seen_at(tmp_path / "red.png", 96, 16)
    assert seen.shape == (1, 3, 64, 96)
    assert np.allclose(seen[0, :, 0, 0], (1, -1, -1))
    assert seen_at(tmp_path / "red.png", 2048, 16).shape == (1, 3, 192, 304)


def test_every_teaching_is_of_a_class_of_diffusers():
    diffusers = pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    assert [name for name in TEACHINGS if not hasattr(diffusers, name)] == []
