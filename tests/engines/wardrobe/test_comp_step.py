import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from small_looks import context, small_looks

from cleared import permit
from rushes.brief.finish import Finish
from rushes.engines.lookdev.controls import control_pictures
from rushes.engines.lookdev.finish_step import finish
from rushes.engines.wardrobe import comp_step, scene_step
from rushes.engines.wardrobe.comp_step import comp, side
from rushes.engines.wardrobe.picture.pictures import Quality
from rushes.engines.wardrobe.scene_step import scene, scene_file
from rushes.media.exr import read_exr
from rushes.plan import StepContext
from rushes.show import FrameRange
from small_finisher import small_finisher


def test_the_hero_comes_first_and_the_turn_goes_evenly_round():
    frames = FrameRange(1001, 1005)
    assert [side(frame, frames) for frame in frames] == ["hero", 0.0, 90.0, 180.0, 270.0]


PARAMS = {"frames": [1001, 1002], "rate": "24/1", "options": 2, "quality": "draft", "seed": 1, "title": "Waistcoat"}


@pytest.fixture(scope="module")
def pictured(tmp_path_factory):
    """Picture two waistcoats, as options are; return where the steps lie, the pictures, and what was reported."""
    folder, _ = small_looks()
    out = tmp_path_factory.mktemp("comp")
    said: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        for step in (comp_step, scene_step):
            patch.setattr(step, "quality_of", lambda _quality, _options: Quality(96, 4, 0.045, 0, 0.1, 32))
        scene(context(folder, folder / "scene", options=2, quality="draft", title="Waistcoat"))
        comp(context(folder, out, said, **PARAMS))
    return folder, out, said


@pytest.mark.blender
@pytest.mark.slow
def test_options_are_pictured_in_their_colours_and_what_is_whole_is_kept(pictured):
    folder, out, said = pictured
    assert scene_file(folder / "scene", 1002).is_file()
    assert said[-1] == (2, 2)
    ivory, red = (_picture(out / f"comp.{frame}.exr") for frame in (1001, 1002))
    assert ivory.shape == (96, 72, 3)
    changed = np.abs(ivory - red).max(axis=2) > 0.05
    assert 0.02 < changed.mean() < 0.5  # the waistcoat, and nothing else
    assert (red[changed][:, 0] > 2 * red[changed][:, 1]).mean() > 0.5
    comp(context(folder, out, **PARAMS))
    assert np.array_equal(_picture(out / "comp.1001.exr"), ivory)
    assert not list(out.glob("raw.*"))


@pytest.mark.blender
@pytest.mark.slow
def test_an_outfits_passes_hold_a_finish(pictured):
    """The body is near and white before a far ground, its normals look at us, and lines run round it."""
    _, out, _ = pictured
    depth, normal, lines = control_pictures(out / "comp.1001.exr", ("depth", "normal", "lines"))
    figure = depth[..., 0] > depth[2, 2, 0] + 60
    assert 0.08 < figure.mean() < 0.6
    assert figure[48, 33:40].any()  # it stands in the middle
    assert depth[figure].mean() > 150 > depth[~figure].mean()
    toward = normal.astype(float)[figure] / 127.5 - 1.0
    assert np.median(np.linalg.norm(toward, axis=1)) == pytest.approx(1.0, abs=0.05)
    assert np.median(toward[:, 2]) > 0.4
    rim = figure ^ (figure & np.roll(figure, 1, 1) & np.roll(figure, -1, 1))
    assert lines[rim].mean() > 3 * lines[~rim].mean()


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_an_outfit_is_finished_by_a_brought_model_and_stays_what_its_passes_hold(pictured, tmp_path):
    _, out, _ = pictured
    model = small_finisher(tmp_path / "model", 2)
    asked = Finish(steps=4, strength=0.6, side_px=64, licence="own", source="us", trained_on="none", controls=("depth", "normal"))  # fmt: skip
    params = {
        "frames": [1001, 1001], "from": "comp", "seed": 5, "words": "A waistcoat.", "name": "m", "sha256": "0" * 64,
        "finish": asked.model_dump(mode="json", exclude={"model"}),
    }  # fmt: skip
    said: list[tuple[int, int]] = []
    finish(
        StepContext(
            tmp_path, {"comp": out}, {"finish_model": model}, params, permit(), lambda n, of: said.append((n, of))
        )
    )
    picture = np.asarray(Image.open(tmp_path / "finish.1001.png"))
    assert picture.shape == (96, 72, 3)
    assert said == [(1, 1)]
    record = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert (record["controls"], record["unchanged"]) == (["depth", "normal"], [])


def _picture(path: Path):
    return np.asarray(read_exr(path).picture()[..., :3], np.float32)
