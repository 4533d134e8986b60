from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import brief_from_text, brief_sha256, describe, read_brief
from rushes.brief.fields import all_fields
from rushes.brief.grammar import load_grammar
from rushes.brief.room import Room
from rushes.brief.settle_design import ORDER
from rushes.brief.words import read_words
from rushes.engines.setdesign.asked import asked_of
from rushes.engines.setdesign.grammar.grow import grow, styles
from rushes.engines.setdesign.model.checks import faults
from rushes.errors import BadInputError

LIVERY = "Butler's livery for a bunker, 1970s cut; bottle green velvet tailcoat, brass buttons, ivory waistcoat, grey trousers."
LOUNGE = (
    "A bunker lounge, brutalist, 9 by 7 m, 3.4 m high; one slit of daylight in the late afternoon, velvet sofas, brass bar, "
    "walnut; seats 8; dark."
)


@pytest.fixture
def read(tmp_path):
    def reading(body, **options):
        path = tmp_path / "brief.yaml"
        path.write_text(body, encoding="utf-8")
        return read_brief(path, rate=Fraction(24), **options)

    return reading


def words(text, kind, **fields):
    return brief_from_text(text, "010_0010", Fraction(24), kind=kind, **fields)


def test_a_livery_is_read_piece_by_piece(read):
    brief = read(
        f'kind: wardrobe\nshot: "010_0010"\ntext: {LIVERY}\nbody: {{height: 1.84 m, build: slim, age: 50}}\noptions: 6\n'
    )
    said = {piece.garment: (piece.colour, piece.fabric, piece.buttons) for piece in brief.wardrobe.pieces}
    assert said["tailcoat"] == ("bottle green", "velvet", "brass")
    assert said["waistcoat"] == ("ivory", None, "")
    assert said["trousers"] == ("grey", None, "")
    assert said["shirt"] == ("white", "cotton_poplin", "")  # a livery has one, though nobody said so
    assert [piece.garment for piece in brief.wardrobe.pieces] == ["shirt", "trousers", "waistcoat", "tailcoat"]
    assert (brief.body.height_m, brief.body.build, brief.body.age, brief.body.sex) == (1.84, "slim", 50, "male")
    assert (brief.wardrobe.period, brief.options, brief.frames) == ("1970s", 6, 6)
    assert brief.not_understood == ("bunker",)
    told = "\n".join(describe(brief))
    assert 'bottle green velvet tailcoat with brass buttons  "bottle green velvet tailcoat, brass buttons"' in told
    assert "white cotton poplin shirt (usual with it)" in told


def test_a_suit_is_of_one_cloth_and_its_shirt_is_not():
    pieces = words("a camel wool three-piece suit, black shirt", "wardrobe").wardrobe.pieces
    assert [(piece.garment, piece.colour) for piece in pieces] == [
        ("shirt", "black"), ("trousers", "camel"), ("waistcoat", "camel"), ("jacket", "camel")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pieces", "lost"),
    [
        ("a suit in navy wool", [("jacket", "navy", "wool", {})], ()),
        ("flared trousers", [("trousers", "", None, {"hem": "x1.35"})], ()),
        (
            "a coat, wide lapels, and flared trousers",
            [("coat", "", None, {"lapel_width": "x1.25"}), ("trousers", "", None, {"hem": "x1.35"})],
            (),
        ),
        ("wide lapels on a velvet jacket", [("jacket", "", "velvet", {"lapel_width": "x1.25"})], ()),
        (
            "a drop-waist evening dress, navy silk",
            [("dress", "navy", "silk", {"drop": 0.15, "waist_ease": "x1.6"})],
            (),
        ),
        ("a red flared shirt", [("shirt", "red", None, {})], ("red flared shirt",)),
        ("trousers with short sleeves", [("trousers", "", None, {})], ("with short sleeves",)),
    ],
)
def test_how_clothes_are_cut_is_read_with_the_garment_that_can_be_cut_so(text, pieces, lost):
    brief = words(text, "wardrobe")
    found = {
        piece.garment: (piece.garment, piece.colour, piece.fabric, dict(piece.style)) for piece in brief.wardrobe.pieces
    }
    assert [found[garment] for garment, *_ in pieces] == [(*rest[:3], rest[3]) for rest in pieces]
    assert brief.not_understood == lost


def test_what_is_woven_into_a_cloth_is_read():
    pieces = words("a navy pinstripe wool jacket, checked trousers", "wardrobe").wardrobe.pieces
    assert [(piece.garment, piece.colour, piece.weave) for piece in pieces] == [
        ("trousers", "", "check"), ("jacket", "navy", "stripe")
    ]  # fmt: skip


def test_a_period_and_a_builds_sex_are_understood_and_a_period_is_no_age():
    brief = words("a 1920s dress for a slim woman", "wardrobe")
    assert (brief.wardrobe.period, brief.body.build, brief.body.sex, brief.body.age) == ("1920s", "slim", "female", 35)
    assert words("overalls for a stout man aged 44", "wardrobe").body.sex == "male"


def test_a_lounge_is_read_to_the_last_word(read):
    room = read(f'kind: set\nshot: "010_0020"\ntext: "{LOUNGE}"\n', strict=True).room
    assert (room.style, room.motive, room.time) == ("bunker", "slit", "late_afternoon")
    assert (room.width_m, room.depth_m, room.height_m, room.seats) == (9, 7, 3.4, 8)
    assert room.materials == {"sofa": "velvet", "bar": "brass", "somewhere": "walnut"}
    assert room.darkness == 0.75


def test_fields_win_and_are_told_by_where_they_stand(read):
    brief = read('kind: set\nshot: "010_0020"\ntext: a loft, dark\nroom: {darkness: 0.9, width: 12 m}\n')
    assert (brief.room.darkness, brief.room.width_m) == (0.9, 12)
    with pytest.raises(BadInputError, match=r'room.darkness is 0.1, but the text says about 0.75 \("dark"\)'):
        read('kind: set\nshot: "010_0020"\ntext: a loft, dark\nroom: {darkness: 0.1}\n')


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("kind: wardrobe\ntext: something nice", "no garment is named"),
        ("kind: wardrobe\nwardrobe: {pieces: [toga]}", "wardrobe.pieces is .* a list of garments .*trousers"),
        ("kind: wardrobe\ntext: a dress\nbody: {height: 0.4 m}", "body.height_m is .*from 1.3 to 2.3"),
        ("kind: wardrobe\ntext: a dress\nbody: {measures: {waist_girth: -1}}", "body.measures is .*greater than 0"),
        ("kind: wardrobe\ntext: a red dress\nwardrobe: {pieces: [{garment: dress, colour: navy}]}", "the text says"),
        ("kind: wardrobe\ntext: a dress\nbuilding: {storeys: 3}", 'belongs to a brief of kind "destruction"'),
        ("kind: wardrobe\ntext: a dress\ngrade: {grain: 0}", 'a brief of kind "destruction" or "reage"'),
        ("kind: set\nroom: {style: gothic}", "room.style is .* one of bunker"),
        ("kind: set\nroom: {width: 0 m}", "room.width_m is .* from 1.5 to 60"),
        ("kind: set\ntext: a loft, a diner", "contradicts itself: room.style"),
        ("kind: set\noptions: 30\ntext: a loft", "options is 30"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(read, body, sentence):
    with pytest.raises(BadInputError, match=sentence):
        read(f'shot: "010_0010"\n{body}\n')


def test_options_are_frames_and_one_design_has_its_own_pictures():
    assert words("a loft, 4 options", "set").frames == 4
    assert words("a loft", "set").frames == 3
    assert words("a red silk dress", "wardrobe").frames == 9
    assert words("a red silk dress", "wardrobe", wardrobe={"turn": 0}).frames == 1


def test_a_design_is_for_looking_at_until_somebody_says_otherwise():
    use = words("a loft", "set").use
    assert (use.lifecycle, use.use_case) == ("temporary", "ideation")
    assert words("a loft", "set", use={"lifecycle": "final"}).use.lifecycle == "final"


def test_the_hash_is_of_what_is_asked_alone():
    one, same, other = (
        words(text, "set") for text in ("a loft, 6 m wide", "a loft, 6 metres wide", "a loft, 7 m wide")
    )
    assert brief_sha256(one.model_copy(update={"text": ""})) == brief_sha256(same.model_copy(update={"text": ""}))
    assert brief_sha256(one) != brief_sha256(other)


@pytest.mark.parametrize("kind", ["set", "wardrobe"])
def test_every_field_that_the_words_set_exists(kind):
    grammar = load_grammar(kind)
    phrases = [phrase for group in grammar.by_word.values() for phrase in group] + list(grammar.by_slot)
    worked_out = {kind, *(f"piece.{name}" for name in ("garment", "fabric", "colour", "buttons", "lining"))}
    worked_out |= {
        "outfit.colour",
        "outfit.fabric",
        "piece.cut",
        "piece.cut.also",
        "piece.late.colour",
        "piece.late.fabric",
        "piece.weave",
    }
    worked_out |= {f"material.{name}" for name in ("part", "material", "colour")}
    worked_out |= {f"{style}.{row.name}" for style, made in styles().items() for row in made.parameters}
    worked_out |= {f"any.{row.name}" for made in styles().values() for row in made.parameters}
    assert {field for phrase in phrases for field in phrase.meaning if not field.startswith("piece.style.")} <= (
        set(all_fields()) | worked_out
    )


def test_every_turn_of_a_style_can_be_grown():
    grammar = load_grammar("set")
    phrases = {id(phrase): phrase for group in grammar.by_word.values() for phrase in group}.values()
    turns = [(field, value) for phrase in phrases for field, value in phrase.meaning.items() if "{" not in str(value)]
    for field, value in turns:
        style, _, name = field.partition(".")
        if style in styles():
            asked = asked_of(Room(style=style, params={name: value}))
            assert name in asked.held, (field, value)
            assert asked.told == ()


def test_every_style_that_is_grown_can_be_asked_for():
    assert set(styles()) == set(all_fields()["room.style"].choices) == set(load_grammar("set").lists["style"].values())


def test_garments_have_an_order_from_the_skin_outward():
    garments = load_grammar("wardrobe").lists["garment"].values()
    assert set(garments) == set(ORDER)


@settings(max_examples=60)
@given(kind=st.sampled_from(["set", "wardrobe"]), data=st.data())
def test_no_text_breaks_the_reader_and_every_word_is_accounted_for(kind, data):
    known = [*sorted(load_grammar(kind).words), "8", "six", "3.2 m", "no", "the", ",", ".", "of", "red", "1970s"]
    text = data.draw(st.text(max_size=60) | st.lists(st.sampled_from(known), max_size=12).map(" ".join))
    try:
        heard = read_words(text, kind)
    except BadInputError:
        assert not text.strip() or any("\ud800" <= letter <= "\udfff" for letter in text)
        return
    assert all(said.words in text for said in heard.said)
    assert all(phrase in text for phrase in heard.not_understood)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "examples" / "sets").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_examples_are_understood_to_the_last_word_and_grow(path):
    brief = read_brief(path, rate=Fraction(24), strict=True)
    asked = asked_of(brief.room)
    assert asked.told == ()
    assert faults(grow(asked.style, asked.held, 1)) == ()
