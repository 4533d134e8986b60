import json
from fractions import Fraction

import pytest

from cleared import permit
from rushes.brief import brief_from_text
from rushes.engines.wardrobe.asked import asked_of
from rushes.engines.wardrobe.options import is_colour
from rushes.engines.wardrobe.pattern_step import load_look, pattern
from rushes.errors import BadInputError
from rushes.plan import StepContext


@pytest.fixture
def design(tmp_path):
    def run(text="a 1940s coat, pencil skirt", explored=None, **params):
        brief = brief_from_text(text, "010_0010", Fraction(24), kind="wardrobe")
        said = []
        ctx = StepContext(
            out=tmp_path,
            inputs={},
            files={} if explored is None else {"explored": explored},
            params={
                "asked": asked_of(brief.body, brief.wardrobe).to_json(),
                "seed": 3,
                "options": 1,
                "wish": "",
                **params,
            },
            permit=permit(),
            report=lambda done, total: said.append((done, total)),
        )
        pattern(ctx)
        return said

    return run


def test_twelve_options_have_six_forms_in_twelve_colourings(design, tmp_path):
    assert design(options=12)[-1] == (12, 12)
    values = [row["values"] for row in json.loads((tmp_path / "explored.json").read_text())["options"]]
    forms = {tuple(value for name, value in row.items() if not is_colour(name)) for row in values}
    colours = {tuple(value for name, value in row.items() if is_colour(name)) for row in values}
    assert (len(forms), len(colours)) == (6, 12)


def test_where_every_colour_is_asked_for_further_options_are_the_same_forms_deeper(design, tmp_path):
    design("a camel wool coat with horn buttons, a black wool pencil skirt", options=8)
    values = [row["values"] for row in json.loads((tmp_path / "explored.json").read_text())["options"]]
    assert len({tuple(row.items()) for row in values}) == 8
    names = [load_look(tmp_path, 1001 + at).pieces[1].colour_name for at in range(8)]
    assert names == ["camel"] * 6 + ["deep camel"] * 2
    assert values[6] | {"shade": 0.0} == values[0]


def looks(folder, count):
    return {(folder / f"look.{1001 + at}.json").read_text() for at in range(count)}


def test_black_is_no_deeper_for_being_shaded_so_further_options_are_other_forms(design, tmp_path):
    design("a black wool pencil skirt with no buttons", options=8)
    assert len(looks(tmp_path, 8)) == 8


@pytest.mark.parametrize("colour", ["ivory", "black"])
def test_a_garment_that_is_locked_in_its_colour_is_shown_deeper_or_paler(design, tmp_path, colour):
    design(f"a {colour} wool pencil skirt", options=3)
    (tmp_path / "explored.json").rename(tmp_path / "earlier.json")
    further = {"explored": tmp_path / "earlier.json", "options": 2}
    design(f"a {colour} wool pencil skirt", wish="lock pencil skirt of 2, more like 2", **further)
    one, other = (load_look(tmp_path, 1001 + at).pieces[0] for at in range(2))
    assert one.style == other.style
    assert one.colour != other.colour
    wish = "lock pencil skirt of 2, lock colours of 2, more like 2"
    with pytest.raises(BadInputError, match=r"Options 2 and 4 would be equal: .* Unlock some of it"):
        design(f"a {colour} wool pencil skirt", wish=wish, **further)


@pytest.fixture
def explored(design, tmp_path):
    design(options=4)
    path = tmp_path / "earlier.json"
    (tmp_path / "explored.json").rename(path)
    return path


def test_one_option_is_made_in_full_darker_or_with_a_part_of_another(design, explored, tmp_path):
    rows = {row["number"]: row["values"] for row in json.loads(explored.read_text())["options"]}
    design(explored=explored, wish="3")
    assert load_look(tmp_path).pieces[1].style["long"] == pytest.approx(rows[3]["coat_long"], abs=1e-4)
    design(explored=explored, wish="3 but darker")
    record = json.loads((tmp_path / "explored.json").read_text())
    assert record["options"][-1]["values"]["shade"] > rows[3]["shade"]
    assert record["options"][-1]["parents"] == [3]


def test_one_option_is_made_of_another_cloth_and_colour(design, explored, tmp_path):
    design(explored=explored, wish="3 in burgundy leather coat, wider lapels")
    coat = load_look(tmp_path).pieces[1]
    assert (coat.fabric, coat.colour_name.removeprefix("deep ").removeprefix("soft ")) == ("leather", "burgundy")
    rows = {row["number"]: row["values"] for row in json.loads(explored.read_text())["options"]}
    assert coat.style["lapel_width"] > rows[3]["coat_lapel_width"]


def test_a_part_is_kept_while_the_rest_goes_on(design, explored, tmp_path):
    rows = {row["number"]: row["values"] for row in json.loads(explored.read_text())["options"]}
    design(explored=explored, options=3, wish="keep the pencil skirt of 2, more like 4")
    record = json.loads((tmp_path / "explored.json").read_text())
    assert record["shown"] == [5, 6, 7]
    for row in record["options"][4:]:
        assert row["values"]["pencil_skirt_long"] == rows[2]["pencil_skirt_long"]
    assert len({row["values"]["coat_long"] for row in record["options"][4:]}) == 3


@pytest.mark.parametrize(
    ("text", "params", "sentence"),
    [
        ("a 1940s coat, pencil skirt", {"wish": "9"}, "There is no option 9"),
        ("a 1940s coat, pencil skirt", {"wish": "2", "options": 3}, "is one design, and 3 options are asked for"),
        ("a 1940s coat, pencil skirt", {"wish": "hm"}, "was not understood"),
        ("a 1940s coat", {"wish": "2"}, "dress one person in pencil skirt, coat .*, and this brief one person in coat"),
    ],
)
def test_a_wish_that_can_t_be_had_is_said(design, explored, text, params, sentence):
    with pytest.raises(BadInputError, match=sentence):
        design(text, explored=explored, **params)
