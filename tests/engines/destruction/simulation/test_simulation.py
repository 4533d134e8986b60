"""Tests of the collapse: nine ways, all of them physical."""

import numpy as np
import pytest

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.rigid.bodies import World
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec
from rushes.inspection.bodies import Bodies, lowest_points

WAYS = (
    "soft_storey",
    "pancake",
    "implosion",
    "overturning",
    "zipper",
    "impact",
    "domino",
    "section",
    "instability",
)
FILES = ("motion", "contacts", "events", "flight")
START = 0.25


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2, detail=0.5))


@pytest.fixture(scope="module")
def collapse(pieces, tmp_path_factory):
    done = {}

    def run(way):
        if way not in done:
            out = tmp_path_factory.mktemp(way)
            spec = CollapseSpec(way=way, start_s=START, frames=72, rest_s=0.5, impact_storey=1)
            reports = []
            simulate_collapse(pieces, spec, out, lambda *progress: reports.append(progress))
            done[way] = {name: dict(np.load(out / f"{name}.npz")) for name in FILES} | {"reports": reports}
        return done[way]

    return run


def test_frames_run_from_before_the_first_to_after_the_last(collapse, pieces):
    result = collapse("soft_storey")
    motion = result["motion"]
    np.testing.assert_array_equal(motion["frame"], np.arange(1000, 1074))
    np.testing.assert_allclose(motion["time"], (motion["frame"] - 1001) / 24, atol=1e-9)
    assert motion["position"].shape == (74, len(pieces), 3)
    np.testing.assert_allclose(np.linalg.norm(motion["orientation"], axis=2), 1.0, atol=1e-4)
    assert result["reports"][-1] == (72, 72)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_moves_before_it_starts(collapse, pieces, way):
    motion = collapse(way)["motion"]
    before = motion["time"] <= START
    np.testing.assert_allclose(motion["position"][before], np.tile(pieces.centre, (before.sum(), 1, 1)), atol=1e-4)
    assert (motion["scale"][before] == 1).all()
    assert motion["released"].min() >= START - 1e-6


@pytest.mark.parametrize("way", [way for way in WAYS if way != "overturning"])
def test_it_comes_down(collapse, pieces, way):
    last = collapse(way)["motion"]["position"][-1]
    top = pieces.member == MEMBERS.index("roof")
    down = {"domino": 0.75, "section": 0.85}.get(way, 0.6)  # the last strip is still toppling then; one half stands
    assert last[top, 2].mean() < down * pieces.centre[top, 2].mean()


def test_overturning_lays_the_building_over_to_its_side(collapse, pieces):
    last = collapse("overturning")["motion"]["position"][-1]
    top = pieces.member == MEMBERS.index("roof")
    assert (last[top, 0] - pieces.centre[top, 0]).mean() < -2.0
    assert last[:, 2].mean() < 0.8 * pieces.centre[:, 2].mean()


@pytest.mark.parametrize("way", WAYS)
def test_nothing_goes_through_the_ground_or_flies_off(collapse, pieces, way):
    motion = collapse(way)["motion"]
    bodies = Bodies(*(motion[name] for name in ("frame", "time", "position", "orientation", "scale")))
    assert lowest_points(bodies, pieces.vertices, pieces.vertex_start).min() > -0.02
    rise = np.diff(motion["position"][..., 2], axis=0) * 24
    assert rise.max() < np.sqrt(2 * 9.81 * pieces.extent[1, 2])
    assert np.abs(motion["position"][-1, :, :2]).max() < 60


def test_ways_differ(collapse):
    early = {way: collapse(way)["motion"]["position"][30] for way in WAYS}
    for index, one in enumerate(WAYS):
        for other in WAYS[index + 1 :]:
            assert np.abs(early[one] - early[other]).mean() > 0.01, (one, other)


def test_free_flight_is_free_fall(collapse):
    fits = []
    for way in WAYS:
        flight = collapse(way)["flight"]
        for number in np.unique(flight["flight"]):
            rows = flight["flight"] == number
            time, z = flight["time"][rows], flight["z"][rows]
            if len(time) >= 12:
                fits.append(-2 * np.polyfit(time - time[0], z, 2)[0])
    assert len(fits) > 2
    np.testing.assert_allclose(fits, 9.81, rtol=0.001)  # every one: a flight ends where the ground holds it


def test_contacts_keep_the_contract(collapse, pieces):
    contacts = collapse("soft_storey")["contacts"]
    count = len(contacts["time"])
    assert count > 100
    assert {len(values) for values in contacts.values()} == {count}
    assert contacts["body_a"].min() >= 0
    assert contacts["body_b"].min() == -1
    pairs = contacts["body_b"] >= 0
    assert (contacts["body_a"][pairs] < contacts["body_b"][pairs]).all()
    assert (contacts["impulse"] > 0).all()
    assert 0 < contacts["onset"].sum() < count / 2
    onset = contacts["onset"]
    assert contacts["speed_change"][onset].min() > 0.39
    assert (contacts["speed_change"][onset] <= 1.021 * contacts["closing"][onset]).all()
    fallen = np.sqrt(2 * 9.81 * pieces.extent[1, 2])
    assert np.quantile(contacts["closing"], 0.999) < fallen
    assert contacts["closing"].max() < 1.75 * fallen, "a fall, and the spin of a corner: three quarters of one"
    moving = np.where(contacts["body_b"] >= 0, contacts["mass_b"], 0.0)
    own = np.minimum(contacts["mass_a"], np.where(moving > 0, moving, np.inf))
    assert (own[onset] < np.inf).all(), "something that moves takes part in every blow"
    assert contacts["mass_a"][contacts["mass_a"] < np.inf].max() > 20 * np.median(pieces.mass), "chunks weigh as chunks"
    assert (contacts["compound_b"][contacts["body_b"] < 0] == -1).all()
    assert (np.diff(contacts["time"]) >= 0).all()
    assert contacts["time"].max() > 72 / 24


def test_events_tell_of_breaking_and_crushing(collapse, pieces):
    result = collapse("pancake")
    events = result["events"]
    assert len(events["break_time"]) > 50
    assert events["crush_volume"].min() > 0
    lost = ((1 - result["motion"]["scale"][-1].astype(float) ** 3) * pieces.volume).sum()
    assert events["crush_volume"].sum() >= lost * 0.999
    assert len(events["momentum_time"]) == len(events["momentum_change"])


def test_the_same_seed_gives_the_same_bytes(pieces, tmp_path):
    spec = CollapseSpec(frames=20, start_s=0.1, rest_s=0.5)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        simulate_collapse(pieces, spec, tmp_path / name, lambda *_: None)
    for name in FILES:
        assert (tmp_path / "one" / f"{name}.npz").read_bytes() == (tmp_path / "two" / f"{name}.npz").read_bytes()
    assert not list((tmp_path / "one").glob("*.part"))


def test_cancelling_raises_out_of_it(pieces, tmp_path):
    class StopError(Exception):
        pass

    def report(done, total):
        if done == 3:
            raise StopError

    with pytest.raises(StopError):
        simulate_collapse(pieces, CollapseSpec(frames=20), tmp_path, report)
    assert not list(tmp_path.iterdir())


def test_a_wooden_house_comes_down_too(tmp_path):
    pieces = break_building(BuildingSpec(storeys=3, bays=2, bays_deep=2, material="wood", detail=0.5))
    simulate_collapse(pieces, CollapseSpec(start_s=0.1, frames=84, rest_s=0.5), tmp_path, lambda *_: None)
    last = np.load(tmp_path / "motion.npz")["position"][-1]
    top = pieces.member == MEMBERS.index("roof")
    assert last[top, 2].mean() < 0.6 * pieces.centre[top, 2].mean()


def test_nothing_is_simulated_that_is_neither_seen_nor_heard(pieces, tmp_path):
    simulate_collapse(pieces, CollapseSpec(start_s=0.0, frames=6), tmp_path, lambda *_: None)
    motion, contacts = np.load(tmp_path / "motion.npz"), np.load(tmp_path / "contacts.npz")
    assert motion["time"][-1] == pytest.approx(6 / 24)
    assert len(contacts["time"])
    assert contacts["time"].max() < 6 / 24 + 0.11, "a tenth of a second makes the last blows whole"


def test_damped_motion_after_the_picture_is_no_free_flight(pieces, tmp_path):
    simulate_collapse(pieces, CollapseSpec(start_s=0.3, frames=3, rest_s=0.8), tmp_path, lambda *_: None)
    assert np.load(tmp_path / "contacts.npz")["onset"].any(), (
        "it has to come down after the picture for this to mean anything"
    )
    assert not len(np.load(tmp_path / "flight.npz")["time"])


def test_what_is_calmed_still_falls_and_does_not_hang_in_the_air(pieces):
    world = World(pieces, step_s=1 / 120, friction=0.6)
    body = world.add(np.array([0]), dynamic=True, position=np.array([0.0, 0.0, 50.0]))
    world.calm()
    for _ in range(60):
        world.step()
    assert 0.8 < 50.0 - world.position[body, 2] < 1.24, "half a second of fall is 1.23 m, less what damping takes"
