"""What the artist directs of a collapse: members that go, delays, what stays, a timing curve, a footprint."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.brief.direction import Members, Range, Stay
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.load_path import NEVER, Progress, progress, shares_lost
from rushes.engines.destruction.collapse.structure import Structure
from rushes.engines.destruction.collapse.ways import Beginning, Site, charged_storeys
from rushes.engines.destruction.spec import CollapseSpec
from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

SAME_LINE_M = 0.5
"""Columns whose places differ by less than this [m] along an axis stand in one line."""

WAITS_S = 12.0
"""How long after its start [s] a collapse may still progress."""

SPREADS = 0.3
"""Share of a building's height that a heap reaches beyond the outline when nothing steers it; seen in our own heaps."""

INNER_FIRST_S = 0.6
"""How much earlier [s] the middle goes than the outer walls then, so that they lean on what has gone."""

FIRMLY = 1.5
"""All that steers is done from a third of that reach on: what is left loose at the skin comes down beyond it."""

EVENLY = 1.0
"""Share of a way's own order that a small footprint takes from it: supports that fail on one side first carry the whole heap that
way, by 2.3 m on the default block."""

FALLS_OVER = 0.6
"""Share of its height that what tips over reaches beyond its outline at least: a smaller footprint contradicts it."""


def direct(begin: Beginning, site: Site) -> None:
    """Lay the artist's direction over the way's own beginning.

    Raises:
        BadInputError: It names what is not there, or contradicts itself.
    """
    spec = site.spec
    if spec.members:
        begin.weak.at[:] = NEVER
        for members in spec.members:
            _tell(begin, site, members)
    if spec.delays is not None:
        _delay(begin, site)
    if spec.footprint_m is not None:
        _steer(begin, site)
    if spec.stay:
        _keep(begin, site)


def progress_of(begin: Beginning, site: Site) -> Progress:
    """Return what fails when, with the artist's timing curve over it.

    Raises:
        BadInputError: Nothing falls.
    """
    spec, structure = site.spec, site.structure
    until = spec.start_s + WAITS_S
    course = progress(structure, begin.weak, start_s=spec.start_s, until_s=until)
    if spec.timing:
        begin.weak.at = _on_curve(course, spec)
        begin.weak.progresses = False
        course = progress(structure, begin.weak, start_s=spec.start_s, until_s=until)
    loose = float(structure.parts.mass[np.isfinite(begin.loose)].sum())
    if not np.isfinite(course.falls).any() and loose <= 0 and begin.blown is None:
        raise BadInputError(_nothing_falls(begin, site, course))
    return course


def _nothing_falls(begin: Beginning, site: Site, course: Progress) -> str:
    gone = int(np.isfinite(course.fails).sum())
    weaker = site.spec.strength
    while weaker > 0.05:
        weaker *= 0.85
        weak = replace(begin.weak, support=begin.weak.support * weaker, link=begin.weak.link * weaker)
        weak.support = weak.support / site.spec.strength
        weak.link = weak.link / site.spec.strength
        if shares_lost(site.structure, progress(site.structure, weak, start_s=0.0, until_s=WAITS_S + 60)) > 0:
            break
    return (
        f"Nothing falls: the frame bridges the loss of {gone} {'support' if gone == 1 else 'supports'}, and what is left "
        f"carries at most {100 * course.worst:.0f} % of what it holds. Remove more under collapse.members, or lower "
        f"collapse.strength to {weaker:.2g}."
    )


def _lines(structure: Structure, axis: int) -> Rows:
    """Return the line of each support along an axis, counted from 1; walls by their bay, shape [s]."""
    parts = structure.parts
    member = parts.member[structure.support]
    column = member == MEMBERS.index("column")
    line = parts.bay[structure.support, axis] + 1
    if column.any():
        place = parts.centre[structure.support, axis]
        order = np.sort(place[column])
        starts = order[np.r_[True, np.diff(order) > SAME_LINE_M]]
        line = np.where(column, np.searchsorted(starts, place + SAME_LINE_M / 2), line)
    return np.asarray(line)


def _within(value: Rows, wanted: Range) -> Flags:
    return np.asarray((value >= wanted[0]) & (value <= wanted[1]))


def _on_side(x: Floats, side: str) -> Flags:
    axis, low = {"left": (0, True), "right": (0, False), "front": (1, True), "back": (1, False)}[side]
    place = x[:, axis]
    edge = place.min() if low else place.max()
    return np.asarray(np.abs(place - edge) < 2 * SAME_LINE_M)


def _tell(begin: Beginning, site: Site, members: Members) -> None:
    structure, parts = site.structure, site.structure.parts
    when = site.spec.start_s + members.at
    if members.member in {"column", "wall"}:
        column = parts.member[structure.support] == MEMBERS.index("column")
        rows = column if members.member == "column" else ~column
        rows &= _within(structure.storey + 1, members.storey)
        for axis in (0, 1):
            rows &= _within(_lines(structure, axis), members.bay[axis])
        if members.side is not None and rows.any():
            rows &= _on_side(parts.centre[structure.support], members.side)
        _found(rows, members, site)
        begin.weak.at[rows] = np.minimum(begin.weak.at[rows], when)
        return
    rows = parts.member == MEMBERS.index(members.member)
    rows &= _within(parts.storey + 1, members.storey)
    for axis in (0, 1):
        rows &= _within(parts.bay[:, axis] + 1, members.bay[axis])
    if members.side is not None and rows.any():
        rows &= _on_side(np.where(rows[:, None], parts.centre, 0.0), members.side)
    _found(rows, members, site)
    begin.loose[rows] = np.minimum(begin.loose[rows], when)
    cut = rows[structure.link_of] & (structure.link_of >= 0)
    begin.weak.cut[cut] = np.minimum(begin.weak.cut[cut], when)


def _found(rows: Flags, members: Members, site: Site) -> None:
    if rows.any():
        return
    structure = site.structure
    storeys = site.pieces.storeys
    lines = [int(_lines(structure, axis).max(initial=0)) for axis in (0, 1)]
    where = f"storey {_say(members.storey)}, bay {_say(members.bay[0])} x {_say(members.bay[1])}"
    where += f", side {members.side}" if members.side else ""
    if members.member == "wall":
        hint = "Walls carry in a building of brick; in a frame name columns."
    else:
        hint = f"The building has {storeys} storeys, and {lines[0]} x {lines[1]} lines of columns."
    raise BadInputError(f"collapse.members: there is no {members.member} at {where}. {hint}")


def _say(wanted: Range) -> str:
    first, last = wanted
    return "all" if (first, last) == (1, 99) else f"{first}" if first == last else f"{first}-{last}"


def _delay(begin: Beginning, site: Site) -> None:
    delays, structure = site.spec.delays, site.structure
    if delays is None:
        return
    storeys = site.pieces.storeys
    charged = sorted({storey - 1 for storey in delays.storeys}) or charged_storeys(storeys)
    if charged[-1] >= storeys:
        raise BadInputError(
            f"collapse.delays: storey {charged[-1] + 1} is charged, but the building has {storeys}. "
            f"Charge storeys between 1 and {storeys}."
        )
    when = np.full(len(structure.support), site.spec.start_s)
    for axis, name in enumerate(("columns", "rows")):
        given = getattr(delays, name)
        if not given:
            continue
        line = _lines(structure, axis)
        if len(given) != int(line.max()):
            way = "from left to right" if axis == 0 else "from front to back"
            raise BadInputError(
                f"collapse.delays: {name} has {len(given)} delays, but the building has {int(line.max())} lines {way}. "
                "Give one for each."
            )
        when += np.array(given)[line - 1] / 1000.0
    rank = np.searchsorted(charged, structure.storey)
    when += rank * delays.between / 1000.0
    rows = np.isin(structure.storey, charged)
    begin.weak.at[:] = NEVER
    begin.weak.at[rows] = when[rows]


def _steer(begin: Beginning, site: Site) -> None:
    """Let the middle go before the outer walls, the more the smaller the footprint is, so that what falls draws them in."""
    asked, height = site.spec.footprint_m, float(site.pieces.extent[1, 2])
    if asked is None:
        return
    if site.spec.way in {"overturning", "domino", "section"} and asked < FALLS_OVER * height:
        raise BadInputError(
            f"collapse.footprint_m is {asked:g} m, but what tips over ({site.spec.way}) reaches about "
            f"{FALLS_OVER * height:.0f} m beyond a building of {height:.0f} m. Give a larger footprint, or another way."
        )
    steer = steers(site.spec, height)
    half = np.abs(site.pieces.extent[:, :2]).max(axis=0)
    outward = np.clip(np.abs(site.heads[:, :2]) / half, 0, 1).max(axis=1)
    told = np.isfinite(begin.weak.at)
    begin.weak.at[told] -= EVENLY * steer * (begin.weak.at[told] - site.spec.start_s)
    begin.weak.at += INNER_FIRST_S * steer * outward
    begin.push[:, :2] *= 1 - steer


def steers(spec: CollapseSpec, height: float) -> float:
    """Return how much a footprint steers a building of a height [m]: 0 not at all, 1 all that there is."""
    if spec.footprint_m is None:
        return 0.0
    return min(1.0, max(0.0, FIRMLY * (1.0 - spec.footprint_m / (SPREADS * height))))


def kept_nodes(structure: Structure, stay: tuple[Stay, ...]) -> Flags:
    """Return the nodes of what stays, shape [n]: a bay has the columns on both of its sides."""
    storey = structure.storey + 1
    kept = np.zeros(len(structure.load), bool)
    column = structure.parts.member[structure.support] == MEMBERS.index("column")
    for box in stay:
        rows = _within(storey, box.storey)
        for axis in (0, 1):
            first, last = box.bay[axis]
            line = _lines(structure, axis)
            rows &= (line >= first) & (line <= np.where(column, last + 1, last))
        kept[: len(rows)] |= rows
    return kept


def _keep(begin: Beginning, site: Site) -> None:
    structure, weak = site.structure, begin.weak
    kept = kept_nodes(structure, site.spec.stay)
    supports = len(structure.support)
    if not kept.any():
        raise BadInputError(
            f"collapse.stay names no part of the building, which has {site.pieces.storeys} storeys. "
            "Give storeys and bays that it has."
        )
    if kept[:supports].all():
        raise BadInputError(
            "collapse.stay covers the whole building, so that nothing can fall. Leave a part of it out."
        )
    _stands_alone(structure, kept, site.spec.strength)
    a, b = structure.edge_a, np.minimum(structure.edge_b, len(kept) - 1)
    link = structure.edge_of >= supports
    inside = structure.edge_of[link & kept[a] & kept[b]] - supports
    across = structure.edge_of[link & (kept[a] != kept[b])] - supports
    weak.keeps |= kept[:supports]
    weak.at[kept[:supports]] = NEVER
    weak.link[inside] = np.maximum(weak.link[inside], 1e6)
    weak.cut[across] = np.minimum(weak.cut[across], site.spec.start_s)


def _stands_alone(structure: Structure, kept: Flags, strength: float) -> None:
    """Check that what stays is held by its own frame.

    Raises:
        BadInputError: It does not reach the ground, or is overloaded.
    """
    supports = len(structure.support)
    stands = kept[:supports]
    links = np.zeros(len(structure.shear), bool)
    edge = structure.edge_of >= supports
    ends = kept[structure.edge_a[edge]] & kept[np.minimum(structure.edge_b[edge], len(kept) - 1)]
    links[structure.edge_of[edge][ends] - supports] = True
    forces = structure.solve(stands, links, kept)
    hanging = kept & ~forces.held
    if hanging.any():
        storey = int(structure.storey[np.flatnonzero(hanging[:supports])].min()) + 1
        raise BadInputError(
            f"collapse.stay: what is to stay does not reach the ground: storey {storey} of it stands on what falls. Let it begin "
            "at storey 1 under every bay that stays."
        )
    used = np.where(forces.support > 0, forces.support / structure.capacity, -forces.support / structure.tie)
    worst = int(np.where(stands, used, 0.0).argmax())
    if used[worst] > strength:
        raise BadInputError(
            f"collapse.stay: what is to stay does not hold itself: a support of storey {int(structure.storey[worst]) + 1} "
            f"carries {used[worst] / strength:.1f} times what it holds. Let more bays stay, or raise collapse.strength."
        )


def _on_curve(course: Progress, spec: CollapseSpec) -> Floats:
    """Return when each support fails so that the share that is gone follows the curve, in the order of the load path."""
    at = np.full(len(course.fails), NEVER)
    order = np.argsort(course.fails, kind="stable")
    order = order[np.isfinite(course.fails[order])]
    time, share = np.array(spec.timing).T
    wanted = (np.arange(len(order)) + 0.5) / max(len(order), 1)
    goes = wanted <= share[-1]
    at[order[goes]] = spec.start_s + np.interp(wanted[goes], share, time)
    return at
