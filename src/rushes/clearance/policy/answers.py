"""Which signed decisions answer which rules, for one piece of work at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.rule import Rule
from rushes.clearance.records.decision import Decision


def answers(decisions: Iterable[Decision], rules: Iterable[Rule], facts: Facts) -> dict[str, Decision]:
    """Return the decision that answers each rule, where there is one; the one that holds longest of several.

    Args:
        decisions: Those on record, verified.
        rules: Those in force.
        facts: What is judged.
    """
    here = [decision for decision in decisions if _in_force(decision, facts)]
    if not here:
        return {}
    found = {
        rule.id: sorted(
            (one for one in here if answers_rule(one, rule, facts)), key=lambda one: (one.expires_at, one.id)
        )
        for rule in rules
        if rule.waivable
    }
    return {rule: decided[-1] for rule, decided in found.items() if decided}


def _in_force(decision: Decision, facts: Facts) -> bool:
    """Return whether a decision is about this work and holds now. Every one of them ends."""
    question = facts.question
    return (
        decision.production == question.production
        and any(fnmatchcase(question.shot, pattern) for pattern in decision.shots)
        and decision.brief_sha256 in {"", question.brief_sha256}
        and decision.decided_at <= facts.now < decision.expires_at
    )


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
