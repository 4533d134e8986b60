"""A consent as an ODRL 2.2 agreement (https://www.w3.org/TR/odrl-model/): a view for rights systems, never read back.

ODRL knows no replica of a person, so the actions are terms of a profile, each placed under the nearest ODRL action. The
signed record is the credential; where the two could be read differently, the credential holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rushes.clearance.records.consent import Action, Consent

PROFILE = "urn:rushes:odrl:1"

INCLUDED_IN: Mapping[Action, str] = {
    Action.GENERATE: "derive",
    Action.ALTER: "modify",
    Action.REAGE: "modify",
    Action.DUB: "translate",
    Action.TRAIN: "derive",
    Action.PROMOTE: "use",
    Action.EXPORT: "distribute",
    Action.TRANSFER: "transfer",
}
"""The ODRL action that each of ours is a kind of (https://www.w3.org/TR/odrl-vocab/#actionConcepts)."""


def to_odrl(consent: Consent) -> dict[str, Any]:
    """Return the agreement as JSON-LD: permissions, prohibitions, their constraints and duties."""
    permitted = [action for action in Action if action in consent.actions]
    refused = [action for action in Action if action not in consent.actions]
    return {
        "@context": [
            "http://www.w3.org/ns/odrl.jsonld",
            {"rushes": f"{PROFILE}#"},
        ],
        "@type": "Agreement",
        "uid": consent.id,
        "profile": PROFILE,
        "target": f"urn:rushes:performer:{consent.performer}",
        "assigner": consent.signatory.did,
        "assignee": f"urn:rushes:production:{consent.production}",
        "permission": [
            {"action": _action(action), "constraint": _constraints(consent, action), "duty": list(_duties(consent))}
            for action in permitted
        ],
        "prohibition": [
            *({"action": _action(action)} for action in refused),
            *(
                {"action": "use", "constraint": [_constraint("purpose", "isAnyOf", [f"rushes:{_term(use)}"])]}
                for use in consent.prohibited
            ),
            *(
                {"action": "use", "constraint": [_constraint("purpose", "isAnyOf", [{"@value": use}])]}
                for use in consent.withheld
            ),
        ],
    }


def _action(action: Action) -> dict[str, Any]:
    return {"@id": f"rushes:{action}", "includedIn": {"@id": f"odrl:{INCLUDED_IN[action]}"}}


def _constraints(consent: Consent, action: Action) -> list[dict[str, Any]]:
    return list(_each_constraint(consent, action))


def _each_constraint(consent: Consent, action: Action) -> Iterator[dict[str, Any]]:
    yield _constraint("dateTime", "gteq", _moment(consent.valid_from.isoformat()))
    yield _constraint("dateTime", "lt", _moment(consent.valid_to.isoformat()))
    yield _constraint("rushes:modality", "isAnyOf", list(consent.modalities))
    yield _constraint("rushes:kind", "isAnyOf", list(consent.kinds))
    if not consent.other_projects:
        yield _constraint("rushes:production", "eq", consent.production)
    for name, values in (
        ("rushes:shot", consent.shots),
        ("language", consent.languages),
        ("spatial", consent.territories),
        ("media", consent.media),
    ):
        if "*" not in values:
            yield _constraint(name, "isAnyOf", list(values))
    if consent.frames:
        yield _constraint("rushes:frame", "gteq", min(consent.frames))
        yield _constraint("rushes:frame", "lteq", max(consent.frames))
    if consent.ages:
        yield _constraint("rushes:ageShown", "gteq", consent.ages[0])
        yield _constraint("rushes:ageShown", "lteq", consent.ages[1])
    if consent.use_count_limit:
        yield _constraint("count", "lteq", consent.use_count_limit)
    if action is Action.TRAIN:
        yield _constraint("rushes:model", "isAnyOf", list(consent.training.models) or [consent.training.allowed])


def _duties(consent: Consent) -> Iterator[dict[str, Any]]:
    pay = consent.compensation
    if pay.rate is not None:
        amount = {"@value": f"{pay.rate:.2f}", "@type": "xsd:decimal"}
        constraint = {**_constraint("payAmount", "eq", amount), "unit": f"urn:iso:std:iso:4217:{pay.currency}"}
        yield {"action": [{"@id": "odrl:compensate", "refinement": [constraint]}]}
    elif pay.basis:
        yield {"action": "compensate", "rushes:basis": pay.basis}
    if consent.disclosure:
        yield {"action": "attribute", "rushes:text": consent.disclosure}
    if consent.security.delete_at:
        after = _constraint("dateTime", "lteq", {"@value": consent.security.delete_at.isoformat(), "@type": "xsd:date"})
        yield {"action": "delete", "constraint": [after]}
    if consent.conspicuous.notice_given_at:
        yield {"action": "inform"}


def _constraint(left: str, operator: str, right: object) -> dict[str, Any]:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _moment(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:dateTime"}


def _term(word: str) -> str:
    return "_".join(word.casefold().split())
