"""Packs are whole: every policy has its row, its source and its mark, and fits the one schema."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime, timedelta

import cedarpy
import pytest
from clearable import EVERYTHING, NOW, judged, nobody, question, registry, rules

from rushes import hookspecs, plugins
from rushes.clearance import Verdict
from rushes.clearance.policy import BUILT_IN, load_pack, load_packs, pack, read_pack
from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.likenesses import Likeness, likenesses
from rushes.clearance.policy.pack import policies_of, schema_text
from rushes.clearance.policy.wording import words_of
from rushes.errors import BadInputError

RULES = [rule for name in BUILT_IN for rule in load_pack(name).rules.values()]

CEDAR = """
@id("studio-x/no-clips")
forbid (principal, action, resource)
when { context.kind == "clip" }
unless { context.decided.contains("studio-x/no-clips") };
"""
TABLE = """
title: What studio X asks
about: An example.
source: Studio X handbook, page 3
evidence: P
confirmed: true
answers: [approval]
deciders: [client]
rules:
  studio-x/no-clips:
    outcome: escalate
    text: No clips.
    field: kind
    required: another kind than a clip
    found: "{kind}"
    remedy: Ask studio X.
"""


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_pack_fits_the_schema(name: str) -> None:
    result = cedarpy.validate_policies(load_pack(name).cedar, schema_text())
    assert result.validation_passed, [str(error) for error in result.errors]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is(rule) -> None:
    assert rule.id.startswith(f"{rule.pack}/")
    assert rule.text.rstrip(").").strip()
    assert re.search(r"\w\.(com|org|gov|eu|ai|md)\b", rule.source), "a source is an address that can be opened"
    assert rule.confirmed <= (rule.evidence in {"P", "E"}), "only primary text confirms"
    assert rule.confirmed or "not confirmed" in rule.cited
    if rule.outcome is Verdict.ESCALATE:
        assert rule.waivable, "what escalates is decided by somebody"
    assert bool(rule.waivable) == bool(rule.answers) == bool(rule.deciders)
    assert ("exception" in rule.answers) == bool(rule.exceptions)
    assert rule.remedy or rule.outcome is Verdict.CLEARED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rules_sentences_can_be_filled_with_and_without_a_consent(rule) -> None:
    known = registry()
    for held in (known.consents[0], None):
        (likeness,) = likenesses(question(), known)
        words = words_of(Facts(question(), question().actions[0], likeness, held, (), (), NOW))
        for template in (rule.required, rule.found, rule.remedy):
            assert {name for _, name, _, _ in string.Formatter().parse(template) if name} <= set(words)


def test_only_the_house_permits() -> None:
    for name in BUILT_IN:
        permits = [
            rule for rule, policy in policies_of(load_pack(name).cedar, name).items() if policy["effect"] == "permit"
        ]
        assert bool(permits) == (name == "house")
    with pytest.raises(BadInputError, match="only the house permits"):
        read_pack("studio-x", '@id("studio-x/no-clips") permit (principal, action, resource);', TABLE)


def test_a_draft_is_never_called_law() -> None:
    for rule in load_pack("no-fakes-draft").rules.values():
        assert rule.text.startswith("Draft, not law: ")
        assert rule.outcome is Verdict.ESCALATE
        assert not rule.confirmed


def test_a_rule_outside_its_days_does_not_speak() -> None:
    rule = load_pack("sag-aftra-2026").rules["sag-aftra-2026/39.G-strike"]
    first, last = datetime(2026, 7, 1, tzinfo=UTC), datetime(2030, 6, 30, 23, 59, 59, tzinfo=UTC)
    assert rule.speaks(first)
    assert rule.speaks(last)
    assert not rule.speaks(first - timedelta(seconds=1))
    assert not rule.speaks(last + timedelta(seconds=1))
    cloud = question(tool={"name": "cloud", "local": False})
    before = datetime(2026, 8, 1, 23, 59, tzinfo=UTC)
    assert "eu-ai-act-50/50.2-marking-by-outside-tools" not in rules(judged(cloud, None, "eu-ai-act-50", now=before))
    assert "eu-ai-act-50/50.2-marking-by-outside-tools" in rules(judged(cloud, None, "eu-ai-act-50"))


def test_the_agreement_of_2023_is_silent_now() -> None:
    spoke = judged(question(unscripted=True), None, "sag-aftra-2023")
    assert all(not rule.startswith("sag-aftra-2023/") for rule in rules(spoke))


def test_a_pack_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(
        BadInputError, match=r'names the policy pack "nowhere", which is not there\. There are: house, netflix'
    ):
        judged(nobody(), None, "nowhere")


def test_the_house_is_in_force_whoever_is_named() -> None:
    assert [pack.name for pack in load_packs(())] == ["house"]
    assert [pack.name for pack in load_packs(("no-fakes-draft", "house"))] == ["house", "no-fakes-draft"]


@pytest.mark.parametrize(
    ("cedar", "table", "sentence"),
    [
        ("forbid (principal, action, resource);", TABLE, "has no @id"),
        (CEDAR + CEDAR, TABLE, "the same as another"),
        ("forbid (", TABLE, "can't be parsed"),
        (CEDAR.replace("no-clips", "others"), TABLE, "without a row in its table"),
        (CEDAR.replace("context.kind", "context.kinds"), TABLE, "does not fit the schema"),
        (
            CEDAR.replace('unless { context.decided.contains("studio-x/no-clips") }', ""),
            TABLE,
            "its policy says otherwise",
        ),
        (
            CEDAR.replace('contains("studio-x/no-clips")', 'contains("house/strike")'),
            TABLE,
            "its policy says otherwise",
        ),
        (CEDAR, TABLE.replace("evidence: P", "evidence: X"), "is not whole"),
        (CEDAR, TABLE.replace("    text: No clips.\n", ""), "is not whole"),
        (CEDAR, "rules: [", "is not whole"),
        (CEDAR, "[]", "is not whole"),
        (CEDAR, "", "is not whole"),
        (CEDAR.replace("studio-x", "studio-y"), TABLE.replace("  studio-x/", "  studio-y/"), "a rule of another pack"),
    ],
)
def test_a_pack_that_is_broken_is_one_sentence(cedar: str, table: str, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        read_pack("studio-x", cedar, table)


def test_a_plugin_brings_a_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    brought = read_pack("studio-x", CEDAR, TABLE)

    class Plugin:
        @hookspecs.hookimpl
        def rushes_policy_packs(self):
            return [brought]

    def entry_points(manager, group):
        manager.register(Plugin())
        return 1

    monkeypatch.setattr("pluggy.PluginManager.load_setuptools_entrypoints", entry_points)
    for cached in (pack.installed_packs, pack.load_pack):
        cached.cache_clear()
    try:
        assert load_pack("studio-x") is brought
        assert list(plugins.policy_packs()) == [*BUILT_IN, "studio-x"]
        clearance = judged(nobody(kind="clip"), None, "studio-x")
        assert clearance.verdict is Verdict.ESCALATE
        assert rules(clearance) == ["studio-x/no-clips"]
        assert clearance.reasons[0].source == "Studio X handbook, page 3"
    finally:
        for cached in (pack.installed_packs, pack.load_pack):
            cached.cache_clear()


def test_two_packs_of_one_name_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plugin:
        @hookspecs.hookimpl
        def rushes_policy_packs(self):
            return [load_pack("house")]

    def entry_points(manager, group):
        manager.register(Plugin())
        return 1

    monkeypatch.setattr("pluggy.PluginManager.load_setuptools_entrypoints", entry_points)
    pack.installed_packs.cache_clear()
    try:
        with pytest.raises(BadInputError, match='Two policy packs are called "house"'):
            pack.installed_packs()
    finally:
        pack.installed_packs.cache_clear()


def test_a_rule_that_can_not_be_asked_permits_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"__extn": {"fn": "datetime", "arg": "yesterday"}}
    monkeypatch.setattr("rushes.clearance.policy.facts._datetime", lambda *_, **__: broken)
    clearance = judged(nobody())
    assert clearance.verdict is Verdict.REFUSED
    assert rules(clearance) == ["house/no-answer"]
    assert clearance.reasons[0].source


def test_nobody_is_a_likeness_too() -> None:
    assert likenesses(nobody(), registry()) == (Likeness(None, None, ()),)
    assert likenesses(nobody(), registry())[0].kind == "nobody"
    assert set(EVERYTHING) == set(BUILT_IN) - {"house"}
