import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scene import boxes, camera_at, light, motion_of, staged

from rushes.engines.destruction.stage.passes import (
    FAR_M,
    MATTE_NAME,
    draw_matte,
    draw_passes,
    matte_header,
    matte_id,
    murmur,
    who_is_seen,
)
from rushes.engines.destruction.stage.region import CELL_PX, region_of
from rushes.engines.destruction.stage.scene import read_scene
from rushes.engines.destruction.stage.tracing import _border

ONE = [("concrete", "slab")]


def seen(tmp_path, centres, halves=None, **moves):
    pieces = boxes(centres, halves or [[1.5, 1.5, 1.5]] * len(centres), ONE * len(centres))
    return read_scene(staged(tmp_path / "scene.usdc", pieces, motion_of(pieces, **moves)), range(1000, 1006))


def test_depth_is_the_distance_along_the_axis(tmp_path):
    passes = draw_passes(seen(tmp_path, [[0, 0, 2]]), camera_at(), 1001)
    np.testing.assert_allclose(passes.depth[18, 32], 18.5, rtol=1e-5)
    front = passes.depth[passes.depth < FAR_M]
    np.testing.assert_allclose(front, 18.5, rtol=1e-5)
    assert passes.depth[0, 0] == np.float32(FAR_M)


def test_a_face_seen_at_a_slant_has_the_depth_of_its_plane(tmp_path):
    turn = 0.7
    pieces = seen(tmp_path, [[0, 0, 2]], turn=[turn])
    camera = camera_at(width=320, height=180)
    passes = draw_passes(pieces, camera, 1002)
    rows, columns = np.nonzero(passes.depth < FAR_M)
    focal = camera.focal_px(1002)
    rays = np.stack([(columns + 0.5 - 160) / focal, np.ones_like(rows), (90 - rows - 0.5) / focal], axis=-1)
    places = camera.position[0] + rays * passes.depth[rows, columns][:, None]
    off_plane = ((places - [0, 0, 2]) * passes.normal[rows, columns]).sum(axis=1)
    np.testing.assert_allclose(off_plane, 1.5, atol=2e-4)


def test_normals_are_those_of_the_faces(tmp_path):
    flat = draw_passes(seen(tmp_path, [[0, 0, 2]]), camera_at(), 1001)
    np.testing.assert_allclose(flat.normal[18, 32], [0, -1, 0], atol=1e-6)
    assert (flat.normal[0, 0] == 0).all()
    turned = draw_passes(seen(tmp_path, [[0, 0, 2]], turn=[0.7]), camera_at(), 1002)
    covered = turned.normal[turned.depth < FAR_M]
    expected = np.array([[np.sin(0.7), -np.cos(0.7), 0], [-np.cos(0.7), -np.sin(0.7), 0]])
    nearest = np.abs(covered[:, None] - expected).max(axis=-1).min(axis=1)
    assert nearest.max() < 1e-5
    assert set(np.abs(covered[:, None] - expected).max(axis=-1).argmin(axis=1)) == {0, 1}


def test_motion_is_the_shift_in_the_picture(tmp_path):
    camera = camera_at()
    passes = draw_passes(seen(tmp_path, [[0, 0, 2]], shift=[[0.4, 0.0, -0.3]]), camera, 1001)
    per_metre = camera.focal_px(1001) / 18.5
    covered = passes.depth < FAR_M
    np.testing.assert_allclose(passes.motion[covered], np.tile([0.4, 0.3], (covered.sum(), 1)) * per_metre, rtol=1e-4)
    assert (passes.motion[~covered] == 0).all()


def test_motion_of_a_turning_body_and_a_moving_camera_leads_to_the_same_point(tmp_path):
    pieces = seen(tmp_path, [[0.5, 0, 2]], shift=[[0.1, 0.5, -0.2]], turn=[0.25])
    camera = camera_at(drift=(0.2, 0.6, 0.05), width=160, height=90)
    passes = draw_passes(pieces, camera, 1002)
    rows, columns = np.nonzero(passes.depth < FAR_M)
    focal = camera.focal_px(1002)
    depth = passes.depth[rows, columns].astype(float)
    local = np.column_stack([(columns + 0.5 - 80) / focal, (45 - rows - 0.5) / focal, -np.ones(len(rows))])
    place = camera.position[1] + (local * depth[:, None]) @ camera.rotation(1002).T
    a, b = 0.25, 0.5
    back = np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])
    on = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
    body = (place - pieces.position[2, 0]) @ back.T
    landed = camera.project(body @ on.T + pieces.position[3, 0], 1003)[:, :2]
    np.testing.assert_allclose(passes.motion[rows, columns], landed - np.column_stack([columns, rows]) - 0.5, atol=2e-3)


def test_the_nearer_piece_hides_the_farther(tmp_path):
    passes = draw_passes(seen(tmp_path, [[0, 6, 2], [0, 0, 2]]), camera_at(), 1001)
    assert passes.depth[18, 32] == pytest.approx(18.5)


def test_the_matte_holds_the_names_hash_and_full_coverage_inside(tmp_path):
    pieces = seen(tmp_path, [[-2, 0, 2], [2, 0, 2]])
    planes = draw_matte(pieces, camera_at(), 1001, shutter=0.5, seed=1)
    left, right = (matte_id(name) for name in pieces.names)
    ids, share = planes[f"{MATTE_NAME}00.R"], planes[f"{MATTE_NAME}00.G"]
    assert ids[18, 27] == left
    assert ids[18, 37] == right
    assert share[18, 27] == share[18, 37] == 1.0
    assert share[2, 2] == ids[2, 2] == 0.0


def test_coverage_in_the_matte_adds_up_to_the_projected_area(tmp_path):
    pieces = seen(tmp_path, [[0.13, 0, 2.07]])
    camera = camera_at()
    planes = draw_matte(pieces, camera, 1001, shutter=0.0, seed=1)
    side = 3.0 * camera.focal_px(1001) / 18.5
    assert planes[f"{MATTE_NAME}00.G"].sum() == pytest.approx(side * side, rel=0.02)


def test_the_matte_is_blurred_along_the_motion(tmp_path):
    pieces = seen(tmp_path, [[0, 0, 2]], shift=[[2.0, 0, 0]])
    sharp, blurred = (
        draw_matte(pieces, camera_at(), 1001, shutter=shutter, seed=1)[f"{MATTE_NAME}00.G"] for shutter in (0.0, 0.5)
    )
    partly = [((plane > 0.01) & (plane < 0.99)).sum() for plane in (sharp[18], blurred[18])]
    assert partly[1] > partly[0] + 1
    assert blurred.sum() == pytest.approx(sharp.sum(), rel=0.06)


def test_murmur_is_the_published_hash():
    assert murmur(b"") == 0
    assert murmur(b"hello") == 0x248BFA47
    assert murmur(b"hello, world") == 0x149BBB7F
    assert murmur(b"The quick brown fox jumps over the lazy dog") == 0x2E4FF723


@given(st.text(max_size=30))
def test_an_id_is_a_plain_float(name):
    value = matte_id(name)
    assert np.isfinite(value)
    assert value == 0 or abs(value) >= np.finfo(np.float32).tiny
    assert value != 0


def test_the_manifest_finds_every_piece(tmp_path):
    names = ("concrete_slab_0000", "glass_window_0001")
    header = matte_header(names)
    (manifest,) = (json.loads(value) for key, value in header.items() if key.endswith("/manifest"))
    key = next(key for key in header if key.endswith("/name"))
    assert header[key] == MATTE_NAME
    assert key.split("/")[1] == f"{murmur(MATTE_NAME.encode()):08x}"[:7]
    for name in names:
        assert np.uint32(int(manifest[name], 16)).view(np.float32) == matte_id(name)


def test_the_region_holds_the_pieces_and_their_shadow(tmp_path):
    pieces, camera, rig = seen(tmp_path, [[0, 0, 1.5]]), camera_at(width=640, height=360), light()
    left, top, right, bottom = region_of(pieces, camera, rig, 1001)
    corners = pieces.world(1001)
    sun = np.array(rig.sun_direction)
    shadow = (corners - sun * (corners[:, 2:] / sun[2])) * [1, 1, 0]
    places = camera.project(np.concatenate([corners, shadow]), 1001)
    x, y = np.clip(places[:, 0] / 640, 0, 1), np.clip(places[:, 1] / 360, 0, 1)
    assert (left <= x.min(), x.max() <= right, top <= y.min(), y.max() <= bottom) == (True,) * 4
    assert (bottom - top) < 0.75


@pytest.mark.parametrize(("width", "height"), [(640, 360), (960, 540), (1920, 1080), (700, 333)])
def test_the_regions_edges_lie_on_one_grid_so_that_the_denoiser_does_not_crawl(tmp_path, width, height):
    rig, camera = light(), camera_at(width=width, height=height)
    for shift in (0.0, 0.13, 0.9):
        region = region_of(seen(tmp_path, [[shift, 0, 1.5]]), camera, rig, 1001)
        left, bottom, right, top = (
            edge * size for edge, size in zip(_border(region), (width, height) * 2, strict=True)
        )
        for edge, size in ((left, width), (bottom, height), (right, width), (top, height)):
            assert int(edge) % CELL_PX == 0 or int(edge) == size
            assert edge - int(edge) < 0.05


def test_nothing_in_the_picture_has_no_region(tmp_path):
    assert region_of(seen(tmp_path, [[0, -90, 1.5]]), camera_at(), light(), 1001) is None


def test_leaving_out_backs_of_closed_solids_changes_nothing(tmp_path):
    pieces = seen(tmp_path, [[0.3, 0, 1.5], [1.9, 2.0, 2.2], [-1.4, -1.0, 2.9]], turn=[0.4, 0.1, -0.3])
    assert pieces.closed == len(pieces.triangles)
    plain = replace(pieces, owner=pieces.owner + len(pieces.vertex_start) - 1)
    assert plain.closed == 0
    both = [who_is_seen(one, camera_at(), 1002, shutter=0.5, seed=1) for one in (pieces, plain)]
    assert (both[0] >= 0).mean() > 0.03
    assert np.array_equal(both[0], np.where(both[1] >= 0, both[1] - len(pieces.vertex_start) + 1, -1))
