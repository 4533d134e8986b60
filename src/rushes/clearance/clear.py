"""The judgement: facts about a brief go to the Cedar policies, and every answer comes back with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from rushes.brief import Brief
from rushes.clearance.consent import ConsentRegistry
from rushes.clearance.faces import PlateScan
from rushes.clearance.people import GROUPS, people_in_text
from rushes.clearance.verdict import Clearance, Reason, Verdict
from rushes.errors import BadInputError

ACTIONS = ("generate", "alter")
"""What making a take does: it generates a picture, and with a plate it alters one."""


@dataclass(frozen=True, slots=True)
class _Facts:
    people: tuple[str, ...]
    consented: tuple[str, ...]
    gaps: dict[str, str]
    shown: tuple[str, ...]
    scan: PlateScan


@dataclass(frozen=True, slots=True)
class _Pack:
    policies: str
    schema: str
    sources: dict[str, dict[str, str]]


def clear(
    brief: Brief,
    registry: ConsentRegistry,
    policies: tuple[str, ...],
    *,
    production: str,
    brief_sha256: str,
    plate_people: PlateScan,
    now: datetime,
) -> Clearance:
    """Decide whether a brief may be made, and say why.

    Every rule that spoke is in the result, with its source; the first ``refused`` wins over any ``escalate``, and that
    over any ``cleared``. Nothing is looked up outside the arguments, so the same call gives the same answer next year.

    Args:
        brief: What is asked.
        registry: Consents, already verified.
        policies: Names of the policy packs in force for the show.
        production: The show's name.
        brief_sha256: The brief's name, which the clearance is bound to.
        plate_people: What was seen in the plate.
        now: The moment of judgement, timezone-aware. Policies never read a clock.

    Raises:
        BadInputError: A policy pack is not known.
    """
    uses = frozenset({*(ACTIONS if brief.plate is not None else ("generate",)), brief.kind})
    facts = _facts(brief, registry, plate_people, production=production, uses=uses, now=now)
    reasons: list[Reason] = []
    verdicts = [_judge(_pack(name), facts, registry, reasons) for name in policies]
    if not verdicts:
        raise BadInputError(
            "The show names no policy pack, and what no policy permits is not made. Add: policies: [house]"
        )
    worst = max(verdicts, key=[Verdict.CLEARED, Verdict.ESCALATE, Verdict.REFUSED].index)
    return Clearance(
        verdict=worst,
        reasons=tuple(reasons),
        brief_sha256=brief_sha256,
        actions=frozenset(ACTIONS) if worst is Verdict.CLEARED else frozenset(),
        people=facts.consented if worst is Verdict.CLEARED else (),
        judged_at=now,
    )


def _facts(
    brief: Brief,
    registry: ConsentRegistry,
    scan: PlateScan,
    *,
    production: str,
    uses: frozenset[str],
    now: datetime,
) -> _Facts:
    found = people_in_text(brief.text, registry.names)
    people = tuple(dict.fromkeys((*brief.people, *found.named)))
    gaps: dict[str, str] = {}
    for name in people:
        all_gaps = [consent.gap(production=production, uses=uses, now=now) for consent in registry.of(name)]
        if "" not in all_gaps:
            gaps[name] = "; ".join(all_gaps) or "no consent on record"
    consented = tuple(name for name in people if name not in gaps)
    # "A man" may be the performer who is named; "a crowd" is more people than anybody named.
    shown = tuple(word for word in found.shown if not brief.people or word.lower() in GROUPS)
    return _Facts(people, consented, gaps, shown, scan)


def _judge(pack: _Pack, facts: _Facts, registry: ConsentRegistry, reasons: list[Reason]) -> Verdict:
    """Ask one pack about every action; what it does not allow is explained from the facts."""
    allowed, spoke, errors = True, [], []
    for action in ACTIONS:
        result = _ask(pack, facts, action)
        allowed = allowed and result["allowed"]
        spoke.extend(result["rules"])
        errors.extend(result["errors"])
    if allowed and not errors:
        for rule in dict.fromkeys(spoke):
            found = f"consents of {', '.join(facts.consented)}" if facts.consented else "nobody named or shown"
            reasons.append(_reason(pack, rule, "brief", "nobody without consent", found, ""))
        return Verdict.CLEARED
    before = len(reasons)
    _explain(pack, facts, registry, reasons)
    if errors or len(reasons) == before:
        reasons.append(
            _reason(
                pack,
                "house/unsure-is-no",
                "policies",
                "an answer",
                "; ".join(errors) or "none",
                "Ask the show's counsel.",
            )
        )
    only_unsure = not facts.gaps and not facts.shown and not facts.scan.faces and not facts.scan.looked
    return Verdict.ESCALATE if only_unsure else Verdict.REFUSED


def _explain(pack: _Pack, facts: _Facts, registry: ConsentRegistry, reasons: list[Reason]) -> None:
    """Cedar gives no reason for what it does not permit; these are computed from the same facts."""
    for name, gap in facts.gaps.items():
        broken = f" ({' '.join(registry.problems)})" if registry.problems else ""
        reasons.append(
            _reason(
                pack, "house/everybody-consented", "people", f"a signed consent of {name} for this show, use and day",
                gap + broken, f"Ask {name} for a consent and put the signed record into the show's consents folder, "
                "or take the name out of the brief.",
            )
        )  # fmt: skip
    if facts.shown:
        reasons.append(
            _reason(
                pack, "house/people-need-names", "text", "that whoever is shown is named under people:",
                f'the words {", ".join(repr(word) for word in facts.shown)}',
                "Name the performers under people: and bring their consents, or say the shot is empty of people.",
            )
        )  # fmt: skip
    if facts.scan.faces:
        reasons.append(
            _reason(
                pack, "house/plates-show-nobody", "plate", "a plate without faces", f"{facts.scan.faces} face(s)",
                "Use a clean plate, or paint the people out before it comes here.",
            )
        )  # fmt: skip
    if not facts.scan.looked:
        reasons.append(
            _reason(
                pack, "house/unsure-is-no", "plate", "that the plate was looked at for faces",
                f"it could not be ({facts.scan.trouble})", "Have a person look at the plate and decide.",
            )
        )  # fmt: skip


def _reason(pack: _Pack, rule: str, field: str, required: str, found: str, remedy: str) -> Reason:
    return Reason(rule, field, required, found, pack.sources.get(rule, {}).get("source", ""), remedy)


def _ask(pack: _Pack, facts: _Facts, action: str) -> dict[str, Any]:
    import cedarpy

    brief = {
        "uid": {"type": "Brief", "id": "brief"},
        "attrs": {
            "people": list(facts.people),
            "consented": list(facts.consented),
            "unnamed": bool(facts.shown),
            "facesInPlate": facts.scan.faces > 0,
            "unsure": not facts.scan.looked,
        },
        "parents": [],
    }
    result = cedarpy.is_authorized(
        {"principal": 'Studio::"local"', "action": f'Action::"{action}"', "resource": 'Brief::"brief"', "context": {}},
        pack.policies,
        [brief],
        schema=pack.schema,
    )
    ids = list(_rule_ids(pack.policies))
    rules = [ids[int(name.removeprefix("policy"))] for name in result.diagnostics.reasons]
    return {
        "allowed": result.decision == cedarpy.Decision.Allow,
        "rules": rules,
        "errors": [str(error) for error in result.diagnostics.errors],
    }


@cache
def _rule_ids(policies: str) -> tuple[str, ...]:
    import re

    return tuple(re.findall(r'@id\("([^"]+)"\)', policies))


@cache
def _pack(name: str) -> _Pack:
    import yaml

    folder = resources.files("rushes.clearance") / "policies"
    try:
        policies = (folder / f"{name}.cedar").read_text(encoding="utf-8")
        schema = (folder / f"{name}.cedarschema").read_text(encoding="utf-8")
        sources = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(sorted(entry.name[:-6] for entry in folder.iterdir() if entry.name.endswith(".cedar")))
        raise BadInputError(
            f'The show names the policy pack "{name}", which is not there. There are: {known}.'
        ) from error
    return _Pack(policies, schema, sources)
