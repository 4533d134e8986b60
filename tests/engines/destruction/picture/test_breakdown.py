"""A breakdown is drawn from a take's own files, says what it shows, and wipes from the plate to the take."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from small_scene import FRAMES, RATE, boxes, camera_at, motion_of, staged

from rushes.engines.destruction.picture.breakdown import (
    PANELS,
    _panels,
    before_after_strip,
    breakdown_sheet,
    wipe_place,
    write_wipe,
)
from rushes.engines.take import Take, TakeFile
from rushes.errors import BadInputError
from rushes.media.exr import write_picture

WIDE, HIGH = 128, 72


@pytest.fixture
def take(tmp_path):
    """A take of two boxes over a plate, one of which moves; its elements are flat colours."""
    camera = camera_at(width=WIDE, height=HIGH)
    pieces = boxes([[-2, 0, 2], [2.4, 0, 2]], [[1.5, 2, 2], [0.8, 0.5, 1.5]], [("concrete", "facade")] * 2)
    (tmp_path / "scene").mkdir()
    staged(tmp_path / "scene/s.usdc", pieces, motion_of(pieces, shift=[[0.9, 0, 0], [0, 0, 0]]), camera)
    files = [TakeFile("scene/s.usdc", "scene", "")]

    def add(name, role, frame, colour):
        path = f"elements/{name}/S_{name}.{frame:04d}.exr" if role != "comp" else f"exr/S_comp.{frame:04d}.exr"
        write_picture(tmp_path / path, np.full((HIGH, WIDE, len(colour)), colour, "f4"), frame=frame, rate=RATE)
        files.append(TakeFile(path, role, ""))

    add("plate", "element", FRAMES.first, (0.1, 0.3, 0.6))
    for frame in FRAMES:
        add("beauty", "pass", frame, (0.2, 0.1, 0.05, 0.5))
        add("dust", "element", frame, (0.3, 0.3, 0.3, 0.6))
        add("comp", "comp", frame, (0.5, 0.4, 0.02 * (frame - 1000)))
    recipe = {"steps": [{"name": "render", "params": {"camera": camera.to_json()}}]}
    return Take(
        folder=tmp_path, show="S", shot="010", version="v001", kind="destruction", engine="destruction 1", rate=RATE,
        frames=FRAMES, handles=0, seed=1, recipe=recipe, clearance={}, understood=(), assumed=(), not_understood=(),
        digital_source_type="x/composite", created="", files=tuple(files),
    )  # fmt: skip


def test_the_sheet_has_a_panel_for_each_part_and_each_shows_something_else(take):
    panels = _panels(take, 1004)
    assert tuple(panels) == PANELS
    for one, other in pairwise(panels.values()):
        assert np.abs(one - other).mean() > 1e-3
    sheet = breakdown_sheet(take, 1004)
    assert sheet.shape[1] == 16 + 4 * (WIDE + 16)
    assert len(np.unique(sheet.reshape(-1, 3), axis=0)) > 50


def test_the_simulation_is_the_fracture_after_it_moved(take):
    first, last = _panels(take, 1001), _panels(take, 1004)
    assert np.array_equal(first["fracture"], last["fracture"])
    assert np.array_equal(first["fracture"], first["simulation"])
    changed = np.abs(last["simulation"] - last["fracture"]).max(axis=2) > 0.02
    assert changed[:, : WIDE * 5 // 8].any()
    assert not changed[:, WIDE * 3 // 4 :].any(), "the box that stands is as it was"


def test_the_proxy_is_one_grey_over_the_plate(take):
    proxy, plate = (_panels(take, 1002)[name] for name in ("proxy", "plate"))
    drawn = np.abs(proxy - plate).max(axis=2) > 1e-4
    assert 0.02 < drawn.mean() < 0.6
    inside = drawn & (np.ptp(proxy, axis=2) < 1e-6)
    assert inside.sum() > 0.7 * drawn.sum()


def test_the_edge_goes_from_right_to_left_and_ends_on_the_take(take, tmp_path):
    places = [wipe_place(share) for share in np.linspace(0, 1, 50)]
    assert places[0] == 1.0
    assert places[-1] == 0.0
    assert all(later <= earlier for earlier, later in pairwise(places))
    write_wipe(tmp_path / "wipe.mp4", take)
    pictures = decoded(tmp_path / "wipe.mp4")
    assert len(pictures) == len(FRAMES)
    assert pictures[0][..., 2].mean() > pictures[0][..., 0].mean() + 40, "the plate is blue"
    assert pictures[-1][..., 0].mean() > pictures[-1][..., 2].mean() + 40, "the take is not"


def decoded(path):
    import av

    with av.open(str(path)) as movie:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in movie.decode(video=0)]


def test_the_strip_shows_the_plate_over_the_take(take):
    strip = before_after_strip(take)
    assert strip.shape[1] == 16 + 4 * (WIDE + 16), "as many columns as there are frames"
    assert strip[90, 40, 2] > strip[90, 40, 0] + 40


@pytest.mark.parametrize(
    ("lost", "said"),
    [("dust", "holds no element dust"), ("s.usdc", "holds no scene"), ("comp", "holds no composite of frame 1003")],
)
def test_what_a_take_lacks_is_named(take, lost, said):
    fewer = take.with_files(tuple(file for file in take.files if lost not in file.path))
    with pytest.raises(BadInputError, match=said):
        breakdown_sheet(fewer, 1003)


def test_a_frame_that_is_not_there_is_named(take):
    with pytest.raises(BadInputError, match="runs from 1001 to 1004"):
        breakdown_sheet(take, 1050)
