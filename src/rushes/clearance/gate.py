"""The gate: every act asks here at the moment it is done, and what it gives is the only thing a step can run with.

A clearance says what held when a brief was judged. Between that moment and the next step a performer may revoke, a
strike may begin, a consent may end. So the gate reads the show's records anew each time, judges the very question again
with the rules in force, and gives a permit or an error with the whole reason. It is asked by the process that runs a
step (``plan/run.py``), by the pipeline before a take is sealed and named, and by whoever promotes, exports, transfers or trains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Never

from rushes.clearance.clear import clear
from rushes.clearance.question import Question
from rushes.clearance.records.consent import Action
from rushes.clearance.records.loading import STRIKES, load_registry
from rushes.clearance.records.registry import Registry
from rushes.clearance.verdict import Clearance
from rushes.errors import EscalatedError, RefusedError
from rushes.show import Show

CLOCK_SLACK = timedelta(minutes=5)
"""How far the clocks of two machines may lie apart before one of them is taken for wrong: what Kerberos allows (RFC 4120,
section 5.2.6 and its five minutes of custom). A consent's dates are days; a longer slack would hide a clock set back."""

EVENT = "an event in the show's ledger"

_ONLY_THE_GATE = object()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Permit:
    """That one act may be done now. Only the gate makes one, and it does not leave the process that asked.

    Attributes:
        clearance: The judgement of this moment.
        action: What may be done.
        question_sha256: The question that was judged.
        at: When.
        registry: The records that it was judged by: what else is to be decided in this moment, such as whether a model may be loaded, is
            decided by the same.
    """

    clearance: Clearance
    action: Action
    question_sha256: str
    at: datetime
    registry: Registry
    made_by: InitVar[object]

    def __post_init__(self, made_by: object) -> None:
        if made_by is not _ONLY_THE_GATE:
            raise RefusedError(
                "A permit is made by the clearance gate alone. Ask it: Gate.of(show).ask(question, action)."
            )

    def __init_subclass__(cls) -> None:
        raise TypeError("Permit has no kinds: the gate makes one sort only.")

    def __reduce__(self) -> Never:
        """Refuse to be copied or sent: whoever needs one asks the gate for it.

        Raises:
            RefusedError: Always.
        """
        raise RefusedError("A permit can't be copied or handed to another process. Ask the clearance gate there.")

    @property
    def clearance_id(self) -> str:
        """The id of the clearance that it rests on."""
        return self.clearance.id

    def require(self, *actions: Action) -> None:
        """Stop unless it is for one of these actions.

        Raises:
            RefusedError: It is for something else.
        """
        if self.action not in actions:
            raise RefusedError(
                f"This step holds a permit to {self.action}, and what it starts needs one to "
                f"{' or '.join(actions)}. Name the right action in the engine's step."
            )


@dataclass(frozen=True)
class Gate:
    """Where a show's acts are asked for.

    Attributes:
        folder: The show's folder; ``show.yaml`` and ``consents/`` are read anew at each question.
        packs: The policy packs that the work was cleared under.
        production: The show's name.
        desk: The key (did:key) of the show's clearance desk when the work was cleared; None when the show named none yet.
        floors: The highest sequence number of each status list that was ever seen, by its id.
        orders: Ids of the strike orders that were ever given; none of them may be missing.
        replaced: SHA-256 of performers' records that newer ones took the place of; none of them may come back.
        withdrawn: SHA-256 of what was ever withdrawn from training; taking its record away brings nothing back.
        not_before: The newest moment that is known to have been; a clock that shows an earlier one was set back.
        clock: Tells the time.
    """

    folder: Path
    packs: tuple[str, ...]
    production: str
    desk: str | None = None
    floors: Mapping[str, int] = field(default_factory=dict)
    orders: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    not_before: datetime | None = None
    clock: Callable[[], datetime] = field(default=_now, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        show: Show,
        *,
        floors: Mapping[str, int] | None = None,
        orders: frozenset[str] = frozenset(),
        replaced: frozenset[str] = frozenset(),
        withdrawn: frozenset[str] = frozenset(),
        not_before: datetime | None = None,
    ) -> Gate:
        """Return the gate of a show as it is now, with what its ledger has seen."""
        return cls(
            show.folder,
            show.policies,
            show.name,
            show.clearance_desk,
            floors or {},
            orders,
            replaced,
            withdrawn,
            not_before,
        )

    def to_json(self) -> dict[str, Any]:
        """Return what another process needs to ask at the same gate."""
        return {
            "folder": str(self.folder),
            "packs": list(self.packs),
            "production": self.production,
            "desk": self.desk,
            "floors": dict(self.floors),
            "orders": sorted(self.orders),
            "replaced": sorted(self.replaced),
            "withdrawn": sorted(self.withdrawn),
            "not_before": self.not_before.isoformat() if self.not_before else None,
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Gate:
        """Return the gate that ``to_json`` described.

        Raises:
            RefusedError: It is not whole.
        """
        try:
            seen = record["not_before"]
            return cls(
                folder=Path(record["folder"]),
                packs=tuple(record["packs"]),
                production=record["production"],
                desk=record["desk"],
                floors=dict(record["floors"]),
                orders=frozenset(record["orders"]),
                replaced=frozenset(record["replaced"]),
                withdrawn=frozenset(record["withdrawn"]),
                not_before=datetime.fromisoformat(seen) if seen else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"The request does not say at which gate to ask ({error}). Make it again.") from error

    def ask(
        self, question: Question, action: Action | str, *, given: Clearance | Mapping[str, Any] | None = None
    ) -> Permit:
        """Return a permit for one act, judged now.

        Args:
            question: What is asked, as it was drawn from the brief.
            action: The act. One that the question names is judged with the whole question: when any of it does not hold
                any more, nothing of it goes on. Another act is judged by itself.
            given: The clearance that the work began with, as a value or as its JSON; None for an act of its own.

        Raises:
            RefusedError: It may not be done, the question or the clearance was changed, the policies in force were, or
                the clock was set back. The sentence holds every reason.
            EscalatedError: A person has to decide first.
            BadInputError: The show or its records can't be read.
        """
        act = _action(action)
        now = self.clock()
        show = self._check_show(question)
        earlier = None if given is None else _earlier(given, question, act)
        registry = self.registry(now, desk=show.clearance_desk, earlier=earlier, people=_people(question))
        asked = question if act in question.actions else question.model_copy(update={"actions": (act,)})
        judged = clear(asked, registry, self.packs, now=now)
        try:
            judged.require(act, brief_sha256=question.brief_sha256)
        except (RefusedError, EscalatedError) as error:
            if earlier is None:
                raise
            then = earlier.judged_at.astimezone(UTC)
            raise type(error)(
                f"Cleared on {then:%d %B %Y at %H:%M} UTC ({earlier.id}), and not any more. {error}"
            ) from error
        return Permit(judged, act, question.sha256, now, registry, _ONLY_THE_GATE)

    def registry(
        self,
        now: datetime,
        *,
        desk: str | None = None,
        earlier: Clearance | None = None,
        people: Iterable[str] | None = None,
    ) -> Registry:
        """Read the show's records anew.

        Args:
            now: The moment of judgement.
            desk: The key of the show's clearance desk; the one of the gate when left out.
            earlier: A clearance that was given before; the clock can't be before it.
            people: Ids of the performers that matter; everybody when left out.

        Raises:
            RefusedError: The clock was set back, or a strike order is missing or can't be read, so that one may hold.
            BadInputError: The records can't be read.
        """
        registry = load_registry(
            self.folder / "consents",
            desk=desk or self.desk,
            floors=self.floors,
            now=now,
            people=people,
            replaced=self.replaced,
        )
        torn = [problem for problem in registry.problems if problem.startswith(f"{STRIKES}/")]
        gone = sorted(self.orders - {order.id for order in registry.strikes})
        if gone and not torn:
            torn = [
                f"The strike order {gone[0]} was given, and its file is gone from {self.folder / 'consents' / STRIKES}."
            ]
        if torn:
            raise RefusedError(
                f"{' '.join(torn)} A strike may hold, and nobody can tell: nothing is made until the order is brought back "
                "from a copy. To lift an order: rushes strike off."
            )
        moments = list(_moments(registry))
        if self.not_before is not None:
            moments.append((self.not_before, EVENT))
        if earlier is not None:
            moments.append((earlier.judged_at, f"clearance {earlier.id}"))
        _check_clock(now, moments)
        return replace(registry, withdrawn=registry.withdrawn | self.withdrawn)

    def _check_show(self, question: Question) -> Show:
        show = Show.load(self.folder)
        if question.production != self.production or show.name != self.production:
            raise RefusedError(
                f"This was asked for the production {question.production} at the gate of {self.production}, and "
                f"{show.folder} holds {show.name}. A consent for one is none for another: clear the brief in its own show."
            )
        if show.policies != self.packs:
            raise RefusedError(
                f"{show.folder / 'show.yaml'}: the policies in force were {', '.join(self.packs)} when this was cleared, "
                f"and are {', '.join(show.policies)} now. Clear the brief again under the new ones."
            )
        if self.desk is not None and show.clearance_desk != self.desk:
            raise RefusedError(
                f"{show.folder / 'show.yaml'}: the clearance desk is another one than when this was cleared. Find out "
                "who changed it, and clear the brief again."
            )
        return show


def _action(action: Action | str) -> Action:
    try:
        return Action(action)
    except ValueError as error:
        raise RefusedError(
            f'No consent and no rule knows the act "{action}". What can be asked for: {", ".join(Action)}. '
            "What nobody can agree to is not done."
        ) from error


def _earlier(given: Clearance | Mapping[str, Any], question: Question, action: Action) -> Clearance:
    """Return the clearance that work began with, once it is known to be whole and for this very question."""
    clearance = given if isinstance(given, Clearance) else Clearance.from_json(dict(given))
    clearance.require(action, brief_sha256=question.brief_sha256)
    if clearance.production != question.production:
        raise RefusedError(
            f"Clearance {clearance.id} was given for the production {clearance.production or '(none)'}, not for "
            f"{question.production}. Clear the brief in this show."
        )
    if clearance.question_sha256 != question.sha256:
        raise RefusedError(
            f"Clearance {clearance.id} was given for another question: the brief, what it is for, what is seen in its "
            "pictures, or what reads its words changed since. Clear the brief again."
        )
    return clearance


def _people(question: Question) -> frozenset[str]:
    """Return the ids of everybody whom a question may be about: a register of ten thousand is not read for one."""
    seen = (question.plate, *question.references)
    named = (shown.performer for shown in question.shown)
    trained_on = (one for brought in question.brought if brought.card for one in brought.card.subjects)
    return frozenset(
        filter(None, (*named, *trained_on, *(one for look in seen for one in (*look.matched, *look.uncertain))))
    )


def _moments(registry: Registry) -> Iterator[tuple[datetime, str]]:
    """Every moment that the records say has been, with the record's name. Strikes may be announced ahead: not they."""
    for performer in registry.performers.values():
        yield performer.enrolled_at, f"the enrolment of {performer.id}"
    for held in registry.consents:
        yield held.consent.issued_at, f"consent {held.consent.id}"
        if held.standing.since is not None:
            yield held.standing.since, f"the status of consent {held.consent.id}"
    for decision in registry.decisions:
        yield decision.decided_at, f"decision {decision.id}"
    for decided in registry.false_faces:
        yield decided.decided_at, f"decision {decided.id}"


_REMEDY = {
    True: "if it is right, have the clearance desk sign that another one was wrong (rushes ledger set-right --show SHOW)",
    False: "correct the record",
}


def _check_clock(now: datetime, moments: list[tuple[datetime, str]]) -> None:
    if not moments:
        return
    newest, what = max(moments, key=lambda moment: moment[0])
    if now + CLOCK_SLACK < newest:
        raise RefusedError(
            f"This machine's clock says {now.astimezone(UTC):%d %B %Y %H:%M} UTC, but {what} is of "
            f"{newest.astimezone(UTC):%d %B %Y %H:%M} UTC. The clock was set back, or that record is dated ahead, and dates "
            f"can't be judged so. Set the clock right, or {_REMEDY[what == EVENT]}, and ask again."
        )
