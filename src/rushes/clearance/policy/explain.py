"""Why: every rule that spoke becomes a reason in words, and so does what no rule permits, which Cedar says nothing of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rushes.clearance.policy.judge import Judgement
from rushes.clearance.policy.likenesses import Likeness, day
from rushes.clearance.policy.rule import Rule
from rushes.clearance.policy.wording import words_of
from rushes.clearance.records.consent import Action, Gap
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.registry import Held
from rushes.clearance.verdict import Reason, Verdict

COVERS = "house/consent-covers"
NOBODY = "house/nobody-shown"

OTHERS = 3
"""How many consents besides the nearest are explained: more than a performer signs for one show, and few enough to be read."""

_EXPLAINED_BY_RULE = frozenset({"described", "voice", "style", "unnamed", "protected_work"})
"""Ways of being shown that a rule of their own explains: "no consent on record" would add nothing."""

Weighed = tuple[Held, tuple[Gap, ...]]
"""A consent with its gaps."""


def reasons_of(
    judgement: Judgement,
    rules: Mapping[str, Rule],
    weighed: Sequence[Weighed],
    problems: Sequence[str],
    *,
    by_id: bool = False,
) -> Iterator[Reason]:
    """Give every reason of a judgement: decisions that answered a rule, what permits, what forbids, what is missing.

    Args:
        judgement: What was judged.
        rules: Those in force, by id.
        weighed: All consents of whoever is shown, with their gaps.
        problems: Files of the register that count for nothing.
        by_id: Call performers and decisions by their ids only: for a clearance that stays with what is made.
    """
    words = words_of(judgement.facts)
    performer = judgement.facts.likeness.performer
    if by_id and performer is not None:
        words |= {"words": performer.id}
    for rule, decision in judgement.answered.items():
        yield _answered(rules[rule], decision, words, by_id=by_id)
    if judgement.errors:
        yield _no_answer(rules[NOBODY], judgement.errors)
    for rule in (*judgement.permits, *judgement.forbids):
        yield _spoke(rules[rule], words)
    if judgement.verdict is Verdict.REFUSED and not judgement.basis and not judgement.errors:
        yield from _missing(judgement, rules, weighed, problems)


def _spoke(rule: Rule, words: Mapping[str, str]) -> Reason:
    return Reason(
        rule=rule.id,
        field=rule.field,
        required=rule.required.format_map(words),
        found=rule.found.format_map(words),
        source=rule.cited,
        remedy=rule.remedy.format_map(words),
        confirmed=rule.confirmed,
        outcome=rule.outcome,
    )


def _answered(rule: Rule, decision: Decision, words: Mapping[str, str], *, by_id: bool) -> Reason:
    """Return the reason that keeps a decision in sight: the rule spoke, and somebody answered it."""
    which = f" ({decision.exception.replace('_', ' ')})" if decision.exception else ""
    if by_id:  # who decided, why and on which evidence stands in the decision, and may name anybody
        by, why, evidence = f"the {decision.role}", "", f"the decision {decision.id}"
    else:
        by, why, evidence = (
            f"{decision.decided_by} ({decision.role})",
            f": {decision.why}",
            ", ".join(decision.evidence),
        )
    return Reason(
        rule=rule.id,
        field=rule.field,
        required=rule.required.format_map(words),
        found=(
            f"{rule.found.format_map(words)}; answered by {decision.kind}{which} {decision.id} of {by} "
            f"on {day(decision.decided_at)}, until {day(decision.expires_at)}{why}"
        ),
        source=f"{rule.cited}; evidence: {evidence}",
        remedy="",
        confirmed=rule.confirmed,
        outcome=Verdict.CLEARED,
    )


def _no_answer(house: Rule, errors: Iterable[str]) -> Reason:
    return Reason(
        rule="house/no-answer",
        field="policies",
        required="an answer of every rule in force",
        found="; ".join(errors),
        source=house.source,
        remedy="Ask the show's counsel, and whoever keeps the policy packs: what the rules can't answer is not made.",
        outcome=Verdict.REFUSED,
    )


def _missing(
    judgement: Judgement, rules: Mapping[str, Rule], weighed: Sequence[Weighed], problems: Sequence[str]
) -> Iterator[Reason]:
    """Explain that nothing permits it: computed from the consents, because Cedar gives no reason for a default deny."""
    facts = judgement.facts
    if facts.likeness.shown is None:
        if all(rules[rule].outcome is Verdict.ESCALATE for rule in judgement.forbids):
            yield _nobody_named(rules[NOBODY], facts.action)
    elif facts.likeness.shown.how not in _EXPLAINED_BY_RULE:
        yield from _uncovered(rules[COVERS], facts.likeness, facts.action, weighed, problems)


def _nobody_named(rule: Rule, action: Action) -> Reason:
    return Reason(
        rule=rule.id,
        field="people",
        required=f"the name of whoever this is done to: {action} is done to somebody",
        found="nobody is named",
        source=rule.cited,
        remedy="Name the performers under people: and bring their consents.",
        outcome=Verdict.REFUSED,
    )


def _uncovered(
    rule: Rule, likeness: Likeness, action: Action, weighed: Sequence[Weighed], problems: Sequence[str]
) -> Iterator[Reason]:
    nearest = sorted(weighed, key=lambda one: len(one[1]))  # stable: the newest of equals first
    if likeness.performer is None or not nearest:
        yield _nothing_on_record(rule, likeness, problems)
        return
    held, gaps = nearest[0]
    for gap in gaps or (_DISAGREED,):
        yield _gap(rule, gap.field, gap.required, f"consent {held.consent.id}: {gap.found}", gap.remedy)
    for held, gaps in nearest[1 : 1 + OTHERS]:
        found = "; ".join(f"{gap.field}: {gap.found}" for gap in gaps) or "it does not stand by itself either"
        yield _gap(
            rule,
            "consents",
            f"a consent that covers {action} of {likeness.words}",
            f"consent {held.consent.id}: {found}",
            "See the nearest consent.",
        )
    if farther := nearest[1 + OTHERS :]:
        yield _gap(
            rule,
            "consents",
            f"a consent that covers {action} of {likeness.words}",
            f"{len(farther)} more of them that are farther off",
            "See the nearest consent.",
        )


_DISAGREED = Gap(
    field="policies",
    required="that both readings of the consent's clauses agree",
    found="the record's clauses cover it and the policy does not",
    remedy="Report it to whoever keeps Rushes: until they agree it is not made.",
)


def _nothing_on_record(rule: Rule, likeness: Likeness, problems: Sequence[str]) -> Reason:
    if likeness.performer is None:
        found = "no consent on record: nobody of that name is in the show's register"
        remedy = (
            f"Have the clearance desk enrol {likeness.words} (rushes performer enrol) and ask for a consent (rushes consent "
            "draft), or take the name out of the brief."
        )
    else:
        found = "no consent on record"
        remedy = f"Ask {likeness.words} for a consent (rushes consent draft), or take the name out of the brief."
    broken = f" ({' '.join(problems)})" if problems else ""
    return _gap(rule, "people", f"a signed consent of {likeness.words}", found + broken, remedy)


def _gap(rule: Rule, field: str, required: str, found: str, remedy: str) -> Reason:
    return Reason(rule.id, field, required, found, rule.cited, remedy, rule.confirmed, Verdict.REFUSED)
