"""What a revocation touches: the takes, jobs, models and deliveries that rest on a consent; what stays and what stops.

Nothing is deleted here. A use that was authorised stays authorised within the licence's terms (NO FAKES Act 2026, (E)); it
is listed, so that people can decide. What is stopped is stopped elsewhere, at the gate and by the loader of models: this
says what that will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from rushes.clearance.models import MODELS, ModelCard, may_load, model_cards
from rushes.clearance.records.registry import Registry
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance.decided import Decided, Word, decided_in
from rushes.provenance.ledger import Entry, read_ledger
from rushes.provenance.manifest import ConsentNamed, consents_named
from rushes.provenance.standing import ConsentStanding, moment_of, standing_of
from rushes.provenance.takes import sealed_takes
from rushes.show import Show
from rushes.studio import Job, list_jobs

DELIVERIES = "delivery."
"""How the ledger's events of what left the house start."""

REFUSED = "delivery.refused"
"""What did not leave touches nobody."""


SHORTEST_END = 8
"""Characters of a consent's id that are enough to find it by: its last group has twelve."""


@dataclass(frozen=True, slots=True)
class TakeTouched:
    """A sealed take that rests on the consent.

    Attributes:
        shot, version: Which one.
        judged_at: When it was cleared, ISO 8601.
        then, now: How the consent stood at that moment, and how it stands now.
        circled: Whether it was circled; None when nobody decided.
        decision: What the review room wrote down, as it stands in ``take.json``; a view, not the signed decisions.
        decided: Who decided what and when, by role.
        approvals: Ids of the exceptions, waivers and approvals that its clearance rests on.
    """

    shot: str
    version: str
    judged_at: str
    then: str
    now: str
    circled: bool | None
    decision: Mapping[str, Any]
    approvals: tuple[str, ...]
    decided: tuple[Word, ...] = ()

    @property
    def cleared_on(self) -> str:
        """When it was cleared, for people; as it stands in the record where that is no moment."""
        moment = moment_of(self.judged_at)
        return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC" if moment else self.judged_at

    @property
    def was_authorised(self) -> bool:
        """Whether the consent was in force when the take was cleared."""
        return self.then == "in_force"


@dataclass(frozen=True, slots=True)
class JobTouched:
    """A job that is running, or that can go on, and rests on the consent."""

    id: str
    shot: str
    version: str
    state: str
    step: str


@dataclass(frozen=True, slots=True)
class ModelTouched:
    """A model that was trained on the person.

    Attributes:
        id, weights_sha256, production: Which one.
        loads: Whether it may still be loaded.
        why: What speaks against it.
    """

    id: str
    weights_sha256: str
    production: str
    loads: bool
    why: str


@dataclass(frozen=True, slots=True)
class DeliveryTouched:
    """Something that left the house with a take that rests on the consent."""

    entry: int
    time: str
    event: str
    shot: str
    version: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What one consent touches.

    Attributes:
        consent: Its id.
        standing: How it stands now; None when neither the register nor any take knows it.
        takes, jobs, models, deliveries: What rests on it.
        problems: Records that could not be read, so that nobody can tell; sentences.
    """

    consent: str
    standing: ConsentStanding
    takes: tuple[TakeTouched, ...] = ()
    jobs: tuple[JobTouched, ...] = ()
    models: tuple[ModelTouched, ...] = ()
    deliveries: tuple[DeliveryTouched, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def stays(self) -> tuple[str, ...]:
        """What was authorised and stays so, as sentences."""
        kept = [
            f"{take.shot} {take.version} was cleared on {take.cleared_on} while the consent was in force: it stays sealed and "
            "verifiable, and is listed, not deleted."
            for take in self.takes
            if take.was_authorised
        ]
        kept += [
            f"{one.shot} {one.version} left the house on {one.time} ({one.event}): whoever has it has to be told."
            for one in self.deliveries
        ]
        return tuple(kept)

    @property
    def stops(self) -> tuple[str, ...]:
        """What does not go on, as sentences; nothing while the consent is in force."""
        if self.standing.now.in_force:
            return ()
        ended = [f"Every new take that rests on it is refused. {self.standing.now.words}".strip()]
        ended += [f"The job {job.id} ({job.state}) is refused at its next step." for job in self.jobs]
        ended += [
            f"The model {model.id} is not loaded any more. {model.why}" for model in self.models if not model.loads
        ]
        if self.takes and self.standing.now.state != "used_up":
            ended.append(
                "Any further act on its takes (altering, promoting to final, exporting, transferring) is asked at the gate "
                "again, and refused while it stands so."
            )
        ended += [
            f"{take.shot} {take.version} was cleared on {take.cleared_on}, when the consent was "
            f"{take.then.replace('_', ' ')}: nothing shows that it was authorised. Don't use it before counsel has decided."
            for take in self.takes
            if not take.was_authorised
        ]
        return tuple(ended)

    def to_json(self) -> dict[str, Any]:
        """Return what ``rushes consent impact --json`` prints for this consent."""
        return {
            "consent": self.consent,
            "sha256": self.standing.named.sha256,
            "performer": self.standing.performer,
            "state": self.standing.now.state,
            "words": self.standing.now.words,
            "takes": [{**asdict(take), "authorised_then": take.was_authorised} for take in self.takes],
            "jobs": [asdict(job) for job in self.jobs],
            "models": [asdict(model) for model in self.models],
            "deliveries": [asdict(delivery) for delivery in self.deliveries],
            "stays": list(self.stays),
            "stops": list(self.stops),
            "problems": list(self.problems),
        }


def impact(
    show: Show,
    registry: Registry,
    name: str,
    *,
    now: datetime,
    decided: Mapping[tuple[str, str], Decided] | None = None,
) -> tuple[Impact, ...]:
    """Say what a consent touches, or each consent of a performer.

    Args:
        show: The production on disk.
        registry: Its verified records.
        name: A consent's id (or its end, from the last hyphen), or a performer's id.
        now: The moment of asking, timezone-aware.
        decided: What people decided, by shot and version, from the signed records (``rushes.review.deciding``). Left out,
            each ``take.json`` is believed, which anybody can write.

    Raises:
        BadInputError: Neither the register nor any take knows such a consent or performer, or several fit.
    """
    takes, problems = _takes(show)
    named = _named(registry, takes, name)
    cards, broken = model_cards(show.folder / MODELS)
    left = (entry for entry in read_ledger(show.ledger) if entry.event.startswith(DELIVERIES))
    deliveries = [entry for entry in left if entry.event != REFUSED]
    jobs = [job for job in list_jobs(show.work) if job.state in {"running", "interrupted", "cancelled", "failed"}]
    told = {(take.shot, take.version): decided_in(take.decision) for take in takes} if decided is None else decided
    return tuple(
        _touched(one, show, registry, takes, told, jobs, cards, deliveries, (*problems, *broken), now) for one in named
    )


def _takes(show: Show) -> tuple[tuple[Take, ...], tuple[str, ...]]:
    found = list(sealed_takes(show))
    return tuple(one for one in found if isinstance(one, Take)), tuple(one for one in found if isinstance(one, str))


def _named(registry: Registry, takes: tuple[Take, ...], name: str) -> list[ConsentNamed]:
    """Return the consents that are meant: known to the register, or to a take whose consent was taken out of it.

    A take's consent that the register does not hold may be anybody's whom that take is about, so it is told of each.
    """
    known = {held.consent.id: ConsentNamed(held.consent.id, held.sha256) for held in registry.consents}
    theirs = [known[held.consent.id] for held in registry.consents_of(name)]
    for take in takes:
        for named in consents_named(take.clearance):
            if named.id not in known:
                known[named.id] = named
                theirs += [named] * (name in take.clearance.get("people", ()))
    if theirs:
        return theirs
    fitting = [known[one] for one in known if one == name or (len(name) >= SHORTEST_END and one.endswith(name))]
    if len(fitting) > 1:
        raise BadInputError(f'Several consents end with "{name}". Give the whole id.')
    if not fitting:
        if name in registry.performers:
            raise BadInputError(f"{name} has no consent on record, so nothing rests on one.")
        raise BadInputError(
            f'Neither the register nor any take knows a consent or performer "{name}". `rushes consent show` and '
            "`rushes performer list` say who and what is known."
        )
    return fitting


def _touched(
    named: ConsentNamed,
    show: Show,
    registry: Registry,
    takes: tuple[Take, ...],
    decided: Mapping[tuple[str, str], Decided],
    jobs: list[Job],
    cards: tuple[ModelCard, ...],
    deliveries: list[Entry],
    problems: tuple[str, ...],
    now: datetime,
) -> Impact:
    # By the id alone: a take that names another state of the record rests on it as well, and its standing says which.
    resting = tuple((take, its) for take in takes for its in consents_named(take.clearance) if its.id == named.id)
    shown = {(take.shot, take.version) for take, _ in resting}
    return Impact(
        named.id,
        standing_of(named, registry, then=None, now=now),
        tuple(
            _take_touched(take, its, decided.get((take.shot, take.version), Decided()), registry, now)
            for take, its in resting
        ),
        tuple(
            JobTouched(job.id, job.shot, job.version, job.state, job.step) for job in jobs if named.id in job.consents
        ),
        tuple(_model_touched(card, show, registry, now) for card in cards if _is_on(card, named)),
        tuple(
            DeliveryTouched(entry.seq, entry.time, entry.event, entry.scope["shot"], entry.scope["version"])
            for entry in deliveries
            if (entry.scope.get("shot"), entry.scope.get("version")) in shown
        ),
        problems,
    )


def _take_touched(take: Take, named: ConsentNamed, decided: Decided, registry: Registry, now: datetime) -> TakeTouched:
    judged_at = str(take.clearance["judged_at"])
    standing = standing_of(named, registry, then=moment_of(judged_at), now=now)
    return TakeTouched(
        shot=take.shot,
        version=take.version,
        judged_at=judged_at,
        then=standing.then.state if standing.then else "unknown",
        now=standing.now.state,
        circled=decided.circled,
        decision=dict(take.decision),
        approvals=tuple(str(decision) for decision in take.clearance.get("decisions", ())),
        decided=decided.words,
    )


def _model_touched(card: ModelCard, show: Show, registry: Registry, now: datetime) -> ModelTouched:
    reasons = may_load(card, registry, production=show.name, now=now)
    why = " ".join(f"[{reason.rule}] required {reason.required}; found {reason.found}." for reason in reasons)
    return ModelTouched(card.id, card.weights_sha256, card.production, not reasons, why)


def _is_on(card: ModelCard, named: ConsentNamed) -> bool:
    return any(consent.id == named.id for consent in card.consents)
