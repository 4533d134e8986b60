"""Every clause of a consent, narrowed once: the gap names the field, and says what would clear it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rushes.clearance.records.consent import Action
from rushes.clearance.records.coverage import STANDINGS, gaps
from rushes.clearance.records.registry import Held, Standing

YEAR = timedelta(days=365)
REAGE = {"kinds": ["reage"], "actions": ["reage"], "age_from": 58, "age_to": 40}
REAGE_ASKED = {"kind": "reage", "actions": (Action.REAGE,), "age_from": 58, "age_to": 45}


@pytest.fixture
def found(cabinet):
    """Return the gaps of one consent and one question, each changed from a pair that fits."""

    def judge(consent=(), question=(), performer=(), standing=None, action=None, now=None):
        asked = cabinet.question(**dict(question))
        held = Held(cabinet.consent(**dict(consent)), "", standing or Standing())
        return gaps(
            held, cabinet.performer(**dict(performer)), asked, action or asked.actions[0], now=now or cabinet.now
        )

    return judge


def test_a_consent_that_covers_leaves_no_gap(found):
    assert found() == ()
    assert found(question={"actions": (Action.ALTER,), "modalities": ("face", "body")}) == ()
    assert found(REAGE, REAGE_ASKED) == ()


@pytest.mark.parametrize(
    ("field", "consent", "question", "words"),
    [
        ("performer", {"performer": "performer-2"}, {}, "performer-2"),
        ("modalities", {"modalities": ["voice"]}, {}, "face"),
        ("modalities", {}, {"modalities": ("face", "voice")}, "voice"),
        ("actions", {"actions": ["alter"]}, {}, "generate"),
        ("kinds", {"kinds": ["reage"]}, {}, "destruction"),
        ("shots", {"shots": ["020_*"]}, {}, "020_*"),
        ("shots", {"shots": ["020_*"]}, {"shot": ""}, "unsure counts as no"),
        ("frames", {"frames": [1001, 1048]}, {}, "unsure counts as no"),
        ("frames", {"frames": [1001, 1048]}, {"frames": (1001, 1049)}, "1001-1048"),
        ("age_to", {}, {"age_to": 45}, "no ages"),
        ("age_to", REAGE, {**REAGE_ASKED, "age_to": 39}, "40 to 58"),
        ("age_to", REAGE, {**REAGE_ASKED, "age_to": 59}, "40 to 58"),
        ("age_to", REAGE, {**REAGE_ASKED, "age_to": None}, "unsure counts as no"),
        ("age_to", {**REAGE, "age_to": 10}, {**REAGE_ASKED, "age_to": 17}, "age 17"),
        ("dialogue", {}, {"unscripted": True}, "none"),
        ("dialogue", {"dialogue": "as_scripted"}, {"unscripted": True}, "only what the script holds"),
        ("production", {"production": "OTHER"}, {}, "OTHER only"),
        ("production", {"production": "OTHER", "affiliates": True}, {}, "affiliates"),
        ("languages", {"languages": ["en"]}, {"languages": ("fr",)}, "en only"),
        ("languages", {"languages": ["en-GB"]}, {"languages": ("en",)}, "en-GB only"),
        ("languages", {"actions": ["dub"]}, {"actions": (Action.DUB,)}, "unsure counts as no"),
        ("territories", {"territories": ["GB"]}, {}, "unsure counts as no"),
        ("territories", {"territories": ["GB"]}, {"territories": ("GB", "US")}, "GB only"),
        ("media", {"media": ["theatrical"]}, {"media": ("streaming",)}, "theatrical only"),
        ("media", {"media": ["theatrical"]}, {}, "unsure counts as no"),
        ("prohibited", {"prohibited": ["nudity"]}, {"sensitive": ("nudity",)}, "forbids"),
        ("prohibited", {"prohibited": ["Advertisement"]}, {"advertisement": True}, "forbids"),
        ("withheld", {"withheld": ["news"]}, {"sensitive": ("news",)}, "withholds"),
        ("training.allowed", {"actions": ["train"]}, {"actions": (Action.TRAIN,)}, "withheld"),
        ("training.allowed", {}, {"models": ("m-1",)}, "withheld"),
        ("training.reuse", {"training": {"allowed": "production_only"}, "other_projects": True}, {"models": ("m-1",), "production": "NEXT"}, "SHOW only"),
        ("training.models", {"training": {"allowed": "named_models", "models": ["m-1"]}}, {"models": ("m-2",)}, "m-1 only"),
        ("training.models", {"actions": ["train"], "training": {"allowed": "named_models", "models": ["m-1"]}}, {"actions": (Action.TRAIN,)}, "unsure counts as no"),
    ],
)  # fmt: skip
def test_a_clause_that_does_not_cover_is_a_gap(found, field, consent, question, words):
    (gap,) = found(consent, question)
    assert gap.field == field
    assert words in f"{gap.required} {gap.found}"
    assert gap.required
    assert gap.remedy.endswith((".", "`"))


@pytest.mark.parametrize(
    ("consent", "question"),
    [
        ({"languages": ["en"]}, {"languages": ("en-GB", "EN")}),
        ({"languages": ["*"]}, {"languages": ("fr",)}),
        ({"languages": ["*"], "actions": ["dub"]}, {"actions": (Action.DUB,)}),
        ({"territories": ["US", "GB"]}, {"territories": ("US-CA",)}),
        ({"shots": ["010_*"]}, {}),
        ({"frames": [1048, 1001]}, {"frames": (1001, 1048)}),
        ({"production": "OTHER", "other_projects": True}, {}),
        ({"dialogue": "new"}, {"unscripted": True}),
        ({"training": {"allowed": "production_only"}, "actions": ["train"]}, {"actions": (Action.TRAIN,)}),
        ({"training": {"allowed": "named_models", "models": ["m-1"]}}, {"models": ("m-1",)}),
    ],
)
def test_a_wider_clause_covers_a_narrower_question(found, consent, question):
    assert found(consent, question) == ()


@pytest.mark.parametrize("state", STANDINGS)
def test_a_standing_that_takes_its_force_away_is_a_gap(found, cabinet, state):
    (gap,) = found(standing=Standing(state, cabinet.now, "by whom."))
    assert gap.field == "standing"
    assert "by whom)" in gap.found


def test_what_was_made_under_a_used_up_consent_may_still_be_handed_over(found):
    export = {"actions": ["export"]}, {"actions": (Action.EXPORT,)}
    assert found(*export, standing=Standing("used_up")) == ()
    assert found(*export, standing=Standing("revoked"))


@pytest.mark.parametrize(("days", "field"), [(-2, "valid_from"), (365, "valid_to"), (366, "valid_to")])
def test_dates_are_judged_against_the_moment(found, cabinet, days, field):
    (gap,) = found(now=cabinet.now + timedelta(days=days))
    assert gap.field == field


def test_only_the_enrolled_key_is_the_performers(found, cabinet):
    assert [gap.field for gap in found(performer={"did": None})] == ["subject"]
    assert [gap.field for gap in found(performer={"did": cabinet.stranger.did})] == ["subject"]


def test_after_death_a_consent_holds_only_if_it_says_so(found, cabinet):
    gone = {"status": "deceased"}
    assert [gap.field for gap in found(performer=gone)] == ["survives_death"]
    assert [gap.field for gap in found({"survives_death": False}, performer=gone)] == ["survives_death"]
    assert found({"survives_death": True}, performer=gone) == ()
    estate = {
        "subject_status": "deceased",
        "signatory": {"did": cabinet.guardian.did, "capacity": "heir", "authority": "probate 12"},
    }
    assert found(estate, performer={**gone, "representatives": (cabinet.guardian.did,)}) == ()
    assert [gap.field for gap in found(estate, performer=gone)] == ["signatory.did"]
    assert "subject_status" in [
        gap.field for gap in found(estate, performer={"representatives": (cabinet.guardian.did,)})
    ]


def test_a_minor_speaks_through_a_guardian(found, cabinet):
    born = date(2015, 5, 3)
    fields = {gap.field for gap in found(performer={"born": born})}
    assert {"court_approval", "signatory.capacity"} <= fields
    consent = {
        "born": born,
        "court_approval": "LA 22STMC 1",
        "signatory": {"did": cabinet.guardian.did, "capacity": "guardian", "authority": "birth certificate"},
        "age_from": 10,
        "age_to": 12,
    }
    performer = {"born": born, "representatives": (cabinet.guardian.did,)}
    assert found(consent, {"age_to": 11}, performer) == ()
    reaged = {**REAGE, **consent, "age_to": 40}
    assert [gap.field for gap in found(reaged, {**REAGE_ASKED, "age_to": 11}, performer)] == ["age_to"]
    assert found(reaged, {**REAGE_ASKED, "age_to": 18}, performer) == ()
    assert found({**consent, "valid_to": cabinet.now + 6 * YEAR}, performer=performer)[0].field == "valid_to"


def test_an_adult_is_never_a_minor_whatever_is_signed(found):
    wide = {**REAGE, "age_to": 5}
    assert [gap.field for gap in found(wide, {**REAGE_ASKED, "age_to": 17})] == ["age_to"]
    assert found(wide, {**REAGE_ASKED, "age_to": 18}) == ()


def test_no_consent_lasts_longer_than_ten_years(found, cabinet):
    (gap,) = found({"valid_to": cabinet.now + 11 * YEAR})
    assert (gap.field, "10 years" in gap.required) == ("valid_to", True)


def test_gaps_come_in_the_order_of_the_fields(found, cabinet):
    fields = [
        gap.field
        for gap in found(
            {"actions": ["export"], "shots": ["x_*"], "production": "OTHER", "languages": ["fr"]},
            {"languages": ("en",)},
            standing=Standing("revoked"),
            now=cabinet.now + YEAR,
        )
    ]
    assert fields == ["standing", "actions", "shots", "production", "languages", "valid_to"]
