from fractions import Fraction

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from synthetic_plate import Taken, photograph

from rushes.brief import read_brief
from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.solid import bounds
from rushes.engines.destruction.engine import steps
from rushes.engines.destruction.plate.plate_windows import window_notes, with_windows
from rushes.engines.destruction.spec import BuildingSpec
from rushes.engines.matchmove import Windows

RATE = Fraction(24)
TAKEN = Taken(yaw=-30, tilt=12, x=-16, back=26)
BUILDING = BuildingSpec(
    storeys=4, floor_height_m=3.5294, ground_height_m=4.4118, bays=5, bay_width_m=4.0, balconies=False
)


def grid(pitch=2.4, first=-9.2, wide=1.3, storey=3.4, low=1.6, high=1.5, rows=4, columns=8):
    bands = tuple((low + k * storey, low + k * storey + high) for k in range(rows))
    rects = tuple((first + c * pitch, first + c * pitch + wide, *band) for band in bands for c in range(columns))
    return Windows(rects=rects, rows=bands, pitch_m=pitch, storey_m=storey if rows > 1 else 0.0)


def cut(building, windows):
    lines = -building.width_m / 2 + building.bay_width_m * np.arange(1, building.bays)
    floors = [building.floor_m(k) for k in range(1, building.storeys)]
    upright = sum(bool(((lines > rect[0]) & (lines < rect[1])).any()) for rect in windows.rects)
    return upright, sum(any(low < z < high for z in floors) for low, high in windows.rows)


def test_the_frame_is_laid_out_so_that_no_window_is_cut():
    windows = grid()
    assert cut(BUILDING, windows)[0] > 0
    laid = with_windows(BUILDING, windows, bays_open=True)
    assert cut(laid, windows) == (0, 0)
    assert laid.roof_m == pytest.approx(BUILDING.roof_m)
    assert laid.width_m == pytest.approx(BUILDING.width_m)
    assert laid.openings == windows.rects
    assert with_windows(BUILDING, windows, bays_open=False).bays == BUILDING.bays
    assert with_windows(BUILDING, None, bays_open=True) == BUILDING
    assert with_windows(BUILDING, Windows(), bays_open=True) == BUILDING


def test_the_front_has_a_pane_in_every_window_and_a_wall_round_it():
    windows = grid()
    laid = with_windows(BUILDING, windows, bays_open=True)
    front = [
        solid
        for solid in raise_building(laid)
        if solid.member == "window" and np.mean([p[1] for p in corners(solid)]) < -5
    ]
    panes = sorted((min(p[0] for p in corners(s)), max(p[0] for p in corners(s))) for s in front)
    assert len(front) == len(windows.rects)
    wanted = sorted(rect[:2] for rect in windows.rects)
    assert np.abs(np.array(panes) - wanted).max() < 0.02
    other = [solid for solid in raise_building(BUILDING) if solid.member == "window"]
    assert len(other) != len(front)


def corners(solid):
    return bounds(solid.faces)


@settings(max_examples=25, deadline=None)
@given(
    pitch=st.floats(1.6, 5.0),
    wide=st.floats(0.6, 1.5),
    storey=st.floats(2.4, 4.2),
    low=st.floats(0.2, 2.5),
    high=st.floats(0.8, 2.2),
    rows=st.integers(1, 5),
    first=st.floats(-9.9, -7.0),
)
def test_any_grid_of_windows_makes_a_building_that_can_be_built(pitch, wide, storey, low, high, rows, first):
    columns = max(3, int((9.9 - first) / pitch))
    windows = grid(pitch, first, wide, storey, low, high, rows, columns)
    laid = with_windows(BUILDING, windows, bays_open=True)
    BuildingSpec.model_validate(laid.model_dump())
    assert laid.roof_m == pytest.approx(BUILDING.roof_m)
    solids = raise_building(laid)
    assert any(solid.member == "facade" for solid in solids)


def test_rows_that_contradict_the_storeys_are_noted():
    assert "were found" in window_notes(BUILDING, grid())[0]
    assert len(window_notes(BUILDING, grid())) == 1
    assert "check building.storeys" in window_notes(BUILDING, grid(storey=2.5))[1]
    assert "No grid of windows" in window_notes(BUILDING, Windows())[0]
    assert all(note.endswith(".") for note in window_notes(BUILDING, grid(storey=2.5)))


def test_a_brief_gets_the_windows_of_its_plate_or_the_grammars(tmp_path):
    Image.fromarray(photograph(TAKEN)).save(tmp_path / "street.png")

    def planned(**site):
        record = {
            "shot": "020_0150",
            "plate": "street.png",
            "frames": 4,
            "building": {"storeys": 4, "floor_height_m": 15 / 4.25},
            "site": {"corners": TAKEN.shares.tolist(), **site},
        }
        (tmp_path / "brief.yaml").write_text(yaml.safe_dump(record))
        return {step.name: step for step in steps(read_brief(tmp_path / "brief.yaml", rate=RATE), RATE, "T", "v001")}

    made = planned()
    openings = np.array(made["build"].params["building"]["openings"])
    assert len(openings) >= 36
    assert np.diff(openings[:, :2], axis=1) == pytest.approx(1.3, abs=0.2)
    assert "were found" in made["match"].params["windows"]["notes"][0]
    plain = planned(windows="grammar")
    assert len(plain["build"].params["building"]["openings"]) == 0
    assert "windows" not in plain["match"].params
