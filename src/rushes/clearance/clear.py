"""The judgement: may this be made, of these people, under the rules in force now?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rushes.clearance.models.loading import may_load, needs_its_base
from rushes.clearance.policy.explain import Weighed, reasons_of
from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.judge import Judgement, Rulebook, judge, rulebook
from rushes.clearance.policy.likenesses import Likeness, likenesses
from rushes.clearance.question import Question
from rushes.clearance.records.consent import Action
from rushes.clearance.records.coverage import gaps
from rushes.clearance.records.false_face import FalseFace
from rushes.clearance.records.registry import Registry
from rushes.clearance.verdict import Clearance, Reason, Verdict

MOST_TRIED = 8
"""How many consents of one person that cover a thing are put to the rules, the newest first. Nobody signs nine for the same
act; when eight are stopped by a rule, the ninth is not tried, and the thing is not made."""

_WORST_FIRST = (Verdict.REFUSED, Verdict.ESCALATE, Verdict.CLEARED)


@dataclass(frozen=True)
class _Matter:
    """One action on one likeness, with all consents of whoever it is."""

    action: Action
    likeness: Likeness
    weighed: tuple[Weighed, ...]

    def candidates(self) -> tuple[Weighed | None, ...]:
        """Return the consents to put to the rules: those that cover it, else the one that is nearest to it, else none."""
        whole = tuple(one for one in self.weighed if not one[1])
        if whole:
            return whole[:MOST_TRIED]
        return (min(self.weighed, key=lambda one: len(one[1]), default=None),)


def clear(question: Question, registry: Registry, packs: tuple[str, ...], *, now: datetime) -> Clearance:
    """Decide whether something may be made, and say why.

    Every rule that spoke is in the result, with its source; the first ``refused`` wins over any ``escalate``, and that over any
    ``cleared``. ``escalate`` means that a person's decision could clear it: what would have no lawful basis even then is refused.
    Nothing is looked up outside the arguments, so the same call gives the same answer next year.

    Args:
        question: What is asked: who, what is done, how, for which use.
        registry: Performers, consents, strikes and decisions, already verified.
        packs: Names of the policy packs in force for the show. The house's is, named or not.
        now: The moment of judgement, timezone-aware. Policies never read a clock.

    Raises:
        BadInputError: A policy pack is not known.
    """
    book = rulebook(tuple(packs), now)
    matters = _matters(question, registry, now)
    best = _best(matters, question, registry, book, now)
    against = _against_models(question, registry, now)
    nobody = _nobody(question, registry, now)
    verdict = Verdict.REFUSED if against else min((one.verdict for one in best), key=_WORST_FIRST.index)
    cleared = verdict is Verdict.CLEARED
    used = [one.facts.held for one in best if cleared and "house/consent-covers" in one.permits]
    return Clearance(
        verdict=verdict,
        reasons=(
            *against,
            *_reasons(zip(matters, best, strict=True), book, registry, verdict),
            *map(_of_nobody, nobody),
        ),
        brief_sha256=question.brief_sha256,
        actions=frozenset(map(str, question.actions)) if cleared else frozenset(),
        people=tuple(dict.fromkeys(held.consent.performer for held in used if held is not None)),
        judged_at=now,
        question_sha256=question.sha256,
        consents=tuple(dict.fromkeys((held.consent.id, held.sha256) for held in used if held is not None)),
        decisions=tuple(
            dict.fromkeys(
                (*(decision.id for one in best for decision in one.answered.values()), *(one.id for one in nobody))
            )
        ),
        production=question.production,
        readers=question.readers,
    )


def _against_models(question: Question, registry: Registry, now: datetime) -> tuple[Reason, ...]:
    """Return what speaks against loading the models that are brought: consents and leaves taken back, and adapters over another model than theirs."""
    cards = [one.card for one in question.brought if one.card is not None]
    whole = [one.sha256 for one in question.brought if one.card is None or one.card.base is None]
    return tuple(
        reason
        for card in cards
        for reason in (*may_load(card, registry, production=question.production, now=now), *needs_its_base(card, whole))
    )


def _nobody(question: Question, registry: Registry, now: datetime) -> tuple[FalseFace, ...]:
    """Return what was decided about takes of this very brief: shapes in them that pass for a face, and are nobody's."""
    about = (question.production, question.shot, question.brief_sha256)
    return tuple(one for one in registry.false_faces if one.holds(*about, now))


def _of_nobody(decided: FalseFace) -> Reason:
    """Return a decision as a reason: it is told wherever a clearance rests on it, and clears nothing but the shapes that it names."""
    frames = ", ".join(str(frame) for frame in sorted({shape.frame for shape in decided.shapes}))
    return Reason(
        rule="house/no-face-that-nobody-brought",
        field="take",
        required="no face in the finished take that nobody brought",
        found=f"shapes in frames {frames} of the recipe {decided.recipe[:12]} that {decided.role} decided to be {decided.what} and nobody's face ({decided.id}), until {decided.expires_at:%d %B %Y}",
        source="Rushes house rules (docs/likeness.md)",
        remedy="",
        outcome=Verdict.CLEARED,
    )


def _matters(question: Question, registry: Registry, now: datetime) -> tuple[_Matter, ...]:
    shown = likenesses(question, registry)
    return tuple(
        _Matter(action, likeness, _weigh(likeness, question, action, now))
        for action in question.actions
        for likeness in shown
    )


def _weigh(likeness: Likeness, question: Question, action: Action, now: datetime) -> tuple[Weighed, ...]:
    performer = likeness.performer
    if performer is None:
        return ()
    return tuple((held, gaps(held, performer, question, action, now=now)) for held in likeness.consents)


def _best(
    matters: Sequence[_Matter], question: Question, registry: Registry, book: Rulebook, now: datetime
) -> list[Judgement]:
    """Return the best judgement of each matter: a person's newest consent that the rules let stand, or the nearest to it."""
    tries = [matter.candidates() for matter in matters]
    best: dict[int, Judgement] = {}
    for turn in range(max(map(len, tries))):
        left = [
            index
            for index, candidates in enumerate(tries)
            if turn < len(candidates) and (turn == 0 or best[index].verdict is not Verdict.CLEARED)
        ]
        if not left:
            break
        asked = [_facts(matters[index], tries[index][turn], question, registry, now) for index in left]
        for index, judgement in zip(left, judge(asked, book, registry.decisions), strict=True):
            best[index] = max(best.get(index, judgement), judgement, key=_goodness)
    return [best[index] for index in range(len(matters))]


def _goodness(judgement: Judgement) -> tuple[int, int]:
    return _WORST_FIRST.index(judgement.verdict), -len(judgement.forbids)


def _facts(matter: _Matter, candidate: Weighed | None, question: Question, registry: Registry, now: datetime) -> Facts:
    held, missing = candidate if candidate is not None else (None, ())
    return Facts(
        question=question,
        action=matter.action,
        likeness=matter.likeness,
        held=held,
        gaps=missing,
        strikes=matter.likeness.strikes(registry.strikes, held, question.production, now),
        now=now,
        leaves=tuple(leave for leave in registry.leaves if leave.holds(question.production, question.shot, now)),
    )


def _reasons(
    judged: Iterable[tuple[_Matter, Judgement]], book: Rulebook, registry: Registry, verdict: Verdict
) -> tuple[Reason, ...]:
    """Return every reason once, the worst first. What holds is told when all of it does, and a decision always.

    A clearance that clears stays in the take's record, so it calls people by their ids.
    """
    reasons: Mapping[Reason, None] = dict.fromkeys(
        reason
        for matter, judgement in judged
        for reason in reasons_of(
            judgement, book.rules, matter.weighed, registry.problems, by_id=verdict is Verdict.CLEARED
        )
        if verdict is Verdict.CLEARED or reason.outcome is not Verdict.CLEARED or reason.rule not in judgement.permits
    )
    return tuple(sorted(reasons, key=lambda reason: _WORST_FIRST.index(reason.outcome)))
