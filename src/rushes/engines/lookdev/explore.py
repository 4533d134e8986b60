"""Options spread over a design space, evenly by plan, never by noise; and steered by what a designer likes.

A spread is a Latin hypercube: each number's range is cut into as many strata as there are options, and each stratum is
used once; each choice's values are used equally often. Which goes with which is arranged so that the options nearest to
each other lie as far apart as can be had (M. D. Morris and T. J. Mitchell, "Exploratory designs for computational
experiments", 1995), counting each parameter by how much it matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.option import Exploration, Move, Option
from rushes.engines.lookdev.space import Choice, Range, Space, Value
from rushes.engines.lookdev.twins import Seen, Ways, set_apart
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

MOST_OPTIONS: Final = 48

OTHER_CHOICE: Final = 0.7
"""How far two values of a choice lie apart, in shares of a number's whole range."""

_SWAPS_AN_OPTION, _SHARPNESS = 160, 8
_REACH: Final = 0.22
"""How far about what is liked the next options spread, in shares of a range: family, not twins."""

_PUSH: Final = 0.35
"""How much further the next options go the way that leads from the disliked to the liked."""

_TURNS: Final = (1 / 6, 5 / 6, 0.5, 0.0, 1.0)
"""Where in its interval a number is turned to when an option would look like another."""

_LIKED, _NEUTRAL = 3.0, 1.0
"""How often a liked value of a choice is used beside any other; a disliked one is not used."""


@dataclass(frozen=True, slots=True)
class _Field:
    """Where options may lie: an interval of shares for each number, a weight for each value of a choice."""

    intervals: Mapping[str, tuple[float, float]]
    weights: Mapping[str, tuple[float, ...]]


def spread(
    space: Space,
    count: int,
    *,
    seed: int,
    held: Mapping[str, Value] | None = None,
    words: str = "",
    seen: Seen | None = None,
) -> Exploration:
    """Begin an exploration with options spread over the whole space.

    Args:
        space: What can be changed.
        count: How many options, 1 to 48.
        seed: The same seed gives the same options.
        held: What the brief or the designer has fixed.
        words: What was asked for.
        seen: What is seen of a design, so that no two options look alike.

    Raises:
        BadInputError: The count is out of bounds, what is held is not in the space, or two options look alike whatever is turned.
    """
    held = dict(held or {})
    space.check(held)
    rows = _designs(space, _whole(space), _checked(count), seed, held)
    if seen:
        rows = set_apart(space, rows, seen=seen, held=held, ways=whole_ways(space))
    options = tuple(Option(at, values, (), words) for at, values in enumerate(rows, start=1))
    return Exploration(space, options, held)


def steer(
    exploration: Exploration,
    *,
    like: Sequence[int] = (),
    unlike: Sequence[int] = (),
    count: int,
    seed: int,
    words: str = "",
    seen: Seen | None = None,
) -> Exploration:
    """Add options that are more like some and less like others; what is locked stays.

    They spread about the middle of the liked, moved on the way that leads from the disliked to them; a parameter in which
    both agree is explored as before. No option comes nearer to what is disliked than to what is liked. With ``seen`` none
    looks like another, or like one that there was.

    Raises:
        BadInputError: No option is named, one is both liked and disliked, there is none of that number, the count is
            out of bounds, or two options look alike whatever is turned.
    """
    if not like and not unlike:
        raise BadInputError('Say what to steer by, for example "more like 3, less like 5".')
    if both := sorted(set(like) & set(unlike)):
        raise BadInputError(f"Option {both[0]} can't be liked and disliked at once. Say which.")
    liked, disliked = ([exploration.option(number) for number in numbers] for numbers in (like, unlike))
    field = _steered(exploration.space, liked, disliked)
    rows = _designs(exploration.space, field, _checked(count), seed, exploration.held)
    if seen:
        rows = set_apart(
            exploration.space,
            rows,
            seen=seen,
            held=exploration.held,
            ways=lambda one: _turns(field, one),
            others=exploration.options,
        )
    parents = tuple(like) or tuple(unlike)
    return _added(exploration, rows, parents, words)


def vary(
    exploration: Exploration,
    number: int,
    *,
    steps: Mapping[str, float] | None = None,
    values: Mapping[str, Value] | None = None,
    words: str = "",
) -> Exploration:
    """Add one option that is another with a few parameters changed, and nothing else.

    Args:
        exploration: Where the option is.
        number: The option to start from.
        steps: Numbers to move, in shares of their range: -0.25 is a quarter of the range down. They stop at the bounds.
        values: Parameters to set.
        words: What was asked for.

    Raises:
        BadInputError: A parameter is locked, of another kind or unknown, nothing is changed, or it stands at its bound.
    """
    parent = exploration.option(number)
    changed: dict[str, Value] = dict(values or {})
    for name, step in (steps or {}).items():
        changed[name] = _stepped(exploration.space[name], parent, step)
    exploration.space.check(changed)
    for name in changed:
        if name in exploration.held:
            raise BadInputError(f"{_spoken(name)} is locked. Unlock it to change it.")
    if not changed or all(parent.values[name] == value for name, value in changed.items()):
        raise BadInputError(f"That would be option {number} once more. Say what to change, and how.")
    return _added(exploration, [parent.values | changed], (number,), words)


def lock(exploration: Exploration, names: Sequence[str], of: int) -> Exploration:
    """Hold parameters as they are in an option, in whatever is made from now on.

    Raises:
        BadInputError: A parameter or the option is unknown.
    """
    values = exploration.option(of).values
    return replace(exploration, held=exploration.held | {exploration.space[name].name: values[name] for name in names})


def unlock(exploration: Exploration, names: Sequence[str]) -> Exploration:
    """Let parameters go that were held; one that was not held is no mistake.

    Raises:
        BadInputError: A parameter is unknown.
    """
    free = {exploration.space[name].name for name in names}
    return replace(exploration, held={name: value for name, value in exploration.held.items() if name not in free})


def apart(space: Space, one: Mapping[str, Value], other: Mapping[str, Value]) -> float:
    """Return how far two designs lie apart, each parameter counted by its weight: 0 is the same."""
    return float(_distances(space, [one, other])[0, 1])


def whole_ways(space: Space) -> Ways:
    """Return what parameters may be turned to where all of a space is open."""
    field = _whole(space)
    return lambda one: _turns(field, one)


def _turns(field: _Field, one: Range | Choice) -> tuple[Value, ...]:
    """Return what a parameter may be turned to within a field; a number that isn't explored goes to both sides of where it stands."""
    if isinstance(one, Choice):
        return tuple(value for value, weight in zip(one.values, field.weights[one.name], strict=True) if weight)
    low, high = field.intervals[one.name]
    if not one.weight:
        low, high = max(low - _REACH, 0.0), min(high + _REACH, 1.0)
    return tuple(one.at(low + (high - low) * share) for share in _TURNS)


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _checked(count: int) -> int:
    if not 1 <= count <= MOST_OPTIONS:
        raise BadInputError(f"An exploration gives 1 to {MOST_OPTIONS} options at a time, not {count}.")
    return count


def _stepped(one: Range | Choice, parent: Option, step: float) -> float:
    if isinstance(one, Choice):
        raise BadInputError(f"{_spoken(one.name)} has no more and less. It can be {', '.join(one.values)}.")
    before = one.share(parent.values[one.name])
    after = min(max(before + step, 0.0), 1.0)
    if abs(after - before) < 1e-9:
        raise BadInputError(
            f"{_spoken(one.name)} of option {parent.number} already stands at its bound "
            f"({float(parent.values[one.name]):g} {one.unit}".rstrip()
            + "). Ask for something else."
        )
    return one.at(after)


def _added(
    exploration: Exploration, rows: Sequence[Mapping[str, Value]], parents: tuple[int, ...], words: str
) -> Exploration:
    before = exploration.option(parents[0]).values
    first = exploration.next_number
    made = tuple(
        Option(
            at,
            dict(values),
            parents,
            words,
            tuple(Move(name, before[name], values[name]) for name in values if values[name] != before[name]),
        )
        for at, values in enumerate(rows, start=first)
    )
    return replace(exploration, options=exploration.options + made)


def _whole(space: Space) -> _Field:
    intervals = {one.name: (0.0, 1.0) if one.weight else (0.5, 0.5) for one in space if isinstance(one, Range)}
    weights = {
        one.name: tuple(_NEUTRAL if one.weight or at == 0 else 0.0 for at in range(len(one.values)))
        for one in space
        if isinstance(one, Choice)
    }
    return _Field(intervals, weights)


def _steered(space: Space, liked: Sequence[Option], disliked: Sequence[Option]) -> _Field:
    whole = _whole(space)
    intervals: dict[str, tuple[float, float]] = {}
    weights: dict[str, tuple[float, ...]] = {}
    for one in space:
        likes, dislikes = ([option.values[one.name] for option in options] for options in (liked, disliked))
        if not one.weight:
            _kept(one, likes, intervals, weights, whole)
        elif isinstance(one, Range):
            intervals[one.name] = _interval([one.share(v) for v in likes], [one.share(v) for v in dislikes])
        else:
            counts = [_LIKED * likes.count(v) or _NEUTRAL * (v not in dislikes) for v in one.values]
            weights[one.name] = tuple(counts) if sum(counts) else whole.weights[one.name]
    return _Field(intervals, weights)


def _kept(
    one: Range | Choice,
    likes: Sequence[Value],
    intervals: dict[str, tuple[float, float]],
    weights: dict[str, tuple[float, ...]],
    whole: _Field,
) -> None:
    """What is not explored stays as it is in the first liked option, or as it began."""
    if isinstance(one, Range):
        share = one.share(likes[0]) if likes else whole.intervals[one.name][0]
        intervals[one.name] = share, share
    else:
        weights[one.name] = tuple(float(v == likes[0]) for v in one.values) if likes else whole.weights[one.name]


def _interval(likes: Sequence[float], dislikes: Sequence[float]) -> tuple[float, float]:
    if not likes:
        middle = float(np.mean(dislikes))
        return (0.0, max(middle - _REACH, 0.0)) if middle >= 0.5 else (min(middle + _REACH, 1.0), 1.0)
    centre = float(np.mean(likes))
    reach = _REACH + (max(likes) - min(likes)) / 2
    away = centre - float(np.mean(dislikes)) if dislikes else 0.0
    middle = min(max(centre + _PUSH * away, 0.0), 1.0)
    low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
    for bad in dislikes:
        half = (bad + centre) / 2
        if bad < centre:
            low = max(low, half)
        elif bad > centre:
            high = min(high, half)
    return (low, high) if low <= high else (centre, centre)


def _designs(space: Space, field: _Field, count: int, seed: int, held: Mapping[str, Value]) -> list[dict[str, Value]]:
    rng = np.random.default_rng(seed)
    columns: dict[str, list[Value]] = {}
    for one in space:
        if one.name in held:
            columns[one.name] = [held[one.name]] * count
        elif isinstance(one, Range):
            low, high = field.intervals[one.name]
            strata = (rng.permutation(count) + 0.5) / count
            columns[one.name] = [one.at(low + (high - low) * float(share)) for share in strata]
        else:
            columns[one.name] = list(_dealt(one, field.weights[one.name], count, rng))
    rows = [{name: values[at] for name, values in columns.items()} for at in range(count)]
    free = [one.name for one in space if one.name not in held and len(set(columns[one.name])) > 1]
    return _arranged(space, rows, free, rng) if count > 2 and free else rows


def _dealt(one: Choice, weights: Sequence[float], count: int, rng: np.random.Generator) -> list[str]:
    """Return values of a choice, as often as their weights say (largest remainders), shuffled."""
    quota = np.asarray(weights) / sum(weights) * count
    times = np.floor(quota).astype(int)
    order = np.lexsort((rng.random(len(quota)), -(quota - times).round(9)))
    times[order[: count - int(times.sum())]] += 1
    values = [value for value, often in zip(one.values, times, strict=True) for _ in range(often)]
    return [values[at] for at in rng.permutation(count)]


def _arranged(
    space: Space, rows: list[dict[str, Value]], free: Sequence[str], rng: np.random.Generator
) -> list[dict[str, Value]]:
    """Swap single parameters between options as long as that sets the nearest ones further apart."""
    layers = {one.name: _layer(one, [row[one.name] for row in rows]) for one in space}
    total = np.sum(list(layers.values()), axis=0)
    crowding = _crowding(total)
    swaps = _SWAPS_AN_OPTION * len(rows)
    draws = zip(rng.integers(len(free), size=swaps), *rng.integers(len(rows), size=(2, swaps)), strict=True)
    for which, one, other in draws:
        name = free[which]
        if rows[one][name] == rows[other][name]:
            continue
        order = np.arange(len(rows))
        order[[one, other]] = other, one
        layer = layers[name][np.ix_(order, order)]
        trial = total - layers[name] + layer
        if (now := _crowding(trial)) < crowding:
            rows[one][name], rows[other][name] = rows[other][name], rows[one][name]
            layers[name], total, crowding = layer, trial, now
    return rows


def _crowding(squared: Floats) -> float:
    pairs = squared[np.triu_indices(len(squared), 1)]
    return float((np.maximum(pairs, 1e-9) ** (-_SHARPNESS / 2)).sum())


def _layer(one: Range | Choice, values: Sequence[Value]) -> Floats:
    """Return what one parameter adds to the squared distances of all pairs, shape [n, n]."""
    if isinstance(one, Range):
        shares = np.array([one.share(value) for value in values])
        return np.asarray((one.weight * (shares[:, None] - shares[None])) ** 2)
    codes = np.array([one.values.index(str(value)) for value in values])
    return np.where(codes[:, None] != codes[None], (one.weight * OTHER_CHOICE) ** 2, 0.0)


def _distances(space: Space, rows: Sequence[Mapping[str, Value]]) -> Floats:
    return np.sqrt(np.sum([_layer(one, [row[one.name] for row in rows]) for one in space], axis=0))
