from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import FRAMES, RATE, boxes, camera_at, light

from rushes.engines.destruction.street.ground import (
    LEAST_J,
    MOST,
    Blows,
    coverage,
    cracked,
    read_ground_blows,
    shaded,
)
from rushes.engines.destruction.street.ground_step import ground, patches
from rushes.errors import StepFailedError
from rushes.media.exr import read_exr, write_exr

LOW, HIGH = np.array([-5.0, -5.0]), np.array([5.0, 5.0])


def contacts(folder, rows):
    """Write blows; rows are (time, x, y, impulse, change of speed, the piece below)."""
    folder.mkdir(exist_ok=True)
    table = np.array(rows, float).reshape(-1, 6)
    np.savez(
        folder / "contacts.npz",
        time=table[:, 0],
        position=np.column_stack([table[:, 1:3], np.zeros(len(table))]).astype("f4"),
        impulse=table[:, 3].astype("f4"),
        speed_change=table[:, 4].astype("f4"),
        body_b=table[:, 5].astype("i4"),
        onset=np.ones(len(table), bool),
    )
    return folder


def one(frame=1002.0, place=(0.0, 0.0), radius=1.0):
    return Blows(np.array([frame]), np.array([place]), np.array([radius]))


def test_only_hard_blows_on_the_ground_crack_it(tmp_path):
    weak = 2 * LEAST_J / 5.0 * 0.9
    folder = contacts(
        tmp_path / "s",
        [(0.5, 1, 2, 1e5, 5, -1), (0.2, 3, 3, weak, 5, -1), (0.3, 0, 0, 1e6, 5, 7), (0.1, 4, 4, 9e5, 5, -1)],
    )
    blows = read_ground_blows(folder / "contacts.npz", 1001, 24.0)
    assert blows.place.tolist() == [[4, 4], [1, 2]]
    assert blows.frame == pytest.approx([1001 + 2.4, 1001 + 12])
    assert blows.radius[0] > blows.radius[1] > 0.2
    many = contacts(tmp_path / "many", [(0.1, 0, 0, 1e6, 5, -1)] * (MOST + 50))
    assert len(read_ground_blows(many / "contacts.npz", 1001, 24.0).frame) == MOST
    with pytest.raises(StepFailedError, match="holds no whole simulation"):
        read_ground_blows(tmp_path / "nothing.npz", 1001, 24.0)


def test_a_blow_crushes_a_patch_dents_it_and_sends_cracks_out_of_it():
    made = cracked(one(), LOW, HIGH, seed=1)
    x, y = np.meshgrid(*(LOW[k] + (np.arange(made.dark.shape[k]) + 0.5) * made.cell for k in (0, 1)), indexing="ij")
    away = np.hypot(x, y)
    assert made.dark[away < 0.5].mean() > 0.15
    assert made.height[away < 0.4].max() < -0.02
    assert made.dark[(away > 1.2) & (away < 1.9)].max() > 0.5, "cracks run beyond the patch"
    assert made.dark[(away > 1.2) & (away < 1.9)].mean() < 0.2, "and are thin"
    assert (made.dark[away > 2.7] == 0).all()
    assert np.isinf(made.since[away > 2.8]).all()
    assert (made.since[np.isfinite(made.since)] == 1002).all()
    assert ((made.dark >= 0) & (made.dark <= 1)).all()
    again = cracked(one(), LOW, HIGH, seed=1)
    assert (again.dark == made.dark).all()
    assert (cracked(one(), LOW, HIGH, seed=2).dark != made.dark).any()


def test_a_blow_beyond_the_map_is_left_out_and_one_at_its_edge_is_cut():
    assert (cracked(one(place=(30.0, 0.0)), LOW, HIGH, seed=1).dark == 0).all()
    assert (cracked(one(place=(4.9, 4.9)), LOW, HIGH, seed=1).dark > 0).any()
    none = Blows(np.zeros(0), np.zeros((0, 2)), np.zeros(0))
    assert (cracked(none, LOW, HIGH, seed=1).height == 0).all()


def test_the_side_of_a_dent_that_faces_the_sun_is_brighter():
    made = cracked(one(radius=1.5), LOW, HIGH, seed=1)
    sun = np.array([np.sqrt(0.75), 0.0, 0.5])
    light_on = shaded(made, sun, 0.8)
    x = LOW[0] + (np.arange(made.dark.shape[0]) + 0.5) * made.cell
    middle = made.dark.shape[1] // 2
    band = slice(middle - 5, middle + 5)
    west, east = (x > -1.2) & (x < -0.5), (x > 0.5) & (x < 1.2)
    assert light_on[west, band].mean() > 1.03
    assert light_on[east, band].mean() < 0.97
    flat = replace(made, height=np.zeros_like(made.height))
    assert shaded(flat, sun, 0.8) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0), st.floats(0.0, 4.0))
def test_more_dust_hides_more_and_never_more_than_all(one_kg, other_kg, amount):
    low, high = sorted([one_kg, other_kg])
    hides = coverage(np.array([low, high]), amount=amount)
    assert 0.0 <= hides[0] <= hides[1] <= 1.0


def test_patches_repeat_without_a_seam():
    tile = patches(3)
    inside = np.abs(np.diff(tile, axis=0)).max()
    assert np.abs(tile[0] - tile[-1]).max() < 2.5 * inside
    assert np.abs(tile[:, 0] - tile[:, -1]).max() < 2.5 * np.abs(np.diff(tile, axis=1)).max()
    assert tile.std() > 0.1


@pytest.fixture
def shot(tmp_path):
    pieces = boxes([[0, 0, 3]], [[2, 2, 3]], [("concrete", "slab")])
    for name in ("build", "street", "air", "out"):
        (tmp_path / name).mkdir()
    pieces.save(tmp_path / "build" / "building.npz")
    contacts(tmp_path / "simulate", [(2 / 24, 0.0, -5.0, 4e5, 6, -1)])
    camera = camera_at(y=-16.0, z=3.0, width=160, height=90)
    settled = np.zeros((len(FRAMES), 20, 20), np.float16)
    settled[2:, :, :] = 0.4
    np.savez(
        tmp_path / "air" / "settled.npz",
        frame=np.array([*FRAMES]),
        origin=np.array([-10.0, -10.0]),
        cell=np.array(1.0),
        settled=settled,
    )
    grey = np.full((90, 160), 0.1, np.float16)
    write_exr(tmp_path / "street" / "plate.1001.exr", dict.fromkeys("RGB", grey), frame=1001, rate=Fraction(24))

    def make(**more):
        given_inputs = {name: tmp_path / name for name in ("build", "simulate", "street", "air")}
        params = {
            "frames": [FRAMES.first, FRAMES.last],
            "rate": f"{RATE.numerator}/{RATE.denominator}",
            "camera": camera.to_json(),
            "light": light().to_json(),
            "seed": 1,
            "amount": 1.0,
            **more.pop("params", {}),
        }
        without = more.get("without", ())
        inputs = {name: path for name, path in given_inputs.items() if name not in without}
        seen = []
        ground(
            SimpleNamespace(out=tmp_path / "out", inputs=inputs, params=params, report=lambda *step: seen.append(step))
        )
        assert seen[-1] == (len(FRAMES), len(FRAMES))
        return lambda frame: read_exr(tmp_path / "out" / f"ground.{frame:04d}.exr").channels

    return make


def test_nothing_is_drawn_before_anything_happens_and_then_both_are(shot):
    made = shot()
    first, last = made(1001), made(1004)
    assert (first["damage.R"] == 1).all()
    assert (first["A"] == 0).all()
    assert (first["R"] == 0).all()
    below = slice(60, 90)
    assert last["damage.G"][below].min() < 0.8
    assert (last["damage.G"][:40] == 1).all(), "the sky is left alone"
    assert (last["A"][:40] == 0).all()
    white = last["A"][below].astype(float)
    assert 0.5 < white.max() <= 1.0
    level = last["R"][below].astype(float)[white > 0.5] / white[white > 0.5]
    assert (level > 0.1).all(), "dust is paler than the street"
    assert (level < 0.1 * 4).all()


def test_an_amount_of_nought_and_no_air_leave_the_ground_alone(shot):
    made = shot(params={"amount": 0.0})
    assert (made(1004)["damage.R"] == 1).all()
    assert (made(1004)["A"] == 0).all()


def test_without_air_the_ground_cracks_and_is_not_white(shot):
    made = shot(without=("air",))
    assert (made(1004)["A"] == 0).all()
    assert made(1004)["damage.R"].min() < 0.9


def test_a_map_of_dust_that_is_not_whole_is_said(shot, tmp_path):
    (tmp_path / "air" / "settled.npz").write_bytes(b"PK")
    with pytest.raises(StepFailedError, match="holds no dust that lies"):
        shot()
