import json

import pytest

from cleared import permit
from rushes.engines.setdesign.model.checks import faults
from rushes.engines.setdesign.room_step import load_room, room, with_views
from rushes.plan import StepContext

PARAMS = {"style": "corridor", "held": {"height": 2.9}, "told": ["One thing was left out."], "title": "", "seed": 3}


@pytest.fixture
def grow(tmp_path):
    def run(**params):
        said = []
        ctx = StepContext(
            out=tmp_path,
            inputs={},
            files={},
            params={**PARAMS, "options": 1, "views": 3, **params},
            permit=permit(),
            report=lambda done, total: said.append((done, total)),
        )
        room(ctx)
        return said

    return run


def test_one_design_is_a_room_that_passes_its_checks_with_a_view_for_each_picture(grow, tmp_path):
    assert grow(title="Deck nine") == [(1, 1)]
    made = load_room(tmp_path)
    assert faults(made) == ()
    assert made.title == "Deck nine"
    assert made.params["height"] == 2.9
    assert "One thing was left out." in made.told
    assert len(made.setups) >= 3
    assert len({(setup.at, setup.lens_mm) for setup in made.setups}) == len(made.setups)


def test_options_lie_apart_and_hold_what_was_asked(grow, tmp_path):
    assert grow(options=4, views=1)[-1] == (4, 4)
    rooms = [load_room(tmp_path, 1001 + index) for index in range(4)]
    assert {made.params["height"] for made in rooms} == {2.9}
    assert len({made.params["depth"] for made in rooms}) == 4
    assert len({made.params["kind"] for made in rooms}) > 1
    explored = json.loads((tmp_path / "explored.json").read_text())
    assert len(explored["options"]) == 4
    assert explored["asked"]["held"] == {"height": 2.9}


def test_a_room_with_one_place_for_the_camera_gives_more_views_on_longer_lenses(grow, tmp_path):
    grow()
    made = load_room(tmp_path)
    one = with_views(made.__class__(**{**made.__dict__, "setups": made.setups[:1]}), 3)
    assert [setup.name for setup in one.setups] == ["1", "2", "3"]
    assert one.setups[0].lens_mm < one.setups[1].lens_mm < one.setups[2].lens_mm
