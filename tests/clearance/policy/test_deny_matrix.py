"""The deny matrix: one question that is cleared, every field of it and of its records changed once, each stopped by its rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from clearable import (
    AGENT,
    CONSENT,
    LAWS,
    NOW,
    Compensation,
    Conspicuous,
    Representation,
    Security,
    Signatory,
    Tool,
    Training,
    decision,
    held,
    judged,
    nobody,
    performer,
    question,
    registry,
    rules,
    said,
    shown,
    strike,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance import Action, Consent, Question, Registry, Seen, Verdict
from rushes.clearance.question import Brought
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Standing

REFUSED, ESCALATE, CLEARED = Verdict.REFUSED, Verdict.ESCALATE, Verdict.CLEARED
COVERS = "house/consent-covers"
LONG_AGO, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
MINOR = date(2012, 3, 2)

SCAN = {"derivation": "scan"}
NOTICE = CONSENT["conspicuous"]

CONSENTS: list[tuple[str, dict[str, Any], Verdict, str, str]] = [
    ("performer", {"performer": "performer-2"}, REFUSED, COVERS, "no consent on record"),
    ("subject", {"subject": AGENT}, REFUSED, COVERS, "the clearance desk enrolled"),
    ("subject_status", {"subject_status": "deceased"}, REFUSED, "house/dead-speak-through-heirs", "survives death: it does not say"),
    ("born", {"born": date(1969, 3, 2)}, REFUSED, COVERS, "date of birth in the register"),
    ("signatory", {"signatory": Signatory(did=AGENT)}, REFUSED, COVERS, "own key"),
    ("signatory", {"signatory": Signatory(did=AGENT, capacity="authorised_representative")}, REFUSED, COVERS, "representative"),
    ("representation", {"representation": Representation(), "description": "Any use."}, ESCALATE, "california-927/vague-and-unrepresented", "represented by nobody"),
    ("replica_class", {"replica_class": "none"}, ESCALATE, "sag-aftra-2026/39.A-class-by-source", "class none"),
    ("replica_class", {"replica_class": "independently_created", "derivation": "archive", "compensation": Compensation(basis="flat")}, ESCALATE, "sag-aftra-2026/39.C-floor", "not on record"),
    ("derivation", {**SCAN, "business_reason": ""}, ESCALATE, "sag-aftra-2026/39.J-business-reason", "business reason"),
    ("derivation", {"derivation": "scan", "replica_class": "independently_created"}, ESCALATE, "sag-aftra-2026/39.A-class-by-source", "made from scan"),
    ("modalities", {"modalities": ("voice",)}, REFUSED, COVERS, "modalities: consent to use of face"),
    ("description", {"description": "Any use."}, ESCALATE, "sag-aftra-2026/reasonably-specific", "2 word(s)"),
    ("actions", {"actions": (Action.ALTER, Action.GENERATE)}, REFUSED, COVERS, "actions: consent to the action reage"),
    ("kinds", {"kinds": ("destruction",)}, REFUSED, COVERS, "kinds: consent to work of the kind reage"),
    ("shots", {"shots": ("020_*",)}, REFUSED, COVERS, "shots: a consent for shot 010_0010"),
    ("frames", {"frames": (1001, 1020)}, REFUSED, COVERS, "frames: "),
    ("script_revision", {"covers_scripted_alterations": True}, ESCALATE, "sag-aftra-2026/39.B-scripted-alteration", "none named"),
    ("age_from", {"age_from": 44, "age_to": 40}, REFUSED, COVERS, "age_to: a consent to be shown at 45"),
    ("age_to", {"age_from": None, "age_to": None}, REFUSED, COVERS, "no ages are named"),
    ("production", {"production": "OTHER"}, REFUSED, COVERS, "production: a consent for production SHOW"),
    ("other_projects", {"production": "OTHER", "other_projects": True}, REFUSED, "sag-aftra-2026/new-consent-per-project", "one for OTHER"),
    ("languages", {"languages": ("de",)}, REFUSED, COVERS, "languages: consent to speech in en"),
    ("territories", {"territories": ("DE",)}, REFUSED, COVERS, "territories: "),
    ("media", {"media": ("streaming",)}, REFUSED, COVERS, "media: "),
    ("valid_from", {"valid_from": LATER}, REFUSED, COVERS, "valid_from: "),
    ("valid_to", {"valid_to": LONG_AGO}, REFUSED, COVERS, "valid_to: "),
    ("valid_to", {"valid_to": datetime(2036, 6, 30, tzinfo=UTC)}, REFUSED, COVERS, "within 10 years"),
    ("prohibited", {"prohibited": ("reage",)}, REFUSED, "house/forbidden-by-them", "reage"),
    ("withheld", {"withheld": ("re-age", "reage")}, REFUSED, COVERS, "withheld: "),
    ("compensation", {"replica_class": "independently_created", "derivation": "archive", "compensation": Compensation(basis="flat", rate=500.0, floor=1246.0)}, ESCALATE, "sag-aftra-2026/39.C-floor", "500.00 USD"),
    ("conspicuous", {"conspicuous": NOTICE.model_copy(update={"separate_document": False, "separately_signed": False})}, REFUSED, "sag-aftra-2026/clear-and-conspicuous", "paper of its own"),
    ("conspicuous", {"conspicuous": NOTICE.model_copy(update={"notice_given_at": datetime(2026, 1, 4, tzinfo=UTC)})}, ESCALATE, "sag-aftra-2026/notice-48-hours", "notice 4 January 2026"),
    ("conspicuous", {"conspicuous": Conspicuous(separate_document=True)}, ESCALATE, "sag-aftra-2026/notice-48-hours", "not on record"),
    ("security", {"security": Security()}, ESCALATE, "sag-aftra-2026/39.H-protection", "not settled"),
    ("disclosure", {"disclosure": ""}, ESCALATE, "eu-ai-act-50/50.4-deep-fake", "none in the consent"),
]  # fmt: skip

INDIFFERENT: dict[str, str] = {
    "schema_version": "there is one",
    "id": "a name",
    "supersedes": "what it does to the other consent is that one's standing",
    "countersigners": "whether they signed is the standing",
    "revokers": "they have to countersign as well, which the reading of the record tests",
    "court_approval": "asked of minors only",
    "covers_scripted_alterations": "in the row of script_revision",
    "dialogue": "asked when the question is unscripted",
    "title": "for people",
    "company": "asked in a strike",
    "affiliates": "no question proves an affiliate",
    "use_count_limit": "what is used up is the standing",
    "survives_death": "asked after a death",
    "training": "asked when a model is trained or used",
    "business_reason": "in the row of derivation",
    "strike_suspendable": "asked in a strike",
    "unions": "asked in a strike",
    "issued_at": "tells the newer of two",
}
"""Fields of a consent that change nothing by themselves here, with the reason; the rows below ask for them."""

QUESTIONS: list[tuple[str, dict[str, Any], Verdict, str, str]] = [
    ("production", {"production": "OTHER"}, REFUSED, COVERS, "production: a consent for production OTHER"),
    ("shot", {"shot": "020_0010"}, REFUSED, COVERS, "shots: a consent for shot 020_0010"),
    ("shot", {"shot": ""}, REFUSED, COVERS, "shots: that the brief says the shot"),
    ("kind", {"kind": "clip"}, REFUSED, COVERS, "kinds: consent to work of the kind clip"),
    ("actions", {"actions": (Action.DUB,)}, REFUSED, COVERS, "actions: consent to the action dub"),
    ("actions", {"actions": (Action.TRAIN,)}, REFUSED, COVERS, "training.allowed: "),
    ("actions", {"actions": (Action.EXPORT,)}, REFUSED, COVERS, "actions: consent to the action export"),
    ("shown", {"shown": shown("named", "Tobias Achterberg")}, REFUSED, COVERS, "nobody of that name is in the show's register"),
    ("shown", {"shown": shown("public", "Meryl Streep")}, REFUSED, COVERS, "nobody of that name is in the show's register"),
    ("shown", {"shown": shown("disguised", "T0bias")}, REFUSED, COVERS, "nobody of that name is in the show's register"),
    ("shown", {"shown": shown("named", performer="performer-9")}, REFUSED, COVERS, "nobody of that name is in the show's register"),
    ("shown", {"shown": shown("unnamed", "a woman")}, REFUSED, "house/people-need-names", '"a woman"'),
    ("shown", {"shown": shown("described", "the actor who")}, ESCALATE, "house/described-person", '"the actor who"'),
    ("shown", {"shown": shown("voice", "a famous voice")}, ESCALATE, "house/voice-of-somebody", '"a famous voice"'),
    ("shown", {"shown": shown("named", sure=False, performer="performer-1")}, ESCALATE, "house/unsure-who", "may be performer performer-1"),
    ("frames", {"frames": (1001, 1010)}, CLEARED, "", ""),
    ("age_from", {"age_from": None}, CLEARED, "", ""),
    ("age_to", {"age_to": 17}, REFUSED, "house/no-adult-shown-as-minor", "age 17"),
    ("age_to", {"age_to": 39}, REFUSED, COVERS, "age_to: a consent to be shown at 39"),
    ("age_to", {"age_to": None}, REFUSED, COVERS, "age_to: that the brief says the age"),
    ("languages", {"languages": ("en", "ja")}, REFUSED, COVERS, "languages: consent to speech in ja"),
    ("languages", {"languages": ("en-GB",)}, CLEARED, "", ""),
    ("territories", {"territories": ("DE",)}, CLEARED, "", ""),
    ("media", {"media": ("streaming",)}, CLEARED, "", ""),
    ("modalities", {"modalities": ("face", "voice")}, REFUSED, COVERS, "modalities: consent to use of voice"),
    ("unscripted", {"unscripted": True}, REFUSED, COVERS, "dialogue: "),
    ("sensitive", {"sensitive": ("nudity",)}, REFUSED, "house/sexual-needs-its-own-grant", "name nudity"),
    ("sensitive", {"sensitive": ("minor", "sexual")}, REFUSED, "house/no-sexual-minor", "sexual"),
    ("sensitive", {"sensitive": ("minor",)}, REFUSED, "house/no-adult-shown-as-minor", "a minor in the words"),
    ("advertisement", {"advertisement": True}, CLEARED, "", ""),
    ("lifecycle", {"lifecycle": "temporary"}, CLEARED, "", ""),
    ("sent", {"sent": ("words",), "tool": Tool(name="cloud", local=False, stores_inputs=True)}, ESCALATE, "house/leaves-the-house", "the words would go to cloud"),
    ("tool", {"tool": Tool(name="cloud", local=False)}, ESCALATE, "eu-ai-act-50/50.2-marking-by-outside-tools", "cloud (an outside service"),
    ("models", {"models": ("face-7",)}, REFUSED, COVERS, "training.allowed: "),
    ("plate", {"plate": Seen(faces=2, unknown=1, matched=("performer-1",))}, CLEARED, "", ""),
    ("plate", {"plate": Seen(faces=2, unknown=2)}, REFUSED, "house/plates-show-nobody", "2 unknown face(s)"),
    ("kind", {"kind": "clip", "plate": Seen(faces=2, unknown=1, matched=("performer-1",))}, REFUSED, "house/plates-show-nobody", "1 unknown face(s)"),
    ("plate", {"plate": Seen(looked=False, trouble="the movie is cut off")}, ESCALATE, "house/unsure-is-no", "the movie is cut off"),
    ("plate", {"plate": Seen(faces=2, matched=("performer-1", "performer-2"))}, REFUSED, COVERS, "nobody of that name"),
    ("plate", {"plate": Seen(faces=1, uncertain=("performer-1",))}, ESCALATE, "house/unsure-who", "may be performer performer-1"),
    ("training", {"training": "licensed"}, CLEARED, "", ""),
    ("training", {"training": "unowned"}, ESCALATE, "house/model-training-data", "neither owned nor licensed"),
    ("training", {"training": "unknown"}, REFUSED, "house/final-needs-declared-training", "unknown, since nobody says"),
    ("training", {"training": "unknown", "lifecycle": "temporary"}, ESCALATE, "house/model-training-data", "training data: unknown"),
    ("brought", {"brought": (Brought(sha256="a" * 64, training="owned"),), "training": "owned"}, CLEARED, "", ""),
    ("references", {"references": (Seen(rights="none"),)}, ESCALATE, "house/reference-rights", "reference 1: no rights stated"),
    ("references", {"references": (Seen(faces=1, unknown=1),)}, ESCALATE, "house/unknown-face-in-reference", "1 unknown face(s)"),
    ("references", {"references": (Seen(looked=False),)}, ESCALATE, "house/unsure-is-no", "a reference could not be looked at"),
    ("references", {"references": (Seen(faces=1, matched=("performer-2",)),)}, REFUSED, COVERS, "nobody of that name"),
]  # fmt: skip

OF_NETFLIX = {
    "use_case": "a row of the Netflix matrix", "story_relevant": "the second row of the Netflix matrix",
    "guidance": "the five answers of the Netflix guidance", "brief_sha256": "a name", "readers": "who looked for names, for the record",
}  # fmt: skip
"""Fields of a question that only the Netflix pack asks for: its own test does."""

PERFORMERS: list[tuple[str, dict[str, Any], Verdict, str, str]] = [
    ("did", {"did": None}, REFUSED, COVERS, "subject: "),
    ("did", {"did": AGENT}, REFUSED, COVERS, "subject: "),
    ("status", {"status": "deceased"}, REFUSED, "house/dead-speak-through-heirs", "survives death: it does not say"),
    ("born", {"born": MINOR}, REFUSED, "house/minor-needs-guardian-and-court", "signed as self, court approval: none"),
    ("id", {"id": "performer-3"}, REFUSED, COVERS, "nobody of that name"),
]

NOT_ASKED = {
    "name": "how briefs write them", "aliases": "how briefs write them", "unions": "asked in a strike", "company": "asked in a strike",
    "agents": "who may countersign", "representatives": "in the row of the consent's signatory", "evidence": "what the desk saw",
    "enrolled_at": "when the desk saw it",
}  # fmt: skip
"""Fields of a performer that change nothing by themselves here, with the reason."""

STANDINGS = ("unsigned", "uncountersigned", "revoked", "suspended", "unknown", "superseded", "used_up")


def check(clearance: Any, verdict: Verdict, rule: str, words: str) -> None:
    assert clearance.verdict is verdict, clearance.sentence()
    if rule:
        assert rule in rules(clearance), clearance.sentence()
        assert words in said(clearance, rule)
        assert clearance.actions == frozenset()
        assert clearance.people == ()
        assert clearance.consents == ()
    for reason in clearance.reasons:
        assert reason.source
        assert reason.required
        assert reason.found
        assert reason.remedy or reason.outcome is CLEARED
        assert "{" not in f"{reason.required}{reason.found}{reason.remedy}"


def test_the_question_is_cleared() -> None:
    clearance = judged(None, None, *LAWS)
    assert clearance.verdict is CLEARED, clearance.sentence()
    assert clearance.actions == {"alter", "reage"}
    assert clearance.people == ("performer-1",)
    assert clearance.consents == ((CONSENT["id"], "c" * 64),)
    assert clearance.production == "SHOW"
    assert clearance.question_sha256 == question().sha256
    assert {reason.rule for reason in clearance.reasons} == {COVERS}


@pytest.mark.parametrize("row", CONSENTS, ids=lambda row: f"{row[0]}-{row[3] or 'cleared'}")
def test_a_consent_with_one_field_changed(row: Any) -> None:
    _, changes, verdict, rule, words = row
    check(judged(None, registry(held(**changes)), *LAWS), verdict, rule, words)


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: f"{row[0]}-{row[3] or 'cleared'}")
def test_a_question_with_one_field_changed(row: Any) -> None:
    _, changes, verdict, rule, words = row
    check(judged(question(**changes), None, *LAWS), verdict, rule, words)


@pytest.mark.parametrize("row", PERFORMERS, ids=lambda row: f"{row[0]}-{row[3]}")
def test_a_performer_with_one_field_changed(row: Any) -> None:
    _, changes, verdict, rule, words = row
    check(judged(None, registry(held(), of=performer(**changes)), *LAWS), verdict, rule, words)


@pytest.mark.parametrize("state", STANDINGS)
def test_a_consent_that_is_not_in_force(state: Any) -> None:
    standing = Standing(state, NOW - timedelta(days=2), "the status list says so")
    check(judged(None, registry(held(standing)), *LAWS), REFUSED, COVERS, "standing: ")


def test_no_field_is_forgotten() -> None:
    assert {row[0] for row in CONSENTS} | set(INDIFFERENT) == set(Consent.model_fields)
    assert {row[0] for row in QUESTIONS} | set(OF_NETFLIX) == set(Question.model_fields)
    assert {row[0] for row in PERFORMERS} | set(NOT_ASKED) == set(Performer.model_fields)


@pytest.mark.parametrize(("scope", "name"), [("union", "SAG-AFTRA"), ("company", "harbour pictures"), ("show", "SHOW")])
def test_a_strike_overrides_every_permit(scope: str, name: str) -> None:
    order = strike(scope, name)
    clearance = judged(None, registry(strikes=(order,)), *LAWS)
    check(clearance, REFUSED, "house/strike", "by order of The clearance desk")
    assert judged(None, registry(strikes=(order.model_copy(update={"lifted_at": NOW}),)), *LAWS).verdict is CLEARED
    assert judged(None, registry(strikes=(order.model_copy(update={"name": "another"}),)), *LAWS).verdict is CLEARED
    later = order.model_copy(update={"starts_at": NOW + timedelta(seconds=1)})
    assert judged(None, registry(strikes=(later,)), *LAWS).verdict is CLEARED


def test_a_strike_reaches_a_union_that_only_the_consent_names() -> None:
    known = registry(held(), of=performer(unions=()), strikes=(strike("union", "sag-aftra"),))
    check(judged(None, known), REFUSED, "house/strike", "union sag-aftra is on strike")
    another = held(id="urn:uuid:another", unions=(), issued_at=NOW)
    both = registry(held(), another, of=performer(unions=()), strikes=(strike("union", "sag-aftra"),))
    check(judged(None, both), REFUSED, "house/strike", "union sag-aftra is on strike")


def test_a_strike_of_the_show_stops_what_shows_nobody_too() -> None:
    check(judged(nobody(), registry(strikes=(strike("show", "SHOW"),))), REFUSED, "house/strike", "show SHOW")
    assert judged(nobody(), registry(strikes=(strike("union", "sag-aftra"),))).verdict is CLEARED


def test_a_consent_that_no_strike_suspends_is_decided_by_a_person_or_by_the_agreement() -> None:
    known = registry(held(strike_suspendable=False), strikes=(strike("union", "sag-aftra"),))
    check(judged(None, known), ESCALATE, "house/strike-not-suspendable", "no strike suspends it")
    check(judged(None, known, "sag-aftra-2026"), REFUSED, "sag-aftra-2026/39.G-strike", "sag-aftra is on strike")


def test_no_decision_lifts_a_strike() -> None:
    order = strike("union", "sag-aftra")
    known = registry(strikes=(order,), decisions=(decision("house/strike", role="union", kind="waiver"),))
    check(judged(None, known), REFUSED, "house/strike", "sag-aftra")


def test_what_was_made_before_the_last_take_was_used_may_still_be_handed_on() -> None:
    made = held(Standing("used_up", NOW, "all takes were made"), actions=("export", "promote"))
    assert judged(question(actions=(Action.EXPORT,)), registry(made)).verdict is CLEARED


def test_a_minor_needs_a_guardian_and_a_court() -> None:
    guardian = Signatory(did=AGENT, capacity="guardian", authority="custody order 7")
    young = {"born": MINOR, "signatory": guardian, "age_from": 16, "age_to": 30, "court_approval": "court 12/2026"}
    one = performer(born=MINOR, representatives=(AGENT,))
    asked = question(age_from=14, age_to=25)
    assert judged(asked, registry(held(**young), of=one)).verdict is CLEARED
    bare = registry(held(**{**young, "court_approval": ""}), of=one)
    check(judged(asked, bare), REFUSED, "house/minor-needs-guardian-and-court", "court approval: none")


@pytest.mark.parametrize("age", [5, 12, 13, 17, None])
def test_a_minor_is_not_re_aged_to_under_18_though_guardian_and_court_agree(age: int | None) -> None:
    guardian = Signatory(did=AGENT, capacity="guardian", authority="custody order 7")
    young = {"born": MINOR, "signatory": guardian, "age_from": 0, "age_to": 60, "court_approval": "court 12/2026"}
    one = performer(born=MINOR, representatives=(AGENT,))
    signed = registry(held(**young), of=one)
    assert judged(question(age_from=14, age_to=18), signed).verdict is CLEARED
    found = "no age named" if age is None else f"age {age}"
    check(judged(question(age_from=14, age_to=age), signed), REFUSED, "house/no-reage-to-a-minor", found)


def test_a_dead_performer_speaks_through_heirs() -> None:
    one = performer(status="deceased", representatives=(AGENT,))
    heir = {
        "subject_status": "deceased", "signatory": Signatory(did=AGENT, capacity="heir", authority="probate 4"),
        "survives_death": True,
    }  # fmt: skip
    assert judged(None, registry(held(**heir), of=one), *LAWS).verdict is CLEARED
    survives = held(survives_death=True)
    assert judged(None, registry(survives, of=one)).verdict is CLEARED
    check(
        judged(None, registry(survives, of=one), "new-york-396b"),
        REFUSED,
        "new-york-396b/heirs-consent",
        "signed as self",
    )


def test_what_a_person_forbade_no_other_consent_allows() -> None:
    forbids = held(Standing("revoked", NOW, "by the performer"), id="urn:uuid:2", prohibited=("advertisement",))
    known = registry(held(), forbids)
    assert judged(None, known).verdict is CLEARED
    check(judged(question(advertisement=True), known), REFUSED, "house/forbidden-by-them", "advertisement")
    superseded = registry(held(), held(Standing("superseded"), id="urn:uuid:2", prohibited=("advertisement",)))
    assert judged(question(advertisement=True), superseded).verdict is CLEARED


def test_nudity_needs_an_attested_age_and_a_consent_that_names_it() -> None:
    asked = question(sensitive=("nudity",))
    grants = held(kinds=("nudity", "reage"))
    assert judged(asked, registry(grants)).verdict is CLEARED
    check(judged(asked, registry()), REFUSED, "house/sexual-needs-its-own-grant", "a consent to reage")
    unknown = registry(held(kinds=("nudity", "reage"), born=None), of=performer(born=None))
    check(judged(asked, unknown), REFUSED, "house/sexual-needs-proof-of-age", "none in the register")


def test_training_needs_a_consent_that_allows_it_and_a_notice() -> None:
    asked = question(actions=(Action.TRAIN,), age_from=None, age_to=None, models=("face-7",))
    trains = held(actions=("train",), training=Training(allowed="named_models", models=("face-7",)))
    assert judged(asked, registry(trains)).verdict is CLEARED
    check(
        judged(asked, registry(trains), *LAWS), ESCALATE, "sag-aftra-2026/39.L-training-notice", "training with rushes"
    )
    others = held(actions=("train",), training=Training(allowed="named_models", models=("face-8",)))
    check(judged(asked, registry(others)), REFUSED, COVERS, "training.models: ")


def test_a_dub_needs_its_language() -> None:
    asked = question(actions=(Action.DUB,), languages=("fr",), age_from=None, age_to=None, modalities=("voice",))
    speaks = held(actions=("dub",), languages=("fr",), modalities=("voice",))
    assert judged(asked, registry(speaks), *LAWS).verdict is CLEARED
    silent = held(actions=("dub",), languages=("de",), modalities=("voice",))
    check(judged(asked, registry(silent), *LAWS), REFUSED, "sag-aftra-2026/39.D-dub-language", "a consent for de")


def test_a_transfer_waits_for_the_union() -> None:
    asked = question(actions=(Action.TRANSFER,), age_from=None, age_to=None)
    known = registry(held(actions=("transfer",)))
    check(judged(asked, known, *LAWS), ESCALATE, "sag-aftra-2026/39.I-transfer", "terms in the consent: none")
    approved = decision("sag-aftra-2026/39.I-transfer", role="union")
    answered = judged(asked, registry(held(actions=("transfer",)), decisions=(approved,)), *LAWS)
    assert answered.verdict is CLEARED
    assert answered.decisions == (approved.id,)


@given(
    st.one_of(
        st.tuples(st.just("shots"), st.from_regex(r"[0-9]{3}_[0-9]{4}", fullmatch=True).filter(lambda shot: shot[:4] != "010_").map(lambda shot: {"shot": shot})),
        st.tuples(st.just("kinds"), st.sampled_from(["clip", "destruction", "wardrobe", "dub"]).map(lambda kind: {"kind": kind})),
        st.tuples(st.just("production"), st.from_regex(r"[A-Z]{2,8}", fullmatch=True).filter(lambda name: name != "SHOW").map(lambda name: {"production": name})),
        st.tuples(st.just("age_to"), (st.integers(18, 39) | st.integers(59, 130)).map(lambda age: {"age_to": age})),
        st.tuples(st.just("languages"), st.sampled_from(["de", "fr-CA", "ja", "eng", "e"]).map(lambda tag: {"languages": ("en", tag)})),
        st.tuples(st.just("modalities"), st.sampled_from(["body", "voice", "motion"]).map(lambda one: {"modalities": ("face", one)})),
        st.tuples(st.just("actions"), st.sampled_from(["dub", "train", "promote", "export", "transfer"]).map(lambda one: {"actions": ("reage", one)})),
    )
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_any_value_outside_the_scope_is_refused_by_its_field(outside: tuple[str, dict[str, Any]]) -> None:
    field, changes = outside
    clearance = judged(question(**changes), None, *LAWS)
    assert clearance.verdict is REFUSED
    (reason, *_) = [one for one in clearance.reasons if one.rule == COVERS and one.field == field]
    assert reason.found.startswith(f"consent {CONSENT['id']}: ")
    assert reason.remedy
    assert str(next(iter(changes.values()))).strip("()',") in reason.required or field in {
        "languages",
        "modalities",
        "actions",
    }


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis asks for naive bounds
@settings(max_examples=80, deadline=None)
def test_any_moment_outside_its_time_is_refused_by_its_date(now: datetime) -> None:
    clearance = judged(now=now)
    if CONSENT["valid_from"] <= now < CONSENT["valid_to"]:
        assert clearance.verdict is CLEARED
    else:
        assert clearance.verdict is REFUSED
        field = "valid_from" if now < CONSENT["valid_from"] else "valid_to"
        assert [reason.field for reason in clearance.reasons] == [field]


def test_the_newest_consent_that_covers_it_is_the_one_it_rests_on() -> None:
    older = held(id="urn:uuid:older", issued_at=CONSENT["issued_at"] - timedelta(days=9))
    assert judged(None, registry(older, held())).consents[0][0] == CONSENT["id"]
    narrow = held(id="urn:uuid:newest", issued_at=NOW, shots=("020_*",))
    assert judged(None, registry(older, narrow)).consents[0][0] == "urn:uuid:older"


def test_the_nearest_consent_is_explained_first() -> None:
    far = held(id="urn:uuid:far", issued_at=NOW, production="OTHER", languages=("de",), kinds=("clip",))
    near = held(id="urn:uuid:near", valid_to=LONG_AGO)
    reasons = judged(None, registry(far, near)).reasons
    assert reasons[0].field == "valid_to"
    assert reasons[0].found.startswith("consent urn:uuid:near: ")
    assert "urn:uuid:far" in reasons[1].found


def test_a_name_without_any_consent_says_so() -> None:
    known = Registry(performers={"performer-1": performer()}, problems=("odalys.json is half written.",))
    check(judged(None, known), REFUSED, COVERS, "no consent on record (odalys.json is half written.)")
