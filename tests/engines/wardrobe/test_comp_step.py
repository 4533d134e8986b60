from pathlib import Path

import numpy as np
import pytest
from small_looks import context, small_looks

from rushes.engines.wardrobe import comp_step, scene_step
from rushes.engines.wardrobe.comp_step import comp, side
from rushes.engines.wardrobe.picture.pictures import Quality
from rushes.engines.wardrobe.scene_step import scene, scene_file
from rushes.media.exr import read_exr
from rushes.show import FrameRange


def test_the_hero_comes_first_and_the_turn_goes_evenly_round():
    frames = FrameRange(1001, 1005)
    assert [side(frame, frames) for frame in frames] == ["hero", 0.0, 90.0, 180.0, 270.0]


@pytest.mark.blender
@pytest.mark.slow
def test_options_are_pictured_in_their_colours_and_what_is_whole_is_kept(tmp_path, monkeypatch):
    for step in (comp_step, scene_step):
        monkeypatch.setattr(step, "quality_of", lambda _quality, _options: Quality(80, 4, 0.045, 0, 0.1, 32))
    folder, _ = small_looks()
    scene(context(folder, folder / "scene", options=2, quality="draft", title="Waistcoat"))
    assert scene_file(folder / "scene", 1002).is_file()
    said: list[tuple[int, int]] = []
    params = {"frames": [1001, 1002], "rate": "24/1", "options": 2, "quality": "draft", "seed": 1, "title": "Waistcoat"}
    comp(context(folder, tmp_path, said, **params))
    assert said[-1] == (2, 2)
    ivory, red = (_picture(tmp_path / f"comp.{frame}.exr") for frame in (1001, 1002))
    assert ivory.shape == (80, 60, 3)
    changed = np.abs(ivory - red).max(axis=2) > 0.05
    assert 0.02 < changed.mean() < 0.5  # the waistcoat, and nothing else
    assert (red[changed][:, 0] > 2 * red[changed][:, 1]).mean() > 0.5
    comp(context(folder, tmp_path, **params))
    assert np.array_equal(_picture(tmp_path / "comp.1001.exr"), ivory)
    assert not list(tmp_path.glob("raw.*"))


def _picture(path: Path):
    return np.asarray(read_exr(path).picture()[..., :3], np.float32)
