"""Which signed decisions answer which rules, for one piece of work at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.rule import Rule
from rushes.clearance.question import Question
from rushes.clearance.records.decision import Decision


def in_force(decisions: Iterable[Decision], question: Question, now: datetime) -> tuple[Decision, ...]:
    """Return the decisions that are about a piece of work and hold at a moment. Every one of them ends."""
    briefs = ("", question.brief_sha256)
    return tuple(
        decision
        for decision in decisions
        if decision.brief_sha256 in briefs
        and decision.decided_at <= now < decision.expires_at
        and decision.production == question.production
        and any(fnmatchcase(question.shot, pattern) for pattern in decision.shots)
    )


def answers(decisions: Sequence[Decision], rules: Iterable[Rule], facts: Facts) -> dict[str, Decision]:
    """Return the decision that answers each rule, where there is one; the one that holds longest of several.

    Args:
        decisions: Those in force for this work.
        rules: Those that speak.
        facts: What is judged.
    """
    if not decisions:
        return {}
    found = {
        rule.id: sorted(
            (one for one in decisions if answers_rule(one, rule, facts)), key=lambda one: (one.expires_at, one.id)
        )
        for rule in rules
        if rule.waivable
    }
    return {rule: decided[-1] for rule, decided in found.items() if decided}


def answers_rule(decision: Decision, rule: Rule, facts: Facts) -> bool:
    """Return whether a decision is of the right kind, by somebody who may decide, and about the right person.

    A rule about a person is answered only by a decision that names that performer; somebody who is in no register can
    only be meant by a decision about one brief.
    """
    if rule.id not in decision.rules or decision.kind not in rule.answers or decision.role not in rule.deciders:
        return False
    if decision.kind == "exception" and decision.exception not in rule.exceptions:
        return False
    performer = facts.likeness.shown.performer if facts.likeness.shown is not None else ""
    if rule.about == "words" or (rule.about == "person" and not performer):
        return decision.performer == "" and decision.brief_sha256 != ""
    return decision.performer == performer or (rule.about == "shot" and decision.performer == "")
