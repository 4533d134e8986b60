"""What waits on the desk, as its page tells it: each question with its rules, its clocks and its decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from rushes.clearance import Clearance, Reason
from rushes.clearance.policy.deciders import USUAL_DECIDERS, rule_named
from rushes.clearance.policy.rule import Kind, Rule
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.desk import escalation, escalations, trusted_desk
from rushes.clearance.records.escalation import Clock, Escalation, clocks
from rushes.clearance.records.registry import Registry
from rushes.errors import BadInputError
from rushes.judgement import gate_of, judge_again
from rushes.show import Show

KINDS: dict[Kind, str] = {
    "approval": "Written approval",
    "exception": "Exception that the rule provides",
    "waiver": "Waiver",
}

STATES = {"overdue": "Overdue", "pending": "Waits", "refused": "Refused", "cleared": "Cleared"}
"""Where a question can stand, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Told:
    """One reason of a judgement, with the rule behind it; None for a rule that is in no pack any more."""

    reason: Reason
    rule: Rule | None

    @property
    def state(self) -> str:
        """``answered``, ``pending`` until somebody decides, or ``stop``: no decision answers it."""
        if self.reason.outcome == "cleared":
            return "answered"
        return "pending" if self.rule is not None and self.rule.waivable else "stop"

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who may decide about it."""
        return (self.rule.deciders or USUAL_DECIDERS) if self.rule is not None else ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Which decisions answer it."""
        return (self.rule.answers or tuple(KINDS)) if self.rule is not None else ()


@dataclass(frozen=True)
class Case:
    """A question on the desk, judged now.

    Attributes:
        escalation: As it lies there.
        judged: What is said of it at this moment.
        clocks: The time limits that run.
        decisions: Signed ones that answered a rule of it.
    """

    escalation: Escalation
    judged: Clearance
    clocks: tuple[Clock, ...]
    decisions: tuple[Decision, ...]

    @cached_property
    def reasons(self) -> tuple[Told, ...]:
        """Every rule that speaks: what nobody can decide first, then what waits, then what is answered."""
        order = ("stop", "pending", "answered")
        return tuple(sorted(map(_told, self.judged.reasons), key=lambda told: order.index(told.state)))

    @cached_property
    def open_rules(self) -> tuple[Told, ...]:
        """Rules that wait for somebody and can be decided about, each once."""
        return tuple({told.reason.rule: told for told in self.reasons if told.state == "pending"}.values())

    @property
    def state(self) -> str:
        """One of ``STATES``."""
        if self.judged.verdict == "cleared":
            return "cleared"
        if any(clock.overdue for clock in self.clocks):
            return "overdue"
        return "refused" if self.judged.verdict == "refused" else "pending"

    @property
    def performers(self) -> tuple[str, ...]:
        """Ids of the enrolled performers whom it shows."""
        return tuple(sorted({shown.performer for shown in self.escalation.question.shown if shown.performer}))

    def offered(self) -> tuple[tuple[Kind, ...], tuple[str, ...], tuple[str, ...]]:
        """Return kinds of decision, roles and exceptions that answer at least one open rule."""
        kinds = {kind for told in self.open_rules for kind in told.kinds}
        roles = dict.fromkeys(role for told in self.open_rules for role in told.deciders)
        named = dict.fromkeys(one for told in self.open_rules if told.rule for one in told.rule.exceptions)
        return tuple(kind for kind in KINDS if kind in kinds), tuple(roles), tuple(named)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that lies on the desk.

    Attributes:
        cases: By their state, the oldest first.
        strikes: Strike orders that hold.
        problems: A sentence for each file that counts for nothing.
    """

    cases: tuple[Case, ...]
    strikes: tuple[StrikeOrder, ...]
    problems: tuple[str, ...]


def desk_of(show: Show, now: datetime) -> Desk:
    """Read a show's desk and judge what lies on it.

    Raises:
        RushesError: The show's records can't be read, or the ledger was altered.
    """
    found, problems = escalations(show.consents, desk=trusted_desk(show))
    registry = gate_of(show).registry(now)
    order = list(STATES)
    cases = sorted((_case(one, show, registry, now) for one in found), key=lambda case: order.index(case.state))
    return Desk(tuple(cases), holding(registry.strikes, now), problems)


def case_of(show: Show, name: str, now: datetime) -> Case:
    """Return one question, by its id.

    Raises:
        RushesError: There is none, or as ``desk_of``.
    """
    one = escalation(show.consents, name, desk=trusted_desk(show))
    return _case(one, show, gate_of(show).registry(now), now)


def holding(strikes: Iterable[StrikeOrder], now: datetime) -> tuple[StrikeOrder, ...]:
    """Return the strike orders that hold at a moment."""
    return tuple(order for order in strikes if order.holds(now))


def _case(one: Escalation, show: Show, registry: Registry, now: datetime) -> Case:
    judged = judge_again(one, show, now=now, registry=registry)
    named = [decision for decision in registry.decisions if decision.id in judged.decisions]
    return Case(one, judged, clocks(one, now), tuple(named))


def _told(reason: Reason) -> Told:
    try:
        return Told(reason, rule_named(reason.rule))
    except BadInputError:
        return Told(reason, None)
