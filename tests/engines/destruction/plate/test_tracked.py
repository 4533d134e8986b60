"""A building in a plate that moves: it stays where the plate shows it, in every frame."""

import json
from fractions import Fraction

import numpy as np
import pytest
import yaml
from PIL import Image
from tracked_plate import START, move, pictures, write_track

from cleared import permit
from rushes.brief import brief_sha256, read_brief
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.engine import steps
from rushes.engines.destruction.plate.match_step import match
from rushes.errors import BadInputError
from rushes.media.exr import write_picture
from rushes.media.plate import Fit, plate_identity
from rushes.plan import StepContext

RATE = Fraction(24)
COUNT = 6
CAMERAS = list(move(COUNT))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Lay out a sequence and its tracks: as it was, ten times too small, and of another move."""
    where = tmp_path_factory.mktemp("moving")
    for number, picture in enumerate(pictures(CAMERAS), start=1001):
        light = (picture.astype(np.float32) / 255) ** 2.2
        write_picture(where / f"street.{number}.exr", light, frame=number, rate=RATE)
    write_track(where / "camera.usda", CAMERAS, up="Y", metres=0.01)
    write_track(where / "small.usda", CAMERAS, scale=10.0)
    write_track(where / "other.usda", list(move(COUNT, walk=-4.0, zoom=0.3)))
    Image.new("RGB", (960, 540)).save(where / "still.png")
    return where


@pytest.fixture
def brief(folder, tmp_path):
    """Return a function that reads a brief over the sequence; the facade is four storeys of 15 m."""

    def make(site=None, camera=None, **parts):
        record = {
            "shot": "020_0150",
            "plate": str(folder / "street.####.exr"),
            "frames": COUNT,
            "quality": "draft",
            "building": {"storeys": 4, "floor_height_m": 15 / 4.25},
            "site": {"corners": START.shares.tolist()} if site is None else site,
            "camera": {"track": str(folder / "camera.usda"), **(camera or {})},
            **parts,
        }
        path = tmp_path / "brief.yaml"
        path.write_text(yaml.safe_dump(record))
        return read_brief(path, rate=RATE)

    return make


def planned(asked):
    made = {step.name: step for step in steps(asked, RATE, "TEST", "v001")}
    return made, CameraPath.from_json(made["scene"].params["camera"])


def drift(made, camera):
    """Return how far the facade's corners lie from where the plate shows them, frame by frame [px of the plate]."""
    building = made["build"].params["building"]
    fit = Fit((START.width, START.height), (camera.width, camera.height))
    front = -building["bays_deep"] * building["bay_width_m"] / 2
    ends = START.facade + [0, front, 0]
    off = []
    for frame, taken in zip(camera.frames, CAMERAS, strict=True):
        seen = (camera.project(ends, frame)[:, :2] + fit.crop) / fit.scale
        off.append(float(np.hypot(*(seen - taken.corners).T).max()))
    return np.array(off)


@pytest.mark.parametrize("track", ["camera.usda", "small.usda"])
def test_the_building_stays_where_the_plate_shows_it(brief, folder, track):
    made, camera = planned(brief(camera={"track": str(folder / track)}))
    off = drift(made, camera)
    assert off.max() < 1.0  # where the corners were marked counts for most of it
    assert np.ptp(off) < 0.3
    said = made["match"].params["track"]
    assert said["stick"]["scale_told"]
    assert said["stick"]["scale"] == pytest.approx(10.0 if track == "small.usda" else 1.0, rel=0.02)
    assert max(said["stick"]["off_px"].values()) < 0.5
    assert any("stay within" in note for note in said["notes"])


def test_a_prim_of_the_track_places_it_exactly(brief):
    made, camera = planned(
        brief(site={"prim": "/solve/facade_foot"}, building={"storeys": 4, "floor_height_m": 15 / 4.25})
    )
    assert drift(made, camera).max() < 0.02
    assert made["build"].params["building"]["bays"] == 5


def test_it_may_be_marked_in_any_frame(brief):
    made, camera = planned(brief(site={"corners": CAMERAS[4].shares.tolist(), "frame": 1005}))
    assert drift(made, camera).max() < 1.0
    assert made["scene"].params["reference"] == 1005
    assert made["plate"].params["reference"] == 1005
    assert camera.project(np.zeros((1, 3)), 1001)[0, 2] > 1


def test_each_frame_of_the_plate_gets_its_overlay(brief, folder, tmp_path):
    made, _ = planned(brief())
    (tmp_path / "out").mkdir()
    params = json.loads(json.dumps(made["match"].params))
    files = {"plate": folder / "street.####.exr"}
    match(StepContext(tmp_path / "out", {}, files, params, permit("alter"), lambda *_: None))
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) == [
        "overlay.1001.png",
        "overlay.1003.png",
        "overlay.1006.png",
        "overlay.png",
    ]
    record = json.loads((tmp_path / "out" / "match.json").read_text())
    assert record["track"]["stick"]["marks"] > 20


def test_contradictions_are_sentences(brief, folder):
    def says(pattern, **parts):
        with pytest.raises(BadInputError, match=pattern) as error:
            planned(brief(**parts))
        assert str(error.value).endswith(".")

    says("marks lie .* px from where the track sees them.*track_frame", camera={"track": str(folder / "other.usda")})
    says(r"frame .*: the facade's own marks", camera={"track_scale": 4.0})
    says("is a still", plate=str(folder / "still.png"))
    says(r"site\.frame is 1020, but the shot's frames are", site={"corners": START.shares.tolist(), "frame": 1020})
    says("behind the camera", site={"prim": "/solve/shotcam"})
    says("not where the building stands", site={})
    says("both say where", site={"prim": "/solve/facade_foot", "corners": START.shares.tolist()})
    says(r"camera\.focal_length_mm is given, but camera\.track tells it", camera={"focal_length_mm": 30})
    says(r"camera\.solve is \"given\"", camera={"solve": "given"})
    says(r"track_frame speaks of a tracked camera", camera={"track": None, "track_frame": 5})
    says("there is no file", camera={"track": "nowhere.usda"})


def test_the_track_is_part_of_the_briefs_name(brief, folder):
    one = brief_sha256(brief(), plate_identity(folder / "street.####.exr"))
    other = brief_sha256(
        brief(camera={"track": str(folder / "small.usda")}), plate_identity(folder / "street.####.exr")
    )
    assert one != other
