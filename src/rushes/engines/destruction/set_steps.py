"""How a destruction on a set becomes steps: the set's own stage is broken, moved, and traced in its own light."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.brief import Brief
from rushes.canonical import sha256_of_file
from rushes.engines.destruction.air.wind import STILL
from rushes.engines.destruction.building.set_stage import SetStage, read_set
from rushes.engines.destruction.collapse.set_ways import SET_WAYS
from rushes.engines.destruction.picture.set_picture_step import PATHS, SIZE
from rushes.engines.destruction.planned import ELEMENT, ENTRY, VERSION, tools
from rushes.engines.destruction.spec import SetCollapseSpec
from rushes.engines.review_clip import CLIP_FILES
from rushes.engines.take import Take
from rushes.errors import BadInputError
from rushes.media.exr import read_exr
from rushes.plan import InputFile, Publish, Step
from rushes.show import FrameRange
from rushes.studio import Apart

FINE: Final = "final"
"""A room's air and dust are always as fine as they get: it is small."""

CLOSE: Final = 10.0
"""How much more dust a set gives than a building of its matter in the open, by eye: it stays between four walls."""


def completed(brief: Brief, _show: Path, shot: Path) -> Brief:
    """Return a brief with the stage of the set that it names.

    Raises:
        BadInputError: There is no such take, it is no set, it was not cleared, or its stage is not the one that was sealed.
    """
    take = set_take(brief, shot.parent)
    if take is None:
        return brief
    return brief.model_copy(update={"on_set": brief.on_set.model_copy(update={"file": _stage_of(brief, take)})})


def set_take(brief: Brief, shots: Path) -> Take | None:
    """Return the take of the set that a destruction happens on; None where it happens on none.

    Args:
        brief: What is asked.
        shots: The folder of the show's shots.

    Raises:
        BadInputError: There is no such take, it is no set, or it was not cleared.
    """
    asked = brief.on_set
    if not asked.shot and not asked.version:
        return None
    if not asked.shot or not asked.version:
        raise BadInputError(
            f'Shot {brief.shot}: on_set names a set by its shot and its version. Write on_set: {{shot: "010_0020", version: v001}}.'
        )
    record = shots / asked.shot / asked.version / "take.json"
    if not record.is_file():
        raise BadInputError(
            f"Shot {brief.shot}: the show has no take {asked.version} of shot {asked.shot}. Make the set first, or name one that is there."
        )
    take = Take.load(record)
    if take.kind != "set":
        raise BadInputError(
            f"Shot {brief.shot}: {asked.version} of shot {asked.shot} is a take of kind {take.kind}, not a set. Name the take of a set."
        )
    if take.clearance.get("verdict") != "cleared":
        raise BadInputError(
            f"Shot {brief.shot}: the set {take.stem} was not cleared, so nothing is made from it. Have it cleared, or name another."
        )
    return take


def _stage_of(brief: Brief, take: Take) -> Path:
    """Return a set's stage, as its take was sealed with it."""
    stages = [file for file in take.files if file.role == "scene" and file.path.endswith(".usdc")]
    if len(stages) != 1:
        raise BadInputError(
            f"Shot {brief.shot}: {take.stem} holds {len(stages)} designs, and one set can be destroyed. Make one of them in full, and name that version."
        )
    path = take.folder / stages[0].path
    if not path.is_file() or sha256_of_file(path) != stages[0].sha256:
        raise BadInputError(
            f"Shot {brief.shot}: {path} is missing or not the one that {take.stem} was sealed with. Bring it back from a copy, or make the set again."
        )
    return path


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief of a destruction on a set into steps.

    Raises:
        BadInputError: The brief asks for what a set can't do, or the set can't be read.
    """
    path = brief.on_set.file
    if path is None:
        raise BadInputError(f"Shot {brief.shot}: on_set needs the show that the set was made in. Make it with --show.")
    _check(brief)
    stage = read_set(path)
    camera = _camera(brief, stage)
    frames = FrameRange.of_length(brief.frames)
    common = {
        "frames": [frames.first, frames.last],
        "rate": f"{rate.numerator}/{rate.denominator}",
    }
    return (
        _build(brief, path, stage),
        _simulate(brief, stage, camera, rate),
        _air(brief, common),
        _scene(brief, path, common),
        _render(brief, path, camera, common, frames),
        _dust(brief, stage, camera, common, frames),
        _comp(brief, common),
        _sound(brief, stage, camera, common, frames),
        _clip(brief, common, show, version),
    )


def _check(brief: Brief) -> None:
    way = brief.collapse.way
    if way not in SET_WAYS:
        raise BadInputError(
            f"Shot {brief.shot}: a set doesn't come down by {way}. Give collapse.way: {', '.join(list(SET_WAYS)[:-1])} or {list(SET_WAYS)[-1]} "
            "(the ceiling falls, a wall is blown in, what hangs from the ceiling drops)."
        )
    if brief.plate is not None:
        raise BadInputError(
            f"Shot {brief.shot}: a set is a picture of its own; a plate has no place in it. Leave plate out."
        )
    if brief.camera.move != "locked":
        raise BadInputError(
            f"Shot {brief.shot}: on a set the camera stands where its set-up says. Leave camera.move out, and name on_set.setup."
        )
    given = [
        name
        for name in ("members", "delays", "stay", "stay_mask", "footprint_m", "timing")
        if getattr(brief.collapse, name)
    ]
    if given:
        raise BadInputError(
            f"Shot {brief.shot}: collapse.{given[0]} directs a building of storeys and bays; a set takes its way, toward, impact_side, "
            "start_s and strength alone. Leave it out."
        )


def stops_of(stage: Path) -> float | None:
    """Return by how many stops a set's own pictures are exposed; None where they are gone."""
    pictures = sorted((stage.parent.parent / "exr").glob("*.1001.exr"))
    if not pictures:
        return None
    said = read_exr(pictures[0]).header.get("rushes:stops")
    return None if said is None else round(float(said), 4)


def _camera(brief: Brief, stage: SetStage) -> str:
    names = list(stage.cameras)
    if not names:
        raise BadInputError(f"Shot {brief.shot}: the set has no set-ups to be seen from. Make it again.")
    if brief.on_set.setup > len(names):
        raise BadInputError(
            f"Shot {brief.shot}: the set has {len(names)} set-ups, and on_set.setup asks for number {brief.on_set.setup}."
        )
    return names[brief.on_set.setup - 1]


def facing_deg(stage: SetStage, camera: str) -> float:
    """Return the direction in plan that a camera looks in [deg]: 0 is +Y, counter-clockwise."""
    x, y, _ = stage.cameras[camera]["toward"]
    return round(math.degrees(math.atan2(-x, y)), 3)


def _build(brief: Brief, path: Path, stage: SetStage) -> Step:
    return Step(
        name="build",
        entry=f"{ENTRY}.building.set_build_step:set_build",
        version=5,
        params={"seed": brief.seed},
        files=(InputFile("set", path, sha256_of_file(path)),),
        publishes=(Publish("building.npz", "contacts", "sound/building.npz"),),
        work=len(stage.things),
        work_unit="thing of a set",
        tools=tools("numpy", "usd-core"),
    )


def _simulate(brief: Brief, stage: SetStage, camera: str, rate: Fraction) -> Step:
    asked = brief.collapse
    spec = SetCollapseSpec(
        way=asked.way,
        start_s=asked.start_s,
        toward=asked.toward,
        impact_side=asked.impact_side,
        strength=asked.strength,
        rebar=brief.debris.rebar,
        frames=brief.frames,
        rate=f"{rate.numerator}/{rate.denominator}",
        seed=brief.seed,
        facing_deg=facing_deg(stage, camera),
        eye=(round(float(stage.cameras[camera]["at"][0]), 3), round(float(stage.cameras[camera]["at"][1]), 3)),
    )
    return Step(
        name="simulate",
        entry=f"{ENTRY}.simulation.set_simulate_step:set_simulate",
        version=3,
        params={"collapse": spec.model_dump(mode="json")},
        needs=("build",),
        publishes=(Publish("*.npz", "contacts", "sound/{name}.npz"),),
        work=brief.frames,
        work_unit="frame of a set",
        frames=brief.frames,
        tools=tools("numba", "numpy"),
    )


def _scene(brief: Brief, path: Path, common: dict[str, Any]) -> Step:
    textures = sorted((path.parent / "textures").glob("*.png"))
    return Step(
        name="scene",
        entry=f"{ENTRY}.stage.set_scene_step:set_scene",
        version=2,
        params=common,
        needs=("build", "simulate"),
        files=(
            InputFile("set", path, sha256_of_file(path)),
            *(InputFile(f"texture {one.name}", one, sha256_of_file(one)) for one in textures),
        ),
        publishes=(
            Publish("scene.usdc", "scene", "scene/{show}_{shot}_{version}.usdc"),
            Publish("set.usdc", "scene", "scene/set.usdc"),
            *((Publish("textures/*.png", "scene", "scene/textures/{file}"),) if textures else ()),
        ),
        work=brief.frames,
        work_unit="frame of a set",
        tools=tools("usd-core"),
    )


def _air(brief: Brief, common: dict[str, Any]) -> Step:
    return Step(
        name="air",
        entry=f"{ENTRY}.air.air_step:air",
        version=4,
        params={
            **common,
            "quality": FINE,
            "amount": CLOSE * brief.dust.amount,
            "weather": "clear",
            "wind": STILL.to_json(),
        },
        needs=("build", "simulate"),
        publishes=(Publish("air.npz", "element", "elements/dust/air.npz"),),
        work=brief.frames,
        work_unit="frame of a set's air",
        frames=brief.frames,
        tools=tools("numba", "scipy"),
    )


def _render(brief: Brief, path: Path, camera: str, common: dict[str, Any], frames: FrameRange) -> Step:
    width, height = SIZE[brief.quality]
    return Step(
        name="render",
        entry=f"{ENTRY}.picture.set_picture_step:set_picture",
        version=3,
        params={**common, "camera": camera, "quality": brief.quality, "stops": stops_of(path), "seed": brief.seed},
        needs=("build", "simulate", "scene"),
        publishes=(Publish("beauty.*.exr", "pass", ELEMENT),),
        deterministic=False,
        work=width * height * PATHS[brief.quality] * brief.frames / 1e6,
        work_unit="megasample of a set",
        frames=brief.frames,
        apart=Apart(frames.first, frames.last, first_leads=stops_of(path) is None),
        tools=tools("bpy", "usd-core"),
    )


def _dust(brief: Brief, stage: SetStage, camera: str, common: dict[str, Any], frames: FrameRange) -> Step:
    return Step(
        name="dust",
        entry=f"{ENTRY}.air.set_dust_step:set_dust",
        version=1,
        params={
            **common,
            "camera": camera_path_json(stage, camera, frames, *SIZE[brief.quality]),
            "quality": FINE,
            "seed": brief.seed,
        },
        needs=("build", "air", "render"),
        publishes=(Publish("dust.*.exr", "element", ELEMENT),),
        work=brief.frames,
        work_unit="frame of a set's dust",
        frames=brief.frames,
        tools=tools("numba"),
    )


def _comp(brief: Brief, common: dict[str, Any]) -> Step:
    return Step(
        name="comp",
        entry=f"{ENTRY}.picture.set_comp_step:set_comp",
        version=1,
        params=common,
        needs=("render", "dust"),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        work=brief.frames,
        work_unit="frame",
        frames=brief.frames,
        tools=tools("numpy", "opencolorio"),
    )


def _sound(brief: Brief, stage: SetStage, camera: str, common: dict[str, Any], frames: FrameRange) -> Step:
    from rushes.engines.destruction.sound.stems import STEMS

    return Step(
        name="sound",
        entry=f"{ENTRY}.sound.set_sound_step:set_sound",
        version=1,
        params={**common, "seed": brief.seed, "camera": camera_path_json(stage, camera, frames, *SIZE[brief.quality])},
        needs=("build", "simulate"),
        publishes=(
            Publish("mix.wav", "sound", "sound/{show}_{shot}_{version}.wav"),
            *(Publish(f"{stem}.wav", "stem", f"sound/{{show}}_{{shot}}_{stem}_{{version}}.wav") for stem in STEMS),
            Publish("impacts.json", "contacts", "sound/impacts.json"),
        ),
        work=brief.frames,
        work_unit="frame",
        frames=brief.frames,
        tools=tools("numpy", "scipy"),
    )


def camera_path_json(stage: SetStage, camera: str, frames: FrameRange, width: int, height: int) -> dict[str, Any]:
    """Return a set's camera as a path that stands still, in JSON."""
    from scipy.spatial.transform import Rotation

    from rushes.engines.camera import CameraPath

    said = stage.cameras[camera]
    up, back = np.asarray(said["up"]), -np.asarray(said["toward"])
    matrix = np.column_stack([np.cross(up, back), up, back])
    x, y, z, w = Rotation.from_matrix(matrix).as_quat()
    count = len(frames)
    return CameraPath(
        frames=frames,
        width=width,
        height=height,
        sensor_width_mm=said["sensor_mm"],
        position=np.repeat([said["at"]], count, axis=0),
        orientation=np.repeat([[w, x, y, z]], count, axis=0),
        focal_length_mm=np.full(count, said["lens_mm"]),
    ).to_json()


def _clip(brief: Brief, common: dict[str, Any], show: str, version: str) -> Step:
    return Step(
        name="clip",
        entry="rushes.engines.review_clip:clip",
        version=1,
        params={
            **common,
            "show": show,
            "shot": brief.shot,
            "version": version,
            "quality": brief.quality,
            "engine": f"destruction {VERSION}",
            "seed": brief.seed,
        },
        needs=("comp", "sound"),
        publishes=CLIP_FILES,
        deterministic=False,
        work=brief.frames,
        work_unit="frame",
        frames=brief.frames,
        tools=tools("av", "opencolorio", "pillow"),
    )
