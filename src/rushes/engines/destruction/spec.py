"""What a destruction can be asked for, resolved: every number that shapes the building and its collapse."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from rushes.brief import Brief
from rushes.brief.brief import BuildingForm, Material, Way
from rushes.brief.direction import Curve, Delays, Members, Stay
from rushes.errors import BadInputError

Toward = Literal["camera", "away", "left", "right"]

MAX_BAYS = 1200
"""Storeys times bays times depth. Beyond it the pieces no longer fit the memory and patience of one machine."""

GROUND_FLOOR_RATIO = 1.25
"""Ground floors with shops and lobbies are about a quarter taller than the flats above."""

USUAL_BAYS, USUAL_BAY_M = 5, 4.0
"""Bays along a front and their width [m] where nothing says otherwise; a room and a half."""

FACADE_AGREES = 0.15
"""How far bays that are given may differ from the facade's width in the plate: walls stand beside the outer columns."""

MAX_STEP_S = 1 / 118
"""Longest step [s] of the simulation: at 18 m/s a body moves 15 cm, less than a slab is thick."""


class Spec(BaseModel):
    """A frozen record; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BuildingSpec(Spec):
    """The building, before anything happens to it.

    Attributes:
        storeys: Storeys above the ground.
        floor_height_m: Height of an upper storey [m].
        ground_height_m: Height of the ground floor [m].
        bays: Bays along the front (x).
        bays_deep: Bays from front to back (y).
        bay_width_m: Width and depth of a bay [m].
        material: What carries it.
        balconies: Whether it has balconies.
        detail: Number of pieces aimed at per bay, relative to the default; large buildings get fewer.
        seed: Where its randomness starts.
        form: What it is. A form that is no block has its outer measures in the next three, and counts storeys and bays in
            its own way: see ``forms``.
        height_m, length_m, deep_m: Of such a form along z, x and y [m]; 0 for a block.
        thickness_m: Of a wall, or of a chimney's or tower's shell at its foot [m]; 0 for the others.
        row, gap_m: Houses of this kind side by side along the front, and how far apart [m]; storeys and bays are those of one.
        openings: Windows of the front instead of the grammar's: left, right (x from its middle), low, high (above the ground) [m].
    """

    form: BuildingForm | Literal["set"] = "block"
    storeys: Annotated[int, Field(ge=1, le=40)] = 8
    floor_height_m: Annotated[float, Field(ge=0.5, le=30.0)] = 3.0
    ground_height_m: Annotated[float, Field(ge=0.5, le=30.0)] = 3.75
    bays: Annotated[int, Field(ge=1, le=20)] = 5
    bays_deep: Annotated[int, Field(ge=1, le=10)] = 3
    bay_width_m: Annotated[float, Field(ge=0.5, le=60.0)] = 4.0
    material: Material = "concrete"
    balconies: bool = True
    detail: Annotated[float, Field(gt=0.0, le=2.0)] = 1.0
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    height_m: Annotated[float, Field(ge=0.0, le=110.0)] = 0.0
    length_m: Annotated[float, Field(ge=0.0, le=150.0)] = 0.0
    deep_m: Annotated[float, Field(ge=0.0, le=40.0)] = 0.0
    thickness_m: Annotated[float, Field(ge=0.0, le=3.0)] = 0.0
    openings: tuple[tuple[float, float, float, float], ...] = ()
    row: Annotated[int, Field(ge=1, le=6)] = 1
    gap_m: Annotated[float, Field(ge=0.5, le=30.0)] = 6.0

    @property
    def width_m(self) -> float:
        """Length of the front, of the whole row where it is one [m]."""
        return self.length_m or self.row * self.bays * self.bay_width_m + (self.row - 1) * self.gap_m

    @property
    def depth_m(self) -> float:
        """Length from front to back [m]."""
        return self.deep_m or self.bays_deep * self.bay_width_m

    @property
    def roof_m(self) -> float:
        """Height of the top of the roof slab [m]."""
        return self.height_m or self.floor_m(self.storeys)

    def floor_m(self, storey: int) -> float:
        """Return the height [m] of a storey's floor; storey 0 stands on the ground."""
        return 0.0 if storey == 0 else self.ground_height_m + (storey - 1) * self.floor_height_m

    def storey_of(self, height_m: float) -> int:
        """Return the storey that a height [m] lies in; from the roof on it is ``storeys``."""
        over = height_m - self.ground_height_m
        return 0 if over < 0 else min(1 + int(over / self.floor_height_m), self.storeys)


class CollapseSpec(Spec):
    """How it comes down, and the controls of the simulation.

    The controls are chosen by eye over the default building and tied to a step of about 1/120 s; they are
    declared here so that a supervisor can turn them.

    Attributes:
        way: The way of collapse.
        start_s: When it starts [s] after the first frame.
        toward: The side it fails on first, or falls to.
        impact_storey: The storey that is hit, counted from 1; only for an impact.
        impact_side: Where along the front it is hit.
        frames: Pictures to record.
        rate: Pictures per second, as a fraction in words (``24/1``).
        seed: Where its randomness starts.
        rest_s: Longest time [s] to go on after the picture until everything rests: long enough for the last blows to be whole. What
            falls later is neither seen nor heard.
        strength: Factor on the strength of every bond.
        carry: Share of its speed that the part of a breaking body that was not hit keeps (1: only what was hit
            is stopped, as in a real impact; 0: the whole body stops, as a rigid one would).
        resistance: Share of its weight that crushed storeys hold a large block back with, at most.
        reach_m: How far [m] a blow breaks the joints between room-sized chunks.
        crush: Factor on how readily squeezed pieces lose volume to dust.
        friction: Coulomb friction between pieces.
        rebar: Whether bars of concrete that breaks hold its pieces until they pull out.
        hinge_deg: The angle [deg] at which the hinge of an overturning building lets go.
        slenderness: Of the columns that buckle: the length they are braced over in radii of gyration; only for instability.
        members: Members that go first, instead of those of the way.
        delays: The sequence of an implosion's charges.
        stay: Parts of the building that stay.
        footprint_m: How far [m] beyond the building's outline the heap should reach; nobody asks when left out.
        timing: Seconds from the start, and the share of the failing supports that is gone by then.
    """

    way: Way = "soft_storey"
    start_s: Annotated[float, Field(ge=0.0, le=60.0)] = 0.35
    toward: Toward = "left"
    impact_storey: Annotated[int, Field(ge=1, le=40)] = 1
    impact_side: Literal["left", "centre", "right"] = "centre"
    frames: Annotated[int, Field(ge=1, le=10_000)] = 96
    rate: str = "24/1"
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    rest_s: Annotated[float, Field(ge=0.1, le=60.0)] = 0.1
    strength: Annotated[float, Field(ge=0.05, le=20.0)] = 1.0
    carry: Annotated[float, Field(ge=0.0, le=1.0)] = 0.92
    resistance: Annotated[float, Field(ge=0.0, le=1.0)] = 0.45
    reach_m: Annotated[float, Field(ge=0.5, le=20.0)] = 4.0
    crush: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    friction: Annotated[float, Field(ge=0.0, le=2.0)] = 0.65
    rebar: bool = True
    hinge_deg: Annotated[float, Field(ge=1.0, le=60.0)] = 14.0
    slenderness: Annotated[float, Field(ge=10.0, le=300.0)] = 90.0
    members: tuple[Members, ...] = ()
    delays: Delays | None = None
    stay: tuple[Stay, ...] = ()
    footprint_m: Annotated[float, Field(ge=0.0, le=200.0)] | None = None
    timing: Curve = ()

    @property
    def fps(self) -> Fraction:
        """Pictures per second."""
        return Fraction(self.rate)

    @property
    def steps_per_frame(self) -> int:
        """Simulation steps from one picture to the next."""
        return max(1, math.ceil(float(1 / self.fps) / MAX_STEP_S))

    @property
    def step_s(self) -> float:
        """Length of a simulation step [s]; a whole number of them makes a picture."""
        return float(1 / self.fps) / self.steps_per_frame


class SetCollapseSpec(CollapseSpec):
    """How a set comes down.

    Attributes:
        facing_deg: In which direction the shot's camera looks in plan [deg]: 0 is +Y, counter-clockwise. Sides are as it sees them.
        eye: Where it stands in plan [m].
    """

    facing_deg: Annotated[float, Field(ge=-360.0, le=360.0)] = 0.0
    eye: tuple[float, float] | None = None


class DestructionSpec(Spec):
    """A whole destruction: the building and its collapse."""

    building: BuildingSpec = BuildingSpec()
    collapse: CollapseSpec = CollapseSpec()


def roof_of(brief: Brief) -> float:
    """Return the height of the brief's building [m], whatever its width."""
    asked = brief.building
    ground = round(asked.floor_height_m * GROUND_FLOOR_RATIO, 3)
    return BuildingSpec(storeys=asked.storeys, floor_height_m=asked.floor_height_m, ground_height_m=ground).roof_m


def resolve(brief: Brief, rate: Fraction, *, facade_width_m: float | None = None) -> DestructionSpec:
    """Turn a brief into numbers, and refuse what contradicts itself or would not fit a machine.

    Args:
        brief: What is asked.
        rate: Frames per second.
        facade_width_m: Width of the front as the plate shows it [m]; bays follow from it where they are left open.

    Raises:
        BadInputError: The building is too large, or the impact is above its roof.
    """
    from rushes.engines.destruction.building.forms.sizes import check_form, form_measures

    check_form(brief)
    if brief.building.form != "block":
        return _resolved(brief, rate, BuildingSpec(**form_measures(brief)))
    asked = brief.building
    if brief.collapse.way == "fixtures":
        raise BadInputError(
            f"Shot {brief.shot}: what hangs from a ceiling drops on a set, and this brief asks for a block of storeys. Name the set under on_set, "
            "or give another collapse.way."
        )
    _check_row(brief, facade_width_m)
    bays, bay_width_m = _bays(brief, facade_width_m)
    modules = asked.storeys * bays * asked.bays_deep * asked.row
    if modules > MAX_BAYS:
        raise BadInputError(
            f"Shot {brief.shot}: {asked.storeys} storeys of {bays} x {asked.bays_deep} bays{_times(asked.row)} are {modules} rooms "
            f"to break, and this engine breaks up to {MAX_BAYS}. Ask for fewer storeys, or fewer and wider bays."
        )
    building = BuildingSpec(
        storeys=asked.storeys,
        floor_height_m=asked.floor_height_m,
        ground_height_m=round(asked.floor_height_m * GROUND_FLOOR_RATIO, 3),
        bays=bays,
        bays_deep=asked.bays_deep,
        bay_width_m=bay_width_m,
        material=asked.material,
        balconies=asked.balconies,
        row=asked.row,
        gap_m=_gap_m(brief),
        detail=_detail(modules),
        seed=brief.seed,
    )
    return _resolved(brief, rate, building)


def _resolved(brief: Brief, rate: Fraction, building: BuildingSpec) -> DestructionSpec:
    collapse = brief.collapse
    impact_storey = collapse.impact_storey or max(1, math.ceil(building.storeys * 0.6))
    if impact_storey > building.storeys:
        raise BadInputError(
            f"Shot {brief.shot}: the impact is at storey {impact_storey}, but the {_noun(building)} has "
            f"{building.storeys}. Give collapse.impact_storey between 1 and {building.storeys}."
        )
    return DestructionSpec(
        building=building,
        collapse=CollapseSpec(
            way=collapse.way,
            start_s=collapse.start_s,
            toward=collapse.toward,
            impact_storey=impact_storey,
            impact_side=collapse.impact_side,
            strength=collapse.strength,
            resistance=collapse.resistance,
            rebar=brief.debris.rebar,
            hinge_deg=collapse.hinge_deg,
            slenderness=collapse.slenderness,
            members=collapse.members,
            delays=collapse.delays,
            stay=collapse.stay,
            footprint_m=collapse.footprint_m,
            timing=collapse.timing,
            frames=brief.frames,
            rate=f"{rate.numerator}/{rate.denominator}",
            seed=brief.seed,
        ),
    )


def _gap_m(brief: Brief) -> float:
    asked = brief.building.gap_m
    return max(0.5, round(min(6.0, roof_of(brief) / 4), 3)) if asked is None else asked


def _times(row: int) -> str:
    return f" {row} times" if row > 1 else ""


REACHES = 0.45
"""Share of its height within which what tips over still has weight enough above to overturn the next of a row: 27 deg."""


def _check_row(brief: Brief, facade_width_m: float | None) -> None:
    asked = brief.building
    if asked.row == 1:
        return
    roof = roof_of(brief)
    if brief.collapse.way == "domino" and _gap_m(brief) > REACHES * roof:
        raise BadInputError(
            f"Shot {brief.shot}: a block of {roof:g} m that tips over does not reach the next one {_gap_m(brief):g} m away. Give "
            f"building.gap_m of at most {REACHES * roof:.1f} m, or more storeys."
        )
    said = "site" if facade_width_m is not None else "collapse.stay_mask" if brief.collapse.stay_mask else None
    if said is not None:
        raise BadInputError(
            f"Shot {brief.shot}: {said} is about one building in a plate, but building.row asks for {asked.row}. "
            f"Leave building.row or {said} out."
        )


def _noun(building: BuildingSpec) -> str:
    return "building" if building.form == "block" else building.form


def _bays(brief: Brief, facade_width_m: float | None) -> tuple[int, float]:
    """Return the bays along the front and their width [m]; a facade of the plate is divided evenly."""
    bays, each = brief.building.bays, brief.building.bay_width_m
    if facade_width_m is None:
        return bays or USUAL_BAYS, each or USUAL_BAY_M
    if bays is not None and each is not None and abs(bays * each / facade_width_m - 1.0) > FACADE_AGREES:
        raise BadInputError(
            f"Shot {brief.shot}: {bays} bays of {each:g} m make a front of {bays * each:g} m, but the facade in the plate is "
            f"{facade_width_m:.1f} m wide for its height of {roof_of(brief):g} m. Leave building.bays or "
            "building.bay_width_m out, or check storeys, their height and the corners."
        )
    low, high = 2.0, 12.0
    count = bays if bays is not None else max(1, round(facade_width_m / (each or USUAL_BAY_M)))
    if not low <= facade_width_m / count <= high or count > 20:
        raise BadInputError(
            f"Shot {brief.shot}: the facade in the plate is {facade_width_m:.1f} m wide for its height of {roof_of(brief):g} m; "
            f"{count} bays of {facade_width_m / count:.2f} m can't be built ({low:g} to {high:g} m, at most 20). Check storeys, "
            "their height and the corners, or give other bays."
        )
    return count, round(facade_width_m / count, 6)


def _detail(modules: int) -> float:
    """Return fewer pieces per bay for larger buildings: the default of 120 bays has detail 1."""
    return min(1.0, max(0.25, 120 / modules) ** 0.7)


def building_extent(building: BuildingSpec) -> NDArray[np.float64]:
    """Return the building's box [m] with its balconies and roof plant, shape [2, 3]: what a camera has to frame."""
    if building.form != "block":
        from rushes.engines.destruction.building.forms.views import form_extent

        return form_extent(building)
    wide, deep = building.width_m / 2 + 0.3, building.depth_m / 2 + 1.25
    top = building.roof_m + (2.9 if building.storeys > 1 else 0.8)
    return np.array([[-wide, -deep, 0.0], [wide, deep, top]])
