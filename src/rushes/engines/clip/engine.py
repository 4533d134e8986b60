"""How a brief of kind ``clip`` becomes steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib import metadata
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.scene import ASPECTS, Scene, Shot
from rushes.brief.scene.scene import plain
from rushes.engines.clip.notes.answers import answers
from rushes.engines.clip.smoke_step import raises
from rushes.engines.clip.sound.stems import STEMS
from rushes.engines.clip.worn.take import completed, placeless, worn_files
from rushes.engines.finishers.hosted.services import Offer, offer_for
from rushes.engines.finishers.planned import WAYS, clip_finish_steps
from rushes.engines.lookdev.finishing import TRAINED, finishes
from rushes.engines.review_clip import CLIP_FILES
from rushes.errors import BadInputError
from rushes.plan import Engine, InputFile, Publish, Step
from rushes.show import FIRST_FRAME, FrameRange
from rushes.studio import Apart

VERSION: Final = "1"

_ENTRY: Final = "rushes.engines.clip"

ROOM: Final = "rushes.engines.setdesign.stage_step:stage"
"""Who builds a room: an engine doesn't know another, a recipe names the step (docs/decisions/006)."""

DRESSED: Final = frozenset({"simulate", "scene", "smoke", "comp", "sound"})
"""Steps that put a scene on its stage, and read what its people wear."""


@dataclass(frozen=True)
class Quality:
    """How carefully a clip's pictures are made.

    Attributes:
        renderer: ``workbench`` or ``cycles``.
        pixels: Of a 16:9 picture's width [px]; other aspects have as many pixels in all.
        samples: Paths per pixel.
    """

    renderer: str
    width: int
    samples: int


QUALITIES: Final[Mapping[str, Quality]] = {
    "draft": Quality("workbench", 480, 1),
    "review": Quality("cycles", 640, 4),
    "final": Quality("cycles", 960, 2),
}


def size_of(quality: str, aspect: str) -> tuple[int, int]:
    """Return a picture's width and height [px], both even: as many pixels in every aspect, nearly."""
    wide = QUALITIES[quality].width
    ratio = float(ASPECTS[aspect])
    if aspect == "9:16":
        return 2 * round(wide * 9 / 16 / 2), wide
    return wide, 2 * round(wide / ratio / 2)


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: The scene asks for what can't be shown yet, or for a line of speech where there is no voice.
    """
    scene = brief.clip
    check(scene, brief.shot, brief.seed)
    frames = FrameRange(FIRST_FRAME, FIRST_FRAME + scene.cuts(rate)[-1] - 1)
    common: dict[str, Any] = {
        "frames": [frames.first, frames.last],
        "rate": f"{rate.numerator}/{rate.denominator}",
        "scene": plain(placeless(scene)),
        "seed": brief.seed,
    }
    room = _room(scene, brief.seed)
    built = tuple(step.name for step in room)
    made = (
        *room,
        _simulate(common, frames, built),
        _scene(common, brief, frames, built),
        *_smoke(common, brief, frames, built),
        _comp(common, brief, frames, built),
        *clip_finish_steps(brief, common, "comp", size_of(brief.quality, brief.clip.aspect)),
        _sound(common, brief, frames, built),
        _clip(common, brief, frames, show, version),
    )
    told, worn = worn_files(brief)
    if not told:
        return made
    return (
        _dress(common, told, worn),
        *(replace(one, needs=("dress", *one.needs)) if one.name in DRESSED else one for one in made),
    )


def offered(brief: Brief, rate: Fraction) -> Offer | None:
    """Return what a clip's finish comes to at a vendor's; None where no vendor is asked.

    Raises:
        BadInputError: Nobody says what it costs, or the vendor can't draw it.
    """
    if not (brief.kind == "clip" and brief.finish.is_asked and brief.finish.is_hosted):
        return None
    seconds = brief.clip.cuts(rate)[-1] / float(rate)
    return offer_for(brief.finish, seconds, size_of(brief.quality, brief.clip.aspect))


def check(scene: Scene, shot: str, seed: int) -> None:
    """Stop at what a clip can't show or say yet, before anything is made.

    Raises:
        BadInputError: The sentence names it, and what to write instead.
    """
    from rushes.engines.clip.asked import check_scene

    try:
        check_scene(scene, seed)
    except BadInputError as error:
        raise BadInputError(f"Shot {shot}: {error}") from error


def _dress(common: Mapping[str, Any], told: Sequence[Mapping[str, Any]], files: tuple[InputFile, ...]) -> Step:
    return Step(
        name="dress",
        entry=f"{_ENTRY}.worn.dress_step:dress",
        version=1,
        params={"scene": common["scene"], "seed": common["seed"], "worn": list(told)},
        files=files,
        work=len(told),
        work_unit="outfit put on",
        tools=tools("usd-core", "numpy", "scipy"),
    )


def _room(scene: Scene, seed: int) -> tuple[Step, ...]:
    """Return the step that has the set engine build the room that a scene plays in; none of any other place."""
    place = scene.place
    if place.kind != "interior" or place.style is None:
        return ()
    return (
        Step(
            name="room",
            entry=ROOM,
            version=1,
            params={
                "style": place.style,
                "words": place.words,
                "width_m": place.width_m,
                "depth_m": place.depth_m,
                "height_m": place.height_m,
                "time": scene.time_of_day,
                "seed": seed,
            },
            publishes=(Publish("room.json", "contacts", "scene/data/{file}"),),
            work_unit="room",
            tools=tools("numpy"),
        ),
    )


def _simulate(common: Mapping[str, Any], frames: FrameRange, built: tuple[str, ...]) -> Step:
    return Step(
        name="simulate",
        entry=f"{_ENTRY}.simulate_step:simulate",
        version=13,
        params=common,
        needs=built,
        publishes=(
            Publish("contacts.npz", "contacts", "scene/data/{file}"),
            Publish("motion.npz", "contacts", "scene/data/{file}"),
            Publish("flight.npz", "contacts", "scene/data/{file}"),
            Publish("beats.json", "contacts", "scene/data/{file}"),
        ),
        work=len(frames),
        work_unit="clip frame simulated",
        frames=len(frames),
        tools=tools("pybullet", "numpy", "scipy"),
    )


def _scene(common: Mapping[str, Any], brief: Brief, frames: FrameRange, built: tuple[str, ...]) -> Step:
    width, height = size_of(brief.quality, brief.clip.aspect)
    return Step(
        name="scene",
        entry=f"{_ENTRY}.scene_step:scene",
        version=16,
        params={**common, "width": width, "height": height},
        needs=(*built, "simulate"),
        publishes=(
            Publish("clip.usdc", "scene", "scene/{show}_{shot}_{version}.usdc"),
            Publish("facts.json", "contacts", "scene/data/{file}"),
        ),
        work=len(frames),
        work_unit="clip frame staged",
        tools=tools("usd-core", "numpy"),
    )


def _smoke(common: Mapping[str, Any], brief: Brief, frames: FrameRange, built: tuple[str, ...]) -> tuple[Step, ...]:
    """Write what is thrown up as OpenVDB in review and final quality, where anything may be."""
    if brief.quality == "draft" or not raises(brief.clip):
        return ()
    return (
        Step(
            name="smoke",
            entry=f"{_ENTRY}.smoke_step:smoke",
            version=2,
            params=common,
            needs=(*built, "simulate"),
            publishes=(
                Publish("smoke.*.vdb", "element", "elements/smoke_vdb/{show}_{shot}_smoke_{version}.{frame}.vdb"),
            ),
            work=len(frames),
            work_unit="clip frame of smoke",
            frames=len(frames),
            tools=tools("bpy", "numba"),
        ),
    )


def _comp(common: Mapping[str, Any], brief: Brief, frames: FrameRange, built: tuple[str, ...]) -> Step:
    quality = QUALITIES[brief.quality]
    width, height = size_of(brief.quality, brief.clip.aspect)
    work = width * height * quality.samples * len(frames) / 1e6
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=13,
        params={**common, "width": width, "height": height, "renderer": quality.renderer, "samples": quality.samples},
        needs=(*built, "simulate", "scene"),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        work=work,
        work_unit=f"{quality.renderer} megasample of a clip",
        frames=len(frames),
        apart=Apart(frames.first, frames.last, first_leads=True),
        tools=tools("bpy", "usd-core"),
    )


def _sound(common: Mapping[str, Any], brief: Brief, frames: FrameRange, built: tuple[str, ...]) -> Step:
    speaks = ("hibari-tts",) if brief.clip.speech else ()
    said = (
        Publish("line_*.wav", "line", "sound/lines/{show}_{shot}_{name}_{version}.wav"),
        Publish("subtitles.srt", "subtitles", "sound/{show}_{shot}_{version}.srt"),
        Publish("subtitles.vtt", "subtitles", "sound/{show}_{shot}_{version}.vtt"),
    )
    return Step(
        name="sound",
        entry=f"{_ENTRY}.sound_step:sound",
        version=5,
        params=common,
        needs=(*built, "simulate", "scene"),
        publishes=(
            Publish("mix.wav", "sound", "sound/{show}_{shot}_{version}.wav"),
            *(Publish(f"{name}.wav", "stem", f"sound/{{show}}_{{shot}}_{name}_{{version}}.wav") for name in STEMS),
            Publish("impacts.json", "contacts", "scene/data/{file}"),
            *(said if brief.clip.speech else ()),
        ),
        work=len(frames),
        work_unit="clip frame heard",
        tools=tools("numpy", "scipy", "pyloudnorm", *speaks),
    )


def _clip(common: Mapping[str, Any], brief: Brief, frames: FrameRange, show: str, version: str) -> Step:
    return Step(
        name="clip",
        entry="rushes.engines.review_clip:clip",
        version=3,
        params={
            "frames": common["frames"],
            "rate": common["rate"],
            "show": show,
            "shot": brief.shot,
            "version": version,
            "engine": f"clip {VERSION}",
            "seed": brief.seed,
            "quality": brief.quality,
            "handles": 0,
        },
        needs=("comp", "sound"),
        publishes=CLIP_FILES,
        deterministic=False,
        work=len(frames),
        work_unit="frame",
        frames=len(frames),
        tools=tools("av", "opencolorio", "pillow"),
    )


def tools(*names: str) -> Mapping[str, str]:
    """Return the versions of the libraries that a step is made with; what isn't installed is left out, and said by its step."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _source_type(brief: Brief) -> str:
    if finishes(brief):
        return TRAINED
    return "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def _sample(_brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: a ball in an empty studio."""
    scene = Scene(things=(), shots=(Shot(seconds=frames / 24),))
    return Brief(kind="clip", shot="000_0000", frames=frames, quality="draft", clip=scene)


ENGINE: Final = Engine(
    name="clip",
    kind="clip",
    version=VERSION,
    steps=steps,
    completed=completed,
    answers=answers,
    digital_source_type=_source_type,
    sample=_sample,
    sample_frames=(24, 24, 48),
    handles=False,
    ways=WAYS,
)
