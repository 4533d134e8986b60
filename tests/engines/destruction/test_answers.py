"""What notes change of a destruction: by words, by the frame that they are on, and by what their region shows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.brief import Brief, brief_from_text
from rushes.engines.destruction.answers import answers
from rushes.engines.destruction.engine import steps
from rushes.engines.destruction.view import view_of
from rushes.plan import Remark
from rushes.show import FrameRange

RATE = Fraction(24)


def asked(text="An eight-storey block loses its ground floor.", **fields):
    return brief_from_text(text, "020_0150", RATE, quality="draft", **fields)


def said(text, *, first=1012, last=1030, region=None, rate=RATE):
    return Remark(text, FrameRange(first, last), 1001, rate, "v001", Path("/nowhere"), region)


def changed(text, brief=None, **where):
    """Return what a note changes, by field; everything in it has to be understood, and the brief has to be one that is made."""
    answer = answers(said(text, **where), brief or asked())
    assert not answer.left
    steps(answer.brief, RATE, "SHOW", "v002")
    return {turn.field: (turn.before, turn.after) for turn in answer.turned}


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("More dust, please.", {"dust.amount": ("1", "1.6")}),
        ("The dust should be a bit thicker.", {"dust.amount": ("1", "1.26491")}),
        ("Much less dust", {"dust.amount": ("1", "0.36")}),
        ("no dust", {"dust.amount": ("1", "0")}),
        ("fewer pieces", {"debris.amount": ("1", "0.6")}),
        ("half a second later", {"collapse.start_s": ("0.35 s", "0.85 s")}),
        ("12 frames later", {"collapse.start_s": ("0.35 s", "0.85 s")}),
        ("6 frames earlier", {"collapse.start_s": ("0.35 s", "0.1 s")}),
        ("It should collapse on this frame", {"collapse.start_s": ("0.35 s", "0.458 s")}),
        ("slower", {"collapse.resistance": ("0.45", "0.65")}),
        ("two more storeys", {"building.storeys": ("8", "10")}),
        ("One second longer", {"frames": ("96", "120")}),
        ("at dusk, in the rain", {"light.time_of_day": ("afternoon", "dusk"), "light.weather": ("clear", "rain")}),
        ("darker", {"grade.exposure_stops": ("0", "-0.5")}),
        ("lower camera, longer lens", {"camera.height_m": ("1.7 m", "1.02 m"), "camera.focal_length_mm": ("28 mm", "39.2 mm")}),
        ("should fall to the right instead", {"collapse.toward": ("left", "right")}),
        ("camera more from the left", {"camera.azimuth_deg": ("24\u00b0", "9\u00b0")}),
    ],
)  # fmt: skip
def test_words_change_what_they_ask_for_and_nothing_else(text, turned):
    assert changed(text) == turned


def test_what_is_left_open_starts_from_what_it_came_to():
    before = view_of(asked(), RATE).camera.position[0]
    answer = answers(said("closer"), asked())
    after = view_of(answer.brief, RATE).camera.position[0]
    assert answer.turned[0].field == "camera.distance_m"
    assert 0.7 < (after[0] ** 2 + after[1] ** 2) ** 0.5 / (before[0] ** 2 + before[1] ** 2) ** 0.5 < 0.95
    assert changed("sun lower", asked()) == {"light.sun_elevation_deg": ("as the time of day has it", "28\u00b0")}


def test_frames_are_seconds_by_the_shows_rate():
    """12 frames are 0.5005 s at 24000/1001, and frame 1013 is as long after the first."""
    ntsc = Fraction(24000, 1001)
    brief = brief_from_text("A tower falls.", "020_0150", ntsc)
    late = answers(said("12 frames later", rate=ntsc), brief).brief.collapse.start_s
    assert late == pytest.approx(0.35 + 12 * 1001 / 24000, abs=1e-4)
    now = answers(said("start here", first=1013, rate=ntsc), brief).brief.collapse.start_s
    assert now == pytest.approx(12 * 1001 / 24000, abs=1e-3)


def seen(storey, bay, brief, grow=0.012):
    """Return a small region about where a cell of the front is seen."""
    view = view_of(brief, RATE)
    building, camera = view.spec.building, view.camera
    height = (building.floor_m(storey - 1) + building.floor_m(storey)) / 2
    point = [((bay - 0.5) / building.bays - 0.5) * building.width_m, -building.depth_m / 2, height]
    x, y, _ = camera.project(np.array([point]), 1012)[0]
    x, y = x / camera.width, y / camera.height
    return x - grow, y - grow, x + grow, y + grow


@pytest.mark.parametrize(("storey", "bay", "side"), [(6, 1, "left"), (3, 3, "centre"), (8, 5, "right")])
def test_an_impact_goes_where_the_region_shows(storey, bay, side):
    turned = changed("It should be hit here", region=seen(storey, bay, asked()))
    assert turned.pop("collapse.way")[1] == "impact"
    assert turned.pop("collapse.impact_storey")[1] == str(storey)
    if side != "centre":
        assert turned.pop("collapse.impact_side")[1] == side
    assert not turned


def test_what_a_region_shows_stays():
    answer = answers(said("keep this standing", region=seen(2, 1, asked())), asked())
    assert not answer.left
    assert [(stay.storey, stay.bay[0]) for stay in answer.brief.collapse.stay] == [((1, 2), (1, 1))]


def test_a_side_is_the_regions():
    assert changed("starts from this side", region=seen(4, 5, asked())) == {"collapse.toward": ("left", "right")}


@pytest.mark.parametrize(
    ("text", "region", "why"),
    [
        ("hit here", None, "mark where, with a box"),
        ("hit here", (0.0, 0.0, 0.02, 0.02), "shows nothing of the building's front"),
        ("hit it higher", None, "nothing hits the building"),
        ("darker", (0.2, 0.2, 0.4, 0.4), "is for the comp"),
        ("The building should be darker", None, "is for the comp"),
        ("the dust darker", None, "is for the comp"),
        ("more dust and a flamingo", None, '"flamingo" was not understood'),
        ("don't change the dust", None, '"don\'t change" was not understood'),
        ("start here, and it should start earlier by magic", None, '"magic" was not understood'),
        ("dust on the moon", None, '"moon" was not understood'),
    ],
)
def test_what_is_not_understood_is_said(text, region, why):
    answer = answers(said(text, region=region), asked())
    assert any(why in one for one in answer.left), answer.left


def test_what_goes_no_further_is_said():
    most = asked(dust={"amount": 4.0})
    assert answers(said("more dust"), most).left == (
        '"more dust": dust.amount is 4 already, and goes no further that way.',
    )
    first = asked(collapse={"start_s": 0.0})
    assert "0 s already" in answers(said("earlier"), first).left[0]


def test_a_region_that_says_nothing_more_is_told():
    answer = answers(said("fewer pieces here", region=(0.2, 0.2, 0.4, 0.4)), asked())
    assert answer.told == ("The region was left aside: what was changed is changed in all of the picture.",)


def test_a_plates_camera_stays(tmp_path):
    brief = asked()
    plate = brief.model_copy(
        update={"plate": tmp_path / "p.png", "camera": brief.camera.model_copy(update={"solve": "plate"})}
    )
    assert "is the plate's own" in answers(said("camera lower"), plate).left[0]


def test_a_blow_is_moved_by_words_where_there_is_one():
    hit = asked("A wrecking ball hits the third floor of an eight-storey block.")
    assert changed("hit it higher", hit) == {"collapse.impact_storey": ("3", "4")}


def test_on_a_set_no_region_says_where():
    on_set = Brief(shot="020_0150").model_copy(
        update={"on_set": Brief(shot="020_0150").on_set.model_copy(update={"shot": "010_0010"})}
    )
    assert "the camera is the set's" in answers(said("camera lower"), on_set).left[0]
    assert "on a set" in answers(said("hit here", region=(0.2, 0.2, 0.4, 0.4)), on_set).left[0]
