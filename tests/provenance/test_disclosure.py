"""What has to be told of a title comes from its records, and says what is not confirmed."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from rushes.clearance.records.registry import Registry
from rushes.provenance.disclosure import NONE_RECORDED, disclosure, duties

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def pairs(registry):
    return [(held.consent.id, held.sha256) for held in registry.consents]


def told(show, registry=None, now=NOW):
    return disclosure(show, registry or Registry(), now=now)


def notice(found, name):
    return next(one for one in found.notices if one.id == name)


def test_every_duty_has_its_text_its_source_and_its_mark():
    found = {duty["id"]: duty for duty in duties()}
    assert set(found) == {"end_credit", "eu_article_50", "new_york_396b", "ai_use_register"}
    for duty in found.values():
        assert duty["text"]
        assert duty["source"]
        assert duty["placement"]
        assert duty["evidence"] in {"P", "E", "S", "R", "M", "?", "house"}
        assert duty["confirmed"] or duty["unconfirmed"], "what is not confirmed says what"


def test_a_computed_collapse_needs_no_statement_of_artificial_intelligence(show, put_take):
    put_take(people=())
    found = told(show)
    assert not notice(found, "eu_article_50").due
    assert not notice(found, "new_york_396b").due
    (line,) = notice(found, "end_credit").lines
    assert line.startswith("Simulated pictures or sound in 1 shot: these were computed")
    assert notice(found, "ai_use_register").due


def test_a_trained_model_calls_for_the_statement_and_it_says_existence_only(show, put_take):
    put_take(people=(), digital_source_type=TRAINED)
    found = told(show)
    article = notice(found, "eu_article_50")
    assert article.due
    (line,) = article.lines
    assert "010_0010" not in line
    assert "hamper" in article.placement
    assert not article.confirmed
    assert article.unconfirmed
    assert notice(found, "end_credit").lines == ("Pictures or sound made by generative models in 1 shot.",)


def test_a_duty_that_is_not_in_force_yet_says_so(show, put_take):
    put_take(people=(), digital_source_type=TRAINED)
    assert "in force from 2026-08-02" in notice(told(show, now=datetime(2026, 1, 1, tzinfo=UTC)), "eu_article_50").why
    assert "in force from" not in notice(told(show), "eu_article_50").why


def test_a_performer_is_credited_as_agreed_and_otherwise_by_name(show, put_take, register):
    registry = register()
    put_take(people=("p-014",), consents=pairs(registry))
    lines = notice(told(show, registry), "end_credit").lines
    assert lines[0] == "Digital replicas of Tobias Quillfeather were made with their signed consent."
    assert notice(told(show, registry), "eu_article_50").due
    agreed = register(disclosure="Young Tomas created with the consent of T. Quillfeather")
    put_take(people=("p-014",), consents=pairs(agreed))
    assert notice(told(show, agreed), "end_credit").lines[0] == agreed.consents[0].consent.disclosure


def test_an_advertisement_calls_for_new_yorks_notice(show, put_take):
    take = put_take(people=())
    (take.folder / "brief.json").write_text(json.dumps({"use": {"advertisement": True, "lifecycle": "final"}}))
    found = told(show)
    assert notice(found, "new_york_396b").due
    assert "010_0010 v001" in notice(found, "new_york_396b").why
    assert found.register[0].lifecycle == "final"


def test_the_register_names_performers_by_id_only(show, put_take, register):
    registry = register()
    put_take(people=("p-014",), consents=pairs(registry))
    found = told(show, registry)
    (use,) = found.register
    assert (use.performers, use.consents) == (("p-014",), (registry.consents[0].consent.id,))
    for text in (found.to_csv(), json.dumps(found.to_json()["register"])):
        assert "Tobias" not in text


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({}, NONE_RECORDED),
        ({"circled": False, "notes": "  "}, NONE_RECORDED),
        ({"human_contribution": "Matte painted by hand; graded."}, "Matte painted by hand; graded."),
        ({"notes": "Slower."}, "Slower."),
        ({"notes": [{"text": "Slower."}, {"text": "More dust."}]}, "2 note(s) of the review: Slower.; More dust."),
    ],
)
def test_human_contribution_is_what_was_written_down(show, put_take, decision, said):
    put_take(people=(), decision=decision)
    assert told(show).register[0].human_contribution == said


def test_texts_speak_of_circled_takes_once_there_are_any(show, put_take):
    put_take(people=(), digital_source_type=TRAINED)
    assert "none is circled yet" in told(show).of
    put_take(shot="010_0020", people=(), decision={"circled": True})
    found = told(show)
    assert found.of == "circled takes"
    assert not notice(found, "eu_article_50").due
    assert [use.circled for use in found.register] == [None, True]


def test_the_csv_opens_in_a_spreadsheet_and_calculates_nothing(show, put_take):
    put_take(people=(), decision={"human_contribution": '=HYPERLINK("http://x","y"), "quoted"\nand more'})
    rows = list(csv.DictReader(io.StringIO(told(show).to_csv())))
    assert rows[0]["human_contribution"].startswith("'=HYPERLINK")
    assert rows[0]["circled"] == ""
    assert rows[0]["digital_source_type"] == "algorithmicMedia"


def test_an_empty_show_and_a_broken_record_are_said(show, put_take):
    assert told(show).register == ()
    take = put_take(people=())
    (take.folder / "take.json").write_text("{")
    found = told(show)
    assert (found.register, len(found.problems)) == ((), 1)
