import json

import pytest
from PIL import Image

from cleared import permit
from rushes.engines.setdesign.darkness import darkness_of
from rushes.engines.setdesign.grammar.shared import CLOTHS
from rushes.engines.setdesign.model.checks import faults
from rushes.engines.setdesign.room_step import load_room, room, with_views
from rushes.errors import BadInputError
from rushes.plan import StepContext

PARAMS = {"style": "corridor", "held": {"height": 2.9}, "told": ["One thing was left out."], "title": "", "seed": 3}


VELVETS = tuple(name for name in CLOTHS if name.startswith("velvet"))


@pytest.fixture
def grow(tmp_path):
    def run(explored=None, palette=None, **params):
        said = []
        ctx = StepContext(
            out=tmp_path,
            inputs={},
            files={label: path for label, path in (("explored", explored), ("palette_reference_1", palette)) if path},
            params={**PARAMS, "options": 1, "views": 3, "wish": "", **params},
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


def test_a_rooms_finishes_come_near_a_references_palette(grow, tmp_path):
    path = tmp_path / "look.png"
    Image.new("RGB", (96, 64), "#5d1f23").save(path)  # crimson
    grow(style="parlour", held={}, told=[], options=4, views=1, palette=path)
    record = json.loads((tmp_path / "explored.json").read_text(encoding="utf-8"))
    floors = {option["values"]["floor"] for option in record["options"]}
    assert floors <= {"carpet_red", "parquet_mahogany", "rug_red"} or all(
        "red" in floor or "rust" in floor for floor in floors
    )
    assert any(told.startswith("Colours of reference 1: ") for told in load_room(tmp_path).told)


def test_a_room_with_one_place_for_the_camera_gives_more_views_on_longer_lenses(grow, tmp_path):
    grow()
    made = load_room(tmp_path)
    one = with_views(made.__class__(**{**made.__dict__, "setups": made.setups[:1]}), 3)
    assert [setup.name for setup in one.setups] == ["1", "2", "3"]
    assert one.setups[0].lens_mm < one.setups[1].lens_mm < one.setups[2].lens_mm


@pytest.fixture
def explored(grow, tmp_path):
    grow(options=4, views=1)
    path = tmp_path / "earlier.json"
    (tmp_path / "explored.json").rename(path)
    return path


def test_further_options_are_more_like_the_liked_and_keep_where_they_come_from(grow, explored, tmp_path):
    grow(explored, options=3, views=1, wish="more like 2, less like 4")
    record = json.loads((tmp_path / "explored.json").read_text())
    assert record["shown"] == [5, 6, 7]
    assert [row["parents"] for row in record["options"][4:]] == [[2]] * 3
    assert load_room(tmp_path, 1003).params["height"] == 2.9


def test_one_option_is_made_in_full_as_it_is_or_changed(grow, explored, tmp_path):
    second = json.loads(explored.read_text())["options"][1]["values"]
    grow(explored, wish="option 2")
    assert load_room(tmp_path).params["kind"] == second["kind"]
    assert json.loads((tmp_path / "explored.json").read_text())["shown"] == [2]
    grow(explored, wish="2 but wider")
    assert load_room(tmp_path).params["width"] > second["width"]
    assert json.loads((tmp_path / "explored.json").read_text())["shown"] == [5]


def test_an_option_but_darker_keeps_its_room_and_lets_its_pictures_be_dark(grow, explored, tmp_path):
    grow(explored, wish="2")
    before, room_before = darkness_of(tmp_path, 0), load_room(tmp_path)
    grow(explored, wish="2 but much darker")
    assert darkness_of(tmp_path, 0) > before + 0.3
    assert load_room(tmp_path).items == room_before.items
    assert load_room(tmp_path).walls == room_before.walls


def test_of_a_material_named_without_a_colour_options_show_several_and_so_do_further_ones(grow, tmp_path):
    words = {"held": {"upholstery": VELVETS[0]}, "among": {"upholstery": list(VELVETS)}}
    grow(style="bunker", told=[], options=6, views=1, **words)
    record = json.loads((tmp_path / "explored.json").read_text())
    cloths = [one["values"]["upholstery"] for one in record["options"]]
    assert set(cloths) <= set(VELVETS)
    assert len(set(cloths)) > 2
    (tmp_path / "explored.json").rename(tmp_path / "earlier.json")
    wish = f"more like {1 + cloths.index(cloths[-1])}"
    grow(tmp_path / "earlier.json", style="bunker", told=[], options=2, views=1, wish=wish, **words)
    more = json.loads((tmp_path / "explored.json").read_text())["options"][6:]
    assert all(one["values"]["upholstery"] in VELVETS for one in more)


ALL_BUT_LIGHT = "lock plan of 2, lock materials of 2, lock dressing of 2"


def test_options_of_which_all_that_is_built_is_locked_are_printed_differently_dark(grow, explored, tmp_path):
    grow(explored, options=2, views=1, wish=f"{ALL_BUT_LIGHT}, lock time of 2, lock haze of 2, more like 2")
    rooms = [load_room(tmp_path, 1001 + index) for index in range(2)]
    assert rooms[0].items == rooms[1].items
    assert darkness_of(tmp_path, 0) != darkness_of(tmp_path, 1)


def test_which_options_would_be_equal_because_of_what_is_locked_is_said(grow, explored):
    with pytest.raises(BadInputError, match=r"Options 2 and 5 would be equal: .* Unlock some of it"):
        grow(explored, options=2, views=1, wish=f"{ALL_BUT_LIGHT}, lock light of 2, more like 2")


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"wish": "9"}, "There is no option 9"),
        ({"wish": "2", "options": 3}, "is one design, and 3 options are asked for"),
        ({"wish": "2 but wider", "options": 3}, "makes one option, and 3 are asked for"),
        ({"wish": "lock plan of 2"}, "makes no new option"),
        ({"wish": "hm"}, "was not understood"),
        ({"wish": "2", "style": "loft"}, "are of the style corridor"),
    ],
)
def test_a_wish_that_can_t_be_had_is_said(grow, explored, params, sentence):
    with pytest.raises(BadInputError, match=sentence):
        grow(explored, **{"held": {}, **params})
