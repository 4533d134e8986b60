import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rushes.brief import Brief, brief_from_text, brief_sha256, describe, read_brief
from rushes.errors import BadInputError

RATE = Fraction(24)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def write(tmp_path):
    def write_brief(text, name="brief.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_brief


@pytest.fixture
def plate(tmp_path):
    path = tmp_path / "plates" / "street.png"
    path.parent.mkdir()
    Image.new("RGB", (64, 36), (90, 100, 110)).save(path)
    return path


def sources(brief, field):
    return [reading.words for reading in brief.understood if reading.field == field]


def test_the_field_wins_over_the_default_and_the_option_over_all(write):
    path = write("shot: 020_0150\nbuilding:\n  storeys: 6\nquality: draft\ntext: A tower of brick.")
    brief = read_brief(path, rate=RATE)
    assert (brief.building.storeys, brief.building.material, brief.quality) == (6, "brick", "draft")
    assert sources(brief, "building.storeys") == ["(brief)"]
    assert sources(brief, "building.material") == ["brick"]
    assert "building.bays" in {reading.field for reading in brief.assumed}
    options = {"quality": "final", "frames": 12, "seed": None, "building": {"storeys": 9, "material": "wood"}}
    brief = read_brief(path, rate=RATE, overrides=options)
    assert (brief.building.storeys, brief.building.material, brief.quality, brief.frames) == (9, "wood", "final", 12)
    assert sources(brief, "building.material") == ["(option)"]


def test_units_stand_where_numbers_do(write):
    brief = read_brief(
        write(
            "shot: '020_0150'\nframes: 4 s\nbuilding:\n  floor_height_m: 10 ft\n  bay_width_m: 16'\n  storeys: eight\n"
            "  balconies: no\ncamera:\n  focal_length_mm: 35mm\n  tilt_deg: -3 degrees\n  distance_m: 60 m\n"
            "  move: push-in\nlight:\n  time_of_day: late afternoon\ncollapse:\n  start_s: half a second\n"
        ),
        rate=Fraction(25),
    )
    assert brief.frames == 100
    assert brief.building.floor_height_m == pytest.approx(3.048)
    assert brief.building.bay_width_m == pytest.approx(4.8768)
    assert (brief.building.storeys, brief.building.balconies) == (8, False)
    assert (brief.camera.focal_length_mm, brief.camera.tilt_deg, brief.camera.distance_m) == (35.0, -3.0, 60.0)
    assert (brief.camera.move, brief.light.time_of_day, brief.collapse.start_s) == ("push_in", "late_afternoon", 0.5)


@pytest.mark.parametrize("shot", ["020_0150", '"020_0150"', "'020_0150'"])
def test_a_shot_keeps_its_zeros_with_or_without_quotes(write, shot):
    assert read_brief(write(f"shot: {shot}"), rate=RATE).shot == "020_0150"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("text: a tower", "shot is missing"),
        ("shot: street", "is no shot"),
        ("shot: 020_0150\nframes: 0", "frames is 0, but it has to be a whole number from 1 to 10000"),
        ("shot: 020_0150\nframes: 100000", "from 1 to 10000"),
        ("shot: 020_0150\nframes: 1.5", "frames is 1.5"),
        ("shot: 020_0150\nframes: true", "frames is True"),
        ("shot: 020_0150\nframes: .inf", "frames"),
        ("shot: 020_0150\nframes: [1]", "frames"),
        ("shot: 020_0150\ntext: ''", "text is empty"),
        ("shot: 020_0150\ntext: '   '", "text is empty"),
        ("shot: 020_0150\ntext: [a]", "text has to be words"),
        ("shot: 020_0150\nbulding:\n  storeys: 8", 'Did you mean "building"'),
        ("shot: 020_0150\nbuilding:\n  stories: 8", 'Did you mean "building.storeys"'),
        ("shot: 020_0150\nbuilding: 8", "fields of its own"),
        ("shot: 020_0150\nbuilding:\n  storeys: 80", "from 1 to 40"),
        ("shot: 020_0150\nbuilding:\n  balconies: perhaps", "true or false"),
        ("shot: 020_0150\nlight:\n  weather: sleet", "one of clear, overcast, fog, snow, rain"),
        ("shot: 020_0150\ncamera:\n  height_m: 3 kg", 'camera.height_m is "3 kg"'),
        ("shot: 020_0150\ncamera:\n  focal_length_mm: {a: 1}", "camera.focal_length_mm"),
        ("shot: 020_0150\nkind: comedy", "one of destruction"),
        ("shot: 020_0150\nunderstood: []", '"understood" is no field'),
        ("shot: 020_0150\nframes: 4\nframes: 5", '"frames" is given twice'),
        ("shot: 020_0150\nbuilding: &b\n  storeys: 8", "anchors"),
        ("shot: 020_0150\npeople: 7", "a list of names"),
        ("shot: 020_0150\nplate: plates/none.jpg", "none.jpg"),
        ("shot: 020_0150\nplate: .", "is a folder"),
        (
            "shot: 020_0150\ntext: a six-storey tower\nbuilding:\n  storeys: 8",
            "building.storeys is 8, but the text says 6",
        ),
        ("shot: 020_0150\ntext: it topples\ncollapse:\n  way: pancake", "overturning"),
        ("shot: 020_0150\ntext: a wide lens\ncamera:\n  focal_length_mm: 85", "wide lens"),
        ("shot: 020_0150\ncamera:\n  tilt_deg: 10\n  horizon: 0.3", "Give camera.tilt_deg or camera.horizon"),
        ("shot: 020_0150\ncollapse:\n  impact_storey: 12", "storey 12 is hit"),
        ("- shot", "does not hold fields"),
    ],
)
def test_a_brief_that_is_wrong_is_one_clear_sentence(write, text, words):
    with pytest.raises(BadInputError) as caught:
        read_brief(write(text), rate=RATE)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "brief.yaml" in str(caught.value) or "is no shot" in words


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"shot: 020_0150\ntext: caf\xe9")
    for path, words in [
        (tmp_path / "none.yaml", "does not exist"),
        (tmp_path, "is a folder"),
        (tmp_path / "latin.yaml", "UTF-8"),
    ]:
        with pytest.raises(BadInputError, match=words):
            read_brief(path, rate=RATE)


def test_a_vague_word_leaves_the_number_to_the_field(write):
    brief = read_brief(write("shot: 020_0150\ntext: a wide lens\ncamera:\n  focal_length_mm: 21"), rate=RATE)
    assert brief.camera.focal_length_mm == 21
    assert sources(brief, "camera.focal_length_mm") == ["(brief)", "a wide lens"[2:]]


def test_the_plate_lies_beside_the_brief(write, plate, tmp_path, monkeypatch):
    path = write("shot: 020_0150\nplate: plates/street.png")
    monkeypatch.chdir(tmp_path.parent)
    brief = read_brief(path.relative_to(tmp_path.parent), rate=RATE)
    assert brief.plate == plate.resolve()
    with pytest.raises(BadInputError, match="missing"):
        read_brief(write("shot: 020_0150\nplate: plates/missing.png"), rate=RATE)


def test_something_stands_before_a_building_only_where_a_plate_shows_it_and_stands_still(write, plate):
    said = "shot: 020_0150\nplate: plates/street.png\nsite: {foreground: plates/street.png}"
    assert read_brief(write(said), rate=RATE).site.foreground == plate.resolve()
    with pytest.raises(BadInputError, match=r"site\.foreground .* there is no plate"):
        read_brief(write("shot: 020_0150\nsite: {foreground: plates/street.png}"), rate=RATE)
    with pytest.raises(BadInputError, match=r"camera\.move, push in, moves the plate under it"):
        read_brief(write(f"{said}\ncamera: {{move: push_in}}"), rate=RATE)


def test_the_hash_names_what_is_asked_and_not_where_it_lies(write, plate, tmp_path):
    here = read_brief(write("shot: 020_0150\nplate: plates/street.png"), rate=RATE)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(plate.parent, elsewhere / "plates")
    path = elsewhere / "b.yaml"
    path.write_text("shot: '020_0150'\nplate: plates/street.png\nquality: review", encoding="utf-8")
    there = read_brief(path, rate=RATE)
    assert here.plate != there.plate
    assert brief_sha256(here) == brief_sha256(there)
    assert brief_sha256(here, "0" * 64) != brief_sha256(here)
    Image.new("RGB", (64, 36), (0, 0, 0)).save(elsewhere / "plates" / "street.png")
    assert brief_sha256(here) != brief_sha256(there)


@given(frames=st.integers(1, 10_000), seed=st.integers(0, 2**31 - 1), storeys=st.integers(1, 40))
def test_the_hash_sees_every_field(frames, seed, storeys):
    def brief(**fields):
        return brief_from_text("a tower", "010_0010", RATE, **fields)

    one = brief(frames=frames, seed=seed, building={"storeys": storeys})
    assert brief_sha256(one) == brief_sha256(brief(frames=frames, seed=seed, building={"storeys": storeys}))
    assert brief_sha256(one) != brief_sha256(brief(frames=frames, seed=seed + 1 if seed < 2**31 - 1 else 0,
                                                   building={"storeys": storeys}))  # fmt: skip
    assert brief_sha256(one) != brief_sha256(one.model_copy(update={"text": "another tower"}))


def test_it_tells_back_what_it_read():
    brief = brief_from_text("A glass tower implodes, unicorns sing", "010_0010", RATE, quality="draft")
    lines = "\n".join(describe(brief))
    assert 'implosion  "implodes"' in lines
    assert "draft  (option)" in lines
    assert "18 (usual for a tower)" in lines
    assert '"unicorns sing"' in lines
    assert lines.index("Understood:") < lines.index("Assumed:") < lines.index("Not understood:")


def test_a_brief_needs_no_words(write):
    brief = read_brief(write("shot: 020_0150"), rate=RATE)
    assert brief.model_dump(exclude={"understood", "assumed"}) == Brief(shot="020_0150").model_dump(
        exclude={"understood", "assumed"}
    )
    assert brief.understood == ()


def test_a_field_left_blank_is_not_given(write):
    brief = read_brief(write("shot: 020_0150\nplate:\ntext:\nbuilding:\n  storeys:\ncamera:\n"), rate=RATE)
    assert brief.understood == ()
    assert (brief.plate, brief.building.storeys) == (None, 8)


def test_an_option_that_is_wrong_is_said_so():
    with pytest.raises(BadInputError, match="The options: frames is 0"):
        brief_from_text("a tower", "010_0010", RATE, frames=0)
    with pytest.raises(BadInputError, match='"colour" is no field'):
        brief_from_text("a tower", "010_0010", RATE, colour="red")
    with pytest.raises(BadInputError, match="is no shot"):
        brief_from_text("a tower", "ten", RATE)


@pytest.fixture
def examples(tmp_path):
    datasets = pytest.importorskip("sklearn.datasets")
    for path in EXAMPLES.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "plates").mkdir()
    Image.fromarray(datasets.load_sample_image("china.jpg")).save(tmp_path / "plates" / "china.jpg")
    Image.new("L", (640, 427), 255).save(tmp_path / "plates" / "china_foreground.png")
    return sorted(tmp_path.glob("*.yaml"))


def test_the_example_without_its_plate_says_how_to_get_it(tmp_path):
    shutil.copy(EXAMPLES / "pavilion.yaml", tmp_path)
    shutil.copytree(EXAMPLES / "plates", tmp_path / "plates", ignore=shutil.ignore_patterns("*.jpg"))
    with pytest.raises(BadInputError, match=r"There is no plate at .*china\.jpg\. Run `make gallery`"):
        read_brief(tmp_path / "pavilion.yaml", rate=RATE)


def test_the_examples_are_understood_to_the_last_word(examples):
    assert [path.stem for path in examples] == ["apartment_block", "brick_warehouse", "pavilion"]
    briefs = {path.stem: read_brief(path, rate=RATE, strict=True) for path in examples}
    assert briefs["apartment_block"].collapse.way == "soft_storey"
    assert briefs["apartment_block"].dust.drift == "camera"
    assert briefs["brick_warehouse"].collapse.impact_storey == 1
    assert briefs["brick_warehouse"].light.weather == "fog"
    assert briefs["pavilion"].plate is not None
    assert briefs["pavilion"].building.material == "wood"
