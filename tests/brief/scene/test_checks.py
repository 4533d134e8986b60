from fractions import Fraction

import pytest

from rushes.brief import read_brief
from rushes.errors import BadInputError


@pytest.fixture
def read(tmp_path):
    def reading(clip, rate=Fraction(24), more=""):
        path = tmp_path / "brief.yaml"
        body = "".join(f"  {line}\n" for line in clip.splitlines())
        path.write_text(f'kind: clip\nshot: "010_0010"\n{more}clip:\n{body}', encoding="utf-8")
        return read_brief(path, rate=rate)

    return reading


BUS = "things: [{kind: bus}]\n"


@pytest.mark.parametrize(
    ("clip", "sentence"),
    [
        ("things: [{kind: bus}, {kind: bus}]", 'two things are called "bus"'),
        ("things: [{kind: unicorn}]", r'number 1 kind: "unicorn" is none of the \d+ that are known'),
        ("things: [{kind: buss}]", "near it are bus"),
        ("things: [{kind: bus, wheels: 4}]", "wheels is no field there"),
        ("things: [{colour: red}]", "number 1 kind: is missing"),
        ("things: [{kind: ball, count: 301}]", "count is 301, and has to be at most 300"),
        ("things: [{kind: ball, count: 300}, {kind: cube, count: 300}, {kind: cup, count: 2}]", "602 things are too many"),
        (BUS + "beats: [{event: fall, thing: buss}]", 'happens to "buss".*Did you mean "bus"'),
        (BUS + "beats: [{event: fall, thing: bus, at_s: 9}]\nshots: [{seconds: 4}]", "the bus falls at 9 s, and the clip ends at 4 s"),
        (BUS + "beats: [{event: fall}]", "happens to nothing"),
        (BUS + "beats: [{event: fall, thing: bus, at_s: 1}, {event: fall, thing: bus, at_s: 2}]", "it can't do both"),
        (BUS + "beats: [{event: explosion, thing: bus, at_s: 1}, {event: topple, thing: bus, at_s: 2}]", "explodes at 1 s and topples at 2 s"),
        ("things: [{kind: vase, does: {does: stand, at_s: 3}}]\nbeats: [{event: fall, thing: vase, at_s: 2}]", "falls at 2 s and is to stand at 3 s"),
        ("things: [{kind: vase}]\nbeats: [{event: domino, thing: vase}]", "one vase is no row"),
        ("characters: [{name: man}]\nbeats: [{event: fall, thing: man}]", "happens to things, and man is a character"),
        ("characters: [{name: man, wears: 010_0030, clothes: [coat]}]", "the man wears 010_0030, which brings clothes of its own"),
        ("characters: [{name: man, wears: 010_0030/v001, height_m: 1.8}]", "brings height of its own. Leave height_m out"),
        ("characters: [{name: man, wears: the coat!}]", '"the coat!" names no take of clothes'),
        ("place: desert\nthings: [{kind: chandelier, where: hanging}]", "nothing to hang from"),
        ("things: [{kind: lamp, where: on}]", "stands on nothing"),
        ("things: [{kind: lamp, where: on table}]", 'on "table", which is neither'),
        ("things: [{kind: lamp, where: on table}, {kind: table, where: on lamp}]", "goes round in a circle"),
        ("place: {kind: street, style: diner}", "are of an interior"),
        ("place: {kind: street, height_m: 3}", "a ceiling"),
        ("shots: [{camera: {lens_mm: 0}}]", "camera lens_mm is 0, and has to be at least 8"),
        ("shots: [{camera: {move: lock_off, handheld: true}}]", "locked off and handheld"),
        ("shots: [{camera: {move: lock_off, pace: slow}}]", "lock-off doesn't move"),
        ("shots: [{camera: {move: pan, toward: up}}]", "a pan goes left or right, not up"),
        ("shots: [{camera: {move: lock_off, toward: left}}]", "a lock-off has no side"),
        ("shots: [{camera: {move: pan, speed_ms: 1}}]", "turns and doesn't travel"),
        ("shots: [{camera: {move: track, angle_deg: 20}}]", "travels and doesn't turn"),
        ("shots: [{camera: zoom}]", '"zoom" is none of'),
        ("shots: []", "at least 1 item"),
        ("shots: [{seconds: 0.5}]", "has to be 1 to 20 s"),
        ("shots: [{seconds: 12}, {seconds: 12}]", "24 s long"),
        ("things: [{kind: bus, does: dance}]", "a bus can't dance"),
        ("characters: [{name: man, does: fly}]", "a man can't fly"),
        ("things: [{kind: ship, does: float}]\nplace: square", "floats on water"),
        ("characters: [{name: man, does: [{does: walk, at_s: 2}, {does: run, at_s: 1}]}]", "not in the order"),
        ("characters: [{name: men, count: 10}, {name: women, count: 3}]", "13 characters are too many"),
        ("characters: [{name: Tom 2, age: 7}]", "age is 7, and has to be at least 18"),
        ("sound: {silent: true, beds: [rain]}", "silent"),
        ('speech: [{who: man, text: "Hello."}]', "who is no character"),
        ('speech: [{text: "Hello.", at_s: 9}]\nshots: [{seconds: 4}]', "the clip ends at 4 s"),
        ("clouds: 3", '"clip.clouds" is no field'),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence(read, clip, sentence):
    with pytest.raises(BadInputError, match=sentence) as caught:
        read(clip)
    assert len(str(caught.value)) < 600


def test_a_rate_that_no_clip_has_is_refused(read):
    with pytest.raises(BadInputError, match=r"made at 24, 25, 30, 24000/1001, 30000/1001 .* rate is 48/1"):
        read(BUS, rate=Fraction(48))


def test_shots_and_frames_that_differ_are_refused(read):
    with pytest.raises(BadInputError, match="the clip is to be 4 s long, and its shots make 6 s"):
        read("shots: [{seconds: 6}]", more="frames: 4 s\n")
    with pytest.raises(BadInputError, match="make 5 s already"):
        read("shots: [{seconds: 5}, {}]", more="frames: 4 s\n")


def test_fields_of_other_kinds_are_refused(read):
    with pytest.raises(BadInputError, match=r'building\.storeys belongs to a brief of kind "destruction"'):
        read(BUS, more="building: {storeys: 3}\n")


def test_what_hangs_over_a_square_hangs_from_a_cable(read):
    scene = read("place: square\nthings: [{kind: chandelier, where: hanging}]").clip
    assert scene.things[0].where.relation == "hanging"
