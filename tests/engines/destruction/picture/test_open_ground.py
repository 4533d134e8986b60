"""Building and shadow come apart again as they were put together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from render_context import TWO, context
from small_scene import boxes, camera_at, light, motion_of, staged

from rushes.engines.destruction.picture import render_step
from rushes.engines.destruction.picture.open_ground import ground_seen, parted, unshaded
from rushes.engines.destruction.stage.scene import ScenePieces
from rushes.media.exr import read_exr

SUN = np.array([0.5, 0.4, 0.3], np.float32)


def put_together(coverage, factor, ground):
    """Return a picture of a red building over ground of a light of its own, as a renderer without noise gives it."""
    building = np.array([0.6, 0.1, 0.1], np.float32) * coverage[..., None]
    behind = np.where(ground[..., None], factor * SUN * (1.0 - coverage[..., None]), 0.0)
    alpha = np.where(ground, 1.0, coverage)
    return np.concatenate([building + behind, alpha[..., None]], axis=2, dtype=np.float32)


def scene_of_shares():
    y, x = np.mgrid[0:60, 0:80].astype(np.float32)
    ground = y >= 20
    coverage = np.clip(np.minimum(np.minimum(x - 29.5, 50.5 - x), 45.5 - y), 0.0, 1.0).astype(np.float32)
    coverage[:8] = 0.0
    factor = np.ones((60, 80, 3), np.float32)
    factor[30:40] = [0.3, 0.4, 0.5]
    return coverage, factor, ground


def test_what_was_put_together_is_parted():
    from scipy.ndimage import maximum_filter

    coverage, factor, ground = scene_of_shares()
    building, caught = parted(put_together(coverage, factor, ground), coverage, ground, SUN)
    np.testing.assert_allclose(building[..., 3], coverage, atol=1e-5)
    wanted = np.array([0.6, 0.1, 0.1]) * coverage[..., None]
    plain = np.abs(np.gradient(factor[..., 0], axis=0)) == 0.0
    np.testing.assert_allclose(building[plain][:, :3], wanted[plain], atol=0.05)
    well_below = np.zeros_like(ground)
    well_below[26:] = True
    bare = well_below & (maximum_filter(coverage, 5) == 0)
    np.testing.assert_allclose(caught[bare], factor[bare], atol=1e-4)
    assert (caught[~ground] == 1.0).all()
    assert (caught[coverage > 0.999] == 1.0).all()


def test_where_nothing_was_traced_the_ground_is_left_alone():
    coverage, factor, ground = scene_of_shares()
    whole = put_together(coverage, factor, ground)
    whole[:, :20] = 0.0
    building, caught = parted(whole, coverage, ground, SUN)
    assert (caught[:, :18] == 1.0).all()
    assert not building[:, :20].any()


def test_the_ground_is_below_the_horizon_of_a_level_camera():
    seen = ground_seen(camera_at(), 1001)
    half = seen.shape[0] // 2
    assert not seen[:half].any()
    assert seen[half + 8 :].all()


def test_light_without_a_sun_is_the_skys_alone():
    sunny = light()
    dull = replace(sunny, sun_strength=0.0)
    more = unshaded(sunny, seed=1) - unshaded(dull, seed=1)
    assert (more > 0).all()
    assert (unshaded(dull, seed=1) > 0).all()


@pytest.mark.blender
def test_open_ground_says_what_a_shadow_catcher_says(tmp_path, monkeypatch):
    pieces = boxes([[0, 0, 2], [3.2, 0, 2]], [[2, 2, 4], [0.8, 0.1, 1.5]], TWO)
    folder = tmp_path / "scene"
    folder.mkdir()
    camera = camera_at(z=7.0, width=160, height=90)
    staged(folder / "scene.usdc", pieces, motion_of(pieces, shift=[[0.3, 0, 0], [0, 0, 0]]), camera)
    asked = {"samples": 32, "camera": camera.to_json()}
    found = {}
    for how in ("open", "caught"):
        (tmp_path / how).mkdir()
        ctx = context(tmp_path / how, folder, last=1001, **asked)
        if how == "caught":
            monkeypatch.setattr(ScenePieces, "has", lambda *_: True)
        render_step.render(ctx)
        found[how] = (
            read_exr(ctx.out / "beauty.1001.exr").picture(),
            read_exr(ctx.out / "shadow.1001.exr").picture(),
        )
    (open_beauty, open_shadow), (beauty, shadow) = found["open"], found["caught"]
    assert shadow.min() < 0.6, "there is a shadow"
    assert np.abs(open_shadow - shadow).mean() < 0.01
    assert np.abs(open_beauty - beauty).mean() < 0.01
