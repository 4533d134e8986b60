from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import brief_from_text, brief_schema, read_brief, settled_yaml
from rushes.brief.scene import Beat, Camera, Character, Effect, Line, Motion, Place, Position, Scene, Shot, Sound, Thing
from rushes.brief.scene.scene import ASPECTS, RATES
from rushes.brief.scene.thing import KINDS
from rushes.brief.scene.writing import scene_yaml
from rushes.brief.wardrobe import Piece
from rushes.errors import BadInputError
from rushes.show import parse_document

VALIDATOR = jsonschema.Draft202012Validator(brief_schema())
RATE = Fraction(24)
TEXTS = [
    "a red double-decker bus brakes in a rainy square at dusk, slow push-in on a 35 mm, at 2 s the chandelier falls",
    'A tall woman in a red wool coat walks to the car, then stops and says "Look out!" Wide shot, handheld, widescreen.',
    "Wide shot of three crates in a museum, cut to a close-up of a vase on a table: 1 s into the shot it falls and shatters. Thunder rumbles.",
    "A red ball and a blue ball. The blue ball rolls at 2 m/s. Another ball falls at 2 s. A strong wind from the left.",
]


@pytest.fixture
def read(tmp_path):
    def reading(body, rate=RATE):
        path = tmp_path / "brief.yaml"
        path.write_text(body, encoding="utf-8")
        return read_brief(path, rate=rate)

    return reading


@pytest.mark.parametrize("every_field", [False, True])
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("text", TEXTS)
def test_words_written_as_a_brief_read_back_as_the_same_scene(read, text, rate, every_field):
    brief = brief_from_text(text, "010_0010", rate, kind="clip", use={"territories": ["US"]}, people=["p-1"])
    written = settled_yaml(brief, every_field=every_field)
    again = read(written, rate)
    assert again.clip == brief.clip
    assert (again.frames, again.text, again.people, again.use) == (brief.frames, text, ("p-1",), brief.use)
    VALIDATOR.validate(parse_document(written, "brief.yaml"))


def test_what_is_edited_is_made(read):
    brief = brief_from_text(TEXTS[0], "010_0010", RATE, kind="clip")
    again = read(settled_yaml(brief).replace("lens_mm: 35.0", "lens_mm: 35.0, height_m: 1.2"))
    assert again.clip.shots[0].camera.height_m == 1.2
    with pytest.raises(BadInputError, match=r"the text says chandelier.*but clip\.things has red double decker bus"):
        read(settled_yaml(brief).replace("kind: chandelier", "kind: lamp"))
    with pytest.raises(BadInputError, match=r'the text says square \("square"\), but clip\.place is street'):
        read(settled_yaml(brief).replace("kind: square", "kind: street"))


def test_only_a_clip_has_a_scene():
    with pytest.raises(BadInputError, match="a scene is a clip's"):
        settled_yaml(brief_from_text("a loft", "010_0010", RATE, kind="set"))


def _maybe(strategy):
    return st.none() | strategy


METRES = st.integers(10, 3000).map(lambda hundredths: hundredths / 100)
POSITIONS = st.builds(
    Position,
    at_m=_maybe(st.tuples(*[st.integers(-200, 200).map(float)] * 3)),
    zone=_maybe(st.sampled_from(["centre", "left", "background"])),
    facing=_maybe(st.sampled_from(["camera", "away"])),
    turned_deg=st.sampled_from([0.0, 12.5]),
)
SHOTS = st.builds(
    Shot,
    seconds=st.integers(4, 20).map(lambda quarters: quarters / 4),
    camera=st.builds(
        Camera,
        move=st.sampled_from(["pan", "orbit", "track", "whip"]),
        handheld=st.booleans(),
        toward=_maybe(st.sampled_from(["left", "right"])),
        pace=st.sampled_from(["slow", "usual", "fast"]),
        lens_mm=st.sampled_from([18.0, 35.0, 85.5]),
        height_m=_maybe(METRES),
        framing=_maybe(st.sampled_from(["wide", "close_up"])),
        subject=st.sampled_from(["", "thing 1"]),
    ),
)


@st.composite
def scenes(draw):
    count = draw(st.integers(1, 4))
    things = tuple(
        Thing(
            kind=draw(st.sampled_from([kind for kind in KINDS if kind != "crowd"])),
            name=f"thing {number}",
            count=draw(st.integers(1, 30)),
            colour=draw(st.sampled_from(["", "bottle green", "#aa3300"])),
            material=draw(_maybe(st.sampled_from(["wood", "glass"]))),
            height_m=draw(_maybe(METRES)),
            scale=draw(st.sampled_from([1.0, 2.5])),
            where=draw(POSITIONS),
            does=draw(
                st.sampled_from([(), (Motion("spin"),), (Motion("roll", speed_ms=2.0), Motion("stand", at_s=0.5))])
            ),
        )
        for number in range(1, count + 1)
    )
    people = (Character(name="woman", age=draw(st.integers(18, 90)), clothes=(Piece(garment="coat", colour="red"),)),)
    beats = (Beat("fall", "thing 1", at_s=0.5, breaks=draw(st.booleans()), onto=draw(st.sampled_from(["", "woman"]))),)
    return Scene(
        place=draw(st.sampled_from([Place("street"), Place("interior", style="diner", width_m=6.5), Place("studio", depth_m=9.0)])),
        time_of_day=draw(st.sampled_from(["dawn", "afternoon"])),
        weather=draw(st.sampled_from(["clear", "snow"])),
        wind_ms=draw(st.sampled_from([0.0, 7.5])),
        aspect=draw(st.sampled_from(sorted(ASPECTS))),
        things=things,
        characters=draw(st.sampled_from([(), people])) if not beats[0].onto else people,
        shots=tuple(draw(st.lists(SHOTS, min_size=1, max_size=3))),
        beats=beats if not any(motion.at_s for motion in things[0].does) else (),
        sound=draw(st.sampled_from([Sound(), Sound(beds=()), Sound(beds=("rain",), effects=(Effect("bell", at_s=0.2),)), Sound(silent=True)])),
        speech=draw(st.sampled_from([(), (Line("No: it's 3 o'clock.", at_s=0.1),)])),
    )  # fmt: skip


@given(scenes(), st.booleans(), st.sampled_from(RATES))
@settings(max_examples=80)
def test_any_scene_comes_back_from_its_yaml(tmp_path_factory, scene, every_field, rate):
    if scene.sound.silent and scene.speech:
        return  # a contradiction, refused elsewhere
    written = scene_yaml(scene, {"kind": "clip", "shot": "010_0010"}, every_field=every_field)
    path = tmp_path_factory.mktemp("brief") / "brief.yaml"
    path.write_text(written, encoding="utf-8")
    assert read_brief(path, rate=rate).clip == scene
    VALIDATOR.validate(parse_document(written, "brief.yaml"))
