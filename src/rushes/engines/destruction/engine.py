"""How a brief of kind ``destruction`` becomes steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata
from typing import Any

from rushes.brief import Brief
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.camera_move import camera_path
from rushes.engines.destruction.light import LightRig, light_rig
from rushes.engines.destruction.projection import exposed_as, projection_of, projection_to_json
from rushes.engines.destruction.site import PlateCamera, facade_light, solve_plate, solved_path
from rushes.engines.destruction.spec import DestructionSpec, building_extent, resolve, roof_of
from rushes.media.plate import check_plate, plate_identity
from rushes.plan import Engine, InputFile, Publish, Step
from rushes.show import FrameRange

VERSION = "1"

SIZE = {"draft": (640, 360), "review": (960, 540), "final": (1920, 1080)}
"""Width and height [px] by quality."""

SAMPLES = {"draft": 3, "review": 8, "final": 48}
"""Paths traced per pixel by quality; measured to stay within the promised times on two cores."""

FRAME_MEGASAMPLES = 1.5
"""What a frame costs whatever its size, in megasamples that could be traced meanwhile: reading poses, building what the rays
meet, writing. Measured on two cores: 2.06 s a frame at 0.69 megasamples, 5.24 s at 4.15."""

_ENTRY = "rushes.engines.destruction"
_ELEMENT = "elements/{name}/{show}_{shot}_{name}_{version}.{frame}.exr"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the steps share."""

    brief: Brief
    spec: DestructionSpec
    frames: FrameRange
    rate: str
    camera: CameraPath
    azimuth_deg: float
    solved: PlateCamera | None
    light: LightRig
    show: str
    version: str

    @property
    def common(self) -> dict[str, Any]:
        return {"frames": [self.frames.first, self.frames.last], "rate": self.rate, "camera": self.camera.to_json()}

    @property
    def projection(self) -> dict[str, Any]:
        """How the plate is thrown on the building, when the building is the plate's own; nothing otherwise."""
        if self.solved is None or self.solved.match.eye is None:
            return {}
        return {"projection": projection_to_json(projection_of(self.camera, self.solved.fit))}

    @property
    def megapixels(self) -> float:
        width, height = SIZE[self.brief.quality]
        return width * height * len(self.frames) / 1e6


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: The brief contradicts itself, or its plate can't be read.
    """
    width, height = SIZE[brief.quality]
    solved = solve_plate(brief, roof_of(brief), width=width, height=height)
    spec = resolve(brief, rate, facade_width_m=None if solved is None else solved.facade_width_m)
    frames = FrameRange.of_length(brief.frames)
    if solved is None:
        extent = building_extent(spec.building)
        camera = camera_path(brief.camera, extent, frames, width=width, height=height, rate=rate, seed=brief.seed)
    else:
        camera = solved_path(
            solved, brief.camera, spec.building, frames, width=width, height=height, rate=rate, seed=brief.seed
        )
    azimuth = _azimuth(camera) if solved is not None else brief.camera.azimuth_deg or 0.0
    light = light_rig(brief.light, camera_azimuth_deg=azimuth)
    if solved is not None and (facade := facade_light(brief, solved)) is not None:
        light = exposed_as(light, facade)
    shared = _Plan(
        brief=brief,
        spec=spec,
        frames=frames,
        rate=f"{rate.numerator}/{rate.denominator}",
        camera=camera,
        azimuth_deg=azimuth,
        solved=solved,
        light=light,
        show=show,
        version=version,
    )
    backdrop = _plate(shared) if brief.plate is not None else _street(shared)
    scene = (_build(shared), _simulate(shared), _debris(shared), _scene(shared))
    return (
        # A plate needs no other step: what is damaged in its middle is said before anything heavy runs.
        *((*_match(shared), backdrop, *scene) if brief.plate is not None else (*scene, backdrop)),
        _render(shared, backdrop.name),
        _dust(shared, backdrop.name),
        *_clean(shared),
        _comp(shared, backdrop.name),
        _sound(shared),
        _clip(shared),
    )


def _tools(*names: str) -> Mapping[str, str]:
    return {name: metadata.version(name) for name in names}


def _build(shared: _Plan) -> Step:
    return Step(
        name="build",
        entry=f"{_ENTRY}.build_step:build",
        version=1,
        params={"building": shared.spec.building.model_dump(mode="json")},
        publishes=(Publish("building.npz", "contacts", "sound/building.npz"),),
        work=shared.spec.building.storeys * shared.spec.building.bays * shared.spec.building.bays_deep,
        work_unit="bay",
        tools=_tools("numpy"),
    )


def _simulate(shared: _Plan) -> Step:
    building = shared.spec.building
    return Step(
        name="simulate",
        entry=f"{_ENTRY}.simulate_step:simulate",
        version=4,
        params={
            "building": building.model_dump(mode="json"),
            "collapse": shared.spec.collapse.model_dump(mode="json"),
        },
        needs=("build",),
        publishes=(Publish("*.npz", "contacts", "sound/{name}.npz"),),
        work=building.storeys * building.bays * building.bays_deep,
        work_unit="bay",
        frames=len(shared.frames),
        tools=_tools("pybullet", "numpy"),
    )


def _debris(shared: _Plan) -> Step:
    return Step(
        name="debris",
        entry=f"{_ENTRY}.debris_step:debris",
        version=1,
        params={
            "amount": shared.brief.debris.amount,
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
        },
        needs=("build", "simulate"),
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("numba", "scipy"),
    )


def _scene(shared: _Plan) -> Step:
    return Step(
        name="scene",
        entry=f"{_ENTRY}.scene_step:scene",
        version=3,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "show": shared.show,
            "shot": shared.brief.shot,
            **shared.projection,
        },
        needs=("build", "simulate", "debris", *(("plate",) if shared.projection else ())),
        publishes=(
            Publish("scene.usdc", "scene", "scene/{show}_{shot}_{version}.usdc"),
            *((Publish("plate.exr", "scene", "scene/plate.exr"),) if shared.projection else ()),
        ),
        work=len(shared.frames),
        work_unit="frame",
        tools=_tools("usd-core"),
    )


def _street(shared: _Plan) -> Step:
    moves = shared.brief.camera.move != "locked"
    return Step(
        name="street",
        entry=f"{_ENTRY}.street_step:street",
        version=3,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
            "moves": moves,
        },
        needs=("scene",),
        publishes=(Publish("plate.*.exr", "element", _ELEMENT),),
        deterministic=False,
        work=shared.megapixels if moves else shared.megapixels / len(shared.frames),
        work_unit="megapixel",
        frames=len(shared.frames) if moves else 1,
        tools=_tools("bpy"),
    )


def _azimuth(camera: CameraPath) -> float:
    """Return where a camera stands [deg], as a brief counts it."""
    x, y, _ = camera.position[0]
    return round(math.degrees(math.atan2(x, -y)), 3)


def _match(shared: _Plan) -> tuple[Step, ...]:
    """Solve the plate's camera once more as a step, so that what the recipe rests on is shown and can be repeated."""
    solved, path = shared.solved, shared.brief.plate
    if solved is None or path is None:
        return ()
    facade, focal = solved.match.facade_m, shared.brief.camera.focal_length_mm
    return (
        Step(
            name="match",
            entry=f"{_ENTRY}.match_step:match",
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
            tools=_tools("opencv-python-headless", "scipy"),
        ),
    )


def _clean(shared: _Plan) -> tuple[Step, ...]:
    """Make the plate without the building, when the building is the plate's own."""
    if not shared.projection or shared.solved is None:
        return ()
    brief = shared.brief
    named = {"clean_plate": brief.clean_plate, "mask": brief.site.mask}
    return (
        Step(
            name="clean",
            entry=f"{_ENTRY}.clean_step:clean",
            version=1,
            params={**shared.common, "source_size": list(shared.solved.fit.source)},
            needs=("plate", "scene"),
            files=tuple(
                InputFile(label, path, plate_identity(path)) for label, path in named.items() if path is not None
            ),
            publishes=(
                Publish("clean.*.exr", "element", _ELEMENT),
                Publish("clean.json", "element", "elements/clean/clean.json"),
                Publish("hole.exr", "element", "elements/clean/hole.exr"),
            ),
            action="alter",
            tools=_tools("opencv-python-headless", "scipy"),
        ),
    )


def _plate(shared: _Plan) -> Step:
    path = shared.brief.plate
    assert path is not None  # noqa: S101 - the caller asked
    check_plate(path, shared.frames)
    moves = shared.brief.camera.move != "locked"
    return Step(
        name="plate",
        entry=f"{_ENTRY}.plate_step:plate",
        version=2,
        params={
            **shared.common,
            "move": shared.brief.camera.move,
            **({"whole": True} if shared.projection else {}),
        },
        files=(InputFile("plate", path, plate_identity(path)),),
        publishes=(Publish("plate.*.exr", "element", _ELEMENT),),
        action="alter",
        work=shared.megapixels if moves else shared.megapixels / len(shared.frames),
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=_tools("pillow", "opencolorio"),
    )


def _render(shared: _Plan, backdrop: str) -> Step:
    samples = SAMPLES[shared.brief.quality]
    return Step(
        name="render",
        entry=f"{_ENTRY}.render_step:render",
        version=6,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "quality": shared.brief.quality,
            "samples": samples,
            "seed": shared.brief.seed,
            "backdrop": backdrop,
            **shared.projection,
        },
        needs=("scene", *(("plate",) if shared.projection else ())),
        publishes=(
            Publish("beauty.*.exr", "pass", _ELEMENT),
            Publish("shadow.*.exr", "element", _ELEMENT),
            Publish("holdout.*.exr", "element", _ELEMENT),
            *((Publish("still.*.exr", "element", _ELEMENT),) if shared.projection else ()),
        ),
        deterministic=False,
        work=shared.megapixels * samples + FRAME_MEGASAMPLES * len(shared.frames),
        work_unit="megasample, frames counted in",
        frames=len(shared.frames),
        tools=_tools("bpy", "opencolorio"),
    )


def _dust(shared: _Plan, backdrop: str) -> Step:
    return Step(
        name="dust",
        entry=f"{_ENTRY}.dust_step:dust",
        version=4,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
            "amount": shared.brief.dust.amount,
            "drift": shared.brief.dust.drift,
            "sun_given": shared.brief.light.sun_azimuth_deg is not None
            or shared.brief.light.sun_elevation_deg is not None,
            "camera_azimuth_deg": shared.azimuth_deg,
        },
        needs=("build", "simulate", "render", backdrop),
        publishes=(
            Publish("dust.*.exr", "element", _ELEMENT),
            Publish("dustshadow.*.exr", "element", _ELEMENT),
        ),
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=_tools("numba"),
    )


def _comp(shared: _Plan, backdrop: str) -> Step:
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=1,
        params={
            **shared.common,
            "light": shared.light.to_json(),
            "grade": shared.brief.grade.model_dump(mode="json"),
            "weather": shared.brief.light.weather,
            "seed": shared.brief.seed,
        },
        needs=("render", "dust", backdrop, *(("clean",) if shared.projection else ())),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        action="alter" if shared.brief.plate is not None else "generate",
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=_tools("numpy", "opencolorio"),
    )


def _sound(shared: _Plan) -> Step:
    return Step(
        name="sound",
        entry=f"{_ENTRY}.sound_step:sound",
        version=2,
        params={**shared.common, "seed": shared.brief.seed, "material": shared.brief.building.material},
        needs=("build", "simulate"),
        publishes=(
            Publish("mix.wav", "sound", "sound/{show}_{shot}_{version}.wav"),
            Publish("impacts.wav", "stem", "sound/{show}_{shot}_impacts_{version}.wav"),
            Publish("rumble.wav", "stem", "sound/{show}_{shot}_rumble_{version}.wav"),
            Publish("debris.wav", "stem", "sound/{show}_{shot}_debris_{version}.wav"),
            Publish("impacts.json", "contacts", "sound/impacts.json"),
        ),
        work=len(shared.frames),
        work_unit="frame",
        tools=_tools("numpy", "scipy"),
    )


def _clip(shared: _Plan) -> Step:
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
        publishes=(
            Publish("review.mp4", "review", "review/{show}_{shot}_{version}.mp4"),
            Publish("contact_sheet.png", "contact_sheet", "review/{show}_{shot}_{version}_contact.png"),
            Publish("frames.json", "review", "review/{show}_{shot}_{version}_frames.json"),
        ),
        deterministic=False,
        work=shared.megapixels,
        work_unit="megapixel",
        frames=len(shared.frames),
        tools=_tools("av", "opencolorio", "pillow"),
    )


def _source_type(brief: Brief) -> str:
    """Return the truthful IPTC digital source type: simulated alone, or composited with a capture."""
    kind = "composite" if brief.plate is not None else "algorithmicMedia"
    return f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"


ENGINE = Engine(
    name="destruction",
    kind="destruction",
    version=VERSION,
    steps=steps,
    digital_source_type=_source_type,
)
