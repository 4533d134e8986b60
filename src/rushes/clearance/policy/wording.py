"""The facts in words: what the templates of the rules' tables are filled with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from rushes.clearance.policy.facts import Facts, unknown_faces
from rushes.clearance.policy.likenesses import age_in_words, day
from rushes.clearance.policy.protection import term_of
from rushes.clearance.question import Owner, Question, Seen, Tool
from rushes.clearance.records.consent import Consent
from rushes.clearance.records.decision import StrikeOrder

_INTIMATE = ("nudity", "sexual")
_USE_CASES = {"other": "no row of the matrix"}
_RELEVANT = {
    True: "it matters to the story",
    False: "it does not matter to the story",
    None: "nobody said whether it matters to the story, which counts as yes",
}
_TRAINING = {
    "none": "none",
    "owned": "owned",
    "licensed": "licensed",
    "unowned": "neither owned nor licensed",
    "unknown": "unknown, since nobody says",
}
_ANSWERS = {"yes": "yes", "no": "no", "unsure": "unsure, which counts as no"}


def words_of(facts: Facts) -> dict[str, str]:
    """Return every fact that a rule's template may name, in words for a person."""
    performer = facts.likeness.performer
    return {
        **_question(facts),
        **(_consent(facts.held.consent) if facts.held is not None else _NO_CONSENT),
        "words": facts.likeness.words,
        "owners": _owners(facts),
        "like": _alike(facts),
        "performer": _named(facts),
        "unions": _list(performer.unions if performer else (), "no union on record"),
        "age": age_in_words(facts.likeness.age(facts.now)),
        "forbade": _list(facts.forbade, "nothing"),
        "strikes": " ".join(map(_strike, facts.strikes)) or "no order",
    }


def _named(facts: Facts) -> str:
    if facts.likeness.performer is not None:
        return f"performer {facts.likeness.performer.id}"
    shown = facts.likeness.shown
    if shown is not None and shown.performer:
        return f"performer {shown.performer}, who is not in the register"
    return "somebody who is not in the register"


def _owners(facts: Facts) -> str:
    """Return whose style or work it is, and why it is free, licensed or neither."""
    shown = facts.likeness.shown
    told = [_owner(owner, facts) for owner in shown.owners] if shown is not None else []
    return "; ".join(told) or "whose it is can't be said"


def _owner(owner: Owner, facts: Facts) -> str:
    if leave := facts.leave_for(owner.name):
        return f"{owner.name}, with the leave of {leave.holder} until {day(leave.expires_at)} ({', '.join(leave.evidence)})"
    if owner.died is None:
        known = "who holds the rights has given no leave"
        return f"{owner.name}, of whom no year of death is known" if _is_style(facts) else f"{owner.name}; {known}"
    term = term_of(owner.died, facts.question.territories)
    died = f"{owner.name}, who died in {owner.died}: works"
    if term.until < facts.now.astimezone(UTC).year:
        return f"{died} free since the end of {term.until}"
    where = f" in {term.territory}" if term.territory else ""
    return f"{died} protected{where} until the end of {term.until} ({term.years} years after death; {term.source})"


def _is_style(facts: Facts) -> bool:
    return facts.likeness.shown is not None and facts.likeness.shown.how == "style"


_HOW_ALIKE = {"copy": "the same picture", "part": "a part of the one is in the other", "near": "laid out alike"}


def _alike(facts: Facts) -> str:
    """Return which pictures look like which registered works."""
    pictures = [("the plate", facts.question.plate)]
    pictures += [(f"reference {index}", seen) for index, seen in enumerate(facts.question.references, 1)]
    told = [
        f'{name} looks like "{one.title}" ({_HOW_ALIKE[one.how]})'
        for name, seen in pictures
        for one in facts.unlicensed(seen)
    ]
    return "; ".join(told) or "nothing alike"


_SENT = {
    "words": "the words",
    "first": "our first picture",
    "last": "our last picture",
    "control": "what our scene measures",
    "start": "all of our pictures",
    "references": "the references",
    "masks": "masks",
}


def _question(facts: Facts) -> dict[str, str]:
    question = facts.question
    answers = question.guidance
    return {
        "action": str(facts.action),
        "production": question.production,
        "shot": question.shot or "no shot named",
        "kind": question.kind,
        "lifecycle": question.lifecycle,
        "use_case": _USE_CASES.get(question.use_case, question.use_case.replace("_", " ")),
        "story_relevant": _RELEVANT[question.story_relevant],
        "ages": _ages(question),
        "age_to": _age_to(question),
        "languages": _list(question.languages, "no language named"),
        "sensitive": _list([word.replace("_", " ") for word in question.sensitive], "nothing sensitive"),
        "intimate": _list([word for word in question.sensitive if word in _INTIMATE], "nothing"),
        "models": _list(question.models, "no model"),
        "tool": _tool(question.tool),
        "sent": _list([_SENT.get(one, one) for one in question.sent], "nothing"),
        "p1": _ANSWERS[answers.no_replication],
        "p2": _ANSWERS[answers.no_training],
        "p3": _ANSWERS[answers.secure],
        "p4": _ANSWERS[answers.temporary],
        "p5": _ANSWERS[answers.no_replacement],
        "plate_unknown": str(unknown_faces(question.plate)),
        "plate_reserved": question.plate.reserved or "nothing",
        "plate_faces": str(question.plate.faces),
        "references_unknown": str(sum(map(unknown_faces, question.references))),
        "references_faces": str(sum(seen.faces for seen in question.references)),
        "references_unlicensed": _counted(question, lambda seen: "no rights stated" if seen.rights == "none" else ""),
        "references_reserved": _counted(question, lambda seen: seen.reserved),
        "model_training": _TRAINING[question.training],
        "model_licences": _list([one.licence for one in question.brought if one.licence], "no licence stated"),
        "model_cards": _cards(question),
        "trouble": _trouble(question),
    }


def _ages(question: Question) -> str:
    if question.age_to is None:
        return "no age named" if question.age_from is None else f"from age {question.age_from}"
    return (
        f"to age {question.age_to}" if question.age_from is None else f"from {question.age_from} to {question.age_to}"
    )


def _age_to(question: Question) -> str:
    age = "no age named" if question.age_to is None else f"age {question.age_to}"
    return f"{age}, and a minor in the words" if "minor" in question.sensitive else age


def _tool(tool: Tool) -> str:
    told = [
        "local" if tool.local else "an outside service",
        *["keeps inputs"] * tool.stores_inputs,
        *["reuses inputs"] * tool.reuses_inputs,
        *["trains on inputs"] * tool.trains_on_inputs,
        "under an enterprise agreement" if tool.enterprise else "without an enterprise agreement",
    ]
    return f"{tool.name} ({', '.join(told)})"


def _cards(question: Question) -> str:
    """Return what is known of the models that are brought, each by its id or by the start of its weights' SHA-256."""
    told = []
    for one in question.brought:
        if one.card is None:
            told.append(f"the model {one.sha256[:12]} has no card")
            continue
        stated = "its maker's statement" if one.card.statement else "its items" if one.card.items else "no statement"
        seen = f"reviewed on {one.card.reviewed.on}" if one.card.reviewed else "reviewed by nobody"
        told.append(f"{one.card.id} has a card with {stated}, {seen}")
    return "; ".join(told) or "no model is brought"


def _trouble(question: Question) -> str:
    told = [_unlooked("the plate", question.plate)] if not question.plate.looked else []
    told += [_unlooked("a reference", seen) for seen in question.references if not seen.looked]
    return "; ".join(told) or "they were looked at"


def _counted(question: Question, said: Callable[[Seen], str]) -> str:
    """Return what is said of references, each by its number."""
    told = [
        f"reference {number}: {words}" for number, seen in enumerate(question.references, 1) if (words := said(seen))
    ]
    return "; ".join(told) or "nothing"


def _unlooked(what: str, seen: Seen) -> str:
    return f"{what} could not be looked at ({seen.trouble or 'no reason was given'})"


def _strike(order: StrikeOrder) -> str:
    why = f": {order.why}" if order.why else ""
    return f"{order.scope} {order.name} is on strike since {day(order.starts_at)}, by order of {order.ordered_by}{why}."


def _consent(consent: Consent) -> dict[str, str]:
    manner, pay = consent.conspicuous, consent.compensation
    return {
        "consent": consent.id,
        "consent_production": consent.production,
        "consent_kinds": f"a consent to {_list(consent.kinds, 'nothing')}",
        "consent_languages": f"a consent for {_list(consent.languages, 'no language')}",
        "capacity": consent.signatory.capacity.replace("_", " "),
        "court": consent.court_approval or "none",
        "survives_death": {True: "yes", False: "no", None: "it does not say"}[consent.survives_death],
        "description_words": str(len(consent.description.split())),
        "dialogue": consent.dialogue.replace("_", " "),
        "notice": day(manner.notice_given_at) if manner.notice_given_at else "not on record",
        "services": day(manner.services_at) if manner.services_at else "not on record",
        "replica_class": consent.replica_class.replace("_", " "),
        "derivation": consent.derivation.replace("_", " "),
        "script": consent.script_revision or "none named",
        "pay": f"rate {_money(pay.rate, pay.currency)}, floor {_money(pay.floor, pay.currency)}",
        "represented": {"none": "nobody"}.get(
            consent.representation.kind, consent.representation.kind.replace("_", " ")
        )
        + (f" ({consent.representation.agreement})" if consent.representation.agreement else ""),
        "storage": consent.security.storage or "not settled",
        "access": _list(consent.security.access, "not settled"),
        "transfer": consent.security.transfer or "none",
        "training": f"{consent.training.allowed.replace('_', ' ')}, models {_list(consent.training.models, 'none named')}",
        "validity": f"from {day(consent.valid_from)} until {day(consent.valid_to)}",
        "disclosure": f'"{consent.disclosure}"' if consent.disclosure else "none in the consent",
    }


_NO_CONSENT: dict[str, str] = {
    "consent": "no consent on record",
    "disclosure": "none on record",
    "capacity": "nobody",
    **dict.fromkeys(
        (
            "consent_production", "consent_kinds", "consent_languages", "court", "survives_death", "description_words",
            "dialogue", "notice", "services", "replica_class", "derivation", "script", "pay", "represented", "storage",
            "access", "transfer", "training", "validity",
        ),
        "no consent on record",
    ),
}  # fmt: skip
"""What is said of a consent that is not there."""


def _money(amount: float | None, currency: str) -> str:
    return "not on record" if amount is None else f"{amount:,.2f} {currency}"


def _list(entries: Iterable[Any], nothing: str) -> str:
    return ", ".join(map(str, entries)) or nothing
