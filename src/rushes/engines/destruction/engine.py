"""How a brief of kind ``destruction`` becomes steps."""

from __future__ import annotations

import math
from fractions import Fraction

from rushes.brief import Brief, Building, Collapse
from rushes.engines.camera import CameraPath
from rushes.engines.destruction import picture_steps, plate_steps, scene_steps, set_steps
from rushes.engines.destruction.answers import answers
from rushes.engines.destruction.collapse.collapse import check_direction
from rushes.engines.destruction.collapse.stay_mask import stay_of_mask
from rushes.engines.destruction.planned import VERSION, Planned
from rushes.engines.destruction.plate.plate_sun import asked_light, lit_as, sun_of_plate
from rushes.engines.destruction.plate.site import PlateCamera, facade_light, first_picture
from rushes.engines.destruction.shot.light import exposed_inside, light_rig
from rushes.engines.destruction.shot.projection import exposed_as
from rushes.engines.destruction.spec import DestructionSpec
from rushes.engines.destruction.view import view_of
from rushes.errors import BadInputError
from rushes.media.plate import Fit
from rushes.plan import Engine, Step

SAMPLE_FRAMES = (24, 4, 24)
"""Of the small jobs that a new machine is measured with: in a second the house has come down on its ground floor."""


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: The brief contradicts itself, or its plate can't be read.
    """
    if brief.on_set.shot or brief.on_set.version:
        return set_steps.steps(brief, rate, show, version)
    view = view_of(brief, rate)
    camera, solved, frames = view.camera, view.solved, view.camera.frames
    spec = _directed(brief, view.spec, camera, solved)
    azimuth = _azimuth(camera) if solved is not None else brief.camera.azimuth_deg or 0.0
    sun = None if solved is None else sun_of_plate(brief, solved)
    asked = asked_light(brief.light, sun)
    light = lit_as(light_rig(asked, camera_azimuth_deg=azimuth), sun)
    if spec.building.form == "room":
        light = exposed_inside(light)
    if solved is not None and (facade := facade_light(brief, solved)) is not None:
        light = exposed_as(light, facade)
    shared = Planned(
        brief=brief,
        spec=spec,
        frames=frames,
        rate=f"{rate.numerator}/{rate.denominator}",
        camera=camera,
        azimuth_deg=azimuth,
        solved=solved,
        light=light,
        sun=sun,
        windows=view.windows,
        show=show,
        version=version,
    )
    backdrop = plate_steps.plate(shared) if brief.plate is not None else plate_steps.street(shared)
    scene = (
        scene_steps.build(shared),
        scene_steps.simulate(shared),
        scene_steps.air(shared),
        scene_steps.debris(shared),
        scene_steps.scene(shared),
    )
    return (
        # A plate needs no other step: what is damaged in its middle is said before anything heavy runs.
        *((*plate_steps.match(shared), backdrop, *scene) if brief.plate is not None else (*scene, backdrop)),
        picture_steps.render(shared, backdrop.name),
        picture_steps.dust(shared, backdrop.name),
        *picture_steps.dust_vdb(shared),
        picture_steps.ground(shared, backdrop.name),
        *plate_steps.clean(shared),
        picture_steps.comp(shared, backdrop.name),
        picture_steps.sound(shared),
        picture_steps.clip(shared),
    )


def _directed(brief: Brief, spec: DestructionSpec, camera: CameraPath, solved: PlateCamera | None) -> DestructionSpec:
    """Return the spec with what a painted mask says stays, once the artist's direction is known to be possible."""
    mask = brief.collapse.stay_mask
    if mask is not None:
        if brief.plate is None:
            raise BadInputError(
                f"Shot {brief.shot}: collapse.stay_mask is painted over a plate, but the brief has none. Give the plate, or "
                "name what stays by storeys and bays under collapse.stay."
            )
        size = (camera.width, camera.height)
        fit = Fit(first_picture(brief.plate, camera.frames).size, size) if solved is None else solved.fit
        stay = (*spec.collapse.stay, *stay_of_mask(mask, spec.building, camera, fit))
        spec = spec.model_copy(update={"collapse": spec.collapse.model_copy(update={"stay": stay})})
    try:
        check_direction(spec)
    except BadInputError as error:
        raise BadInputError(f"Shot {brief.shot}: {error}") from error
    return spec


def _azimuth(camera: CameraPath) -> float:
    """Return where a camera stands [deg], as a brief counts it."""
    x, y, _ = camera.position[0]
    return round(math.degrees(math.atan2(x, -y)), 3)


def _source_type(brief: Brief) -> str:
    """Return the truthful IPTC digital source type: simulated alone, or composited with a capture."""
    kind = "composite" if brief.plate is not None else "algorithmicMedia"
    return f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"


def _sample(_brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: a house of two storeys in draft, which falls at once.

    While nothing moves one frame stands for all, and neither dust nor debris is in the air: a job in which nothing had begun to
    fall said that a review takes a third of its time.
    """
    house = Building(storeys=2, bays=2, bays_deep=2)
    return Brief(shot="000_0000", frames=frames, quality="draft", building=house, collapse=Collapse(start_s=0.0))


ENGINE = Engine(
    name="destruction",
    kind="destruction",
    version=VERSION,
    steps=steps,
    digital_source_type=_source_type,
    completed=set_steps.completed,
    answers=answers,
    sample=_sample,
    sample_frames=SAMPLE_FRAMES,
)
