"""How long each shot lasts and when things happen, where nobody said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rushes.brief.scene.beat import Beat
from rushes.brief.scene.scene import LONGEST_S, SHORTEST_S, Scene
from rushes.brief.scene.shot import USUAL_SHOT_S
from rushes.brief.scene.speech import Line
from rushes.errors import BadInputError

USUAL_CUT_S: Final = 3.0
"""How long one of several shots lasts of which nobody said it [s]."""

TAIL_S: Final = 1.5
"""So long a shot goes on after the last thing that happens in it [s]: what falls has come to rest."""

LEAST_TAIL_S: Final = 0.2
"""So long at least [s]."""

FIRST_S: Final = 1.0
"""When the first event comes of which nobody said when [s] after its shot began: one has seen what there is."""

NEXT_S: Final = 1.2
"""How long after another the next event comes, where nobody said [s]."""

WORDS_A_SECOND: Final = 2.6
"""How fast lines are spoken, for their lengths before they were: calm English."""

PAUSE_S: Final = 0.4
"""Between two lines [s]."""

_NEAR_S: Final = 0.05
"""How far lengths that were given may differ from the clip's before they contradict it [s]: a frame is 0.04."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is known of a shot's length.

    Attributes:
        seconds: What was given [s]; None when nothing was.
        inner: Moments in it that count from its start [s].
        outer: Moments in it that count from the clip's start [s].
        until: When it is cut, from the clip's start [s]; None when nobody said.
    """

    seconds: float | None = None
    inner: tuple[float, ...] = ()
    outer: tuple[float, ...] = ()
    until: float | None = None

    def least(self, start: float, tail: float) -> float:
        """Return how long it lasts at least [s], when it begins at ``start``."""
        moments = [*self.inner, *(one - start for one in self.outer)]
        return max((moment + tail for moment in moments), default=0.0)


def lengths_of(spans: Sequence[Span], total: float | None, where: str) -> tuple[float, ...]:
    """Return how long each shot lasts [s].

    Args:
        spans: What is known of each.
        total: How long the clip is [s]; None when nobody said.
        where: What errors call the brief.

    Raises:
        BadInputError: The lengths contradict each other, or what happens has no room in them.
    """
    given = sum(span.seconds for span in spans if span.seconds is not None)
    is_open = [span.seconds is None for span in spans]
    spans = _cut_at(spans, where)
    for number, span in enumerate(spans, 1):
        if span.seconds is not None and not LEAST_TAIL_S <= span.seconds <= LONGEST_S:
            raise BadInputError(
                f"{where}: shot {number} is to last {span.seconds:g} s, and a clip has {LONGEST_S:g} s at most. Make it shorter."
            )
    if total is not None:
        _check_total(given, total, sum(is_open), where)
    found = _laid_out(spans, total, where)
    if total is None and sum(found) > LONGEST_S and any(is_open) and given < LONGEST_S:
        return _laid_out(spans, LONGEST_S, where)  # as long as a clip may be, with less after each event
    return found


def _cut_at(spans: Sequence[Span], where: str) -> list[Span]:
    """Return the spans with the lengths that follow from moments at which they are cut; open ones before such a cut share the time."""
    found = list(spans)
    for index, span in enumerate(spans):
        if span.until is None:
            continue
        before = found[: index + 1]
        known = sum(one.seconds for one in before if one.seconds is not None)
        left_open = [place for place, one in enumerate(before) if one.seconds is None]
        share = (span.until - known) / max(len(left_open), 1)
        if not left_open or share < LEAST_TAIL_S:
            raise BadInputError(
                f"{where}: shot {index + 1} is to be cut at {span.until:g} s, and the shots up to there make {known:g} s. Change one of the two."
            )
        for place in left_open:
            found[place] = replace(found[place], seconds=round(share, 6))
    return found


def _check_total(given: float, total: float, left_open: int, where: str) -> None:
    if not SHORTEST_S <= round(total, 3) <= LONGEST_S:
        raise BadInputError(
            f"{where}: the clip is {total:g} s long, and has to be {SHORTEST_S:g} to {LONGEST_S:g} s. Change its length."
        )
    if not left_open and abs(given - total) > _NEAR_S:
        raise BadInputError(
            f"{where}: the clip is to be {total:g} s long, and its shots make {given:g} s. Change one of the two."
        )
    if left_open and given > total - LEAST_TAIL_S * left_open:
        raise BadInputError(
            f"{where}: the clip is to be {total:g} s long, and the shots that have a length make {given:g} s already. Make them shorter, or the clip longer."
        )


def _laid_out(spans: Sequence[Span], total: float | None, where: str) -> tuple[float, ...]:
    found: list[float] = []
    usual = USUAL_SHOT_S if len(spans) == 1 else USUAL_CUT_S
    for index, span in enumerate(spans):
        start = round(sum(found), 6)
        rest = spans[index + 1 :]
        _check_start(span, start, index, where)
        if span.seconds is not None:
            found.append(span.seconds)
            continue
        share = usual if total is None else _share(total - start, rest)
        length = max(share, span.least(start, TAIL_S if total is None else LEAST_TAIL_S))
        following = min((moment for one in rest for moment in one.outer), default=None)
        if following is not None:
            length = min(length, max(following - start - LEAST_TAIL_S, span.least(start, LEAST_TAIL_S)))
        if total is not None:
            length = _within(length, total - start, rest)
        if total is None and following is None:
            length = math.ceil(length * 10 - 1e-9) / 10
        found.append(round(max(length, LEAST_TAIL_S), 6))
    _check_ends(spans, found, where)
    return tuple(found)


def _share(left: float, rest: Sequence[Span]) -> float:
    """Return what an open shot gets of the time that is left [s]."""
    given = sum(one.seconds for one in rest if one.seconds is not None)
    return (left - given) / (1 + sum(one.seconds is None for one in rest))


def _within(length: float, left: float, rest: Sequence[Span]) -> float:
    """Return a length [s] that leaves the shots that follow what they were given; the last open one takes all that is left."""
    given = sum(one.seconds for one in rest if one.seconds is not None)
    later = [one for one in rest if one.seconds is None]
    return min(length, left - given - LEAST_TAIL_S * len(later)) if later else left - given


def _check_start(span: Span, start: float, index: int, where: str) -> None:
    early = [moment for moment in span.outer if moment < start - _NEAR_S]
    if early:
        raise BadInputError(
            f"{where}: something happens at {early[0]:g} s in shot {index + 1}, which begins at {start:g} s: times count from the clip's first frame. Write a "
            f'later time, or "{early[0]:g} s into the shot".'
        )


def _check_ends(spans: Sequence[Span], found: Sequence[float], where: str) -> None:
    for index, (span, length) in enumerate(zip(spans, found, strict=True)):
        start = sum(found[:index])
        moments = [*(start + one for one in span.inner), *span.outer]
        late = [moment for moment in moments if moment >= start + length - 1e-6]
        if late:
            what = "the clip" if len(spans) == 1 else f"shot {index + 1}"
            raise BadInputError(
                f"{where}: something happens at {max(late):.4g} s, and {what} ends at {start + length:g} s. Make it earlier, or {what} longer."
            )


def line_length_s(text: str) -> float:
    """Return how long a line takes to say [s], before it was said."""
    return max(0.6, len(text.split()) / WORDS_A_SECOND)


def timed(scene: Scene, total: float | None, where: str) -> Scene:
    """Return a scene with a length in every shot and a moment in every beat and line.

    Args:
        scene: As it was written.
        total: How long the clip is [s]; None when nobody said.
        where: What errors call the brief.

    Raises:
        BadInputError: As ``lengths_of``.
    """
    beats, speech = _beats(scene.beats), _lines(scene.speech)
    last = max(
        [*(beat.at_s or 0.0 for beat in beats), *((line.at_s or 0.0) + line_length_s(line.text) for line in speech)],
        default=0.0,
    )
    spans = [Span(shot.seconds) for shot in scene.shots]
    before = sum(span.seconds or 0.0 for span in spans[:-1])
    if total is None and spans[-1].seconds is None and last > before:
        spans[-1] = Span(inner=(last - before,))
    found = lengths_of(spans, total, where)
    shots = tuple(replace(shot, seconds=length) for shot, length in zip(scene.shots, found, strict=True))
    return replace(scene, shots=shots, beats=beats, speech=speech)


def _beats(beats: Sequence[Beat]) -> tuple[Beat, ...]:
    found: list[Beat] = []
    for beat in beats:
        after = FIRST_S if not found else (found[-1].at_s or 0.0) + NEXT_S
        found.append(beat if beat.at_s is not None else replace(beat, at_s=round(after, 6)))
    return tuple(found)


def _lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    found: list[Line] = []
    for line in lines:
        after = PAUSE_S if not found else (found[-1].at_s or 0.0) + line_length_s(found[-1].text) + PAUSE_S
        found.append(line if line.at_s is not None else replace(line, at_s=round(after, 6)))
    return tuple(found)
