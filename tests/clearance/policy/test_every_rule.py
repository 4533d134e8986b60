"""Every rule of every pack speaks somewhere, says the right thing when it does, and is silent in the case beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from clearable import (
    AGENT,
    CONSENT,
    NOW,
    Compensation,
    Conspicuous,
    Representation,
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

from rushes.clearance import Action, Registry, Seen, Verdict
from rushes.clearance.models import ModelCard, Review
from rushes.clearance.policy import BUILT_IN, load_pack
from rushes.clearance.question import Alike, Brought

IN_2025 = datetime(2025, 6, 1, tzinfo=UTC)
THEN = {"valid_from": datetime(2025, 1, 1, tzinfo=UTC), "valid_to": datetime(2026, 6, 30, tzinfo=UTC)}
HEIR = Signatory(did=AGENT, capacity="heir", authority="probate 4")
PAID = Compensation(basis="flat")

_DEAD = performer(status="deceased", representatives=(AGENT,))
_HEIRS = held(subject_status="deceased", signatory=HEIR)
_YOUNG = performer(born=date(2012, 3, 2), representatives=(AGENT,))
_GUARDED = {
    "born": date(2012, 3, 2), "signatory": Signatory(did=AGENT, capacity="guardian", authority="order 7"), "age_from": 16, "age_to": 10,
}  # fmt: skip
_YOUNGER = question(age_from=14, age_to=12)


def of(*consents: Any, who: Any = None, **records: Any) -> Registry:
    return registry(*consents, of=who, **records)


UNPAPERED = Brought(sha256="a" * 64, training="owned")
PAPERED = Brought(
    sha256="a" * 64,
    licence="CC-BY-NC-4.0",
    training="owned",
    card=ModelCard(
        id="look-1",
        weights="look.safetensors",
        weights_sha256="a" * 64,
        reviewed=Review(by="J. Doe", on=date(2025, 1, 1)),
    ),
)

Row = tuple[str, Any, Registry | None, str]

SPEAKING: list[Row] = [
    ("house/no-adult-shown-as-minor", question(age_to=17), None, "an adult (18 or older); age 17"),
    ("house/no-reage-to-a-minor", _YOUNGER, of(held(**_GUARDED, court_approval="court 12"), who=_YOUNG), "a minor (under 18); age 12"),
    ("house/no-sexual-minor", nobody(sensitive=("minor", "nudity")), None, "minor, nudity"),
    ("house/sexual-needs-proof-of-age", question(sensitive=("nudity",)), of(held(born=None), who=performer(born=None)), "none in the register"),
    ("house/sexual-needs-its-own-grant", question(sensitive=("sexual",)), None, "name sexual"),
    ("house/forbidden-by-them", question(), of(held(prohibited=("reage",))), "reage"),
    ("house/minor-needs-guardian-and-court", _YOUNGER, of(held(**_GUARDED), who=_YOUNG), "signed as guardian, court approval: none"),
    ("house/dead-speak-through-heirs", question(), of(held(survives_death=False), who=_DEAD), "survives death: no"),
    ("house/strike", nobody(), of(strikes=(strike("show", "show"),)), "show show is on strike since 26 November 2026"),
    ("house/people-need-names", question(shown=shown("unnamed", "a crowd")), None, '"a crowd"'),
    ("house/no-false-news", nobody(shown=shown("public", "A. Anchor"), sensitive=("news",)), None, "no consent on record"),
    ("house/plates-show-nobody", nobody(plate=Seen(faces=3)), None, "3 unknown face(s)"),
    ("house/strike-not-suspendable", question(), of(held(strike_suspendable=False), strikes=(strike("union", "sag-aftra"),)), "sag-aftra is on strike"),
    ("house/unsure-is-no", nobody(plate=Seen(looked=False)), None, "no reason was given"),
    ("house/unknown-face-in-reference", nobody(references=(Seen(faces=2),)), None, "2 unknown face(s)"),
    ("house/reference-rights", nobody(references=(Seen(rights="stated"), Seen(rights="none"))), None, "reference 2: no rights stated"),
    ("house/reference-reserved", nobody(references=(Seen(reserved="manifest: cawg.data_mining notAllowed"),)), None, "reference 1: manifest: cawg.data_mining notAllowed"),
    ("house/model-training-data", nobody(training="unknown", lifecycle="temporary"), None, "training data: unknown"),
    ("house/final-needs-declared-training", nobody(training="unknown"), None, "no model is brought"),
    ("house/leaves-the-house", nobody(sent=("words", "first"), tool=Tool(name="cloud", local=False, trains_on_inputs=True)), None, "the words, our first picture would go to cloud"),
    ("house/references-stay-in-the-house", nobody(sent=("words", "references"), tool=Tool(name="cloud", local=False), references=(Seen(rights="none"),)), None, "reference 1: no rights stated"),
    ("house/plate-reserved", nobody(plate=Seen(reserved="manifest: cawg.ai_training notAllowed")), None, "cawg.ai_training notAllowed"),
    ("model-cards/card-needed", nobody(training="owned", brought=(UNPAPERED,)), None, "the model aaaaaaaaaaaa has no card"),
    ("model-cards/statement-needed", nobody(training="owned", brought=(PAPERED,)), None, "look-1 has a card with no statement, reviewed on 2025-01-01"),
    ("model-cards/declared-for-ideas-too", nobody(training="unknown", lifecycle="temporary"), None, "since nobody says"),
    ("model-cards/nothing-unowned", nobody(training="unowned"), None, "neither owned nor licensed"),
    ("model-cards/licence-covers-film", nobody(training="owned", brought=(PAPERED,)), None, "CC-BY-NC-4.0"),
    ("model-cards/vendor-keeps-nothing", nobody(tool=Tool(name="cloud", local=False, reuses_inputs=True)), None, "reuses inputs"),
    ("model-cards/reviewed-within-a-year", nobody(training="owned", brought=(PAPERED,)), None, "reviewed on 2025-01-01"),
    ("house/unsure-who", question(shown=shown("named", sure=False)), None, "somebody who is not in the register"),
    ("house/described-person", nobody(shown=shown("described", "the star of it")), None, "the star of it"),
    ("house/voice-of-somebody", nobody(shown=shown("voice", "a known voice")), None, "a known voice"),
    ("house/style-of-an-artist", nobody(shown=shown("style", "like her")), None, "like her"),
    ("house/protected-work", nobody(shown=shown("protected_work", "that doll")), None, "that doll"),
    ("house/like-a-registered-work", nobody(references=(Seen(), Seen(like=(Alike(work="w", title="Nine Doors", how="part"),)))), None, 'reference 2 looks like "Nine Doors"'),
    ("house/character-is-played", nobody(shown=shown("fictional", "Orla"), actions=(Action.DUB,)), None, "dub of a character"),
    ("netflix-2025-11/personal-data-into-tools", question(tool=Tool(name="cloud", local=False)), None, "cloud (an outside service"),
    ("netflix-2025-11/training-needs-clearance", question(actions=(Action.TRAIN,)), None, "train, tool rushes"),
    ("netflix-2025-11/significant-alteration", question(unscripted=True), None, "no script holds"),
    ("netflix-2025-11/dignity", question(sensitive=("degrading",)), None, "degrading"),
    ("netflix-2025-11/explicit-documented-consent", question(shown=shown("public", "A. Star")), None, "no consent on record"),
    ("netflix-2025-11/m1-model-within-scope", question(models=("face-7",)), None, "training: none"),
    ("netflix-2025-11/m2-no-other-production", question(models=("face-7",)), of(held(production="OTHER", training=Training(allowed="production_only"))), "a consent for OTHER"),
    ("sag-aftra-2026/clear-and-conspicuous", question(), of(held(conspicuous=Conspicuous())), "neither stands in consent"),
    ("sag-aftra-2026/reasonably-specific", question(), of(held(description="All uses, for ever.")), "4 word(s)"),
    ("sag-aftra-2026/new-consent-per-project", question(), of(held(production="OTHER", other_projects=True)), "one for OTHER"),
    ("sag-aftra-2026/notice-48-hours", question(), of(held(conspicuous=Conspicuous(separate_document=True))), "notice not on record"),
    ("sag-aftra-2026/39.A-class-by-source", question(), of(held(replica_class="none")), "made from on set footage"),
    ("sag-aftra-2026/39.B-scripted-alteration", question(unscripted=True), None, "dialogue: none"),
    ("sag-aftra-2026/39.C-floor", question(), of(held(replica_class="independently_created", compensation=PAID)), "rate not on record, floor not on record"),
    ("sag-aftra-2026/39.D-dub-language", question(actions=(Action.DUB,), languages=()), None, "a consent for en"),
    ("sag-aftra-2026/39.F-no-sexual-replica-of-minors", question(sensitive=("nudity",), age_from=17), None, "from 17 to 45"),
    ("sag-aftra-2026/39.G-strike", question(), of(strikes=(strike("union", "SAG AFTRA"),)), "SAG AFTRA"),
    ("sag-aftra-2026/39.H-protection", question(), of(held(security={"storage": "vault"})), "storage vault, access not settled"),
    ("sag-aftra-2026/39.I-transfer", question(actions=(Action.TRANSFER,)), None, "a transfer"),
    ("sag-aftra-2026/39.J-business-reason", question(), of(held(derivation="scan", business_reason="")), "none in consent"),
    ("sag-aftra-2026/39.K-synthetic-performer", nobody(shown=shown("fictional", "Orla")), None, '"Orla", an invented character'),
    ("sag-aftra-2026/39.L-training-notice", question(actions=(Action.TRAIN,)), None, "training with rushes (local"),
    ("california-927/vague-and-unrepresented", question(), of(held(description="Any use.", representation=Representation(kind="counsel"), conspicuous=Conspicuous())), "represented by counsel"),
    ("california-927/deceased-personality", question(), Registry(performers={"performer-1": _DEAD}), "no consent on record"),
    ("eu-ai-act-50/50.4-deep-fake", nobody(sensitive=("real_event",)), None, "none on record"),
    ("eu-ai-act-50/50.2-marking-by-outside-tools", nobody(tool=Tool(name="cloud", local=False)), None, "cloud"),
    ("new-york-396b/advertisement-disclosure", nobody(advertisement=True, shown=shown("fictional", "Orla")), None, "none on record"),
    ("new-york-396b/heirs-consent", question(), of(held(survives_death=True), who=_DEAD), "signed as self"),
    ("no-fakes-draft/ten-years", question(), of(held(valid_to=datetime(2037, 1, 1, tzinfo=UTC), representation=Representation())), "until 1 January 2037"),
    ("no-fakes-draft/minor-five-years", _YOUNGER, of(held(**_GUARDED, representation=Representation(), valid_to=datetime(2033, 1, 1, tzinfo=UTC)), who=_YOUNG), "court approval: none"),
    ("no-fakes-draft/signed-by-those-who-may", question(), of(held(signatory=Signatory(did=AGENT, capacity="authorised_representative"))), "none in consent"),
    ("no-fakes-draft/reasonably-specific", question(), of(held(description="Any.", representation=Representation())), "1 word(s)"),
    ("no-fakes-draft/no-consent", question(shown=shown("public", "A. Star")), None, "no consent on record"),
]  # fmt: skip
"""Rules with a question and records in which each speaks, and words that it then says."""

SPEAKING_IN_2025: list[Row] = [
    ("sag-aftra-2023/clear-and-conspicuous", question(), of(held(**THEN, conspicuous=Conspicuous())), "neither stands in consent"),
    ("sag-aftra-2023/reasonably-specific", question(), of(held(**THEN, description="Any.")), "1 word(s)"),
    ("sag-aftra-2023/new-consent-per-project", question(), of(held(**THEN, production="OTHER", other_projects=True)), "one for OTHER"),
    ("sag-aftra-2023/notice-48-hours", question(), of(held(**THEN, replica_class="background", conspicuous=Conspicuous(separate_document=True))), "not on record"),
    ("sag-aftra-2023/pay-on-record", question(), of(held(**THEN, compensation=Compensation())), "none in consent"),
    ("sag-aftra-2023/replica-class", question(), of(held(**THEN, replica_class="none")), "none in consent"),
    ("sag-aftra-2023/alteration-as-scripted", question(unscripted=True), of(held(**THEN)), "dialogue: none"),
    ("sag-aftra-2023/after-death", question(), of(held(**THEN), who=_DEAD), "it does not say; signed as self"),
    ("sag-aftra-2023/synthetic-performer", nobody(shown=shown("fictional", "Orla")), None, '"Orla", an invented character'),
]  # fmt: skip


@pytest.mark.parametrize("row", SPEAKING, ids=lambda row: row[0])
def test_a_rule_speaks(row: Row) -> None:
    speaks(row, NOW)


@pytest.mark.parametrize("row", SPEAKING_IN_2025, ids=lambda row: row[0])
def test_a_rule_of_2023_spoke_in_its_days(row: Row) -> None:
    speaks(row, IN_2025)
    rule, asked, known, _ = row
    assert rule not in rules(judged(asked, known, rule.partition("/")[0], now=NOW))


def speaks(row: Row, now: datetime) -> None:
    name, asked, known, words = row
    pack = name.partition("/")[0]
    clearance = judged(asked, known, pack, now=now)
    rule = load_pack(pack).rules[name]
    assert name in rules(clearance), clearance.sentence()
    assert words in said(clearance, name)
    assert all(
        one.outcome is rule.outcome and one.source == rule.cited for one in clearance.reasons if one.rule == name
    )
    assert clearance.verdict is Verdict.REFUSED or rule.outcome is Verdict.ESCALATE
    assert name not in rules(judged(None, registry(held(**THEN)) if now is IN_2025 else None, pack, now=now))


def test_no_rule_is_forgotten() -> None:
    from test_netflix import BY_THEMSELVES

    spoken = {row[0] for row in (*SPEAKING, *SPEAKING_IN_2025)} | {f"netflix-2025-11/{name}" for name in BY_THEMSELVES}
    forbids = {
        rule.id for name in BUILT_IN for rule in load_pack(name).rules.values() if rule.outcome is not Verdict.CLEARED
    }
    assert spoken == forbids


@pytest.mark.parametrize(
    ("rule", "changes", "answer"),
    [
        ("sag-aftra-2026/notice-48-hours", {"conspicuous": Conspicuous(separate_document=True)}, {"kind": "exception", "exception": "at_engagement", "role": "union"}),
        ("sag-aftra-2026/39.B-scripted-alteration", {"covers_scripted_alterations": True}, {"kind": "exception", "exception": "as_scripted", "role": "counsel"}),
        ("sag-aftra-2026/clear-and-conspicuous", {"conspicuous": CONSENT["conspicuous"].model_copy(update={"separate_document": False, "separately_signed": False})}, {"kind": "waiver", "role": "union"}),
        ("california-927/vague-and-unrepresented", {"description": "Any use.", "representation": Representation()}, {"kind": "exception", "exception": "fundamental_character", "role": "counsel"}),
        ("eu-ai-act-50/50.4-deep-fake", {"disclosure": ""}, {"kind": "approval", "role": "production"}),
    ],
)  # fmt: skip
def test_an_exception_is_the_rules_own_and_stays_in_sight(
    rule: str, changes: dict[str, Any], answer: dict[str, Any]
) -> None:
    pack, signed = rule.partition("/")[0], held(**changes)
    assert rules(judged(None, registry(signed), pack)) == [rule]
    good = (
        decision(rule, **answer)
        if "50.4" not in rule
        else decision(rule, **answer, brief_sha256="b" * 64, performer="")
    )
    cleared = judged(None, registry(signed, decisions=(good,)), pack)
    assert cleared.verdict is Verdict.CLEARED
    (kept,) = [reason for reason in cleared.reasons if reason.rule == rule]
    assert f"answered by {answer['kind']}" in kept.found
    assert cleared.decisions == (good.id,)
    for change in ({"exception": "because"}, {"role": "performer"}, {"kind": "approval", "role": "client"}):
        if change.get("exception") and answer["kind"] != "exception":
            continue
        other = good.model_copy(update=change)
        assert judged(None, registry(signed, decisions=(other,)), pack).verdict is not Verdict.CLEARED


def test_heirs_are_heard_where_the_law_asks_for_them() -> None:
    known = of(_HEIRS, who=_DEAD)
    for pack in ("california-927", "new-york-396b", "sag-aftra-2026"):
        assert judged(None, known, pack).verdict is Verdict.CLEARED
