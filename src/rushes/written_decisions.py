"""A person's word about rules, written down: an approval, an exception or a waiver, signed by them and by the desk."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from rushes.clearance import Clearance
from rushes.clearance.policy.deciders import check_decision, rule_named
from rushes.clearance.policy.rule import Role
from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.desk import decide, working_desk
from rushes.clearance.records.escalation import Escalation
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.strict_json import check_text
from rushes.errors import BadInputError
from rushes.judgement import judge_again
from rushes.provenance.events import record_decision
from rushes.show import Show

ROLES: tuple[Role, ...] = get_args(Role)
"""As what somebody decides. Which of them may is for each rule to say."""

Kind = Literal["exception", "waiver", "approval"]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, whatever it is about.

    Attributes:
        by: Who.
        role: As what, one of ``ROLES``.
        why: In their words.
        evidence: Documents: a letter's address, a mail's id; at least one.
        expires: Until when: a day (its end, UTC) or a moment with its time zone.
    """

    by: str
    role: str
    why: str
    evidence: tuple[str, ...]
    expires: str


@dataclass(frozen=True, slots=True)
class Word(Said):
    """The same, with the key that signs it here.

    Attributes:
        key: Asked for once everything else is right, because somebody may have to type a passphrase for it.
    """

    key: Callable[[], Signer]


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose signature a decision will carry.

    Attributes:
        did: Gives their key (did:key) once everything else is right.
        person: Their id in the show's register of people, when they sign in its room; empty by command.
        at: When they decide; timezone-aware.
    """

    did: Callable[[], str]
    person: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a decision holds.

    Attributes:
        shots: Patterns such as ``010_*``.
        performer: For whom; empty when nobody is meant.
        brief_sha256: For one brief only; empty for any.
    """

    shots: tuple[str, ...] = ("*",)
    performer: str = ""
    brief_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """Which of the rules that an escalation waits for a decision answers, and how.

    Attributes:
        rules: Their ids.
        kind: The written approval that the rules ask for, an exception that they provide, or a waiver.
        exception: Which of the rules' own exceptions.
        performer: About whom, when more than one performer is shown.
        shots: Where it holds as well, as patterns; None for this one brief. An approval, a decision about words, or one about
            somebody who is in no register, is for this one brief whatever is given.
    """

    rules: tuple[str, ...]
    kind: Kind = "approval"
    exception: str = ""
    performer: str | None = None
    shots: tuple[str, ...] | None = None


def decide_rules(
    show: Show, kind: Kind, rules: tuple[str, ...], word: Word, reach: Reach, *, exception: str = ""
) -> tuple[Decision, Path]:
    """Check who may decide what, sign the decision, have the desk counter-sign it, and write both down.

    Args:
        show: Where it holds.
        kind: What sort of decision.
        rules: The rules that it answers.
        word: Who says it, and why.
        reach: For which shots, whom and which brief.
        exception: Which of the rule's own exceptions.

    Returns:
        The decision, and its file.

    Raises:
        BadInputError: A rule is not known, can't be decided about, or not by this role; the key, a word or the date is wrong.
    """
    key = cache(word.key)
    decision = drawn_rules(show, kind, rules, word, reach, Hand(lambda: key().did), exception=exception)
    return _signed(show, decision, key())


def drawn_rules(
    show: Show, kind: Kind, rules: tuple[str, ...], said: Said, reach: Reach, hand: Hand, *, exception: str = ""
) -> Decision:
    """Return a decision that nobody has signed yet, once it is one that may be made.

    Raises:
        BadInputError: As ``decide_rules``.
    """
    check_decision(rules, kind=kind, role=said.role, exception=exception)
    expires_at = last_moment(said.expires)
    check_to_come(expires_at, hand.at)
    did = hand.did()
    try:
        return Decision.model_validate(
            {
                "id": uuid.uuid4().urn,
                "kind": kind,
                "rules": rules,
                "exception": exception,
                "production": show.name,
                "shots": reach.shots,
                "performer": reach.performer,
                "brief_sha256": reach.brief_sha256,
                "decided_by": plain(said.by, "who decides"),
                "role": said.role,
                "did": did,
                "person": hand.person,
                "why": plain(said.why, "why"),
                "evidence": tuple(plain(one, "the evidence") for one in said.evidence),
                "decided_at": hand.at,
                "expires_at": expires_at,
            }
        )
    except ValidationError as error:
        raise BadInputError(f"The decision is not whole: {sentence_of(error)}. Correct it and decide again.") from error


def decide_about(
    show: Show, escalation: Escalation, answering: Answering, word: Word
) -> tuple[tuple[Decision, Path], ...]:
    """Decide about rules that an escalation waits for: one decision for all that is about the same, signed after all were checked.

    Args:
        show: Whose desk.
        escalation: What waits on it.
        answering: Which of its rules, and how.
        word: Who decides, and why.

    Raises:
        BadInputError: It does not wait for a rule, or as ``decide_rules``.
    """
    key = cache(word.key)
    drawn = drawn_about(show, escalation, answering, word, Hand(lambda: key().did))
    return tuple(_signed(show, decision, key()) for decision in drawn)


def drawn_about(
    show: Show, escalation: Escalation, answering: Answering, said: Said, hand: Hand
) -> tuple[Decision, ...]:
    """Return the decisions that answer rules of an escalation, before anybody has signed them.

    Raises:
        BadInputError: As ``decide_about``.
    """
    named = {rule: rule_named(rule) for rule in answering.rules}
    if not named:
        raise BadInputError("Say which rules it is about: at least one.")
    waiting = waiting_rules(judge_again(escalation, show))
    strange = [rule for rule in named if rule not in waiting]
    if strange and all(named[rule].waivable for rule in strange):
        raise BadInputError(
            f"{escalation.id} does not wait for {', '.join(strange)}. It waits for: {', '.join(waiting) or 'nothing'}."
        )
    check_decision(tuple(named), kind=answering.kind, role=said.role, exception=answering.exception)
    is_about_them = any(rule.about == "person" for rule in named.values())
    whom = about_whom(escalation, answering.performer) if is_about_them else ""
    shots = None if answering.kind == "approval" else answering.shots
    made = []
    for about in ("shot", "words", "person"):
        group = tuple(rule for rule in named if named[rule].about == about)
        if group:
            them = whom if about == "person" else ""
            reach = _reach(escalation, them, shots if about == "shot" or them else None)
            made.append(drawn_rules(show, answering.kind, group, said, reach, hand, exception=answering.exception))
    return tuple(made)


def _signed(show: Show, decision: Decision, signer: Signer) -> tuple[Decision, Path]:
    show, desk = working_desk(show)
    path = decide(show.consents, decision, signer=signer, desk=desk)
    record_decision(show, decision, now=decision.decided_at)
    return decision, path


def _reach(escalation: Escalation, performer: str, shots: tuple[str, ...] | None) -> Reach:
    question = escalation.question
    if shots is None:
        return Reach((question.shot,) if question.shot else ("*",), performer, question.brief_sha256)
    return Reach(shots, performer)


def waiting_rules(judged: Clearance) -> tuple[str, ...]:
    """Return the rules that nobody has answered, each once."""
    return tuple(dict.fromkeys(reason.rule for reason in judged.reasons if reason.outcome != "cleared"))


def about_whom(escalation: Escalation, performer: str | None) -> str:
    """Return the performer that a decision about a person names; empty for somebody who is in no register.

    Raises:
        BadInputError: That performer isn't shown, or several are and none was named.
    """
    shown = sorted({person.performer for person in escalation.question.shown if person.performer})
    if performer is not None and performer not in shown:
        raise BadInputError(
            f"{escalation.id} does not show {performer}. It shows: {', '.join(shown) or 'nobody enrolled'}."
        )
    if performer is None and len(shown) > 1:
        raise BadInputError(
            f"{escalation.id} shows {', '.join(shown)}. Decide about one of them at a time: --performer ID."
        )
    return performer or (shown[0] if shown else "")


def last_moment(text: str) -> datetime:
    """Return the moment at which something ends: the end of a day (UTC), or a moment with its time zone.

    Raises:
        BadInputError: It is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f'"{text}" is no date. Write it as 2027-03-31, or as 2027-03-31T18:00:00Z.') from error
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if "T" in text or " " in text.strip():
        raise BadInputError(f'"{text}" has no time zone. Write it as 2027-03-31T18:00:00Z, or give the day alone.')
    try:
        return moment.replace(tzinfo=UTC) + timedelta(days=1)
    except OverflowError as error:
        raise BadInputError(f'"{text}" is further away than a calendar reaches. Give an earlier date.') from error


def check_to_come(moment: datetime, now: datetime) -> None:
    """Stop when a decision would have ended before it began.

    Raises:
        BadInputError: It would.
    """
    if moment <= now:
        raise BadInputError(
            f"The decision would have ended on {moment:%d %B %Y %H:%M} UTC. Give a date to come as its end."
        )


def plain(words: str, what: str) -> str:
    """Return a person's words in the one spelling that is signed.

    Raises:
        BadInputError: There are none, or they hide characters.
    """
    said = unicodedata.normalize("NFC", words.replace("\r\n", "\n").strip())
    if not said:
        raise BadInputError(f"Say {what}: a decision without it counts for nothing.")
    try:
        check_text(said, name="What was typed", field=what)
    except BadInputError as error:
        raise BadInputError(f"{str(error).partition(' Ask whoever')[0]} Type it again.") from error
    return said
