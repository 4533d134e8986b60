import re
from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from rushes.brief import brief_from_text, brief_schema, brief_sha256, describe, read_brief
from rushes.brief import scene as parts
from rushes.engines.clip.engine import check
from rushes.show import parse_document

RATE = Fraction(24)
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "clip.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def read(tmp_path):
    def reading(body, rate=RATE, **options):
        path = tmp_path / "brief.yaml"
        path.write_text(body, encoding="utf-8")
        return read_brief(path, rate=rate, **options)

    return reading


@pytest.mark.parametrize("block", BLOCKS)
def test_the_briefs_on_the_page_are_read_and_valid(read, block):
    jsonschema.Draft202012Validator(brief_schema()).validate(parse_document(block, "clip.md"))
    assert read(block).kind == "clip"


def test_the_scene_on_the_page_is_told_back(read):
    brief = read(BLOCKS[0])
    scene = brief.clip
    assert (scene.place.kind, scene.aspect, scene.seconds, brief.frames) == ("square", "2.39", 5.0, 120)
    told = "\n".join(describe(brief))
    assert 'red double decker bus "bus", on the left, brake at 30 km/h' in told
    assert "3 s, slow push-in, 35 mm; 2 s, handheld on woman, close-up, 35 mm" in told
    assert 'at 3.5 s woman shouts "Look out!"' in told


@pytest.mark.parametrize(
    "part",
    [
        getattr(parts, name)
        for name in ("Place", "Thing", "Position", "Motion", "Character", "Shot", "Camera", "Beat", "Sound", "Effect", "Line")
    ],
    ids=lambda part: part.__name__,
)  # fmt: skip
def test_every_field_of_a_scene_is_on_the_page(part):
    assert [field.name for field in fields(part) if f"`{field.name}`" not in PAGE] == []


@pytest.mark.parametrize(
    ("things", "place"),
    [("[{kind: bus}]", "street"), ("[{kind: ship}]", "coast"), ("[{kind: sofa}]", "interior"), ("[{kind: ball}]", "studio")],
)  # fmt: skip
def test_a_place_that_nobody_named_is_as_is_usual(read, things, place):
    brief = read(f'kind: clip\nshot: "010_0010"\nclip: {{things: {things}}}\n')
    assert brief.clip.place.kind == place
    assert {reading.field: reading.value for reading in brief.assumed}["clip.place"] == place


@pytest.mark.parametrize("rate", parts.RATES)
def test_frames_are_the_clips_length_at_every_rate(read, rate):
    brief = read('kind: clip\nshot: "010_0010"\nclip: {shots: [{seconds: 1.5}, {seconds: 2.25}]}\n', rate=rate)
    assert brief.frames == round(Fraction("3.75") * rate)
    given = read('kind: clip\nshot: "010_0010"\nframes: 6 s\nclip: {shots: [{}, {}]}\n', rate=rate)
    assert given.frames == round(6 * rate)
    assert given.clip.cuts(rate)[-1] == given.frames


def test_the_hash_is_of_the_scene(read):
    one, same, other = (
        read(f'kind: clip\nshot: "010_0010"\nclip: {{things: [{{kind: bus, length_m: {length}}}]}}\n')
        for length in ("12", "12 m", "11 m")
    )
    assert brief_sha256(one) == brief_sha256(same)
    assert brief_sha256(one) != brief_sha256(other)


def test_every_kind_of_thing_is_on_the_page():
    assert [kind for kind in parts.KINDS if f"`{kind}`" not in PAGE] == []


def test_a_slip_of_the_pen_is_told_in_the_words_of_clips():
    brief = brief_from_text("a red doubledeker bus, a chandeleir", "010_0010", RATE, kind="clip")
    assert '"chandeleir" (did you mean chandelier?)' in "\n".join(describe(brief)).replace("a chandeleir", "chandeleir")


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "clips").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_valid_and_understood_to_the_last_word_and_can_be_shown(path):
    jsonschema.Draft202012Validator(brief_schema()).validate(
        parse_document(path.read_text(encoding="utf-8"), path.name)
    )
    brief = read_brief(path, rate=RATE, strict=True)
    check(brief.clip, brief.shot, brief.seed)
    assert brief.clip.beats
