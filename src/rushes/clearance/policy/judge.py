"""The judge: every action on every likeness is one request to Cedar, and every answer is told apart by its rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from rushes.clearance.policy.answers import answers, in_force
from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.pack import load_packs, policies_of, schema_text
from rushes.clearance.policy.rule import Rule
from rushes.clearance.records.decision import Decision
from rushes.clearance.verdict import Verdict

_PRINCIPAL = {"type": "Studio", "id": "studio"}


@dataclass(frozen=True)
class Rulebook:
    """The rules that speak on a show at a moment, parsed.

    Attributes:
        rules: By id.
        everything: All of their policies in one set (``cedarpy.PolicySet``).
        permits: The permits alone: whether there would be a lawful basis if no rule forbade.
    """

    rules: Mapping[str, Rule]
    everything: Any
    permits: Any


@dataclass(frozen=True)
class Judgement:
    """What the rules say of one action on one likeness under one consent.

    Attributes:
        facts: What was judged.
        verdict: The worst of what they say.
        permits: The lawful bases that hold.
        forbids: The rules that stop it and that no decision answers.
        answered: The rules that would stop it, each with the decision that answers it.
        basis: Whether there is a lawful basis, or would be if every open question were decided.
        errors: What kept the rules from answering: then they permit nothing.
    """

    facts: Facts
    verdict: Verdict
    permits: tuple[str, ...]
    forbids: tuple[str, ...]
    answered: Mapping[str, Decision]
    basis: bool
    errors: tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    allowed: bool
    spoke: tuple[str, ...]
    errors: tuple[str, ...]


def rulebook(packs: tuple[str, ...], now: datetime) -> Rulebook:
    """Return the rules of the house and of a show's packs that speak at a moment.

    Raises:
        BadInputError: A pack is not known.
    """
    speaking = frozenset(rule.id for rule in _rules(packs).values() if rule.speaks(now))
    return _compiled(packs, speaking)


def judge(asked: Sequence[Facts], book: Rulebook, decisions: Iterable[Decision]) -> tuple[Judgement, ...]:
    """Return a judgement of each.

    Args:
        asked: What is to be judged, of one question at one moment.
        book: The rules in force.
        decisions: Signed decisions on record, whether they hold or not.
    """
    here = in_force(decisions, asked[0].question, asked[0].now) if asked else ()
    decided = [answers(here, book.rules.values(), facts) for facts in asked]
    try:
        hearing = _Hearing(asked)
    except ValueError as error:
        return tuple(Judgement(facts, Verdict.REFUSED, (), (), {}, False, (str(error),)) for facts in asked)
    told = hearing.ask(book.everything, decided)
    bare = hearing.ask(book.everything, [()] * len(asked)) if any(decided) else told
    open_questions = [
        {*known, *(rule for rule in answer.spoke if rule in book.rules and book.rules[rule].waivable)}
        for known, answer in zip(decided, told, strict=True)
    ]
    stopped = any(not answer.allowed for answer in told)
    based = hearing.ask(book.permits, open_questions) if stopped else told
    return tuple(map(_judged, [book] * len(asked), asked, decided, told, bare, based))


def _judged(
    book: Rulebook,
    facts: Facts,
    decided: Mapping[str, Decision],
    told: _Answer,
    bare: _Answer,
    based: _Answer,
) -> Judgement:
    forbids = () if told.allowed else told.spoke
    answered = {
        rule: decided[rule]
        for rule in bare.spoke
        if rule in decided and book.rules[rule].outcome is not Verdict.CLEARED
    }
    errors = tuple(dict.fromkeys((*told.errors, *bare.errors, *based.errors)))
    if errors or (told.allowed and not told.spoke):
        verdict = Verdict.REFUSED
    elif told.allowed:
        verdict = Verdict.CLEARED
    elif based.allowed and all(book.rules[rule].outcome is Verdict.ESCALATE for rule in forbids):
        verdict = Verdict.ESCALATE
    else:
        verdict = Verdict.REFUSED
    permits = told.spoke if told.allowed else ()
    return Judgement(facts, verdict, permits, forbids, answered, based.allowed, errors)


class _Hearing:
    """Some facts as Cedar's entities, read and checked against the schema once, and asked about as often as needed."""

    def __init__(self, asked: Sequence[Facts]) -> None:
        """Hand the entities over.

        Raises:
            ValueError: They do not fit the schema.
        """
        import cedarpy

        self._asked = asked
        entities = [entity for index, facts in enumerate(asked) for entity in facts.entities(str(index))]
        self._entities = cedarpy.Entities.from_json_str(json.dumps(entities), schema())

    def ask(self, policies: Any, decided: Sequence[Iterable[str]]) -> list[_Answer]:  # noqa: ANN401 - cedarpy has no types
        """Ask a policy set about each of the facts, with the rules that count as decided for it."""
        import cedarpy

        requests = [
            {
                "principal": _PRINCIPAL,
                "action": {"type": "Action", "id": str(facts.action)},
                "resource": {"type": "Likeness", "id": str(index)},
                "context": {**facts.context, "decided": sorted(known)},
            }
            for index, (facts, known) in enumerate(zip(self._asked, decided, strict=True))
        ]
        results = cedarpy.is_authorized_batch(requests, policies, self._entities, schema=schema())
        return [
            _Answer(
                allowed=result.decision == cedarpy.Decision.Allow,
                spoke=tuple(sorted(result.diagnostics.reasons)),
                errors=_errors(result, cedarpy.Decision.NoDecision),
            )
            for result in results
        ]


def _errors(result: Any, no_decision: Any) -> tuple[str, ...]:  # noqa: ANN401 - cedarpy has no types
    told = tuple(str(error) for error in result.diagnostics.errors)
    return told or (("the rules gave no decision",) if result.decision == no_decision else ())


@cache
def schema() -> Any:  # noqa: ANN401 - cedarpy has no types
    """Return the schema, parsed (``cedarpy.Schema``)."""
    import cedarpy

    return cedarpy.Schema.from_str(schema_text())


@cache
def _rules(packs: tuple[str, ...]) -> dict[str, Rule]:
    return {rule.id: rule for pack in load_packs(packs) for rule in pack.rules.values()}


@cache
def _policies(packs: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {rule: policy for pack in load_packs(packs) for rule, policy in policies_of(pack.cedar, pack.name).items()}


@lru_cache(maxsize=32)
def _compiled(packs: tuple[str, ...], speaking: frozenset[str]) -> Rulebook:
    """Parse the policies that speak into one set; each is called by its rule's id, so that Cedar's reasons name rules."""
    policies = {rule: policy for rule, policy in _policies(packs).items() if rule in speaking}
    permits = {rule: policy for rule, policy in policies.items() if policy["effect"] == "permit"}
    return Rulebook(
        rules={rule: row for rule, row in _rules(packs).items() if rule in speaking},
        everything=_policy_set(policies),
        permits=_policy_set(permits),
    )


def _policy_set(policies: Mapping[str, Any]) -> Any:  # noqa: ANN401 - cedarpy has no types
    import cedarpy

    return cedarpy.PolicySet.from_json_str(
        json.dumps({"staticPolicies": policies, "templates": {}, "templateLinks": []})
    )
