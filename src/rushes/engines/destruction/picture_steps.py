"""The steps that make the picture, the sound and the review clip."""

from __future__ import annotations

from rushes.engines.destruction.air.weather import FALL
from rushes.engines.destruction.picture.mix import MIX
from rushes.engines.destruction.planned import ELEMENT, ENTRY, FRAME_MEGASAMPLES, SAMPLES, VERSION, Planned, tools
from rushes.engines.destruction.shot.daylight import PATHS, inside
from rushes.engines.destruction.sound.stems import STEMS
from rushes.engines.review_clip import CLIP_FILES
from rushes.plan import Publish, Step
from rushes.studio import Apart


def render(shared: Planned, backdrop: str) -> Step:
    """Trace the building."""
    room = inside(shared.spec.building, shared.light)
    samples = SAMPLES[shared.brief.quality] * (1 if room is None else PATHS)
    return Step(
        name="render",
        entry=f"{ENTRY}.picture.render_step:render",
        version=16,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "quality": shared.brief.quality,
            "samples": samples,
            "seed": shared.brief.seed,
            "backdrop": backdrop,
            **({} if room is None else {"inside": room}),
            **({} if shared.moves else {"calm": True}),
            **(
                {"lift_shadow": shared.brief.site.lift_shadow, "sun_given": shared.sun_given}
                if shared.projection
                else {}
            ),
            **shared.projection,
        },
        needs=("scene", *(("plate",) if shared.projection else ())),
        publishes=(
            Publish("beauty.*.exr", "pass", ELEMENT),
            Publish("shadow.*.exr", "element", ELEMENT),
            Publish("holdout.*.exr", "element", ELEMENT),
            *((Publish("still.*.exr", "element", ELEMENT),) if shared.projection else ()),
            *(
                (Publish("plate_shade.json", "element", "elements/shadow/plate_shade.json"),)
                if shared.projection
                else ()
            ),
            *((Publish("own_shadow.json", "element", "elements/shadow/own_shadow.json"),) if shared.projection else ()),
        ),
        deterministic=False,
        work=shared.megapixels * shared.framed * samples + FRAME_MEGASAMPLES * len(shared.frames),
        work_unit="megasample of what is traced, frames counted in",
        frames=len(shared.frames),
        apart=Apart(shared.frames.first, shared.frames.last),
        tools=tools("bpy", "opencolorio"),
    )


def dust(shared: Planned, backdrop: str) -> Step:
    """Look at the dust."""
    return Step(
        name="dust",
        entry=f"{ENTRY}.air.dust_step:dust",
        version=7,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
            "sun_given": shared.sun_given,
        },
        needs=("build", "air", "render", backdrop),
        publishes=(
            Publish("dust.*.exr", "element", ELEMENT),
            Publish("dustshadow.*.exr", "element", ELEMENT),
        ),
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=tools("numba"),
    )


def dust_vdb(shared: Planned) -> tuple[Step, ...]:
    """Write the dust as OpenVDB: in review and final quality, and in a draft when it is asked for."""
    asked = shared.brief.dust.vdb
    if not (shared.brief.quality != "draft" if asked is None else asked):
        return ()
    return (
        Step(
            name="dust_vdb",
            entry=f"{ENTRY}.air.dust_vdb_step:dust_vdb",
            version=3,
            params={"frames": [shared.frames.first, shared.frames.last], "rate": shared.rate},
            needs=("air",),
            publishes=(
                Publish("dust.*.vdb", "element", "elements/dust_vdb/{show}_{shot}_dust_vdb_{version}.{frame}.vdb"),
                Publish("dust_vdb.json", "element", "elements/dust_vdb/dust_vdb.json"),
            ),
            work=len(shared.frames),
            work_unit="frame",
            frames=len(shared.frames),
            tools=tools("bpy"),
        ),
    )


def ground(shared: Planned, backdrop: str) -> Step:
    """Crack the ground, and let dust lie on it."""
    return Step(
        name="ground",
        entry=f"{ENTRY}.street.ground_step:ground",
        version=1,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "seed": shared.brief.seed,
            "amount": shared.brief.debris.ground,
        },
        needs=("build", "simulate", "air", backdrop),
        publishes=(Publish("ground.*.exr", "element", ELEMENT),),
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=tools("numba", "opencv-python-headless"),
    )


def comp(shared: Planned, backdrop: str) -> Step:
    """Put the picture together."""
    falls = shared.brief.light.weather in FALL
    return Step(
        name="comp",
        entry=f"{ENTRY}.picture.comp_step:comp",
        version=5,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "wind": shared.wind.to_json(),
            "grade": shared.brief.grade.model_dump(mode="json"),
            "weather": shared.brief.light.weather,
            "seed": shared.brief.seed,
            **({"inside": True} if shared.spec.building.form == "room" else {}),
        },
        needs=(
            *("render", "dust", "ground", backdrop),
            *(("air",) if falls else ()),
            *(("clean",) if shared.projection else ()),
        ),
        publishes=(
            Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),
            Publish("comp.json", "element", "elements/comp/comp.json"),
            *(Publish(f"{name}.*.exr", "element", ELEMENT) for name in MIX[: 4 if falls else 3]),
        ),
        action="alter" if shared.brief.plate is not None else "generate",
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=tools("numpy", "opencolorio"),
    )


def sound(shared: Planned) -> Step:
    """Let the contacts be heard."""
    ours = shared.brief.plate is None
    return Step(
        name="sound",
        entry=f"{ENTRY}.sound.sound_step:sound",
        version=4,
        params={
            **shared.common,
            "seed": shared.brief.seed,
            "material": shared.brief.building.material,
            **({"light": shared.light.to_json()} if ours else {}),
        },
        needs=("build", "simulate"),
        publishes=(
            Publish("mix.wav", "sound", "sound/{show}_{shot}_{version}.wav"),
            *(Publish(f"{name}.wav", "stem", f"sound/{{show}}_{{shot}}_{name}_{{version}}.wav") for name in STEMS),
            Publish("impacts.json", "contacts", "sound/impacts.json"),
        ),
        work=len(shared.frames),
        work_unit="frame",
        tools=tools("numpy", "scipy"),
    )


def clip(shared: Planned) -> Step:
    """Cut the review clip."""
    return Step(
        name="clip",
        entry="rushes.engines.review_clip:clip",
        version=1,
        params={
            "frames": [shared.frames.first, shared.frames.last],
            "rate": shared.rate,
            "show": shared.show,
            "shot": shared.brief.shot,
            "version": shared.version,
            "quality": shared.brief.quality,
            "engine": f"destruction {VERSION}",
            "seed": shared.brief.seed,
        },
        needs=("comp", "sound"),
        publishes=CLIP_FILES,
        deterministic=False,
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=tools("av", "opencolorio", "pillow"),
    )
