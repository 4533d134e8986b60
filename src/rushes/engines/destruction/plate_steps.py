"""The steps that make what lies behind the building: the plate, its camera and the plate without the building, or a street."""

from __future__ import annotations

from typing import Any

from rushes.engines.destruction.planned import ELEMENT, ENTRY, Planned, tools
from rushes.engines.destruction.plate.plate_sun import sun_notes
from rushes.engines.destruction.plate.plate_windows import window_notes
from rushes.media.plate import check_plate, plate_identity
from rushes.plan import InputFile, Publish, Step


def street(shared: Planned) -> Step:
    """Build a street where there is no plate."""
    moves = shared.brief.camera.move != "locked"
    return Step(
        name="street",
        entry=f"{ENTRY}.street.street_step:street",
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
    facade = solved.match.facade_m
    given = shared.brief.camera.focal_length_mm is not None or solved.track is not None
    more: dict[str, Any] = {}
    if solved.match.lens:
        more["lens"] = solved.match.lens.to_json()
    if shared.sun is not None:
        toward = shared.light.sun_direction if shared.light.sun_strength > 0 else None
        notes = sun_notes(shared.brief.light, shared.sun)
        more["light"] = {**shared.sun.to_json(), "toward_sun": None if toward is None else list(toward), "notes": notes}
    if shared.windows is not None:
        notes = window_notes(shared.spec.building, shared.windows)
        more["windows"] = {**shared.windows.to_json(), "notes": notes}
    if solved.track is not None:
        stick = solved.stick
        more["track"] = {**solved.track.to_json(), "stick": None if stick is None else stick.to_json()}
    return (
        Step(
            name="match",
            entry=f"{ENTRY}.plate.match_step:match",
            version=2,
            params={
                "frames": [shared.frames.first, shared.frames.last],
                "at": solved.reference,
                "corners": None if solved.corners is None else [list(corner) for corner in solved.corners],
                "roof_m": None if facade is None else facade[1],
                "focal_px": solved.match.focal_px if given else None,
                "match": solved.match.to_json(),
                **more,
            },
            files=(InputFile("plate", path, plate_identity(path)),),
            publishes=(
                Publish("match.json", "element", "elements/match/match.json"),
                Publish("overlay.png", "element", "elements/match/overlay.png"),
                *(
                    (Publish("overlay.*.png", "element", "elements/match/overlay.{frame}.png"),)
                    if solved.track is not None
                    else ()
                ),
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
    moves = shared.moves
    mask = shared.brief.site.foreground
    before = () if mask is None else (InputFile("foreground", mask, plate_identity(mask)),)
    if mask is not None:
        check_plate(mask, shared.frames)
    return Step(
        name="plate",
        entry=f"{ENTRY}.plate.plate_step:plate",
        version=5,
        params={
            **shared.common,
            "move": "tracked"
            if shared.solved is not None and shared.solved.track is not None
            else shared.brief.camera.move,
            **({"whole": True, **shared.reference} if shared.projection else {}),
        },
        files=(InputFile("plate", path, plate_identity(path)), *before),
        publishes=(
            Publish("plate.*.exr", "element", ELEMENT),
            *((Publish("foreground.*.exr", "element", ELEMENT),) if before else ()),
            *((Publish("lens_*.exr", "element", "elements/lens/{name}.exr"),) if shared.camera.lens else ()),
        ),
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
            entry=f"{ENTRY}.plate.clean_step:clean",
            version=2,
            params={**shared.common, "source_size": list(shared.solved.fit.source), **shared.reference},
            needs=("plate", "scene"),
            files=tuple(
                InputFile(label, path, plate_identity(path)) for label, path in named.items() if path is not None
            ),
            publishes=(
                Publish("clean.*.exr", "element", ELEMENT),
                Publish("clean.json", "element", "elements/clean/clean.json"),
                Publish("hole.*.exr", "element", "elements/clean/hole.{frame}.exr"),
            ),
            action="alter",
            tools=tools("opencv-python-headless", "scipy"),
        ),
    )
