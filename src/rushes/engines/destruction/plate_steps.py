"""The steps that make what lies behind the building: the plate, its camera and the plate without the building, or a street."""

from __future__ import annotations

from rushes.engines.destruction.planned import ELEMENT, ENTRY, Planned, tools
from rushes.media.plate import check_plate, plate_identity
from rushes.plan import InputFile, Publish, Step


def street(shared: Planned) -> Step:
    """Build a street where there is no plate."""
    moves = shared.brief.camera.move != "locked"
    return Step(
        name="street",
        entry=f"{ENTRY}.street_step:street",
        version=3,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
            "moves": moves,
        },
        needs=("scene",),
        publishes=(Publish("plate.*.exr", "element", ELEMENT),),
        deterministic=False,
        work=shared.megapixels if moves else shared.megapixels / len(shared.frames),
        work_unit="megapixel",
        frames=len(shared.frames) if moves else 1,
        tools=tools("bpy"),
    )


def match(shared: Planned) -> tuple[Step, ...]:
    """Solve the plate's camera once more as a step, so that what the recipe rests on is shown and can be repeated."""
    solved, path = shared.solved, shared.brief.plate
    if solved is None or path is None:
        return ()
    facade, focal = solved.match.facade_m, shared.brief.camera.focal_length_mm
    return (
        Step(
            name="match",
            entry=f"{ENTRY}.match_step:match",
            version=1,
            params={
                "frames": [shared.frames.first, shared.frames.last],
                "corners": None if solved.corners is None else [list(corner) for corner in solved.corners],
                "roof_m": None if facade is None else facade[1],
                "focal_px": None if focal is None else solved.match.focal_px,
                "match": solved.match.to_json(),
            },
            files=(InputFile("plate", path, plate_identity(path)),),
            publishes=(
                Publish("match.json", "element", "elements/match/match.json"),
                Publish("overlay.png", "element", "elements/match/overlay.png"),
            ),
            action="alter",
            tools=tools("opencv-python-headless", "scipy"),
        ),
    )


def plate(shared: Planned) -> Step:
    """Develop the plate, frame by frame."""
    path = shared.brief.plate
    assert path is not None  # noqa: S101 - the caller asked
    check_plate(path, shared.frames)
    moves = shared.brief.camera.move != "locked"
    return Step(
        name="plate",
        entry=f"{ENTRY}.plate_step:plate",
        version=2,
        params={
            **shared.common,
            "move": shared.brief.camera.move,
            **({"whole": True} if shared.projection else {}),
        },
        files=(InputFile("plate", path, plate_identity(path)),),
        publishes=(Publish("plate.*.exr", "element", ELEMENT),),
        action="alter",
        work=shared.megapixels if moves else shared.megapixels / len(shared.frames),
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=tools("pillow", "opencolorio"),
    )


def clean(shared: Planned) -> tuple[Step, ...]:
    """Make the plate without the building, when the building is the plate's own."""
    if not shared.projection or shared.solved is None:
        return ()
    brief = shared.brief
    named = {"clean_plate": brief.clean_plate, "mask": brief.site.mask}
    return (
        Step(
            name="clean",
            entry=f"{ENTRY}.clean_step:clean",
            version=1,
            params={**shared.common, "source_size": list(shared.solved.fit.source)},
            needs=("plate", "scene"),
            files=tuple(
                InputFile(label, path, plate_identity(path)) for label, path in named.items() if path is not None
            ),
            publishes=(
                Publish("clean.*.exr", "element", ELEMENT),
                Publish("clean.json", "element", "elements/clean/clean.json"),
                Publish("hole.exr", "element", "elements/clean/hole.exr"),
            ),
            action="alter",
            tools=tools("opencv-python-headless", "scipy"),
        ),
    )
