"""Video pipelines of random numbers, saved to disk and loaded as real ones are: pictures and sound, held by our scene, followed and stopped."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.engines.finishers import diffusion
from rushes.engines.finishers.contract import Asked, Watch
from rushes.engines.finishers.families import FAMILIES, check_held, fitted_length, fitted_size
from rushes.errors import BadInputError, CancelledError, RefusedError
from rushes.studio.resources import WARM_GB
from small_finisher import small_finisher
from small_footage import small_ltx2, small_net, small_wan
from small_stills import small_flux, small_qwen

pytestmark = pytest.mark.filterwarnings("ignore")

PICTURES = np.random.default_rng(0).integers(0, 255, (7, 32, 48, 3), np.uint8)
ASKED = Asked("a red kite over a wall", frames=7, width=48, height=32, rate=Fraction(24), seed=3, steps=2)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Return a function that saves a pipeline of a kind once."""
    root = tmp_path_factory.mktemp("models")

    def saved(kind: str) -> Path:
        folder = root / kind
        if not folder.exists():
            if kind.startswith("Wan"):
                pytest.importorskip("accelerate", reason="the extra diffusers is not installed whole")
                pytest.importorskip("ftfy", reason="the extra diffusers is not installed whole")
                small_wan(folder, kind)
            elif kind.startswith("LTX2"):
                small_ltx2(folder, kind)
            elif kind.startswith("Flux"):
                small_flux(folder, kind)
            elif kind.startswith("Qwen"):
                small_qwen(folder, kind)
            elif kind == "StableDiffusionControlNetPipeline":
                small_net(folder)
            else:
                small_finisher(folder)
        return folder

    return saved


HELD = [
    ("LTX2Pipeline", {}),
    ("LTX2ConditionPipeline", {"first": PICTURES[0], "last": PICTURES[6]}),
    ("LTX2ImageToVideoPipeline", {"first": PICTURES[0]}),
    ("WanPipeline", {}),
    ("WanImageToVideoPipeline", {"first": PICTURES[0], "last": PICTURES[6]}),
    ("WanVACEPipeline", {"control": PICTURES, "first": PICTURES[0], "references": (PICTURES[2],)}),
    ("WanVideoToVideoPipeline", {"start": PICTURES}),
    ("StableDiffusionControlNetPipeline", {"control": PICTURES}),
    ("StableDiffusionControlNetImg2ImgPipeline", {"control": PICTURES, "start": PICTURES}),
    ("FluxPipeline", {}),
    ("FluxImg2ImgPipeline", {"start": PICTURES}),
    ("FluxControlPipeline", {"control": PICTURES}),
    ("FluxControlImg2ImgPipeline", {"control": PICTURES, "start": PICTURES}),
    ("FluxControlNetPipeline", {"control": PICTURES}),
    ("QwenImagePipeline", {}),
    ("QwenImageImg2ImgPipeline", {"start": PICTURES}),
    ("QwenImageControlNetPipeline", {"control": PICTURES}),
]


@pytest.mark.parametrize(("kind", "held"), HELD, ids=[kind for kind, _ in HELD])
def test_it_draws_what_was_asked_the_same_for_a_seed_and_tells_every_step(models, kind, held) -> None:
    told: list[tuple[int, int]] = []
    asked = replace(ASKED, **held)
    one = diffusion.finish(models(kind), asked, Watch(lambda *step: told.append(step)))
    same = diffusion.finish(models(kind), asked, Watch())
    other = diffusion.finish(models(kind), replace(asked, seed=4), Watch())
    assert one.pictures.shape == (7, 32, 48, 3)
    assert one.pictures.dtype == np.uint8
    assert np.array_equal(one.pictures, same.pictures)
    assert not np.array_equal(one.pictures, other.pictures)
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    assert one.made_by.startswith(f"{kind}, diffusers ")


def test_ltx_makes_sound_as_long_as_its_pictures(models) -> None:
    footage = diffusion.finish(models("LTX2Pipeline"), ASKED, Watch())
    assert footage.sample_rate == 16000
    assert footage.sound is not None
    assert footage.sound.shape == (round(7 / 24 * 16000), 2)
    assert np.abs(footage.sound).max() <= 1
    assert diffusion.finish(models("WanPipeline"), ASKED, Watch()).sound is None


@pytest.mark.parametrize("kind", ["FluxControlPipeline", "FluxControlNetPipeline", "QwenImageControlNetPipeline"])
def test_a_still_is_held_by_its_control(models, kind) -> None:
    asked = replace(ASKED, frames=2, control=PICTURES[:2])
    held = diffusion.finish(models(kind), asked, Watch()).pictures
    other = diffusion.finish(models(kind), replace(asked, control=PICTURES[3:5]), Watch()).pictures
    assert not np.array_equal(held, other)
    assert not np.array_equal(held[0], held[1]), "each is held by its own"
    weaker = replace(asked, control_scale=0.0)
    if kind == "FluxControlPipeline":
        with pytest.raises(BadInputError, match="control_scale changes nothing"):
            diffusion.finish(models(kind), weaker, Watch())
    else:
        assert not np.array_equal(diffusion.finish(models(kind), weaker, Watch()).pictures, held)


def test_flux_reads_as_many_words_as_its_second_reader_can(models) -> None:
    pipeline = diffusion.warm(models("FluxPipeline"), "f" * 64)
    assert diffusion._most_words(pipeline) == pipeline.tokenizer_2.model_max_length


def test_what_holds_it_is_in_the_picture(models) -> None:
    free = diffusion.finish(models("WanVACEPipeline"), ASKED, Watch()).pictures
    held = diffusion.finish(models("WanVACEPipeline"), replace(ASKED, control=PICTURES), Watch()).pictures
    loose = diffusion.finish(
        models("WanVACEPipeline"), replace(ASKED, control=PICTURES, control_scale=0.0), Watch()
    ).pictures
    assert not np.array_equal(free, held)
    assert not np.array_equal(held, loose)


@pytest.mark.parametrize("kind", ["LTX2Pipeline", "StableDiffusionControlNetImg2ImgPipeline"])
def test_it_stops_between_steps_and_keeps_nothing(models, kind) -> None:
    held = {"control": PICTURES, "start": PICTURES} if kind.startswith("Stable") else {}
    told: list[int] = []
    watch = Watch(lambda done, _: told.append(done), stopped=lambda: len(told) == 1)
    with pytest.raises(CancelledError, match="Stopped after step 2 of"):
        diffusion.finish(models(kind), replace(ASKED, **held), watch)
    assert told == [1]


def test_a_model_stays_loaded_while_it_is_the_same(models) -> None:
    folder = models("LTX2Pipeline")
    one = diffusion.warm(folder, "a" * 64)
    assert diffusion.warm(folder, "a" * 64) is one
    assert diffusion.warm(folder, "b" * 64) is not one
    assert len(diffusion._warm) == diffusion.KEPT_WARM


def test_where_a_gpu_was_given_as_many_stay_loaded_as_it_holds(tmp_path, monkeypatch) -> None:
    """Of 25 GB: two of 10 stay, what was used longest ago goes before a third is loaded, and a large one is alone."""
    loaded: list[str] = []
    monkeypatch.setenv(WARM_GB, "25")
    monkeypatch.setattr(diffusion, "_warm", type(diffusion._warm)())
    monkeypatch.setattr(diffusion, "_takes", {})
    monkeypatch.setattr(diffusion, "lay_over", lambda *_: None)
    sizes = {"a": 10, "b": 10, "c": 10, "large": 24}
    monkeypatch.setattr(diffusion.pipeline_folder, "needed", lambda folder: sizes[folder.name] * 10**9)
    monkeypatch.setattr(diffusion.pipeline_folder, "load", lambda folder, _: loaded.append(folder.name) or folder.name)

    def use(name: str) -> list[str]:
        assert diffusion.warm(tmp_path / name, name * 64) == name
        return list(diffusion._warm.values())

    assert [use(name) for name in ("a", "b", "a", "c", "a")] == [["a"], ["a", "b"], ["b", "a"], ["a", "c"], ["c", "a"]]
    assert use("large") == ["large"]
    assert use("c") == ["c"]
    assert loaded == ["a", "b", "c", "large", "c"]
    monkeypatch.delenv(WARM_GB)
    assert use("a") == ["a"], "one alone where nobody knows how much there is"


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("LTX2Pipeline", {"control"}, "can't be held by control pictures of the scene.*WanVACEPipeline"),
        ("WanPipeline", {"references"}, "can't be held by reference pictures"),
        ("WanVideoToVideoPipeline", set(), "draws after our own pictures to go out from, and there is none"),
        ("LTX2ImageToVideoPipeline", set(), "draws after a first picture"),
        ("AnimateDiffPipeline", set(), "is none that finishes a clip"),
        ("", set(), "A pipeline of no name"),
    ],
)
def test_what_it_cant_be_held_by_is_told_before_anything_is_drawn(kind, given, words) -> None:
    with pytest.raises(BadInputError, match=words):
        check_held(kind, frozenset(given))


def test_a_missing_file_a_pickle_and_too_little_memory_are_sentences(models, tmp_path, monkeypatch) -> None:
    import shutil

    broken = shutil.copytree(models("LTX2Pipeline"), tmp_path / "broken")
    next(broken.glob("transformer/*.safetensors")).unlink()
    with pytest.raises(BadInputError, match=r"broken"):
        diffusion.finish(broken, ASKED, Watch())
    pickled = shutil.copytree(models("LTX2Pipeline"), tmp_path / "pickled")
    (pickled / "vae" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(RefusedError, match="pickle"):
        diffusion.finish(pickled, ASKED, Watch())
    monkeypatch.setattr(diffusion.pipeline_folder, "free_memory", lambda: 1000)
    with pytest.raises(BadInputError, match="of memory"):
        diffusion.check(models("LTX2Pipeline"), frozenset())


def test_a_package_that_is_missing_is_a_sentence(monkeypatch) -> None:
    monkeypatch.setattr(diffusion, "find_spec", lambda name: None if name == "ftfy" else object())
    diffusion.check_packages("LTX2Pipeline")
    with pytest.raises(BadInputError, match="WanPipeline can't be run here: ftfy is not installed"):
        diffusion.check_packages("WanPipeline")


@pytest.mark.parametrize(("frames", "stride", "length"), [(1, 4, 1), (2, 4, 5), (5, 4, 5), (96, 8, 97), (97, 8, 97)])
def test_lengths_are_those_that_a_model_can_draw(frames: int, stride: int, length: int) -> None:
    assert fitted_length(frames, stride) == length


def test_sizes_are_those_that_a_model_can_draw() -> None:
    assert fitted_size(480, 270, 32) == (480, 256)
    assert fitted_size(5, 5, 16) == (16, 16)


def test_every_family_is_a_class_of_diffusers() -> None:
    diffusers = pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    assert [name for name in FAMILIES if not hasattr(diffusers, name)] == []
