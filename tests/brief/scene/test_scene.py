from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rushes.brief.scene import FAMILIES, KINDS, RATES, Camera, Motion, Position, Scene, Shot, Thing
from rushes.brief.scene.scene import plain

SCENES = TypeAdapter(Scene)
SQUARE = {
    "place": "square",
    "time_of_day": "dusk",
    "weather": "rain",
    "things": [
        {"kind": "double_decker_bus", "name": "bus", "colour": "red", "where": "left", "does": "brake"},
        {"kind": "chandelier", "where": "hanging"},
        {"kind": "crate", "count": 3, "where": "beside bus", "height_m": "80 cm"},
    ],
    "characters": [{"name": "woman", "clothes": ["coat"], "where": [1.5, -2], "does": [{"does": "walk", "to": "bus"}]}],
    "shots": [{"seconds": "2 s", "camera": "push-in"}, {"camera": {"move": "orbit", "lens_mm": "50mm", "subject": "bus"}}],
    "beats": [{"event": "fall", "thing": "chandelier", "at_s": 2}],
    "sound": {"beds": ["rain"], "effects": ["tyres"]},
    "speech": [{"who": "woman", "text": "Look out!", "at_s": 1.5, "manner": "shout"}],
}  # fmt: skip


def test_a_scene_is_read_from_what_a_person_writes():
    scene = SCENES.validate_python(SQUARE)
    bus, chandelier, crates = scene.things
    assert (bus.name, bus.family, bus.does) == ("bus", "vehicle", (Motion(does="brake"),))
    assert chandelier.where == Position(relation="hanging")
    assert (crates.where.relation, crates.where.of, crates.height_m) == ("beside", "bus", 0.8)
    assert scene.characters[0].where.at_m == (1.5, -2.0, 0.0)
    assert [shot.camera.move for shot in scene.shots] == ["push_in", "orbit"]
    assert (scene.seconds, scene.shots[1].camera.lens_mm) == (6.0, 50.0)
    assert scene.named("woman") is scene.characters[0]
    assert scene.named("dog") is None
    assert {"woman", "red", "Look out!"} <= set(scene.words())


def test_a_scene_comes_back_from_what_is_written_of_it():
    scene = SCENES.validate_python(SQUARE)
    assert SCENES.validate_python(plain(scene)) == scene


@pytest.mark.parametrize(
    ("part", "record"),
    [
        ("a lens of nothing", {"shots": [{"camera": {"lens_mm": 0}}]}),
        ("an unknown thing", {"things": [{"kind": "unicorn"}]}),
        ("no shot", {"shots": []}),
        ("a move that is none", {"shots": [{"camera": "zoom"}]}),
        ("a unit that is none", {"things": [{"kind": "car", "length_m": "4 kg"}]}),
        ("yes for a number", {"things": [{"kind": "car", "length_m": True}]}),
        ("a beat after twenty seconds", {"beats": [{"event": "fall", "thing": "car", "at_s": 21}]}),
        ("a place in no words", {"things": [{"kind": "car", "where": "somewhere"}]}),
        ("a child of seven", {"characters": [{"name": "boy", "age": 7}]}),
        ("an unknown field", {"cloud": 1}),
    ],
)
def test_what_is_no_scene_is_refused(part, record):
    with pytest.raises(ValidationError):
        SCENES.validate_python(record)
    assert part


def test_every_kind_has_a_family_and_calls_itself_by_its_name():
    assert set(KINDS) == set(FAMILIES)
    assert {Thing(kind=kind).name for kind in KINDS} == {kind.replace("_", " ") for kind in KINDS}


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.sampled_from(RATES))
def test_cuts_never_drift_from_their_moments(hundredths, rate):
    shots = tuple(Shot(seconds=max(0.2, min(20.0, each / 20))) for each in hundredths)
    cuts = Scene(shots=shots).cuts(rate)
    assert cuts[0] == 0
    assert list(cuts) == sorted(cuts)
    moment = Fraction(0)
    for shot, cut in zip(shots, cuts[1:], strict=True):
        moment += Fraction(str(shot.seconds))
        assert abs(cut - moment * rate) <= Fraction(1, 2)


def test_a_shot_that_nobody_timed_has_the_usual_length_and_lens():
    assert (Shot().length_s, Camera().lens_mm, Camera().move) == (4.0, 35.0, "lock_off")
