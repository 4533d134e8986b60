"""The page of the policies, generated from the packs' tables."""

from __future__ import annotations

from collections.abc import Iterator

from rushes.clearance.policy.pack import BUILT_IN, Pack, load_pack
from rushes.clearance.policy.rule import EVIDENCE, Rule
from rushes.clearance.verdict import Verdict

_INTRODUCTION = """# Policies

Generated from the packs' tables (`src/rushes/clearance/policy/packs/`) by `make docs`. Nothing here is legal advice: rules are data, versioned and
correctable, and a production's counsel decides.

A show names its packs in `show.yaml`, for example `policies: [netflix-2025-11, sag-aftra-2026]`. The house is in force on every show. `rushes policy
list --show S` says what is, `rushes policy explain RULE` shows one rule with the Cedar policy that is asked.

## How they are asked

For every action (generate, alter, reage, dub, train, promote, export, transfer) and everybody shown, all packs of a show are asked at once, in one set of
[Cedar](https://www.cedarpolicy.com) policies. What no permit covers is refused; a forbid overrides every permit. Only the house permits, and it has
one permit for each lawful basis. The worst answer wins: *refused* over *escalate* over *cleared*. *Escalate* means that a person's decision could
clear it. What would have no lawful basis even then is refused, whatever else would have to be decided.

The clauses of a consent are tested twice, by the policy `house/consent-covers` and by `records/coverage.py`, which were written apart; both have to
cover what is asked. A person's newest consent that covers it is weighed first. What a person forbade by name in any consent stays forbidden until
a newer consent supersedes that one.

A decision at the desk (approval, waiver or exception) answers only the rules that it names, of the kind, by the roles and for the person that
the rule provides, for its production and shots, until it expires. The rule that it answers stays in the clearance as a reason.

When the rules can't be asked (a record that does not fit the schema, a policy that fails), nothing is permitted, and the reason is called
`house/no-answer`.

Days are whole days in UTC, the first and the last included. A rule outside its days does not speak.

"""

_OUTCOMES = {Verdict.CLEARED: "permits", Verdict.REFUSED: "refused", Verdict.ESCALATE: "escalate"}


def policy_reference() -> str:
    """Return ``docs/policies.md``."""
    packs = [load_pack(name) for name in BUILT_IN]
    return "\n".join(
        [_INTRODUCTION.rstrip("\n"), "", *_marks(), *_summary(packs), *(line for pack in packs for line in _pack(pack))]
    )


def _marks() -> Iterator[str]:
    yield "## Evidence marks\n"
    yield "| mark | how the text is known |\n|---|---|"
    for mark, meaning in EVIDENCE.items():
        yield f"| {mark} | {meaning} |"
    yield ""
    yield (
        "A rule is *confirmed* when its text was read in a primary source, in full or as an excerpt. A reason of any other rule says "
        "that it is not confirmed, and by what it is known.\n"
    )


def _summary(packs: list[Pack]) -> Iterator[str]:
    yield "## Packs\n"
    yield "| pack | rules | refuse | ask | permit | confirmed |\n|---|--:|--:|--:|--:|--:|"
    for pack in packs:
        counted = [
            sum(rule.outcome is outcome for rule in pack.rules.values())
            for outcome in (Verdict.REFUSED, Verdict.ESCALATE, Verdict.CLEARED)
        ]
        yield f"| [{pack.name}](#{pack.name.replace('.', '')}) | {len(pack.rules)} | {' | '.join(map(str, counted))} | {pack.confirmed} |"
    yield ""


def _pack(pack: Pack) -> Iterator[str]:
    yield f"## {pack.name}\n"
    yield f"**{pack.title}.** {pack.about}\n"
    yield "| rule | outcome | what it says | source | mark | answered by | days |\n|---|---|---|---|---|---|---|"
    for rule in pack.rules.values():
        yield _row(rule)
    if pack.not_judged:
        yield "\nNot judged by any rule here:\n"
        for row in pack.not_judged:
            yield f"- {row.text} Source: {row.source}."
    yield ""


def _row(rule: Rule) -> str:
    source = f"{rule.source}, {rule.section}" if rule.section else rule.source
    mark = rule.evidence if rule.confirmed else f"{rule.evidence}, not confirmed"
    cells = (f"`{rule.id}`", _OUTCOMES[rule.outcome], rule.text, source, mark, _answered(rule), _days(rule))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _answered(rule: Rule) -> str:
    if rule.outcome is Verdict.CLEARED:
        return ""
    if not rule.waivable:
        return "nothing"
    named = f" ({', '.join(rule.exceptions)})" if rule.exceptions else ""
    return f"{' or '.join(rule.answers)}{named} of {' or '.join(rule.deciders)}"


def _days(rule: Rule) -> str:
    first = f"from {rule.effective_from}" if rule.effective_from else ""
    last = f"until {rule.effective_to}" if rule.effective_to else ""
    return " ".join(part for part in (first, last) if part)
