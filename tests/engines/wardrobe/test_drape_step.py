import json
from dataclasses import replace

import pytest
from small_looks import EDGE_M, context, small_looks

from rushes.engines.wardrobe.body_step import load_people
from rushes.engines.wardrobe.drape_step import drape, linear, load_hung
from rushes.engines.wardrobe.pattern_step import load_look
from rushes.errors import CancelledError


@pytest.fixture
def made():
    return small_looks()


def test_looks_that_differ_in_colour_share_a_drape_and_keep_their_colours(made):
    folder, said = made
    assert len(list((folder / "drape").glob("outfit_*"))) == 1
    assert said[-1] == (100, 100)
    ivory, other = (
        load_hung(folder / "drape", load_look(folder / "pattern", frame), frame)[0] for frame in (1001, 1002)
    )
    assert (ivory.worn[0].points == other.worn[0].points).all()
    assert ivory.worn[0].colour == pytest.approx(linear("#efe6d0"))
    assert other.worn[0].colour[0] > 4 * other.worn[0].colour[1]
    assert ivory.hidden.any()


def test_what_the_gate_measured_is_said_of_every_garment(made):
    folder, _ = made
    row = json.loads((folder / "drape" / "gate.1001.json").read_text())["dressed"][0]["garments"][0]
    assert row["name"] == "waistcoat"
    assert {one["panel"] for one in row["gate"]["strains"]} >= {"front_left", "back_right"}
    assert isinstance(row["gate"]["faults"], list)


def test_the_body_says_how_far_it_is_off(made):
    folder, _ = made
    (stood,) = load_people(folder / "body")
    assert abs(stood.off["waist_girth"]) < 0.01
    assert replace(stood, off={"waist_girth": 0.04}).told == (
        "The body's measures are off in the picture, not in the pattern: waist girth by +4 cm.",
    )


def test_an_outfit_that_was_finished_is_kept(made):
    folder, _ = made
    (outfit,) = (folder / "drape").glob("outfit_*")
    before = (outfit / "waistcoat.npz").stat().st_mtime_ns
    drape(context(folder, folder / "drape", options=2, edge_m=EDGE_M))
    assert (outfit / "waistcoat.npz").stat().st_mtime_ns == before


def test_a_cancelled_drape_stops_and_leaves_nothing_half_done(made, tmp_path):
    folder, _ = made
    (tmp_path / "drape").mkdir()

    def cancel(_done, _total):
        raise CancelledError("Cancelled.")

    ctx = replace(context(folder, tmp_path / "drape", options=2, edge_m=0.05), report=cancel)
    with pytest.raises(CancelledError):
        drape(ctx)
    assert not list((tmp_path / "drape").glob("gate.*.json"))
    assert not [one for one in (tmp_path / "drape").glob("outfit_*") if (one / "outfit.json").exists()]
