import json
from fractions import Fraction

import numpy as np
import pytest
import yaml
from sunny_plate import rig, sunny
from synthetic_plate import Taken

from cleared import permit
from rushes.brief import Light, read_brief
from rushes.engines.destruction.engine import steps
from rushes.engines.destruction.plate.match_step import match
from rushes.engines.destruction.plate.plate_sun import asked_light, lit_as, sun_notes
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.matchmove import Sun
from rushes.errors import BadInputError
from rushes.media.exr import write_picture
from rushes.plan import StepContext

RATE = Fraction(24)
TAKEN = Taken(yaw=14, tilt=6, x=8, back=34, eye=5, focal=0.75, width=640, height=360, facade_height=15)
TOLD = Sun(40.0, 30.0, 4.0, 3.0, 4.0, (0.8, 1.0, 1.4), False, ("a cue",))
NOT_TOLD = Sun(None, None, 60.0, 20.0, None, None, False, ())


@pytest.fixture
def brief(tmp_path):
    """Return a function that reads a brief over a drawn plate whose sun stands at 40 and 35 degrees."""
    pixels, _ = sunny(TAKEN, rig(40, 35))
    write_picture(tmp_path / "street.exr", pixels, frame=1, rate=RATE)

    def make(**parts):
        record = {
            "shot": "020_0150",
            "plate": "street.exr",
            "frames": 4,
            "quality": "draft",
            "building": {"storeys": 4, "floor_height_m": 15 / 4.25},
            "camera": {"focal_length_mm": 27},
            "site": {"corners": TAKEN.shares.tolist()},
            "light": {"solve": "plate"},
            **parts,
        }
        path = tmp_path / "brief.yaml"
        path.write_text(yaml.safe_dump(record))
        return read_brief(path, rate=RATE)

    return make


def test_the_rig_follows_the_plate_and_the_take_says_so(brief, tmp_path):
    made = {step.name: step for step in steps(brief(), RATE, "TEST", "v001")}
    light = made["render"].params["light"]
    assert light["azimuth_deg"] == pytest.approx(40, abs=7)
    assert light["elevation_deg"] == pytest.approx(35, abs=7)
    assert light["sun_strength"] / (np.pi * light["sky_strength"]) == pytest.approx(4.1, rel=0.35)
    assert made["dust"].params["sun_given"]
    (tmp_path / "out").mkdir()
    params = json.loads(json.dumps(made["match"].params))
    match(
        StepContext(tmp_path / "out", {}, {"plate": tmp_path / "street.exr"}, params, permit("alter"), lambda *_: None)
    )
    said = json.loads((tmp_path / "out" / "match.json").read_text())["light"]
    assert "degrees from straight before the facade" in said["notes"][0]
    given = {
        step.name: step for step in steps(brief(light={"solve": "plate", "sun_azimuth_deg": -20}), RATE, "T", "v001")
    }
    assert given["render"].params["light"]["azimuth_deg"] == -20


def test_what_is_given_wins_and_what_is_not_told_is_as_before():
    light = Light(solve="plate", sun_azimuth_deg=-10)
    assert (asked_light(light, TOLD).sun_azimuth_deg, asked_light(light, TOLD).sun_elevation_deg) == (-10, 30.0)
    assert asked_light(light, NOT_TOLD) == light
    assert asked_light(light, None) == light
    grey = Sun(None, None, 60.0, 20.0, None, None, True, ())
    assert asked_light(light, grey).weather == "overcast"
    assert asked_light(Light(weather="snow"), grey).weather == "snow"
    rig_before = light_rig(light, camera_azimuth_deg=0)
    assert lit_as(rig_before, NOT_TOLD) == rig_before
    followed = lit_as(rig_before, TOLD)
    assert followed.sun_strength / (np.pi * followed.sky_strength) == pytest.approx(4.0, rel=1e-3)
    assert followed.sky_colour[2] > followed.sky_colour[0]


def test_notes_are_sentences():
    for light in (Light(), Light(sun_azimuth_deg=3), Light(sun_elevation_deg=20)):
        for sun in (TOLD, NOT_TOLD, Sun(None, None, 60.0, 20.0, None, None, True, ())):
            notes = sun_notes(light, sun)
            assert notes
            assert all(note.endswith(".") for note in notes)
    assert "Give light.sun_azimuth_deg" in sun_notes(Light(), NOT_TOLD)[0]


def test_light_of_a_plate_without_a_building_is_refused(brief):
    with pytest.raises(BadInputError, match=r"light is to be read from the plate.*Mark its facade"):
        brief(site=None, camera=None)
