from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_picture import HEIGHT, POST, RIGHT, WIDTH, small_picture

from rushes.engines.lookdev.controls import control_pictures, view_of
from rushes.errors import BadInputError


def test_what_is_near_is_white_and_what_is_far_is_black(tmp_path: Path) -> None:
    (depth,) = control_pictures(small_picture(tmp_path / "comp.1001.exr"), ["depth"])
    assert depth.shape == (HEIGHT, WIDTH, 3)
    assert depth[POST].min() == 255
    assert depth[:10, :40].max() == 0
    assert (np.diff(depth[5, 120:, 0].astype(int)) >= 0).all()  # the right wall comes nearer
    assert 40 < depth[5, -1, 0] < 255


def test_normals_are_the_cameras(tmp_path: Path) -> None:
    (normal,) = control_pictures(small_picture(tmp_path / "comp.1001.exr"), ["normal"])
    assert np.abs(normal[5, 5].astype(int) - (128, 128, 255)).max() <= 1  # it faces us
    assert np.abs(normal[RIGHT][5, 5].astype(int) - (0, 128, 128)).max() <= 1  # it faces left
    turned = small_picture(tmp_path / "turned.1001.exr", view=view_of((6, 0, 1.5), (0, 0, 1.5)))
    (normal,) = control_pictures(turned, ["normal"])  # the same walls, from a camera that looks along -X
    assert np.abs(normal[5, 5].astype(int) - (0, 128, 128)).max() <= 1


def test_lines_stand_where_depth_jumps_or_a_surface_folds_and_nowhere_else(tmp_path: Path) -> None:
    (lines,) = control_pictures(small_picture(tmp_path / "comp.1001.exr"), ["lines"])
    drawn = np.argwhere(lines[..., 0] > 0)
    corner = drawn[drawn[:, 0] == 8][:, 1]
    assert len(corner) > 0
    assert np.abs(corner - 120).max() <= 3
    post = set(drawn[drawn[:, 0] == 50][:, 1].tolist())
    assert post & {49, 50}
    assert post & {69, 70}
    assert lines[:15, :110].max() == 0
    assert lines[:, 126:150].max() == 0  # a wall that recedes has no lines
    assert lines[30:70, 55:65].max() == 0


@given(st.tuples(*[st.floats(-9, 9)] * 3), st.tuples(*[st.floats(-9, 9)] * 3))
def test_a_view_is_upright_and_square(at, target) -> None:
    rows = np.array([float(part) for part in view_of(at, target).split()]).reshape(3, 3)
    if np.linalg.norm(np.subtract(target, at)) > 1e-3:
        assert np.allclose(rows @ rows.T, np.eye(3), atol=2e-5)
        assert np.linalg.det(rows) == pytest.approx(1.0, abs=1e-4)
        assert rows[1, 2] >= -1e-5  # up is up


def test_what_a_picture_lacks_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no pass depth\.Z"):
        control_pictures(small_picture(tmp_path / "a.1001.exr", without=("depth.Z",)), ["depth"])
    with pytest.raises(BadInputError, match="doesn't say where its camera looks"):
        control_pictures(small_picture(tmp_path / "b.1001.exr", view="north"), ["normal"])
