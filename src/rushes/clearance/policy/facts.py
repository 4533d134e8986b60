"""What the rules are told: a question, a likeness and one consent, as Cedar's request, context and entities.

The names are those of ``rushes.cedarschema``. Moments are given in milliseconds, rounded so that what lies between two of them
is never counted as consented to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any, Literal

from rushes.clearance.models.licence import is_narrow
from rushes.clearance.policy.likenesses import Likeness, plain
from rushes.clearance.policy.protection import is_free
from rushes.clearance.question import Alike, Brought, Question, Seen
from rushes.clearance.records.consent import Action, Consent, Gap
from rushes.clearance.records.coverage import EVERYTHING
from rushes.clearance.records.decision import StrikeOrder
from rushes.clearance.records.registry import Held
from rushes.clearance.records.work import Leave

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Facts:
    """One thing to judge: an action on a likeness, under one consent or none.

    Attributes:
        question: What is asked.
        action: The one action that is judged.
        likeness: Whom it shows.
        held: The consent that is weighed; None when there is none.
        gaps: Its clauses that do not cover the action (``records/coverage.py``).
        strikes: Strike orders that reach them now.
        leaves: Leaves to use a style or a work that hold for this piece of work now.
        now: The moment of judgement.
    """

    question: Question
    action: Action
    likeness: Likeness
    held: Held | None
    gaps: tuple[Gap, ...]
    strikes: tuple[StrikeOrder, ...]
    now: datetime
    leaves: tuple[Leave, ...] = ()

    @cached_property
    def uses(self) -> frozenset[str]:
        """Everything that is asked for by a word with which a consent may forbid it."""
        question = self.question
        asked = [
            self.action,
            question.kind,
            question.use_case,
            *question.sensitive,
            *question.media,
            *question.modalities,
        ]
        asked += ["advertisement"] * question.advertisement + ["unscripted"] * question.unscripted
        return frozenset(map(plain, asked))

    @cached_property
    def forbade(self) -> tuple[str, ...]:
        """What of it they forbade by name."""
        return self.likeness.forbade(self.uses)

    @cached_property
    def basis(self) -> Literal["none", "free", "licensed"]:
        """On what a style or a work may be used: that its artist is long dead, a leave in force, or nothing that is known."""
        shown = self.likeness.shown
        if shown is None or not shown.owners:
            return "none"
        free = [is_free(owner.died, self.question.territories, self.now) for owner in shown.owners]
        if all(free):
            return "free"
        open_ones = [owner for owner, anybodys in zip(shown.owners, free, strict=True) if not anybodys]
        return "licensed" if all(self.leave_for(owner.name) for owner in open_ones) else "none"

    def leave_for(self, *names: str) -> Leave | None:
        """Return a leave in force for something by any of its names; None when there is none."""
        asked = set(map(plain, names))
        return next((leave for leave in self.leaves if asked & set(map(plain, leave.names))), None)

    def unlicensed(self, seen: Seen) -> tuple[Alike, ...]:
        """Return which registered works a picture looks like that no leave is in force for."""
        return tuple(one for one in seen.like if self.leave_for(one.work, one.title) is None)

    @cached_property
    def context(self) -> dict[str, Any]:
        """Cedar's context, all but the decisions."""
        question = self.question
        ages = {
            name: age for name, age in (("ageFrom", question.age_from), ("ageTo", question.age_to)) if age is not None
        }
        return {
            "now": _datetime(self.now),
            "action": str(self.action),
            "production": question.production,
            "shot": question.shot,
            "kind": question.kind,
            "uses": sorted(self.uses),
            "sensitive": list(question.sensitive),
            "modalities": list(question.modalities or ("face",)),  # a picture of somebody shows a face
            "languages": [plain(one) for one in question.languages],
            "territories": [plain(one) for one in question.territories],
            "media": [plain(one) for one in question.media],
            **ages,
            "unscripted": question.unscripted,
            "advertisement": question.advertisement,
            "lifecycle": question.lifecycle,
            "useCase": question.use_case,
            "storyRelevant": {True: "yes", False: "no", None: "unsure"}[question.story_relevant],
            "models": list(question.models),
            "training": question.training,
            "brought": _brought(question.brought),
            "tool": {
                "local": question.tool.local,
                "stores": question.tool.stores_inputs,
                "reuses": question.tool.reuses_inputs,
                "trains": question.tool.trains_on_inputs,
                "enterprise": question.tool.enterprise,
            },
            "sent": list(question.sent),
            "guidance": {
                "noReplication": question.guidance.no_replication,
                "noTraining": question.guidance.no_training,
                "secure": question.guidance.secure,
                "temporary": question.guidance.temporary,
                "noReplacement": question.guidance.no_replacement,
            },
            "plate": self._seen((question.plate,)),
            "references": self._seen(question.references),
        }

    def _seen(self, pictures: tuple[Seen, ...]) -> dict[str, Any]:
        return {**_seen(pictures), "alike": sum(bool(self.unlicensed(seen)) for seen in pictures)}

    def entities(self, name: str) -> list[dict[str, Any]]:
        """Return Cedar's entities: the likeness under a name, and its consent."""
        likeness = self.likeness
        attributes: dict[str, Any] = {
            "kind": likeness.kind,
            "how": "nobody" if likeness.shown is None else likeness.shown.how,
            "basis": self.basis,
            "sure": likeness.shown is None or likeness.shown.sure,
            "inPlate": likeness.performer is not None and likeness.performer.id in self.question.plate.matched,
            "enrolled": likeness.performer is not None,
            "deceased": likeness.deceased,
            "age": likeness.age(self.now),
            "forbade": list(self.forbade),
            "strikes": sorted({order.scope for order in self.strikes}),
        }
        if likeness.comes_of_age is not None:
            attributes["comesOfAge"] = _datetime(likeness.comes_of_age)
        if self.held is None:
            return [_entity("Likeness", name, attributes)]
        attributes["consent"] = {"__entity": {"type": "Consent", "id": name}}
        return [_entity("Likeness", name, attributes), _entity("Consent", name, self._consent(self.held))]

    def _consent(self, held: Held) -> dict[str, Any]:
        consent, question = held.consent, self.question
        attributes: dict[str, Any] = {
            "id": consent.id,
            "standing": held.standing.state,
            "gaps": sorted({gap.field for gap in self.gaps}),
            "production": consent.production,
            "otherProjects": consent.other_projects,
            "coversShot": consent.covers_shot(question.shot) if question.shot else EVERYTHING in consent.shots,
            "actions": [str(action) for action in consent.actions],
            "kinds": list(consent.kinds),
            "modalities": list(consent.modalities),
            "languages": _agreed(question.languages, consent.languages),
            "territories": _agreed(question.territories, consent.territories),
            "everywhere": EVERYTHING in consent.territories,
            "media": _agreed(question.media, consent.media),
            "everyMedium": EVERYTHING in consent.media,
            "dialogue": consent.dialogue,
            "prohibited": [plain(word) for word in consent.prohibited],
            "validFrom": _datetime(consent.valid_from, up=True),
            "validTo": _datetime(consent.valid_to),
            "issuedAt": _datetime(consent.issued_at),
            "strikeSuspendable": consent.strike_suspendable,
            **_manner(consent),
        }
        if consent.ages is not None:
            attributes["youngest"], attributes["oldest"] = consent.ages
        if consent.conspicuous.notice_given_at is not None:
            attributes["noticeAt"] = _datetime(consent.conspicuous.notice_given_at, up=True)
        if consent.conspicuous.services_at is not None:
            attributes["servicesAt"] = _datetime(consent.conspicuous.services_at)
        return attributes


def _manner(consent: Consent) -> dict[str, Any]:
    """Return how it was asked, by whom it was signed, and what else was settled."""
    pay, represented = consent.compensation, consent.representation
    return {
        "replicaClass": consent.replica_class,
        "derivation": consent.derivation,
        "capacity": consent.signatory.capacity,
        "authority": bool(consent.signatory.authority),
        "courtApproval": bool(consent.court_approval),
        "survivesDeath": {True: "yes", False: "no", None: "unsaid"}[consent.survives_death],
        "counsel": "counsel" in represented.kind,
        "union": "union" in represented.kind,
        "agreement": bool(represented.agreement),
        "separate": consent.conspicuous.separate_document,
        "separatelySigned": consent.conspicuous.separately_signed,
        "descriptionWords": len(consent.description.split()),
        "pay": bool(pay.basis),
        "floor": pay.rate is not None and pay.floor is not None,
        "belowFloor": pay.rate is not None and pay.floor is not None and pay.rate < pay.floor,
        "businessReason": bool(consent.business_reason),
        "secured": bool(consent.security.storage and consent.security.access),
        "transferTerms": bool(consent.security.transfer),
        "scriptedAlterations": consent.covers_scripted_alterations,
        "scriptNamed": bool(consent.script_revision),
        "training": consent.training.allowed,
        "models": list(consent.training.models),
        "modelReuse": consent.training.reuse,
        "disclosure": bool(consent.disclosure),
    }


def unknown_faces(seen: Seen) -> int:
    """Return how many faces in a picture are nobody's who is known; faces without any name are."""
    if seen.matched or seen.uncertain:
        return seen.unknown
    return max(seen.unknown, seen.faces)


def _seen(pictures: Iterable[Seen]) -> dict[str, Any]:
    pictures = tuple(pictures)
    return {
        "looked": all(seen.looked for seen in pictures),
        "unknown": sum(unknown_faces(seen) for seen in pictures),
        "unlicensed": sum(seen.rights == "none" for seen in pictures),
        "reserved": sum(bool(seen.reserved) for seen in pictures),
        "faces": sum(max(seen.faces, seen.unknown, len(seen.matched) + len(seen.uncertain)) for seen in pictures),
    }


def _brought(models: Iterable[Brought]) -> dict[str, Any]:
    models = tuple(models)
    reviews = [one.card.reviewed.on for one in models if one.card is not None and one.card.reviewed is not None]
    return {
        "models": len(models),
        "carded": sum(one.card is not None for one in models),
        "stated": sum(one.card is not None and bool(one.card.statement or one.card.items) for one in models),
        "narrow": sum(is_narrow(one.licence) for one in models),
        **({"reviewedAt": _datetime(datetime.combine(min(reviews), time(), UTC))} if reviews else {}),
    }


def _agreed(asked: Iterable[str], agreed: Iterable[str]) -> list[str]:
    """Return which of the tags that are asked a list agrees to, by themselves or by a wider one (RFC 4647, basic filtering).

    ``*`` is kept, because a rule may ask whether there is any limit at all.
    """
    allowed = [plain(one) for one in agreed if one]
    found = [
        plain(tag)
        for tag in asked
        if any(one in {EVERYTHING, plain(tag)} or plain(tag).startswith(f"{one} ") for one in allowed)
    ]
    return found + [EVERYTHING] * (EVERYTHING in allowed)


def _entity(kind: str, name: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"uid": {"type": kind, "id": name}, "attrs": attributes, "parents": []}


def _datetime(moment: datetime, *, up: bool = False) -> dict[str, Any]:
    """Return a moment as Cedar's datetime: whole milliseconds, rounded down, or up."""
    try:
        utc = moment.astimezone(UTC)
        whole = utc.replace(microsecond=utc.microsecond // 1000 * 1000)
        if up and whole != utc:
            whole += _MILLISECOND
    except OverflowError:  # a day beside the first or the last one that Python knows
        whole = datetime.max if moment.year > 1 else datetime.min  # noqa: DTZ901 - taken as UTC below
    return {"__extn": {"fn": "datetime", "arg": f"{whole.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"}}
