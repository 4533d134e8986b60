"""Drafts: YAML by hand, there and back."""

from __future__ import annotations

import pytest

from rushes.clearance.records.consent import Consent
from rushes.clearance.records.drafting import FIELDS, draft_of, draft_text
from rushes.errors import BadInputError
from rushes.show import parse_document


def read(cabinet, text):
    return draft_of(parse_document(text, "ada.draft.yaml"), now=cabinet.now, name="ada.draft.yaml")


def test_a_draft_reads_back_as_it_was_written(cabinet):
    consent = cabinet.consent(
        description='He said: "no", twice.\nÉté # dusk',
        withheld=["anything: cruel", "- a list"],
        frames=[1001, 1048],
        age_from=58,
        age_to=40,
        use_count_limit=3,
        survives_death=False,
        compensation={"basis": "a day", "rate": 1204.5},
    )
    assert read(cabinet, draft_text(consent.model_dump(mode="json"))) == consent


def test_every_field_of_a_consent_is_explained():
    named = {name.partition(".")[0] for name, _ in FIELDS if name}
    assert named == set(Consent.model_fields) - {"schema_version"}
    for name, words in FIELDS:
        assert words[-1] in ".:" or not name, name


def test_an_empty_field_keeps_its_default(cabinet):
    text = draft_text({**cabinet.consent().model_dump(mode="json"), "issued_at": None, "use_count_limit": None})
    consent = read(cabinet, text)
    assert consent.issued_at == cabinet.now
    assert consent.use_count_limit is None


def test_a_day_is_its_first_moment(cabinet):
    consent = read(cabinet, draft_text({**cabinet.consent().model_dump(mode="json"), "valid_to": "2027-06-30"}))
    assert consent.valid_to.isoformat() == "2027-06-30T00:00:00+00:00"


def test_texts_are_composed(cabinet):
    text = draft_text({**cabinet.consent().model_dump(mode="json"), "description": "Zoe\u0308"})
    assert read(cabinet, text).description == "Zo\u00eb"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_to": None}, "valid_to: is missing"),
        ({"actions": []}, "actions: is missing"),
        ({"description": ""}, "description: is missing"),
        ({"actions": ["clone"]}, "actions.0"),
        ({"valid_to": "2027-06-30T10:00:00"}, "timezone"),
        ({"valid_to": "soon"}, "valid_to"),
        ({"age_to": 40}, "go together"),
        ({"description": "dusk\u202e"}, "can't be seen"),
        ({"withheld": ["news\u200b"]}, "withheld holds a character"),
    ],
)
def test_what_is_wrong_in_a_draft_is_named(cabinet, changes, words):
    with pytest.raises(BadInputError, match=words) as error:
        read(cabinet, draft_text({**cabinet.consent().model_dump(mode="json"), **changes}))
    assert str(error.value).startswith("ada.draft.yaml: ")


def test_an_unknown_field_is_named(cabinet):
    with pytest.raises(BadInputError, match="colour: is no field"):
        read(cabinet, draft_text(cabinet.consent().model_dump(mode="json")) + "colour: red\n")
