import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import brief_from_text, read_brief
from rushes.brief.fields import all_fields
from rushes.brief.grammar import load_grammar
from rushes.brief.scene import Camera, Motion, Thing
from rushes.brief.scene.thing import KINDS
from rushes.brief.script import read_script
from rushes.errors import BadInputError

RATE = Fraction(24)
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "clip.md").read_text(encoding="utf-8")


def read(text, rate=RATE, **fields):
    return brief_from_text(text, "010_0010", rate, kind="clip", **fields)


def scene(text):
    return read(text).clip


def test_the_sentence_of_the_brief_is_read_to_the_last_word():
    text = (
        "a red double-decker bus brakes in a rainy square at dusk, slow push-in on a 35 mm, at 2 s the chandelier falls"
    )
    brief = read(text, strict=True)
    clip = brief.clip
    assert (clip.place.kind, clip.weather, clip.time_of_day) == ("square", "rain", "dusk")
    bus, chandelier = clip.things
    assert (bus.kind, bus.colour, bus.does[0].does) == ("double_decker_bus", "red", "brake")
    assert chandelier.where.relation == "hanging"
    assert clip.shots[0].camera == Camera(move="push_in", pace="slow", lens_mm=35.0)
    assert [(beat.event, beat.thing, beat.at_s) for beat in clip.beats] == [("fall", "chandelier", 2.0)]
    told = {(reading.field, reading.words) for reading in brief.understood}
    assert ("clip.beats", "at 2 s, falls") in told
    assert ("clip.things", "a red double-decker bus, brakes") in told


def phrases():
    rows = re.findall(
        r"^\| [a-z ,]+ \| (.*) \|$", PAGE.partition("## Words")[2].partition("\n- A word")[0], re.MULTILINE
    )
    return [
        phrase
        for row in rows
        for phrase in re.split(r", (?![^\"]*\"(?:[^\"]*\"[^\"]*\")*[^\"]*$)", row)
        if phrase != "Say for example"
    ]


@pytest.mark.parametrize("phrase", phrases())
def test_every_phrase_on_the_page_is_understood(phrase):
    heard = read_script(
        f"The vase falls {phrase}"
        if re.match(r"(at|after) \d s|.*later|then|after|at the end|half|while|\d s", phrase)
        else phrase
    )
    assert heard.not_understood == ()
    assert (
        heard.drafts
        or heard.said
        or heard.takes[0].said
        or len(heard.takes) > 1
        or heard.beds
        or heard.sounds
        or heard.lines
    )


@pytest.mark.parametrize("text", re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)[0].strip().splitlines())
def test_every_sentence_on_the_page_is_understood_to_the_last_word(text):
    assert read(text, strict=True).clip.shots


@pytest.mark.parametrize(
    ("text", "beats"),
    [
        ("The vase falls.", [("fall", "vase", 1.0)]),
        ("At 2 s the vase falls.", [("fall", "vase", 2.0)]),
        ("The vase falls at 2 s.", [("fall", "vase", 2.0)]),
        ("At 2 s the vase falls and the lamp topples.", [("fall", "vase", 2.0), ("topple", "lamp", 2.0)]),
        ("The vase falls onto the table at 2 s.", [("fall", "vase", 2.0)]),
        ("After 3 seconds the car explodes.", [("explosion", "car", 3.0)]),
        ("The vase falls at 1 s, 2 s later the lamp topples.", [("fall", "vase", 1.0), ("topple", "lamp", 3.0)]),
        ("The vase falls at 1 s, then the lamp topples.", [("fall", "vase", 1.0), ("topple", "lamp", 2.2)]),
        ("The vase falls at 1 s. After a beat the lamp topples.", [("fall", "vase", 1.0), ("topple", "lamp", 2.0)]),
        ("The vase falls at 1 s while the lamp topples.", [("fall", "vase", 1.0), ("topple", "lamp", 1.0)]),
        ("The vase falls. The lamp topples.", [("fall", "vase", 1.0), ("topple", "lamp", 2.2)]),
        ("A wide shot, cut to a vase: 1 s into the shot it falls.", [("fall", "vase", 4.0)]),
        ("In an 8 second clip the vase falls at the end.", [("fall", "vase", 6.5)]),
        ("In an 8 second clip the vase falls halfway through.", [("fall", "vase", 4.0)]),
        ("An explosion at 2 s shatters the windows.", [("explosion", "", 2.0), ("shatter", "windows", 2.0)]),
        ("A man knocks over a vase at 2 s.", [("topple", "vase", 2.0)]),
        ("A table with a vase that falls at 2 s.", [("fall", "vase", 2.0)]),
        ("A vase on a table falls at 2 s.", [("fall", "vase", 2.0)]),
        ("A tower of crates topples at 2 s.", [("collapse", "crates", 2.0)]),
        ("An old piano falls from a crane at 2 s, slow tilt down with the fall.", [("fall", "piano", 2.0)]),
        ("A bus stops. An explosion at 2 s.", [("explosion", "", 2.0)]),
        ("An explosion in a car at 2 s.", [("explosion", "car", 2.0)]),
        ("Two men and a woman break a vase at 2 s.", [("shatter", "vase", 2.0)]),
        ("A cat knocks a vase off the table at 2 s.", [("topple", "vase", 2.0)]),
        ("A bottle of perfume falls at 2 s.", [("fall", "bottle", 2.0)]),
        ("A pyramid of cubes collapses when a ball rolls into it at 1.5 s.", [("collapse", "cubes", 1.5)]),
        ("A lamp falls at 2 s and breaks the plate.", [("fall", "lamp", 2.0), ("shatter", "plate", 2.0)]),
        ("A crate falls from above at 2 s.", [("fall", "crate", 2.0)]),
        ("A tree falls at 2 s.", [("topple", "tree", 2.0)]),
        ("Ten dominoes fall at 2 s.", [("domino", "dominoes", 2.0)]),
        ("A stack of crates collapses at 2 s.", [("collapse", "crates", 2.0)]),
    ],
)
def test_what_happens_and_when(text, beats):
    assert [(beat.event, beat.thing, beat.at_s) for beat in scene(text).beats] == beats


def test_what_falls_and_shatters_breaks_where_it_lands():
    beat = scene("At 2 s a glass falls off a table onto the floor and shatters.").beats
    assert [(one.event, one.at_s, one.breaks) for one in beat] == [("fall", 2.0, True)]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("three wooden crates", Thing("crate", "crates", count=3, material="wood")),
        ("a huge red ball", Thing("ball", colour="red", scale=2.5)),
        ("a 3 m tall marble statue", Thing("statue", material="marble", height_m=3.0)),
        ("a row of 20 dominoes", Thing("domino", "dominoes", count=20, arranged="row")),
        ("a bottle green van", Thing("van", colour="bottle green")),
        ("a shot of 30 wine glasses stacked in a pyramid", Thing("glass", "wine glasses", count=30, arranged="stack")),
        ("six barrels stacked up", Thing("barrel", "barrels", count=6, arranged="stack")),
        ("a dozen glass bottles", Thing("bottle", "bottles", count=12, material="glass")),
        ("a crowd of 50 people", Thing("crowd", count=50)),
        ("40 tourists", Thing("crowd", count=40)),
        ("a taxi brakes", Thing("taxi", does=(Motion("brake"),))),
        ("a car drives from left to right at 50 km/h", Thing("car", does=(Motion("drive", speed_ms=13.888889, toward="right"),))),
        ("a bus enters from the left", Thing("bus", does=(Motion("drive", toward="right"),))),
        ("a car drives slowly", Thing("car", does=(Motion("drive", speed_ms=5.0),))),
    ],
)  # fmt: skip
def test_things_are_read_with_all_that_is_said_of_them(text, thing):
    assert scene(text).things == (thing,)


def test_what_is_poured_is_many_and_what_was_counted_is_that():
    assert scene("Marbles pour onto a table").things[0].count == 60
    assert scene("Ten marbles pour onto a table").things[0].count == 10
    assert read("A woman in a dress made of glass").not_understood == ("made of glass",)


def test_things_stand_by_one_another():
    clip = scene("A vase on a table, a lamp beside the table, a chair behind the lamp on the left.")
    where = {thing.name: (thing.where.relation, thing.where.of, thing.where.zone) for thing in clip.things}
    assert where["vase"] == ("on", "table", None)
    assert where["lamp"] == ("beside", "table", None)
    assert where["chair"][:2] == ("behind", "lamp")


def test_the_is_what_was_named_and_another_is_new():
    clip = scene("A red ball and a blue ball. The blue ball rolls. Another ball falls at 2 s.")
    assert [thing.name for thing in clip.things] == ["ball", "blue ball", "second ball"]
    assert [len(thing.does) for thing in clip.things] == [0, 1, 0]
    assert clip.beats[0].thing == "second ball"


def test_people_are_bodies_in_clothes():
    clip = scene(
        "A tall old man in a black wool coat and grey trousers walks to the door, then stops and says “Good evening.”"
    )
    man = clip.characters[0]
    assert (man.name, man.sex, man.age, man.height_m) == ("man", "male", 70, 1.85)
    assert [(piece.garment, piece.colour, piece.fabric) for piece in man.clothes] == [
        ("coat", "black", "wool"),
        ("trousers", "grey", None),
    ]
    assert [(motion.does, motion.at_s, motion.to) for motion in man.does] == [("walk", 0.0, "door"), ("stand", 2.0, "")]
    line = clip.speech[0]
    assert (line.who, line.text, line.manner) == ("man", "Good evening.", "say")
    assert line.at_s > 2.0


def test_what_somebody_wears_that_nobody_knows_is_no_other_doer():
    clip = scene("A woman with sunglasses walks, a dog runs, a man in a kilt and sporran waves.")
    assert [(one.name, [motion.does for motion in one.does]) for one in clip.characters] == [
        ("woman", ["walk"]),
        ("man", []),
    ]


def test_coats_are_everybodys_and_a_coat_is_ones_own():
    both = scene("A man and a woman in red coats walk.").characters
    assert [[piece.garment for piece in one.clothes] for one in both] == [["coat"], ["coat"]]
    one = scene("A man and a woman in a red coat walk.").characters
    assert [[piece.garment for piece in each.clothes] for each in one] == [[], ["coat"]]


def test_what_has_fallen_rolls():
    ball = scene("A ball falls off a table at 1 s and rolls under the chair.")
    assert [(motion.does, motion.at_s, motion.to) for motion in ball.things[0].does] == [("roll", 2.2, "chair")]
    clock = scene("The camera pushes in on a clock and the clock falls at 2 s.")
    assert [(beat.thing, beat.at_s) for beat in clock.beats] == [("clock", 2.0)]


def test_who_says_a_line():
    clip = scene('A man and a woman wait. "Stop!" shouts the woman. A voice off screen says "Why?"')
    assert [(line.who, line.text, line.manner) for line in clip.speech] == [
        ("woman", "Stop!", "shout"),
        ("", "Why?", "say"),
    ]
    assert clip.speech[1].at_s > clip.speech[0].at_s


@pytest.mark.parametrize(
    ("text", "camera"),
    [
        ("locked off", Camera()),
        ("slow pan left", Camera("pan", pace="slow", toward="left")),
        ("tilt up, 50mm", Camera("tilt", toward="up", lens_mm=50.0)),
        ("handheld push in", Camera("push_in", handheld=True)),
        ("handheld", Camera("handheld")),
        ("whip pan", Camera("whip")),
        ("crane up, low angle", Camera("crane", toward="up", height_m=0.4)),
        ("close-up of a clock", Camera(framing="close_up", subject="clock")),
        ("orbit around the statue", Camera("orbit", subject="statue")),
        ("the camera follows a bus", Camera("track", subject="bus")),
        ("fast tracking shot, camera at 1.2 m, 24 mm", Camera("track", pace="fast", height_m=1.2, lens_mm=24.0)),
    ],
)
def test_camera_moves_in_the_trades_words(text, camera):
    assert scene(text).shots[0].camera == camera


def test_shots_with_cuts_have_one_cast():
    clip = scene(
        "Wide shot of a bus in a square, 3 s. Cut to a close-up of the bus. Smash cut to a woman, handheld, for 2 seconds."
    )
    assert [shot.camera.framing for shot in clip.shots] == ["wide", "close_up", None]
    assert [shot.camera.subject for shot in clip.shots] == ["bus", "bus", "woman"]
    assert [shot.seconds for shot in clip.shots] == [3.0, 3.0, 2.0]
    assert len(clip.things) == 1


def test_a_cut_has_a_moment():
    clip = scene("Wide shot of a bus, at 2.5 s cut to a van, at 4 s cut to a taxi, 6 second clip")
    assert [shot.seconds for shot in clip.shots] == [2.5, 1.5, 2.0]
    with pytest.raises(BadInputError, match="shot 1 is to be cut at 2 s, and the shots up to there make 3 s"):
        scene("Wide shot for 3 seconds, at 2 s cut to a bus")


def test_a_moment_may_stand_at_the_end_of_a_sentence():
    clip = scene("A piano falls onto a taxi in a street in the snow, at 1.5 s. Wide shot. A horn sounds at 2.5 s.")
    assert [(beat.event, beat.thing, beat.at_s) for beat in clip.beats] == [("fall", "piano", 1.5)]
    assert [(one.kind, one.at_s) for one in clip.sound.effects] == [("horn", 2.5)]
    then = scene("An explosion at 1.5 s in a street; traffic noise, then a siren wails.").sound
    assert [(one.kind, one.at_s) for one in then.effects] == [("siren", 2.7)]
    beats = scene("A vase falls, at 2 s, at 3 s a lamp topples.").beats
    assert [(beat.thing, beat.at_s) for beat in beats] == [("vase", 2.0), ("lamp", 3.0)]
    assert read("A bus brakes at 1 s in a square, at 2 s.").not_understood == ("at 2 s",)


def test_it_is_never_what_stands_there_itself():
    clip = scene("In a plain room 8 m by 6 m a table with four chairs around it.")
    assert (clip.place.width_m, clip.place.depth_m) == (8.0, 6.0)
    assert {one.kind: one.where.of for one in clip.things if one.where.of} == {"chair": "table"}


@pytest.mark.parametrize(
    ("text", "colour", "material"),
    [
        ("a stone tower in a desert", "", "stone"),
        ("a gold statue", "", "gold"),
        ("a red brick wall", "red", "brick"),
        ("a silver car", "silver", None),
        ("a gold balloon", "gold", None),
    ],
)
def test_a_word_that_is_a_paint_and_a_stuff_is_the_stuff_of_what_is_made_of_it(text, colour, material):
    (thing,) = scene(text).things
    assert (thing.colour, thing.material) == (colour, material)


def test_numbered_shots_are_shots():
    clip = scene("1. A statue in a square. 2. Close-up of the statue. 3. The statue collapses.")
    assert [shot.camera.framing for shot in clip.shots] == [None, "close_up", None]
    assert clip.beats[0].at_s == 7.0


@pytest.mark.parametrize(
    ("text", "frames", "aspect"),
    [
        ("a bus, 6 second clip, widescreen", 144, "2.39"),
        ("a bus. 2.39:1. 5 seconds.", 120, "2.39"),
        ("a bus, vertical video, 8 s long shot", 192, "9:16"),
        ("a bus at 24 fps", 96, "16:9"),
        ("a bus, 48 frames long", 48, "16:9"),
    ],
)
def test_the_picture_as_a_whole(text, frames, aspect):
    brief = read(text)
    assert (brief.frames, brief.clip.aspect) == (frames, aspect)


def test_sound_is_heard():
    sound = scene("A bus in a square. Traffic noise, a siren wails, at 2 s loud thunder rumbles.").sound
    assert sound.beds == ("traffic",)
    assert [(one.kind, one.at_s, one.level) for one in sound.effects] == [
        ("siren", None, "usual"),
        ("thunder", 2.0, "loud"),
    ]
    assert scene("A bus, no sound").sound.silent


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("A woman waits while a dog runs.", ("dog runs",)),
        ("Tom Hanks walks across a square", ("Tom Hanks walks",)),
        ("A vintage car drives", ("vintage",)),
        ("It falls at 2 s", ("It falls",)),
        ("A bus melts into butter", ("melts", "butter")),
        ("A square without cars", ("without cars",)),
        ("At 2 s a second bottle", ("At 2 s",)),
        ("A lighthouse keeper sleeps", ("A lighthouse keeper sleeps",)),
        ("A bus in slow motion", ("in slow motion",)),
        ("A glass of wine falls", ("of wine",)),
        ("A boy of seven runs", ("boy of seven runs",)),
        ("A man sits on the steps of a church", ("steps",)),
        ("A man sits on steps", ("steps",)),
    ],
)
def test_what_was_not_understood_is_said(text, lost):
    assert read(text).not_understood == lost


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The text is empty"),
        ("bus " * 10_000, "The text has 40000 characters"),
        ("A lamp falls at 2 s and stands at 3 s", "falls at 2 s and is to stand at 3 s"),
        ("A car explodes at 1 s and topples at 3 s", "explodes at 1 s and topples at 3 s"),
        ("The vase falls at 2 s. The vase falls at 4 s.", "falls at 2 s and falls at 4 s"),
        ("The camera pans and is locked off", r'two moves: pan \("camera pans"\) and lock off \("locked off"\)'),
        ("Handheld, tripod shot, on sticks", "locked off .* and handheld"),
        ("Push in, pull out", "two moves"),
        ("A 35 mm lens, on an 85mm", "two lenses: 35 mm .* and 85 mm"),
        ("A bus on a 0 mm lens", "lens_mm is 0, and has to be at least 8"),
        ("A chandelier in a desert falls at 1 s", "nothing to hang from"),
        ("A bus in a street, cut to a beach", "one place, and the text names street .* and coast"),
        ("A bus, 30 second clip", "the clip is 30 s long"),
        ("A 4 second clip, the bus explodes at 9 s", "at 9 s, and the clip ends at 4 s"),
        ("A bus at 25 fps", "25 frames a second .* the show has 24/1"),
        ("5000 balls pour", "count is 3000, and has to be at most 300"),
        ("300 balls, 300 cubes, 300 cups", "900 things are too many"),
        ("A 900 m tall statue", "height_m is 900, and has to be at most 300"),
        ("At dusk, at noon", "contradicts itself: clip.time_of_day"),
        ("Cut to a bus, 3 s. Cut to a van: at 1 s it explodes", "something happens at 1 s in shot 3"),
        (f'A man says "{"word " * 70}"', "may have 300"),
        ("A man aged 7", "age is 7, and has to be at least 18"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(text, sentence):
    with pytest.raises(BadInputError, match=sentence):
        read(text)


def test_fields_and_words_have_to_agree():
    with pytest.raises(BadInputError, match=r'the text says red bus.*\("a red bus"\), but clip.things has van'):
        read("a red bus", clip={"things": [{"kind": "van"}]})
    assert (
        read("a red bus", clip={"things": [{"kind": "bus", "colour": "red", "length_m": 9}]}).clip.things[0].length_m
        == 9
    )


def test_a_field_and_the_words_about_the_weather_have_to_agree(tmp_path):
    path = tmp_path / "brief.yaml"
    path.write_text('kind: clip\nshot: "010_0010"\ntext: a bus in the rain\nclip: {weather: snow}\n', encoding="utf-8")
    with pytest.raises(BadInputError, match=r'clip\.weather is snow, but the text says rain \("rain"\)'):
        read_brief(path, rate=RATE)


def test_every_kind_of_thing_has_a_word_and_every_word_a_kind():
    lists = load_grammar("clip").lists
    assert {str(kind) for kind in lists["thing"].values()} == set(KINDS) - {"crowd"}
    assert {str(kind) for kind in lists["things"].values()} == set(KINDS) - {"crowd"}
    assert set(lists["persons"].values()) == set(lists["person"].values())


NOUNS = st.sampled_from(
    [
        "a red bus",
        "three wooden crates",
        "the vase",
        "a woman in a red coat",
        "a row of dominoes",
        "it",
        "a dog",
        "a statue on a table",
    ]
)
DOINGS = st.sampled_from(
    [
        "falls",
        "brakes",
        "walks to the left",
        "topples at 2 s",
        "shatters",
        "rolls into a wall",
        "",
        "explodes",
        'says "Hello there."',
    ]
)
JOINTS = st.sampled_from(
    [
        ". ",
        ", ",
        " and ",
        ", then ",
        ". Cut to ",
        " while ",
        "; after a beat ",
        " at 3 s ",
        ", slow push in on ",
        " in a rainy square, ",
    ]
)


@given(st.lists(st.tuples(NOUNS, DOINGS, JOINTS), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_sentence_makes_a_scene_or_one_sentence_says_why_not(parts):
    text = "".join(f"{noun} {doing}{joint}" for noun, doing, joint in parts)
    try:
        brief = read(text)
    except BadInputError as error:
        assert str(error).endswith((".", "?"))  # noqa: PT017 - either outcome is right
        return
    clip = brief.clip
    assert brief.frames == clip.cuts(RATE)[-1]
    assert 1.0 <= clip.seconds <= 20.0
    assert all(0.0 <= beat.at_s < clip.seconds for beat in clip.beats)
    assert all(clip.named(beat.thing) or beat.event == "explosion" for beat in clip.beats)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_a_traceback(text):
    try:
        brief = read(text)
    except BadInputError:
        return
    assert all(phrase in text for phrase in brief.not_understood)


VOCABULARY = sorted(load_grammar("clip").words)


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_words_of_the_vocabulary_are_read_without_a_traceback(words):
    try:
        brief = read(" ".join(words))
    except BadInputError:
        return
    known = {*all_fields(), "kind", "frames"}
    assert {reading.field for reading in (*brief.understood, *brief.assumed)} <= known


@pytest.mark.parametrize(
    ("text", "relation", "of"),
    [
        ("four chairs around a table in a bare room, lock-off", "around", "table"),
        ("a crowd of 60 people stands around the statue", "around", "statue"),
        ("a man stands in a crowd of 40 people", "inside", "crowd"),
    ],
)
def test_around_a_thing_is_a_place_and_no_number(text, relation, of):
    clip = scene(text)
    where = [one.where for one in (*clip.things, *clip.characters) if one.where.relation]
    assert [(one.relation, one.of) for one in where] == [(relation, of)]


def test_around_before_a_number_is_one():
    assert scene("around 50 people run away").things[0].count == 50
