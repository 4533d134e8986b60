import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import brief_schema, read_brief
from rushes.brief.fields import all_fields
from rushes.errors import BadInputError
from rushes.show import read_document

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = jsonschema.Draft202012Validator(brief_schema())


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(brief_schema())


def test_the_published_schema_is_the_one_the_code_has():
    published = json.loads((ROOT / "docs" / "brief.schema.json").read_text(encoding="utf-8"))
    assert published == brief_schema(), "run: rushes schema > docs/brief.schema.json"


def test_every_field_is_explained():
    assert [name for name, field in all_fields().items() if not field.about] == []


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_valid(path):
    VALIDATOR.validate(read_document(path))


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"shot": "street"},
        {"shot": "020_0150", "frames": 0},
        {"shot": "020_0150", "frames": "soon"},
        {"shot": "020_0150", "color": "red"},
        {"shot": "020_0150", "building": {"storeys": 80}},
        {"shot": "020_0150", "camera": {"height_m": "3 kg"}},
        {"shot": "020_0150", "light": {"weather": "sleet"}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(tmp_path, record):
    assert not VALIDATOR.is_valid(record)
    path = tmp_path / "brief.yaml"
    path.write_text(yaml.safe_dump(record), encoding="utf-8")
    with pytest.raises(BadInputError):
        read_brief(path, rate=Fraction(24))


LENGTHS = st.sampled_from(["3 m", "3m", "10 ft", "10'", "9'6\"", "9 ft 6 in", "320 cm", "3.2", "4 metres", "11 feet"])
RECORDS = st.fixed_dictionaries(
    {"shot": st.sampled_from(["020_0150", "AB_0010A"])},
    optional={
        "text": st.sampled_from(["a tower implodes", "it topples"]),
        "frames": st.integers(1, 10_000) | st.sampled_from(["4 s", "96 frames", "2.5 seconds"]),
        "seed": st.integers(0, 2**31 - 1),
        "building": st.fixed_dictionaries(
            {}, optional={"storeys": st.integers(1, 40), "floor_height_m": LENGTHS | st.floats(2.2, 8.0)}
        ),
        "camera": st.fixed_dictionaries(
            {},
            optional={
                "focal_length_mm": st.sampled_from([35, "35mm", "50 mm"]),
                "tilt_deg": st.sampled_from(["-3\u00b0", "4 degrees", -5.5]),
                "move": st.sampled_from(["locked", "push_in", "handheld"]),
            },
        ),
    },
)


@given(record=RECORDS)
def test_what_the_schema_accepts_the_reader_reads(tmp_path_factory, record):
    VALIDATOR.validate(record)
    path = tmp_path_factory.mktemp("briefs") / "brief.yaml"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert read_brief(path, rate=Fraction(24)).shot == record["shot"]
