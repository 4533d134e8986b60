"""The show's clearance desk: escalations that wait, decisions that people sign, and strike orders.

Everything here changes what may be made, so all of it is signed: an escalation with its answers and a strike order by the
desk's key, a decision by the key of whoever decided, and counter-signed by the desk, which saw that the key is theirs.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from rushes.clearance.question import Question
from rushes.clearance.records.by_person import check_person
from rushes.clearance.records.consent import Record
from rushes.clearance.records.countersigned import countersigned
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.desk_key import desk_did, desk_signer
from rushes.clearance.records.escalation import Answers, Escalation, Ground, asked_sha256, escalation_id
from rushes.clearance.records.integrity import add_proof, verify_proofs
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.strict_json import read_json
from rushes.clearance.verdict import Clearance
from rushes.errors import BadInputError
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically

ESCALATIONS, DECISIONS, STRIKES = "escalations", "decisions", "strikes"
"""Folders under ``SHOW/consents``."""

_BACK = "Bring the true file back."

Kept = TypeVar("Kept", bound=Record)


def working_desk(show: Show) -> tuple[Show, Signer]:
    """Return the key of a show's desk, and the show, which names that desk from now on.

    Raises:
        BadInputError: The show's desk is on another machine, or the key can't be used.
    """
    signer = desk_signer()
    return show.with_desk(signer.did), signer


def trusted_desk(show: Show) -> str:
    """Return the key (did:key) of the desk that a show trusts; empty when there is none yet. Makes nothing."""
    return show.clearance_desk or desk_did() or ""


def put_on_desk(
    folder: Path, question: Question, clearance: Clearance, *, asked_by: str, now: datetime, signer: Signer
) -> Escalation:
    """Put a question that a person has to decide on the desk; the same question again keeps its place and its answers.

    Args:
        folder: ``SHOW/consents``.
        question: What was judged.
        clearance: The judgement.
        asked_by: Who asked.
        now: When.
        signer: The desk's key.

    Raises:
        BadInputError: It can't be written, or what lies there was changed.
    """
    name = escalation_id(question)
    before = _existing(folder, name, signer.did)
    escalation = Escalation(
        id=name,
        question=question,
        clearance=clearance.id,
        grounds=tuple(
            Ground(
                rule=reason.rule,
                field=reason.field,
                required=reason.required,
                found=reason.found,
                source=reason.source,
                remedy=reason.remedy,
                confirmed=reason.confirmed,
                outcome=str(reason.outcome),
            )
            for reason in clearance.reasons
        ),
        asked_by=before.asked_by if before else asked_by,
        asked_at=before.asked_at if before else now,
        judged_at=now,
        answers=before.answers if before else (),
    )
    _write(_path(folder, name), escalation, signer, now)
    return escalation


def escalations(folder: Path, *, desk: str) -> tuple[tuple[Escalation, ...], tuple[str, ...]]:
    """Return what lies on the desk, the oldest first, and a sentence for each file that counts for nothing.

    Args:
        folder: ``SHOW/consents``.
        desk: The desk's key (did:key).
    """
    found, problems = [], []
    for path in sorted((folder / ESCALATIONS).glob("esc-*.json")):
        try:
            found.append(_read(path, Escalation, desk))
        except BadInputError as error:
            problems.append(str(error))
    return tuple(sorted(found, key=lambda one: one.asked_at)), tuple(problems)


def escalation(folder: Path, name: str, *, desk: str) -> Escalation:
    """Return one by its id, or by the beginning of it.

    Raises:
        BadInputError: There is none, or more than one, or it does not verify.
    """
    paths = [path for path in (folder / ESCALATIONS).glob("esc-*.json") if path.stem.startswith(name)]
    if len(paths) != 1:
        how = "is no escalation" if not paths else "names more than one escalation"
        raise BadInputError(f'"{name}" {how} on this show\'s desk. `rushes desk list` shows what lies there.')
    return _read(paths[0], Escalation, desk)


def answer(folder: Path, name: str, answers: Answers, *, signer: Signer) -> Escalation:
    """Write answers down; earlier ones stay, and the newest count.

    Args:
        folder: ``SHOW/consents``.
        name: The escalation's id.
        answers: With who gave them and when.
        signer: The desk's key.

    Raises:
        BadInputError: There is no such escalation, it does not verify, or it can't be written.
    """
    before = escalation(folder, name, desk=signer.did)
    if answers.did:
        _check_answers(answers.model_dump(mode="json"), answers, before, folder, signer.did)
    after = before.model_copy(update={"answers": (*before.answers, answers)})
    _write(_path(folder, before.id), after, signer, answers.at)
    return after


def answered(question: Question, folder: Path, *, desk: str) -> Question:
    """Return a question with what the desk was answered about it; unchanged when it was not.

    Args:
        question: As it was drawn from the brief.
        folder: ``SHOW/consents``.
        desk: The desk's key (did:key).

    Raises:
        BadInputError: What lies on the desk was changed.
    """
    known = _existing(folder, escalation_id(question), desk)
    if known is None or not known.answers:
        return question
    newest = known.answers[-1]
    said: dict[str, Any] = {"guidance": newest.guidance}
    if newest.use_case is not None:
        said["use_case"] = newest.use_case
    if newest.story_relevant is not None:
        said["story_relevant"] = newest.story_relevant
    return question.model_copy(update=said)


def decide(folder: Path, decision: Decision, *, signer: Signer, desk: Signer) -> Path:
    """Write a decision, signed by whoever decided and counter-signed by the desk.

    Args:
        folder: ``SHOW/consents``.
        decision: What was decided; ``decision.did`` is the signer's.
        signer: The decider's key.
        desk: The desk's key: that the desk saw whose key it is, and the evidence.

    Returns:
        The file.

    Raises:
        BadInputError: The decision names another key, ends before it begins, or can't be written.
    """
    return file_decision(folder, decision, countersigned(decision, signer=signer, desk=desk))


def file_decision(folder: Path, decision: Decision, whole: dict[str, Any]) -> Path:
    """Write a decision that carries both signatures, and return its file.

    Raises:
        BadInputError: There is one of this name already, or it can't be written.
    """
    path = folder / DECISIONS / f"{decision.id.removeprefix('urn:uuid:')}.json"
    if path.exists():
        raise BadInputError(f"{path} is there already: a decision is made once. Make a new one.")
    _save(path, whole)
    return path


def order_strike(
    folder: Path,
    *,
    scope: Literal["union", "company", "show"],
    name: str,
    ordered_by: str,
    why: str,
    now: datetime,
    signer: Signer,
) -> StrikeOrder:
    """Let replicas rest: write a strike order, signed by the desk. From here on no permit is given that it reaches.

    An order of the same scope and name that holds already is returned as it is.

    Raises:
        BadInputError: It can't be written.
    """
    orders, _ = strikes(folder, desk=signer.did)
    for held in orders:
        if held.scope == scope and held.name == name and held.lifted_at is None:
            return held
    order = StrikeOrder(
        id=uuid.uuid4().urn, scope=scope, name=name, ordered_by=ordered_by, did=signer.did, starts_at=now, why=why
    )
    _write(_strike_path(folder, order), order, signer, now)
    return order


def lift_strike(
    folder: Path, *, scope: Literal["union", "company", "show"], name: str, now: datetime, signer: Signer
) -> tuple[StrikeOrder, ...]:
    """Lift every order of a scope and name that holds; they stay in the folder, with the moment they ended.

    Raises:
        BadInputError: None holds, or one can't be written.
    """
    orders, _ = strikes(folder, desk=signer.did)
    held = [order for order in orders if order.scope == scope and order.name == name and order.lifted_at is None]
    if not held:
        raise BadInputError(f"No strike order for the {scope} {name} holds here. `rushes strike list` shows them.")
    lifted = tuple(order.model_copy(update={"lifted_at": now}) for order in held)
    for order in lifted:
        _write(_strike_path(folder, order), order, signer, now)
    return lifted


def strikes(folder: Path, *, desk: str) -> tuple[tuple[StrikeOrder, ...], tuple[str, ...]]:
    """Return the strike orders, lifted ones included, and a sentence for each file that counts for nothing."""
    found, problems = [], []
    for path in sorted((folder / STRIKES).glob("*.json")):
        try:
            found.append(_read(path, StrikeOrder, desk))
        except BadInputError as error:
            problems.append(str(error))
    return tuple(sorted(found, key=lambda order: order.starts_at)), tuple(problems)


def _path(folder: Path, name: str) -> Path:
    return folder / ESCALATIONS / f"{name}.json"


def _strike_path(folder: Path, order: StrikeOrder) -> Path:
    return folder / STRIKES / f"{order.id.removeprefix('urn:uuid:')}.json"


def _existing(folder: Path, name: str, desk: str) -> Escalation | None:
    path = _path(folder, name)
    return _read(path, Escalation, desk) if path.exists() else None


def _read(path: Path, kind: type[Kept], desk: str) -> Kept:
    """Return a record that the desk signed.

    Raises:
        BadInputError: It can't be read, is not whole, or is not signed by the desk.
    """
    document = read_json(path)
    proofs = verify_proofs(document, name=path.name)
    if desk not in {proof.did for proof in proofs}:
        raise BadInputError(
            f"{path} is not signed by this show's clearance desk ({desk}), so it counts for nothing. Bring the true file "
            "back, or take it away."
        )
    try:
        record = kind.model_validate({name: value for name, value in document.items() if name != "proof"})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInputError(f"{path} counts for nothing: {where}: {first['msg']}. Bring the true file back.") from error
    if isinstance(record, Escalation):
        for raw, answers in zip(document.get("answers", ()), record.answers, strict=True):
            if answers.person or answers.did or answers.proof:
                _check_answers(raw, answers, record, path.parents[1], desk)
    return record


def _check_answers(raw: Mapping[str, Any], answers: Answers, about: Escalation, folder: Path, desk: str) -> None:
    """Stop unless answers that name a person are theirs, and to this question.

    Raises:
        BadInputError: They are not.
    """
    name = f"The answers of {answers.at.isoformat()} to {about.id}"
    if not raw.get("proof"):
        raise BadInputError(f"{name} count for nothing: they are not signed by {answers.did}, who gave them. {_BACK}")
    (proof, *others) = verify_proofs(raw, name=name)
    if others or proof.did != answers.did or proof.created != answers.at:
        raise BadInputError(f"{name} count for nothing: they are not signed by {answers.did}, who gave them. {_BACK}")
    if answers.asked_sha256 != asked_sha256(about.question):
        raise BadInputError(f"{name} count for nothing: they answer another question. {_BACK}")
    if not answers.person:
        raise BadInputError(f"{name} count for nothing: they name nobody of the show. {_BACK}")
    try:
        check_person(answers, answers.at, consents=folder, desk=desk)
    except BadInputError as error:
        raise BadInputError(f"{name} count for nothing: {error} {_BACK}") from error


def _write(path: Path, record: Record, signer: Signer, now: datetime) -> None:
    _save(path, add_proof(record.model_dump(mode="json"), signer, created=now))


def _save(path: Path, document: dict[str, Any]) -> None:
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
