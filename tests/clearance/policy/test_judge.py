"""Two judges written apart agree: Cedar's clauses and the record's own; and nothing that narrows a consent ever clears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from clearable import (
    AGENT,
    CONSENT,
    EVERYTHING,
    LAWS,
    NOW,
    Compensation,
    Conspicuous,
    Representation,
    Security,
    Training,
    decision,
    held,
    judged,
    performer,
    question,
    registry,
    strike,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance import Action, Verdict
from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.judge import _Hearing, rulebook
from rushes.clearance.policy.likenesses import likenesses
from rushes.clearance.records.coverage import gaps
from rushes.clearance.records.registry import Registry, Standing

TESTED_BY_CEDAR = {
    "standing", "shots", "actions", "kinds", "modalities", "age_to", "production", "languages", "territories", "media",
    "valid_from", "valid_to", "dialogue", "prohibited",
}  # fmt: skip
"""Clauses that Cedar tests by itself; the others reach it as gaps."""

SECONDS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 - made aware below
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
LANGUAGES = st.sets(st.sampled_from(["en", "en-GB", "de", "fr", "*"]), max_size=3).map(sorted).map(tuple)
PLACES = st.sets(st.sampled_from(["*", "US", "US-CA", "DE"]), max_size=2).map(sorted).map(tuple)
AGES = st.none() | st.integers(18, 90)
ACTIONS = st.sets(st.sampled_from(sorted(Action)), min_size=1).map(sorted).map(tuple)


@st.composite
def consents(draw: Any) -> Any:
    start = draw(SECONDS)
    ages = draw(st.none() | st.tuples(st.integers(0, 90), st.integers(0, 90)))
    state = draw(st.sampled_from(["in_force", "in_force", "in_force", "revoked", "suspended", "used_up", "unknown"]))
    return held(
        Standing(state),
        actions=draw(ACTIONS),
        kinds=draw(st.sampled_from([("reage",), ("clip",), ("clip", "reage")])),
        shots=draw(st.sampled_from([("*",), ("010_*",), ("020_*", "010_0010"), ("020_*",)])),
        modalities=draw(st.sampled_from([("face",), ("face", "voice"), ("voice",)])),
        age_from=ages[0] if ages else None,
        age_to=ages[1] if ages else None,
        production=draw(st.sampled_from(["SHOW", "SHOW", "OTHER"])),
        other_projects=draw(st.booleans()),
        languages=draw(LANGUAGES),
        territories=draw(PLACES),
        media=draw(PLACES),
        valid_from=start,
        valid_to=start + timedelta(days=draw(st.integers(1, 900))),
        dialogue=draw(st.sampled_from(["none", "as_scripted", "new"])),
        prohibited=draw(st.sampled_from([(), ("advertisement",), ("re-age",), ("Reage",), ("degrading",)])),
    )


@st.composite
def questions(draw: Any) -> Any:
    return question(
        production="SHOW",
        shot=draw(st.sampled_from(["010_0010", "010_0010", ""])),
        actions=(draw(st.sampled_from(sorted(Action))),),
        age_to=draw(AGES),
        languages=draw(st.sampled_from([(), ("en",), ("en-GB",), ("en", "de"), ("EN",)])),
        territories=draw(st.sampled_from([(), ("US",), ("US-CA",), ("DE",)])),
        media=draw(st.sampled_from([(), ("US",)])),
        modalities=draw(st.sampled_from([(), ("face",), ("face", "voice")])),
        unscripted=draw(st.booleans()),
        advertisement=draw(st.booleans()),
        sensitive=draw(st.sampled_from([(), (), ("degrading",)])),
    )


@given(consents(), questions(), SECONDS)
@settings(max_examples=250, deadline=None)
def test_cedars_clauses_and_the_records_agree(consent: Any, asked: Any, now: datetime) -> None:
    (action,) = asked.actions
    known = registry(consent)
    found = gaps(consent, known.performers["performer-1"], asked, action, now=now)
    (likeness,) = likenesses(asked, known)
    facts = Facts(asked, action, likeness, consent, found, (), now)
    permits = rulebook((), now).permits
    both, cedar = (_Hearing([one]).ask(permits, [()])[0] for one in (facts, replace(facts, gaps=())))
    assert not both.errors
    assert both.allowed == (found == ())
    assert cedar.allowed == (not {gap.field for gap in found} & TESTED_BY_CEDAR), [gap.field for gap in found]


def narrower(consent: Any) -> list[Any]:
    """Every way here to take something away from a consent; each gives less than it gave."""
    given_by = consent.consent
    changes: list[dict[str, Any]] = [
        {"shots": ("020_*",)},
        {"valid_to": given_by.valid_from + (given_by.valid_to - given_by.valid_from) / 2},
        {"valid_from": given_by.valid_from + (given_by.valid_to - given_by.valid_from) / 2},
        {"prohibited": (*given_by.prohibited, "reage", "alter")},
        {"withheld": (*given_by.withheld, "reage")},
        {"production": "OTHER", "other_projects": False},
        {"other_projects": False},
        {"dialogue": "none"},
        {"age_from": None, "age_to": None},
        {"frames": (1, 2)},
        {"subject": AGENT},
        {"disclosure": ""},
        {"court_approval": ""},
        {"survives_death": False},
        {"training": Training()},
        {"representation": Representation()},
        {"security": Security()},
        {"conspicuous": Conspicuous()},
        {"compensation": Compensation()},
        {"description": "Any."},
        {"strike_suspendable": True},
    ]
    for field in ("actions", "kinds", "modalities", "languages", "territories", "media"):
        value = getattr(given_by, field)
        if len(value) > 1:
            changes.append({field: value[1:]})
    weaker = [held(consent.standing, **{**CONSENT, **dict(given_by), **change}) for change in changes]
    return weaker + [replace(consent, standing=Standing(state)) for state in ("revoked", "suspended", "unknown")]


def order(verdict: Verdict) -> int:
    return [Verdict.REFUSED, Verdict.ESCALATE, Verdict.CLEARED].index(verdict)


@given(st.lists(consents(), min_size=1, max_size=2), questions(), st.sampled_from([(), LAWS, EVERYTHING]))
@settings(max_examples=30, deadline=None)
def test_less_consent_never_clears_more(signed: list[Any], asked: Any, packs: tuple[str, ...]) -> None:
    signed = [replace(one, sha256=f"{index:064d}") for index, one in enumerate(signed)]
    before = judged(asked, registry(*signed), *packs)
    for weaker in narrower(signed[0]):
        after = judged(asked, registry(weaker, *signed[1:]), *packs)
        assert order(after.verdict) <= order(before.verdict), (before.sentence(), after.sentence())


@given(consents(), questions(), st.data())
@settings(max_examples=40, deadline=None)
def test_fewer_decisions_never_clear_more(signed: Any, asked: Any, data: Any) -> None:
    stopped = {reason.rule for reason in judged(asked, registry(signed), *EVERYTHING).reasons}
    rows = rulebook(EVERYTHING, NOW).rules
    approvals = [
        decision(rule, kind=rows[rule].answers[0], role=rows[rule].deciders[0], performer=who, exception=exception)
        for rule in sorted(stopped)
        if rows[rule].waivable
        for who in ("", "performer-1")
        for exception in rows[rule].exceptions or ("",)
    ]
    fewer = [one for one in approvals if data.draw(st.booleans())]
    verdicts = [judged(asked, registry(signed, decisions=some), *EVERYTHING).verdict for some in (approvals, fewer, [])]
    assert [order(verdict) for verdict in verdicts] == sorted(map(order, verdicts), reverse=True)


@given(questions(), st.sampled_from([(), LAWS, EVERYTHING]))
@settings(max_examples=40, deadline=None)
def test_without_records_a_person_is_always_refused(asked: Any, packs: tuple[str, ...]) -> None:
    for known in (Registry(), Registry(performers={"performer-1": performer()})):
        clearance = judged(asked, known, *packs)
        assert clearance.verdict is Verdict.REFUSED
        assert all(reason.source and reason.found for reason in clearance.reasons)


@given(questions(), st.integers(0, 17), consents(), st.sampled_from([(), LAWS, EVERYTHING]))
@settings(max_examples=60, deadline=None)
def test_no_adult_ever_becomes_a_minor(asked: Any, age: int, signed: Any, packs: tuple[str, ...]) -> None:
    younger = asked.model_copy(update={"age_to": age})
    clearance = judged(younger, registry(signed), *packs)
    assert clearance.verdict is Verdict.REFUSED
    assert "house/no-adult-shown-as-minor" in {reason.rule for reason in clearance.reasons}


@given(consents(), questions())
@settings(max_examples=40, deadline=None)
def test_nothing_is_cleared_in_a_strike(signed: Any, asked: Any) -> None:
    known = registry(signed, strikes=(strike("union", "sag-aftra"),))
    assert judged(asked, known, *LAWS).verdict is Verdict.REFUSED


@given(consents(), questions(), SECONDS)
@settings(max_examples=40, deadline=None)
def test_the_same_question_has_the_same_answer(signed: Any, asked: Any, now: datetime) -> None:
    assert judged(asked, registry(signed), *EVERYTHING, now=now) == judged(
        asked, registry(signed), *EVERYTHING, now=now
    )


def test_moments_between_two_milliseconds_are_not_consented_to() -> None:
    edge = NOW.replace(microsecond=500)
    late = held(valid_from=edge, valid_to=NOW + timedelta(days=9))
    assert judged(None, registry(late), now=NOW.replace(microsecond=600)).verdict is Verdict.REFUSED
    assert judged(None, registry(late), now=NOW + timedelta(milliseconds=1)).verdict is Verdict.CLEARED


def test_the_ends_of_the_calendar_are_judged_too() -> None:
    for end in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        assert judged(None, None, now=end).verdict is Verdict.REFUSED
    oldest = performer(born=date(1, 1, 1))
    assert judged(None, registry(held(born=date(1, 1, 1)), of=oldest)).verdict is Verdict.CLEARED
