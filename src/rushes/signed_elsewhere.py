"""Words of the desk that a person signs with a key that this process does not hold, such as their browser's.

Each is drawn up here, signed there, and taken here: it has to be the very word that this show would draw up now from what it
says, signed by the person who brings it, with the key that the register has of them. Then the desk counter-signs it, as it does
what is signed by command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from rushes.canonical import canonical_json
from rushes.clearance.records.by_person import check_person
from rushes.clearance.records.consent import Record
from rushes.clearance.records.countersigned import countersign
from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.desk import answer, file_decision, working_desk
from rushes.clearance.records.escalation import Answers, Escalation, asked_sha256
from rushes.clearance.records.false_face import FalseFace, file_false_face
from rushes.clearance.records.integrity import CLOCK_SKEW, proof_options, verify_proofs
from rushes.clearance.records.strict_json import parse_json
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.inspection.faces import shape_of
from rushes.provenance.events import record_decision, record_false_face
from rushes.set_aside import Find, Nobody, drawn_nobody
from rushes.show import Show
from rushes.written_decisions import Answering, Hand, Said, drawn_about

DRAFT_LASTS = timedelta(minutes=15)
"""How long somebody may take to sign what was drawn up: a browser takes a second; what is older was kept for later."""

_AGAIN = "Draw it up anew, and sign that."

Signed = TypeVar("Signed", bound=Record)


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings what they signed: their id in the show's register, and the key that it has of them (did:key)."""

    person: str
    did: str


def proposed_answers(answers: Answers, escalation: Escalation, who: Bringer) -> dict[str, Any]:
    """Return answers as the person who gives them signs them: bound to what was asked, with a proof that lacks its signature.

    Args:
        answers: What they answer, and when.
        escalation: What they answer.
        who: Whose answers they are.
    """
    bound = answers.model_copy(
        update={"person": who.person, "did": who.did, "asked_sha256": asked_sha256(escalation.question)}
    )
    document = bound.model_dump(mode="json")
    return {**document, "proof": proof_options(document, who.did, created=answers.at)}


def take_answers(
    show: Show, escalation: Escalation, document: Mapping[str, Any], who: Bringer, *, now: datetime
) -> Escalation:
    """Write signed answers down, signed by the desk as well.

    Args:
        show: Whose desk.
        escalation: What they answer.
        document: As ``proposed_answers`` gave it, with the signature in its proof.
        who: Who brings them.
        now: The present moment.

    Raises:
        BadInputError: They are another's, to another question, not signed, too old, or can't be written.
    """
    whole = _strict(document)
    answers = _fields(whole, Answers)
    _check(whole, answers.person, answers.did, answers.at, who, now)
    named, desk = working_desk(show)
    return answer(named.consents, escalation.id, answers, signer=desk)


def take_decisions(
    show: Show, escalation: Escalation, documents: Sequence[Mapping[str, Any]], who: Bringer, *, now: datetime
) -> tuple[tuple[Decision, Path], ...]:
    """Write signed decisions down once all of them are right, counter-signed by the desk.

    Args:
        show: Whose desk.
        escalation: What they are about.
        documents: As ``countersigned.proposed`` gave them, each with the signature in its proof.
        who: Who brings them.
        now: The present moment.

    Raises:
        BadInputError: One is another's, not signed, too old, or not what would be decided about this now; or can't be written.
    """
    read = []
    for document in documents:
        whole = _strict(document)
        decision = _fields(_without_proof(whole), Decision)
        _check(whole, decision.person, decision.did, decision.decided_at, who, now)
        if _drawn_again(show, escalation, decision) != decision:
            raise BadInputError(f"The decision is not one that {escalation.id} asks for. {_AGAIN}")
        check_person(decision, decision.decided_at, consents=show.consents, desk=working_desk(show)[1].did)
        read.append((whole, decision))
    if not read:
        raise BadInputError(f"Nothing was signed. {_AGAIN}")
    show, desk = working_desk(show)
    made = []
    for whole, decision in read:
        path = file_decision(show.consents, decision, countersign(whole, desk))
        record_decision(show, decision, now=decision.decided_at)
        made.append((decision, path))
    return tuple(made)


def take_nobody(
    show: Show, take: Take, finds: Sequence[Find], document: Mapping[str, Any], who: Bringer, *, now: datetime
) -> tuple[FalseFace, Path]:
    """Write down the signed word that finds are nobody's, counter-signed by the desk.

    Args:
        show: Whose take it is.
        take: As it lies in quarantine.
        finds: Everything that it is held for.
        document: As ``countersigned.proposed`` gave it, with the signature in its proof.
        who: Who brings it.
        now: The present moment.

    Raises:
        RushesError: As ``take_decisions``, or as ``set_aside.drawn_nobody``.
    """
    whole = _strict(document)
    decided = _fields(_without_proof(whole), FalseFace)
    _check(whole, decided.person, decided.did, decided.decided_at, who, now)
    meant = [find for find in finds if shape_of(find.sighting, take) in decided.shapes]
    said = Nobody(
        decided.what, decided.decided_by, decided.role, decided.why, decided.decided_at, decided.expires_at, decided.did, decided.person
    )  # fmt: skip
    again = drawn_nobody(take, show, meant, said).model_copy(update={"id": decided.id})
    if again != decided:
        raise BadInputError(f"What was signed is about something else than {take.stem}. {_AGAIN}")
    show, desk = working_desk(show)
    check_person(decided, decided.decided_at, consents=show.consents, desk=desk.did)
    path = file_false_face(show.consents, decided, countersign(whole, desk))
    record_false_face(show, decided, now=decided.decided_at)
    return decided, path


def _drawn_again(show: Show, escalation: Escalation, decision: Decision) -> Decision | None:
    said = Said(decision.decided_by, decision.role, decision.why, decision.evidence, decision.expires_at.isoformat())
    answering = Answering(
        decision.rules,
        decision.kind,
        decision.exception,
        decision.performer or None,
        None if decision.brief_sha256 else decision.shots,
    )
    hand = Hand(lambda: decision.did, decision.person, decision.decided_at)
    drawn = drawn_about(show, escalation, answering, said, hand)
    return drawn[0].model_copy(update={"id": decision.id}) if len(drawn) == 1 else None


def _strict(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as everybody reads it.

    Raises:
        BadInputError: It has no canonical form.
    """
    try:
        return dict(parse_json(canonical_json(dict(document)), name="What was signed"))
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"What was signed has no canonical form ({error}). {_AGAIN}") from error


def _without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def _fields(fields: Mapping[str, Any], kind: type[Signed]) -> Signed:
    try:
        return kind.model_validate(dict(fields))
    except ValidationError as error:
        raise BadInputError(f"What was signed is not whole: {sentence_of(error)}. {_AGAIN}") from error


def _check(document: Mapping[str, Any], person: str, did: str, at: datetime, who: Bringer, now: datetime) -> None:
    """Stop unless a document is signed by who brings it, just now.

    Raises:
        BadInputError: It isn't.
    """
    if not who.person or (person, did) != (who.person, who.did):
        raise BadInputError(f"What was signed is not yours: it names {person or 'nobody'}. {_AGAIN}")
    proofs = verify_proofs(document, now=now, name="What was signed")
    if [proof.did for proof in proofs] != [did] or proofs[0].created != at:
        raise BadInputError(f"What was signed is not signed by {person} alone, when it says. {_AGAIN}")
    if not -CLOCK_SKEW <= now - at <= DRAFT_LASTS:
        raise BadInputError(f"It was drawn up at {at:%H:%M} UTC, too long ago to be signed now. {_AGAIN}")
