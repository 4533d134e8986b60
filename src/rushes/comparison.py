"""Takes of one brief, made by several engines or in several ways of one, to be looked at side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from rushes.brief import Brief
from rushes.clearance import Clearance, Verdict
from rushes.engines import Take
from rushes.errors import BadInputError, RushesError
from rushes.pipeline import engine_for, judge, make, put_on_record
from rushes.plugins import rivals
from rushes.provenance import Verification
from rushes.show import Show
from rushes.studio import Progress, StepFolder


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer a brief.

    Attributes:
        name: As it was asked for: ``setdesign``, ``finished``, ``reage:keys``.
        engine: The engine's name.
        brief: The brief that asks for it.
    """

    name: str
    engine: str
    brief: Brief


@dataclass(frozen=True, slots=True)
class StepTime:
    """What a step took.

    Attributes:
        name: The step's.
        seconds: Time [s] when it was made on this machine; None where nothing says so.
        shared: Whether another side used the very same result.
    """

    name: str
    seconds: float | None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What became of one way.

    Attributes:
        way: Which.
        clearance: Whether it might be made, and why not.
        take: What was made; None when nothing was.
        seal: What verification said of it.
        existed: Whether it had been made before.
        steps: What its steps took.
        trouble: Why there is no take, as a sentence; empty when there is one.
        escalation: Where it waits on the desk; empty when nobody has to decide.
    """

    way: Way
    clearance: Clearance
    take: Take | None = None
    seal: Verification | None = None
    existed: bool = False
    steps: tuple[StepTime, ...] = ()
    trouble: str = ""
    escalation: str = ""

    @property
    def seconds(self) -> float:
        """What it takes by itself [s], with steps that it shares: what was not measured counts for nothing."""
        return sum(step.seconds or 0.0 for step in self.steps)

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of checks that it failed."""
        return tuple(finding.check for finding in self.take.findings if not finding.ok) if self.take else ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sides of one brief, in the order in which they were asked for.

    Attributes:
        shot: Which shot.
        text: The words of the brief.
        sides: What became of each way.
        hour_price: What an hour of this machine costs, as a number and a currency; None where nobody says.
    """

    shot: str
    text: str
    sides: tuple[Side, ...]
    hour_price: tuple[float, str] | None = None
    differs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def ways_of(brief: Brief, names: Iterable[str]) -> tuple[Way, ...]:
    """Return the ways that names stand for: an engine, a way of the usual engine, or ``engine:way``.

    Raises:
        BadInputError: A name stands for nothing, two for the same, or the brief lacks what a way needs.
    """
    ways = tuple(_way(brief, name.strip()) for name in names if name.strip())
    if not ways:
        raise BadInputError(f"--engine names nothing. {_known(brief)}")
    if any((one.engine, one.brief) == (other.engine, other.brief) for one, other in combinations(ways, 2)):
        raise BadInputError(
            f"--engine names the same way twice: {', '.join(way.name for way in ways)}. {_known(brief)}"
        )
    return ways


def _way(brief: Brief, name: str) -> Way:
    first, _, rest = name.partition(":")
    usual = engine_for(brief)
    engine = engine_for(brief, first) if first in rivals()[brief.kind] else usual
    way = rest if engine.name == first else name
    if not way:
        return Way(name, engine.name, brief)
    if way not in engine.ways:
        raise BadInputError(
            f'--engine names "{name}", which is neither an engine nor a way to answer this brief. {_known(brief)}'
        )
    return Way(name, engine.name, engine.ways[way](brief))


def _known(brief: Brief) -> str:
    named = []
    for engine in rivals()[brief.kind].values():
        ways = f" (ways: {', '.join(engine.ways)})" if engine.ways else ""
        named.append(f"{engine.name}{ways}")
    return f'Briefs of kind "{brief.kind}" are answered by {"; ".join(named)}.'


def compare(
    ways: Iterable[Way],
    show: Show,
    *,
    progress: Callable[[Way, Progress], None],
    again: bool = False,
    hour_price: tuple[float, str] | None = None,
) -> Comparison:
    """Make a take of each way, one after the other: what one can't do, or may not, stops no other.

    Args:
        ways: What ``ways_of`` returned.
        show: Where they belong.
        progress: Called as steps go on.
        again: Make new versions even if these very recipes are sealed already.
        hour_price: What an hour of this machine costs.
    """
    asked = tuple(ways)
    sides = [_side(way, show, progress, again=again) for way in asked]
    return Comparison(asked[0].brief.shot, asked[0].brief.text, _shared(sides), hour_price, _differences(asked))


def _side(way: Way, show: Show, progress: Callable[[Way, Progress], None], *, again: bool) -> Side:
    clearance = judge(way.brief, show)
    if clearance.verdict is not Verdict.CLEARED:
        escalation = put_on_record(way.brief, show, clearance)
        return Side(way, clearance, trouble=clearance.sentence(), escalation=escalation)
    try:
        made = make(way.brief, show, clearance, progress=lambda now: progress(way, now), again=again, engine=way.engine)
    except RushesError as error:
        return Side(way, clearance, trouble=str(error))
    return Side(way, clearance, made.take, made.seal, made.existed, _times(made.take, show))


def _times(take: Take, show: Show) -> tuple[StepTime, ...]:
    times = []
    for step in take.recipe["steps"]:
        record = StepFolder(show.work, step["name"], step["key"]).record() or {}
        seconds = record.get("seconds")
        times.append(StepTime(step["name"], float(seconds) if isinstance(seconds, int | float) else None))
    return tuple(times)


def _shared(sides: list[Side]) -> tuple[Side, ...]:
    """Return the sides with the steps marked whose very result another side used as well."""
    keys = [
        {step["name"]: step["key"] for step in side.take.recipe["steps"]} if side.take is not None else {}
        for side in sides
    ]
    marked = []
    for index, side in enumerate(sides):
        others = {key for other, named in enumerate(keys) if other != index for key in named.values()}
        steps = tuple(replace(step, shared=keys[index][step.name] in others) for step in side.steps)
        marked.append(replace(side, steps=steps))
    return tuple(marked)


def _differences(ways: tuple[Way, ...]) -> dict[str, tuple[str, ...]]:
    """Return the fields in which what was asked differs, each with its values in the order of the ways."""
    told = [_told(way.brief) for way in ways]
    names = list(dict.fromkeys(name for one in told for name in one))
    return {
        name: values
        for name in names
        if len(set(values := tuple(one.get(name, "") for one in told))) > 1
        and not name.startswith(("understood", "assumed"))
    }


def _told(brief: Brief) -> dict[str, str]:
    """Return every field that says something: those of a finish only where there is one."""
    unasked = () if brief.finish.is_asked else ("finish.",)
    fields = dict(_fields(brief.model_dump(mode="json")))
    return {name: value for name, value in fields.items() if not name.startswith(unasked)}


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _fields(record: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _fields(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _said(value)
