"""What the clearance room leaves in a show's ledger: one function an event, each with the fields that it has.

No function takes free text, and every field has its form, so that no performer's name, birthday or key can come into the
ledger by mistake. Who signed, and in which words, stands in the record that an entry names by its SHA-256.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from rushes.canonical import sha256_of
from rushes.clearance import Clearance
from rushes.clearance.models import ModelCard
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.false_face import FalseFace
from rushes.clearance.records.work import Leave, Work
from rushes.errors import BadInputError
from rushes.provenance.authority import Authority
from rushes.provenance.known import list_sha256
from rushes.provenance.ledger import Entry
from rushes.show import Show

ConsentEvent = Literal[
    "consent.signed", "consent.countersigned", "consent.revoked", "consent.suspended", "consent.resumed"
]
ReviewerEvent = Literal["reviewer.enrolled", "reviewer.ended"]
ModelEvent = Literal["model.added", "model.sealed", "model.learned", "model.forgotten"]
Role = Literal["signatory", "countersigner", "revoker", "desk", "gate", "rushes", "reviewer"]
"""Who acted, by the part they have. The record that the entry names says by whose key."""

EVENTS: Mapping[str, str] = {
    "consent.signed": "A consent was signed by its signatory.",
    "consent.countersigned": "An agent or guild signed it as well.",
    "consent.revoked": "A consent was revoked; the status list and its sequence number are named.",
    "consent.suspended": "A consent rests; the status list and its sequence number are named.",
    "consent.resumed": "A suspension was ended; the status list and its sequence number are named.",
    "performer.enrolled": "The clearance desk enrolled a performer.",
    "strike.on": "A strike order was given.",
    "strike.off": "A strike order was lifted.",
    "decision.recorded": "An exception, a waiver or a written approval was signed.",
    "false_face.decided": "A person looked at a quarantined take and signed that shapes in it are nobody's face.",
    "work.registered": "A work, a character or an artist was registered, to be asked about.",
    "leave.recorded": "The leave to use a style or a work was signed, on the evidence of a licence.",
    "clearance.judged": "A brief was judged, with its verdict and the rules that spoke.",
    "gate.refused": "A step, or another act, was asked for at the gate and not let through.",
    "templates.accessed": "Face or voice templates were read, written or deleted, and for what.",
    "model.added": "A model was put on the show's shelf, with its card.",
    "model.sealed": "A copy of a model's weights was sealed, to be handed out.",
    "model.learned": "A network was learned of a performer's painted keys, with the consents that it rests on.",
    "model.forgotten": "A network's weights were deleted.",
    "item.withdrawn": "The leave to train on something was taken back.",
    "take.quarantined": "A take failed a check that no take may fail, and was set aside unsealed.",
    "take.sealed": "A take was sealed, with the consents that it rests on.",
    "reviewer.enrolled": "The clearance desk enrolled somebody who decides about takes, in which roles.",
    "reviewer.ended": "Somebody decides about takes no more.",
    "take.decided": "A decision about a take was signed: what, in which role, and on which frames.",
    "delivery.made": "A take was handed over: by which profile, in which package.",
    "delivery.refused": "A take was asked for and not handed over, and why in one word.",
    "ledger.torn_line_set_aside": "A line that a crash had cut off was moved to a file of its own.",
    "ledger.dates_set_right": "The clearance desk signed that a wrong clock dated entries ahead, and which.",
    "ledger.stamped": "A time stamping authority stamped the end of the ledger.",
}
"""Every event with its sentence; a test holds docs/provenance.md to it."""

_FORMS = {
    "consent": re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "decision": re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "work": re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "leave": re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "order": re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "performer": re.compile(r"[a-z0-9][a-z0-9._-]{0,63}"),
    "model": re.compile(r"[a-z0-9][a-z0-9._-]{0,63}"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
    "clearance": re.compile(r"clr-[0-9a-f]{32}"),
    "rule": re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9._-]*"),
    "word": re.compile(r"[a-z][a-z0-9_-]{0,39}"),
    "shot": re.compile(r"[A-Za-z0-9_]{1,40}"),
}


def record_consent_event(
    show: Show,
    event: ConsentEvent,
    *,
    consent: str,
    sha256: str,
    performer: str,
    by: Role,
    status: tuple[str, int] | None = None,
    now: datetime | None = None,
) -> Entry:
    """Write down what happened to a consent.

    Args:
        show: Whose ledger.
        event: What happened.
        consent: The consent's id, a ``urn:uuid:``.
        sha256: SHA-256 of the signed record's canonical JSON.
        performer: The performer's id in the register.
        by: Who acted.
        status: The status list that changed and its new sequence number: for everything but signing. `known.floors` reads it.
        now: When; the present when left out.

    Raises:
        BadInputError: A field is not of its form.
        CheckFailedError: The ledger's end was altered.
    """
    data: dict[str, Any] = {"performer": in_form("performer", performer), "sha256": in_form("sha256", sha256)}
    if status is not None:
        data |= {"list": list_sha256(status[0]), "sequence": status[1]}
    return append_event(show, event, by, {"consent": in_form("consent", consent)}, data, now)


def record_enrolment(show: Show, *, performer: str, sha256: str, now: datetime | None = None) -> Entry:
    """Write down that the desk enrolled a performer; ``sha256`` names the signed record."""
    data = {"performer": in_form("performer", performer), "sha256": in_form("sha256", sha256)}
    return append_event(show, "performer.enrolled", "desk", {}, data, now)


def record_strike(show: Show, order: StrikeOrder, *, now: datetime | None = None) -> Entry:
    """Write down that a strike order was given, or lifted when it says so.

    A union is named when its name is one word. A company is not: a performer's own company often bears their name.
    """
    event = "strike.on" if order.lifted_at is None else "strike.off"
    data = {
        "order": in_form("order", order.id),
        "scope": order.scope,
        "sha256": sha256_of(order.model_dump(mode="json")),
    }
    if order.scope == "union" and _FORMS["word"].fullmatch(order.name.lower()):
        data["union"] = order.name.lower()
    return append_event(show, event, "desk", {}, data, now)


def record_decision(show: Show, decision: Decision, *, now: datetime | None = None) -> Entry:
    """Write down that a decision was signed: its kind, the rules it answers, the role that decided, when it ends."""
    data = {
        "decision": in_form("decision", decision.id),
        "kind": decision.kind,
        "rules": [in_form("rule", rule) for rule in decision.rules],
        "role": decision.role,
        "expires_at": decision.expires_at.isoformat(),
        "sha256": sha256_of(decision.model_dump(mode="json")),
    }
    return append_event(show, "decision.recorded", "desk", {}, data, now)


def record_false_face(show: Show, decided: FalseFace, *, now: datetime | None = None) -> Entry:
    """Write down that shapes in a quarantined take are nobody's face: in what, each by its hash, the role that looked, when it ends."""
    data = {
        "decision": in_form("decision", decided.id),
        "recipe": in_form("sha256", decided.recipe),
        "shapes": [in_form("sha256", shape.named(decided.recipe)) for shape in decided.shapes],
        "what": decided.what,
        "role": decided.role,
        "expires_at": decided.expires_at.isoformat(),
        "sha256": sha256_of(decided.model_dump(mode="json")),
    }
    scope = {"shot": in_form("shot", decided.shot), "version": in_form("word", decided.version)}
    return append_event(show, "false_face.decided", "desk", scope, data, now)


def record_work(show: Show, work: Work, *, now: datetime | None = None) -> Entry:
    """Write down that something was registered; its title stands in the record that is named by its SHA-256."""
    data = {"work": in_form("work", work.id), "kind": work.kind, "sha256": sha256_of(work.model_dump(mode="json"))}
    return append_event(show, "work.registered", "desk", {}, data, now)


def record_leave(show: Show, leave: Leave, *, now: datetime | None = None) -> Entry:
    """Write down that a leave was signed: the role that looked at the licence, and when it ends."""
    data = {
        "leave": in_form("leave", leave.id),
        "role": leave.role,
        "expires_at": leave.expires_at.isoformat(),
        "sha256": sha256_of(leave.model_dump(mode="json")),
    }
    return append_event(show, "leave.recorded", "desk", {}, data, now)


def record_clearance(show: Show, clearance: Clearance, *, shot: str, now: datetime | None = None) -> Entry:
    """Write down a verdict: the rules that spoke and the consents it rests on, without the words of its reasons."""
    record = clearance.to_json()
    data = {
        "clearance": in_form("clearance", clearance.id),
        "verdict": str(clearance.verdict),
        "rules": sorted({in_form("rule", reason.rule) for reason in clearance.reasons}),
        "people": [in_form("performer", person) for person in clearance.people],
        "consents": record.get("consents", []),
        "decisions": [in_form("decision", one) for one in clearance.decisions],
        "brief_sha256": in_form("sha256", clearance.brief_sha256),
    }
    return append_event(show, "clearance.judged", "rushes", {"shot": in_form("shot", shot)}, data, now)


def record_refusal(
    show: Show,
    *,
    shot: str,
    action: str,
    step: str,
    clearance: str,
    rules: Sequence[str],
    now: datetime | None = None,
) -> Entry:
    """Write down that the gate let something not through.

    Args:
        show: Whose ledger.
        shot: Which shot it was for.
        action: What was asked: ``generate``, ``alter``, ``export`` and so on.
        step: The step that asked; ``none`` for an act of a person.
        clearance: The id of the clearance that it came with.
        rules: The rules that spoke against it.
        now: When; the present when left out.
    """
    data = {
        "action": in_form("word", action),
        "step": in_form("word", step),
        "clearance": in_form("clearance", clearance),
        "rules": sorted({in_form("rule", rule) for rule in rules}),
    }
    return append_event(show, "gate.refused", "gate", {"shot": in_form("shot", shot)}, data, now)


def record_quarantine(show: Show, *, shot: str, version: str, checks: Sequence[str], recipe: str) -> Entry:
    """Write down that a take was set aside unsealed.

    Args:
        show: Whose ledger.
        shot, version: Which take it would have been.
        checks: The checks that failed.
        recipe: SHA-256 of its recipe.
    """
    data = {"checks": sorted(in_form("word", check) for check in checks), "recipe": in_form("sha256", recipe)}
    scope = {"shot": in_form("shot", shot), "version": in_form("word", version)}
    return append_event(show, "take.quarantined", "rushes", scope, data, None)


def record_template_access(
    show: Show, *, purpose: str, performers: Sequence[str], by: Role = "rushes", now: datetime | None = None
) -> Entry:
    """Write down that templates were read, written or deleted.

    Args:
        show: Whose templates.
        purpose: In one word: ``enrol``, ``scan``, ``inspect``, ``track``, ``forget``, ``rotate``.
        performers: Ids of those whose templates they are.
        by: Who acted.
        now: When; the present when left out.
    """
    data = {"purpose": in_form("word", purpose), "performers": [in_form("performer", one) for one in performers]}
    return append_event(show, "templates.accessed", by, {}, data, now)


def record_model(
    show: Show,
    event: ModelEvent,
    card: ModelCard,
    *,
    now: datetime | None = None,
) -> Entry:
    """Write down that a model was added, that a network was learned of somebody, or that its weights were deleted.

    Args:
        show: Whose model.
        event: Which of them.
        card: Its card, as it lies in the show.
        now: When; the present when left out.
    """
    data = {
        "model": in_form("model", card.id),
        "card_sha256": card.sha256,
        "weights_sha256": card.weights_sha256,
        "performers": [in_form("performer", one) for one in card.subjects],
        "consents": [in_form("consent", one.id) for one in card.consents],
        "items": [in_form("sha256", one.sha256) for one in card.items],
    }
    return append_event(show, event, "rushes", {}, data, now)


def record_reviewer(
    show: Show, event: ReviewerEvent, *, reviewer: str, roles: Sequence[str], sha256: str, now: datetime | None = None
) -> Entry:
    """Write down that somebody may decide about takes, or may no more.

    Args:
        show: Whose takes.
        event: Which of the two.
        reviewer: Their id, of which the ledger keeps the SHA-256 alone: it may be a name.
        roles: As what they decide.
        sha256: SHA-256 of the signed record's canonical JSON. `known.reviewers_known` reads it.
        now: When; the present when left out.
    """
    data = {
        "reviewer": sha256_of(in_form("performer", reviewer)),
        "roles": [in_form("word", role) for role in roles],
        "sha256": in_form("sha256", sha256),
    }
    return append_event(show, event, "desk", {}, data, now)


def record_take_decision(
    show: Show,
    *,
    shot: str,
    version: str,
    decision: str,
    verdict: str,
    role: str,
    take_sha256: str,
    frames_sha256: str,
    quorum: Sequence[str],
    sha256: str,
    now: datetime | None = None,
) -> Entry:
    """Write down that somebody decided about a take; who, and in which words, stands in the record.

    Args:
        show: Whose ledger.
        shot, version: Which take.
        decision: The record's id, a ``urn:uuid:``.
        verdict, role: What was decided, and as what.
        take_sha256, frames_sha256: What the decision is bound to.
        quorum: Whom the show asked for at that moment, as ``show.yaml`` says, which nobody signs.
        sha256: SHA-256 of the signed record's canonical JSON.
        now: When; the present when left out.
    """
    data = {
        "decision": in_form("decision", decision),
        "verdict": in_form("word", verdict),
        "role": in_form("word", role),
        "take_sha256": in_form("sha256", take_sha256),
        "frames_sha256": in_form("sha256", frames_sha256),
        "quorum": [in_form("word", role) for role in quorum],
        "sha256": in_form("sha256", sha256),
    }
    scope = {"shot": in_form("shot", shot), "version": in_form("word", version)}
    return append_event(show, "take.decided", "reviewer", scope, data, now)


def record_withdrawal(show: Show, *, sha256: str, now: datetime | None = None) -> Entry:
    """Write down that the leave to train on something was taken back; ``sha256`` is of its bytes."""
    return append_event(show, "item.withdrawn", "desk", {}, {"item": in_form("sha256", sha256)}, now)


def mend_ledger(show: Show) -> None:
    """Set half a line at a ledger's end aside, which a crash left there, and write that down.

    Raises:
        CheckFailedError: The ledger's end was altered.
        BadInputError: It can't be written.
    """
    if show.ledger.exists():
        Authority.open().open_ledger(show.ledger).mend(show.name)


def append_event(
    show: Show, event: str, by: Role, scope: Mapping[str, str], data: Mapping[str, Any], now: datetime | None
) -> Entry:
    """Write an event into a show's ledger; every value in it came through `in_form`."""
    ledger = Authority.open().open_ledger(show.ledger)
    return ledger.append(event, actor=by, scope={"show": show.name, **scope}, data=data, now=now)


def in_form(form: str, value: str) -> str:
    """Return a value that has the form of its field.

    Raises:
        BadInputError: It has not, so it may hold what does not belong into a ledger.
    """
    if not _FORMS[form].fullmatch(value):
        raise BadInputError(
            f'"{value}" is no {form} as the ledger takes it, so nothing was written down: names and other words about '
            "a person don't belong there. Give its id."
        )
    return value
