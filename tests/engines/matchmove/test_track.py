from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracked_plate import FLIP, START, move, write_track

from rushes.engines.matchmove import Track, in_building, read_track
from rushes.errors import BadInputError
from rushes.show import FrameRange

FRAMES = FrameRange(1001, 1005)
CAMERAS = list(move(5))


def as_taken(track, cameras=CAMERAS):
    """Hold a track, in the building's frame, against the cameras it was written from."""
    for row, taken in enumerate(cameras):
        assert track.position[row] == pytest.approx(taken.place, abs=1e-4)
        assert track.rotation[row] == pytest.approx(taken.axes.T @ FLIP, abs=1e-6)
        assert track.focal[row] == pytest.approx(taken.focal, rel=1e-5)


@pytest.mark.parametrize(("up", "metres"), [("Z", 1.0), ("Y", 0.01), ("Y", 0.3048), ("Z", 0.001)])
def test_units_and_axes_are_the_stages_own(tmp_path, up, metres):
    path = write_track(tmp_path / "camera.usda", CAMERAS, up=up, metres=metres)
    track = read_track(path, FRAMES, site="/solve/facade_foot")
    assert track.prim == "/solve/shotcam"
    assert track.moves
    as_taken(in_building(track, track.place))


@settings(max_examples=20, deadline=None)
@given(world=st.floats(-3, 3), metres=st.sampled_from([1.0, 0.01, 2.54]), up=st.sampled_from("YZ"))
def test_wherever_the_solve_put_the_world_the_building_sees_the_same_camera(tmp_path_factory, world, metres, up):
    path = write_track(tmp_path_factory.mktemp("track") / "c.usda", CAMERAS, world=world, metres=metres, up=up)
    track = read_track(path, FRAMES, site="/solve/facade_foot")
    as_taken(in_building(track, track.place))
    assert in_building(track, track.place, 2.0).position[0] == pytest.approx(2 * CAMERAS[0].place, abs=1e-3)


@pytest.mark.parametrize(
    ("first", "given", "plate", "start"),
    [
        (1001, None, 0, 1001),
        (1, None, 1, 1),
        (86400, None, 0, 86400),
        (991, None, 0, 1001),
        (1, 3, 0, 3),
        (0, None, 2, 2),
    ],
)
def test_a_time_code_is_a_frame(tmp_path, first, given, plate, start):
    cameras = list(move(20))
    path = write_track(tmp_path / "camera.usda", cameras, first=first)
    track = read_track(path, FRAMES, first_code=given, plate_first=plate, site="/solve/facade_foot")
    assert track.first_code == start
    as_taken(in_building(track, track.place), cameras[start - first :][:5])
    assert bool(track.notes) == (given is None and start != 1001)


def test_what_does_not_do_gets_a_sentence(tmp_path):
    def says(pattern, path, **how):
        with pytest.raises(BadInputError, match=pattern) as error:
            read_track(path, FRAMES, **how)
        assert str(error.value).endswith(".")

    broken = tmp_path / "broken.usda"
    broken.write_text("no camera at all")
    says("no USD file that can be read", broken)
    empty = write_track(tmp_path / "none.usda", [], more=-1)
    says("holds no camera", empty)
    says(r"has no camera /solve/x and no other", empty, prim="/solve/x")
    several = write_track(tmp_path / "two.usda", CAMERAS, more=1)
    says(r"holds 2 cameras: /solve/shotcam, /solve/shotcam1.*track_prim", several)
    says("has no camera nonsense; it has", several, prim="nonsense")
    assert read_track(several, FRAMES, prim="/solve/shotcam1").prim == "/solve/shotcam1"
    short = write_track(tmp_path / "short.usda", CAMERAS[:3])
    says(r"tells time codes 1001 to 1003, but the shot needs 1001 to 1005.*frames: 3", short)
    says("track_frame", write_track(tmp_path / "c.usda", CAMERAS), first_code=2000.0)
    says("film back shifted by 2.8 %", write_track(tmp_path / "off.usda", CAMERAS, offset=1.0))
    says("nothing at /nowhere", several, prim="/solve/shotcam", site="/nowhere")


def test_a_mirrored_camera_is_refused(tmp_path):
    from pxr import Gf, Usd, UsdGeom

    path = write_track(tmp_path / "camera.usda", CAMERAS)
    stage = Usd.Stage.Open(str(path))
    UsdGeom.Xform(stage.GetPrimAtPath("/solve")).AddScaleOp().Set(Gf.Vec3f(-1, 1, 1))
    stage.GetRootLayer().Save()
    with pytest.raises(BadInputError, match="mirrored"):
        read_track(path, FRAMES)


def test_another_rate_a_camera_that_stands_and_another_film_back_are_noted(tmp_path):
    path = write_track(tmp_path / "camera.usda", CAMERAS, rate=25.0)
    assert "counts 25 time codes" in read_track(path, FRAMES, rate=24.0).notes[0]
    assert "film back" in read_track(path, FRAMES, plate_aspect=1.5).notes[0]
    stands = write_track(tmp_path / "stands.usda", [START] * 5)
    assert not read_track(stands, FRAMES).moves


def test_a_track_survives_json(tmp_path):
    track = read_track(write_track(tmp_path / "camera.usda", CAMERAS), FRAMES)
    again = Track.from_json(track.to_json())
    assert again.position == pytest.approx(track.position, abs=1e-5)
    assert (
        replace(again, position=track.position, rotation=track.rotation, focal=track.focal, place=None).to_json()
        == track.to_json()
    )
