"""An escalation: a question that a person has to decide, what was answered about it, and the clocks that run for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from rushes.brief.brief import UseCase
from rushes.canonical import sha256_of
from rushes.clearance.question import Guidance, Question
from rushes.clearance.records.consent import Action, Record

NETFLIX = "https://partnerhelp.netflixstudios.com/hc/en-us/articles/43393929218323"
"""Using Generative AI in Content Production, as of 11 November 2025; later changes are not known here."""

QUESTIONS: Mapping[str, str] = {
    "no_replication": "Do the outputs keep from replicating or substantially recreating identifiable characteristics of "
    "unowned or copyrighted material?",
    "no_training": "Do the tools keep from storing, reusing or training on production inputs or outputs?",
    "secure": "Is the work done in an enterprise-secured environment?",
    "temporary": "Is the generated material temporary, and not part of the final deliverables?",
    "no_replacement": "Does it keep from replacing or generating talent performances or union-covered work without consent?",
}
"""The five guiding principles of the Netflix guidance as questions, by the field of ``Guidance``; a full *yes* is good."""

Outcome = Literal["ok", "judge", "escalate"]
MATRIX: Mapping[UseCase, tuple[str, Outcome, str]] = {
    "ideation": ("Ideation only (moodboards, reference images)", "ok", "low risk, not final"),
    "background": (
        "Background elements on camera (signage, posters)", "judge",
        "incidental ones may be low risk; a story-relevant one is escalated",
    ),
    "final_design": (
        "Final character designs or key visuals", "escalate", "legal rights, audience perception, union roles",
    ),
    "talent_replication": (
        "Talent replication (re-ageing, synthetic voices)", "escalate", "needs consent and legal review",
    ),
    "unowned_training_data": (
        "Unowned training data (celebrity faces, copyrighted art)", "escalate", "copyright and other rights",
    ),
    "proprietary_material": (
        "The client's proprietary material", "judge", "escalated outside of secure enterprise tools",
    ),
    "other": ("None of these rows", "judge", "the guidance names no row for it: a person judges"),
}  # fmt: skip
"""The use-case matrix of the Netflix guidance: row, outcome, rationale. ``other`` is ours: what no row holds is judged."""

NOTICE = timedelta(hours=48)
"""Notice before the services for which a replica is made (SAG-AFTRA TV/Theatrical 2023, and Commercials 2025)."""

UNION_ANSWER = timedelta(days=21)
"""How long the union has to answer about a transferee (SAG-AFTRA TV/Theatrical 2026, 39.I; a paraphrase, not confirmed)."""


class Ground(Record):
    """A reason of the clearance, as the desk keeps it; see ``rushes.clearance.verdict.Reason``."""

    rule: str
    field: str
    required: str
    found: str
    source: str
    remedy: str
    confirmed: bool = True
    outcome: str = ""


class Answers(Record):
    """What somebody answered about an escalation.

    Attributes:
        by: Who.
        at: When.
        guidance: The five questions.
        use_case: The row of the matrix; None leaves what the brief says.
        story_relevant: Whether a background element matters to the story; None when nobody can say.
        services_at: When the performer's services for it start.
        notice_given_at: When the performer was told.
        transfer_asked_at: When the union was asked about a transferee.
        person, did: Who signed in a team's room, by id, and with which key; empty for answers that the desk alone signed.
        asked_sha256: SHA-256 of what was asked (``asked_sha256``), so that they answer nothing else; empty as well.
        proof: Their proof over everything above; None as well.
    """

    by: Annotated[str, Field(min_length=1)]
    at: AwareDatetime
    guidance: Guidance = Guidance()
    use_case: UseCase | None = None
    story_relevant: bool | None = None
    services_at: AwareDatetime | None = None
    notice_given_at: AwareDatetime | None = None
    transfer_asked_at: AwareDatetime | None = None
    person: str = ""
    did: str = ""
    asked_sha256: str = ""
    proof: dict[str, Any] | None = None


class Escalation(Record):
    """A question on the desk.

    Attributes:
        id: Named by the production, the brief and the actions, so that the same question has one place.
        question: As it was last judged.
        clearance: The id of that judgement.
        grounds: Why a person has to decide.
        asked_by, asked_at: Who asked first, and when.
        judged_at: When it was judged last.
        answers: What was answered, the newest last.
    """

    id: Annotated[str, Field(pattern=r"^esc-[0-9a-f]{12}$")]
    question: Question
    clearance: str
    grounds: tuple[Ground, ...]
    asked_by: Annotated[str, Field(min_length=1)]
    asked_at: AwareDatetime
    judged_at: AwareDatetime
    answers: tuple[Answers, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that wait for a person, each once."""
        return tuple(dict.fromkeys(ground.rule for ground in self.grounds if ground.outcome != "cleared"))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit.

    Attributes:
        name: What for.
        due: Until when.
        kept: Whether it was kept already.
        overdue: Whether it is over and was not kept.
        words: A sentence for a person.
    """

    name: str
    due: datetime
    kept: bool
    overdue: bool
    words: str


def escalation_id(question: Question) -> str:
    """Return under which name a question lies on the desk."""
    return f"esc-{asked_sha256(question)[:12]}"


def asked_sha256(question: Question) -> str:
    """Return the SHA-256 that names what is asked: of which brief, for which production, which acts."""
    return sha256_of(
        {
            "production": question.production,
            "brief_sha256": question.brief_sha256,
            "actions": [str(action) for action in question.actions],
        }
    )


def clocks(escalation: Escalation, now: datetime) -> tuple[Clock, ...]:
    """Return the time limits that run for an escalation.

    Args:
        escalation: With what was answered.
        now: Timezone-aware.
    """
    return tuple(_clocks(escalation, now))


def _clocks(escalation: Escalation, now: datetime) -> Iterator[Clock]:
    newest = escalation.answers[-1] if escalation.answers else None
    if newest is None:
        return
    if newest.services_at is not None:
        due = newest.services_at - NOTICE
        given = newest.notice_given_at
        kept = given is not None and given <= due
        if kept:
            words = f"The performer was told on {_say(given)}, 48 hours or more before the services."
        elif given is not None:
            words = (
                f"The performer was told on {_say(given)}, less than 48 hours before the services of "
                f"{_say(newest.services_at)}: move the services, or ask the union."
            )
        else:
            words = f"The performer has to be told by {_say(due)}, 48 hours before the services."
        yield Clock("48 hours' notice", due, kept, not kept and (now > due), words)
    if newest.transfer_asked_at is not None or Action.TRANSFER in escalation.question.actions:
        asked = newest.transfer_asked_at
        if asked is None:
            words = "The union was not asked about the transferee yet: ask, and write down when (--transfer-asked-at)."
            yield Clock("union's answer", now + UNION_ANSWER, kept=False, overdue=False, words=words)
        else:
            due = asked + UNION_ANSWER
            late = now > due
            words = f"The union was asked on {_say(asked)} and has until {_say(due)} to answer" + (
                ": that time is over. Its answer, or its silence, is a matter for counsel." if late else "."
            )
            yield Clock("union's answer", due, kept=False, overdue=late, words=words)


def _say(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%d %B %Y %H:%M} UTC" if moment is not None else "(no date)"
