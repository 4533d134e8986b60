"""The steps that make the scene: the building, its collapse, the air and its dust, the debris and the USD stage."""

from __future__ import annotations

from rushes.engines.destruction.air.air_step import CELL_M
from rushes.engines.destruction.planned import ENTRY, Planned, tools
from rushes.plan import Publish, Step

AIR_ALONE = 24
"""What a frame's air takes whatever stands in it, in bays. Measured: 0.16, 0.22, 0.3 and 0.86 s a frame of a draft's grid with 8, 18, 40 and
120 bays."""

FINER_AIR = 1.5
"""The power by which the air takes longer with finer cells: not the third, as much of its work is by piece and burst, not by cell."""


def build(shared: Planned) -> Step:
    """Put the building up."""
    return Step(
        name="build",
        entry=f"{ENTRY}.building.build_step:build",
        version=3,
        params={"building": shared.spec.building.model_dump(mode="json")},
        publishes=(Publish("building.npz", "contacts", "sound/building.npz"),),
        work=shared.bays,
        work_unit="bay",
        tools=tools("numpy"),
    )


def simulate(shared: Planned) -> Step:
    """Bring it down."""
    building = shared.spec.building
    return Step(
        name="simulate",
        entry=f"{ENTRY}.simulation.simulate_step:simulate",
        version=16,
        params={
            "building": building.model_dump(mode="json"),
            "collapse": shared.spec.collapse.model_dump(mode="json"),
        },
        needs=("build",),
        publishes=(Publish("*.npz", "contacts", "sound/{name}.npz"),),
        work=shared.bays,
        work_unit="bay",
        frames=len(shared.frames),
        tools=tools("numba", "numpy"),
    )


def air(shared: Planned) -> Step:
    """Let the air move, and the dust in it: the same whoever looks at it."""
    return Step(
        name="air",
        entry=f"{ENTRY}.air.air_step:air",
        version=4,
        params={
            "frames": [shared.frames.first, shared.frames.last],
            "rate": shared.rate,
            "quality": shared.brief.quality,
            "amount": shared.brief.dust.amount,
            "weather": shared.light.weather,
            "wind": shared.wind.to_json(),
        },
        needs=("build", "simulate"),
        publishes=(
            Publish("air.npz", "element", "elements/dust/air.npz"),
            Publish("settled.npz", "element", "elements/dust/settled.npz"),
        ),
        work=(AIR_ALONE + shared.bays)
        * len(shared.frames)
        * (CELL_M["draft"] / CELL_M[shared.brief.quality]) ** FINER_AIR,
        work_unit="bay and frame of a draft's air",
        frames=len(shared.frames),
        tools=tools("numba", "scipy"),
    )


def debris(shared: Planned) -> Step:
    """Let the small stuff fly."""
    return Step(
        name="debris",
        entry=f"{ENTRY}.debris.debris_step:debris",
        version=4,
        params={
            "amount": shared.brief.debris.amount,
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
        },
        needs=("build", "simulate"),
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=tools("numba", "scipy"),
    )


def scene(shared: Planned) -> Step:
    """Write the scene in USD."""
    return Step(
        name="scene",
        entry=f"{ENTRY}.stage.scene_step:scene",
        version=8,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "show": shared.show,
            "shot": shared.brief.shot,
            "quality": shared.brief.quality,
            "rebar": shared.brief.debris.rebar,
            "curtains": shared.brief.debris.curtains,
            "seed": shared.brief.seed,
            **shared.projection,
        },
        needs=("build", "simulate", "debris", *(("plate",) if shared.projection else ())),
        publishes=(
            Publish("scene.usdc", "scene", "scene/{show}_{shot}_{version}.usdc"),
            *((Publish("plate.exr", "scene", "scene/plate.exr"),) if shared.projection else ()),
        ),
        work=len(shared.frames),
        work_unit="frame",
        tools=tools("usd-core"),
    )
