import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import yaml
from PIL import Image
from synthetic_plate import Taken, photograph

from cleared import permit
from rushes.brief import brief_sha256, read_brief
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.engine import steps
from rushes.engines.destruction.plate.match_step import match
from rushes.engines.destruction.plate.plate_step import plate as plate_step
from rushes.errors import BadInputError, StepFailedError
from rushes.plan import StepContext

RATE = Fraction(24)
TAKEN = Taken(yaw=-30, tilt=12, x=-16, back=26)


@pytest.fixture(scope="module")
def plate(tmp_path_factory):
    path = tmp_path_factory.mktemp("plate") / "street.png"
    Image.fromarray(photograph(TAKEN)).save(path)
    return path


@pytest.fixture
def brief(tmp_path, plate):
    """Return a function that reads a brief over the plate; the facade is four storeys of 15 m."""

    def make(**parts):
        record = {
            "shot": "020_0150",
            "plate": str(plate),
            "frames": 8,
            "quality": "draft",
            "building": {"storeys": 4, "floor_height_m": 15 / 4.25},
            "site": {"corners": TAKEN.shares.tolist()},
            **parts,
        }
        path = tmp_path / "brief.yaml"
        path.write_text(yaml.safe_dump({name: part for name, part in record.items() if part is not None}))
        return read_brief(path, rate=RATE)

    return make


def planned(asked):
    made = {step.name: step for step in steps(asked, RATE, "TEST", "v001")}
    return made, CameraPath.from_json(made["scene"].params["camera"])


def test_the_facade_stands_where_the_plate_shows_it(brief):
    made, camera = planned(brief())
    building = made["build"].params["building"]
    assert building["bays"] in {4, 5}
    assert building["bays"] * building["bay_width_m"] == pytest.approx(TAKEN.facade_width, rel=0.02)
    assert building["balconies"] is False
    front = -building["bays_deep"] * building["bay_width_m"] / 2
    wide = building["bays"] * building["bay_width_m"] / 2
    corners = np.array([[-wide, front, 0], [wide, front, 0], [wide, front, 15], [-wide, front, 15]])
    seen = camera.project(corners, 1001)[:, :2]
    scale = camera.width / TAKEN.width
    crop = (TAKEN.height * scale - camera.height) / 2
    assert np.abs(seen - (TAKEN.corners * scale - [0, crop])).max() < 2.0
    assert camera.focal_px(1001) == pytest.approx(TAKEN.focal * TAKEN.width * scale, rel=0.03)


def test_a_step_solves_it_again_and_draws_it(brief, plate, tmp_path):
    made, _ = planned(brief())
    step = made["match"]
    out = tmp_path / "out"
    out.mkdir()
    context = StepContext(
        out, {}, {"plate": plate}, json.loads(json.dumps(step.params)), permit("alter"), lambda *_: None
    )
    match(context)
    record = json.loads((out / "match.json").read_text())
    assert record["residual_px"] < 2
    assert (out / "overlay.png").stat().st_size > 1000
    other = {**context.params, "match": {**context.params["match"], "focal_px": 500.0}}
    with pytest.raises(StepFailedError, match="focal_px"):
        match(replace(context, params=other))


def test_lines_alone_turn_the_camera_and_the_brief_places_it(brief):
    made, camera = planned(brief(site=None, camera={"solve": "plate", "distance_m": 30, "place_x": 0.6}))
    ahead = camera.rotation(1001) @ [0.0, 0.0, -1.0]
    assert np.degrees(np.arctan2(-ahead[0], ahead[1])) == pytest.approx(TAKEN.yaw, abs=0.6)
    assert np.degrees(np.arcsin(ahead[2])) == pytest.approx(TAKEN.tilt, abs=0.6)
    assert camera.project(np.zeros((1, 3)), 1001)[0, 0] / camera.width == pytest.approx(0.6, abs=0.02)
    assert made["build"].params["building"]["bays"] == 5
    assert made["build"].params["building"]["balconies"] is True


def test_storeys_that_no_machine_builds_are_refused_with_the_bounds(brief):
    for storeys in (0, 60):
        with pytest.raises(
            BadInputError, match=rf"building\.storeys is {storeys}, but it has to be a whole number from 1 to 40"
        ):
            brief(building={"storeys": storeys})


def test_a_plate_of_a_hundred_pixels_is_used_and_said_to_be_soft(brief, tmp_path):
    small = Image.open(brief().plate).resize((100, 67))
    small.save(tmp_path / "small.png")
    made, camera = planned(brief(plate="small.png", camera={"focal_length_mm": 32.4}))
    assert made["build"].params["building"]["storeys"] == 4
    assert camera.focal_length_mm[0] == pytest.approx(32.4)
    (tmp_path / "out").mkdir()
    files = {"plate": tmp_path / "small.png"}
    plate_step(StepContext(tmp_path / "out", {}, files, made["plate"].params, permit("alter"), lambda *_: None))
    said = json.loads((tmp_path / "out" / "plate.json").read_text())["notes"]
    assert any("is 100x67 and is enlarged 6.4 times" in note for note in said)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"camera": {"tilt_deg": 2}}, r"camera\.tilt_deg is 2, but the plate shows 1[12]"),
        ({"camera": {"height_m": 9}}, r"camera\.height_m is 9, but the plate shows 1\.7"),
        ({"camera": {"azimuth_deg": 30}}, r"camera\.azimuth_deg is 30, but the plate shows -3"),
        ({"camera": {"focal_length_mm": 90}}, "contradict the focal length"),
        ({"building": {"storeys": 4, "floor_height_m": 3.529, "bays": 9, "bay_width_m": 6}}, "make a front of 54 m"),
        ({"building": {"storeys": 4, "floor_height_m": 3.529, "bays": 1}}, "can't be built"),
        ({"camera": {"move": "push_in"}}, "stays where it stood"),
        ({"camera": {"solve": "given"}}, "Leave camera.solve out"),
        ({"plate": None}, "there is none"),
        ({"site": {"corners": [[0.1, 0.9], [0.9, 0.2], [0.9, 0.9], [0.1, 0.2]]}}, "cross"),
        ({"site": {"corners": [[0.1, 0.9], [1.9, 0.9], [0.9, 0.2], [0.1, 0.2]]}}, "four corners"),
        ({"site": {"mask": "none.png"}}, "there is no file"),
        ({"clean_plate": "none.png"}, "there is no file"),
        ({"clean_plate": "brief.yaml", "site": None}, "no building is marked"),
    ],
)
def test_contradictions_are_sentences_that_name_both(brief, parts, says):
    with pytest.raises(BadInputError, match=says) as error:
        planned(brief(**parts))
    assert str(error.value).endswith(".")


def test_numbers_that_agree_are_welcome(brief):
    _, camera = planned(brief(camera={"focal_length_mm": 32.4, "height_m": 1.7, "tilt_deg": 12}))
    assert camera.focal_length_mm[0] == pytest.approx(32.4)


def test_a_mask_is_as_good_as_corners_and_part_of_the_briefs_name(brief, tmp_path):
    import cv2

    drawn = np.zeros((TAKEN.height, TAKEN.width), np.uint8)
    cv2.fillPoly(drawn, [np.round(TAKEN.corners - 0.5).astype(np.int32)], 255)
    Image.fromarray(drawn).save(tmp_path / "facade.png")
    asked = brief(site={"mask": "facade.png"})
    _, camera = planned(asked)
    assert camera.focal_px(1001) == pytest.approx(TAKEN.focal * camera.width, rel=0.03)
    before = brief_sha256(asked)
    drawn[:, :] = 255 - drawn
    Image.fromarray(drawn).save(tmp_path / "facade.png")
    assert brief_sha256(asked) != before


def test_what_is_left_to_the_plate_is_said(brief):
    told = {reading.field: reading.value for reading in brief().assumed}
    assert told["camera.focal_length_mm"] == "as the plate shows"
    assert told["building.bays"] == "as the plate shows"
    assert told["camera.solve"] == "plate"
    assert told["building.balconies"] == "no"


def test_the_plate_is_thrown_on_its_own_building_only(brief):
    made, _ = planned(brief())
    assert list(made).index("plate") < list(made).index("scene")
    assert "plate" in made["scene"].needs
    assert "clean" in made["comp"].needs
    assert made["scene"].params["projection"] == made["render"].params["projection"]
    other, _ = planned(brief(site=None, camera={"solve": "plate"}))
    assert "clean" not in other
    assert "projection" not in other["render"].params


def test_a_clean_plate_is_part_of_the_briefs_name(brief, tmp_path):
    asked = brief()
    picture = tmp_path / "clean.png"
    Image.fromarray(np.zeros((TAKEN.height, TAKEN.width, 3), np.uint8)).save(picture)
    with_clean = brief(clean_plate="clean.png")
    assert brief_sha256(asked) != brief_sha256(with_clean)
    made, _ = planned(with_clean)
    assert [file.label for file in made["clean"].files] == ["clean_plate"]
