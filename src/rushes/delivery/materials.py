"""What is delivered of a take: which of its frames, files and sound, once it has what the profile asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rushes.delivery.admission import Admitted
from rushes.delivery.naming import Delivered
from rushes.delivery.pictures import inside, size_faults
from rushes.delivery.profile import Deliverable, ExrSequence, Movie, Profile, SoundFile
from rushes.delivery.sounds import can_be
from rushes.engines import Take, TakeFile
from rushes.errors import BadInputError
from rushes.media.exr import picture_size, read_header
from rushes.media.sound import SAMPLE_RATE, read_wav
from rushes.provenance.watermark import SMALLEST_LINES
from rushes.show import FrameRange, parse_name, rate_text


@dataclass(frozen=True, slots=True)
class Material:
    """A take that goes out, and the part of it that is asked for.

    Attributes:
        admitted: It, and on what it goes out.
        cut: The frames that the cut shows, in the take's own numbers; without a cut all but its handles.
        sequences: The take's EXR files by element and by frame.
        sound: Its sound; None where it has none.
        size: Width and height of its pictures [px].
    """

    admitted: Admitted
    cut: FrameRange
    sequences: Mapping[str, Mapping[int, TakeFile]] = field(default_factory=dict)
    sound: TakeFile | None = None
    size: tuple[int, int] = (0, 0)

    @property
    def take(self) -> Take:
        """Return the take."""
        return self.admitted.take

    def frames(self, asked: Deliverable) -> FrameRange:
        """Return the frames that a deliverable holds: the cut's, and its handles."""
        return FrameRange(self.cut.first - asked.handles, self.cut.last + asked.handles)

    def path(self, file: TakeFile) -> Path:
        """Return where a file of the take lies."""
        return self.take.folder / file.path

    def elements(self, asked: ExrSequence) -> tuple[str, ...]:
        """Return the elements that a deliverable holds, the composite first."""
        found = [
            element
            for element, files in self.sequences.items()
            if self._role(element) in asked.roles and self.files(asked, element)
        ]
        return tuple(sorted(found, key=lambda element: (self._role(element) != "comp", element)))

    def files(self, asked: ExrSequence, element: str) -> dict[int, TakeFile]:
        """Return an element's files that a deliverable holds, by frame; an element need not be there in every frame."""
        frames = self.frames(asked)
        return {frame: file for frame, file in self.sequences[element].items() if frame in frames}

    def name(self, profile: Profile, element: str = "comp", frame: int | None = None) -> Delivered:
        """Return the name of one of its files."""
        version = int(self.take.version[1:])
        return Delivered(self.take.show, self.take.shot, version, element, profile.vendor, frame)

    def _role(self, element: str) -> str:
        return next(iter(self.sequences[element].values())).role


def material_of(admitted: Admitted, cut: FrameRange | None = None) -> Material:
    """Return what there is to be delivered of a take.

    Args:
        admitted: The take.
        cut: The frames that the cut shows; all but its handles when left out.

    Raises:
        BadInputError: Its first picture can't be read.
    """
    take = admitted.take
    sequences: dict[str, dict[int, TakeFile]] = {}
    for file in take.files:
        if file.role in {"comp", "element", "pass"} and file.path.endswith(".exr"):
            try:
                name = parse_name(Path(file.path).name)
            except BadInputError:
                continue
            if name.frame is not None and name.element:
                sequences.setdefault(name.element, {})[name.frame] = file
    sound = next((file for file in take.files if file.role == "sound" and file.path.endswith(".wav")), None)
    comp = sequences.get("comp", {})
    first = comp.get(take.frames.first)
    return Material(
        admitted,
        cut or inner(take),
        {element: dict(sorted(files.items())) for element, files in sorted(sequences.items())},
        sound,
        picture_size(take.folder / first.path) if first else (0, 0),
    )


def inner(take: Take) -> FrameRange:
    """Return a take's frames without its handles; all of them, where there is nothing between."""
    first, last = take.frames.first + take.handles, take.frames.last - take.handles
    return FrameRange(first, last) if first <= last else take.frames


def material_faults(material: Material, profile: Profile) -> list[str]:
    """Return everything that a take lacks for a profile, as sentences; nothing when it can be delivered by it."""
    take, who = material.take, f"{material.take.shot} {material.take.version}"
    faults = []
    if profile.rates and take.rate not in profile.taken_rates:
        faults.append(
            f"{who} runs at {rate_text(take.rate)}, and {profile.name} takes {', '.join(profile.rates)}: rates are never changed."
        )
    missing = [frame for frame in take.frames if frame not in material.sequences.get("comp", {})]
    if missing:
        return [*faults, f"{who} has no picture for frame {missing[0]} ({len(missing)} missing). Make the take again."]
    if material.size[1] < profile.least_height:
        faults.append(
            f"{who} is {material.size[0]}x{material.size[1]}, and {profile.name} takes pictures of {profile.least_height} lines or "
            "more. Make it in a higher quality."
        )
    for asked in profile.deliverables:
        faults += [f"{who}: {words} ({asked.name.text})." for words in _faults(material, asked)]
    return list(dict.fromkeys(faults))


def material_notes(material: Material, profile: Profile) -> list[str]:
    """Return what of a take's elements does not go along whole, as sentences, where elements are asked for."""
    who, notes = f"{material.take.shot} {material.take.version}", []
    for asked in profile.deliverables:
        if not isinstance(asked, ExrSequence) or set(asked.roles) == {"comp"}:
            continue
        length = len(material.frames(asked))
        for element in material.elements(asked):
            held = len(material.files(asked, element))
            if held < length:
                notes.append(f"{who}: its element {element} is there in {held} of {length} frames.")
        sent = {file.path for files in material.sequences.values() for file in files.values()}
        stays = [file.path for file in material.take.files if file.role in asked.roles and file.path not in sent]
        if stays:
            kinds = ", ".join(sorted({Path(path).suffix.lstrip(".") or "no suffix" for path in stays}))
            notes.append(
                f"{who}: {len(stays)} files of its elements are no sequences of EXR ({kinds}), and stay in the house."
            )
    return list(dict.fromkeys(notes))


def _faults(material: Material, asked: ExrSequence | Movie | SoundFile) -> list[str]:
    frames, held = material.frames(asked), material.take.frames
    faults = []
    if frames.first < held.first or frames.last > held.last:
        has = (material.cut.first - held.first, held.last - material.cut.last)
        faults.append(
            f"handles of {asked.handles} frames are asked for, and it has {max(has[0], 0)} before and {max(has[1], 0)} behind "
            f"the cut's {material.cut}"
        )
    elif isinstance(asked, ExrSequence):
        faults += _channel_faults(material, asked)
    if not isinstance(asked, SoundFile):
        faults += [words for words in (size_faults(*material.size, asked.size),) if words]
    if isinstance(asked, Movie):
        faults += _coding_faults(material, asked)
    if isinstance(asked, SoundFile) or (isinstance(asked, Movie) and asked.sound != "none"):
        faults += _sound_faults(material, asked)
    return faults


def _coding_faults(material: Material, asked: Movie) -> list[str]:
    width, height = (asked.size.width, asked.size.height) if asked.size else material.size
    codec = asked.coded
    sides = zip(("width", "height"), (width, height), codec.even, strict=True)
    odd = [name for name, side, even in sides if even and side % 2]
    if odd:
        return [f"{codec.title} needs an even {' and '.join(odd)}, and its pictures are {width}x{height}"]
    if width < codec.smallest[0] or height < codec.smallest[1]:
        return [
            f"{codec.title} begins at {codec.smallest[0]}x{codec.smallest[1]}, and its pictures are {width}x{height}"
        ]
    lines = inside(*material.size, asked.size)[1] if asked.size else height
    if asked.watermark and lines < SMALLEST_LINES:
        return [f"an invisible mark needs {SMALLEST_LINES} lines, and its pictures have {lines}: leave watermark out"]
    return []


def _channel_faults(material: Material, asked: ExrSequence) -> list[str]:
    faults = []
    for element in material.elements(asked):
        first = next(iter(material.files(asked, element).values()))
        names = {channel.name for channel in read_header(material.path(first))["channels"]}
        if asked.channels != "all" and not {"R", "G", "B"} <= names:
            faults.append(
                f"its element {element} holds {', '.join(sorted(names))} and no R, G, B: ask for channels: all"
            )
    return faults


def _sound_faults(material: Material, asked: Movie | SoundFile) -> list[str]:
    layout = asked.layout if isinstance(asked, SoundFile) else asked.sound
    if material.sound is None:
        return [] if isinstance(asked, Movie) and asked.of == "cut" else ["it has no sound, and sound is asked for"]
    try:
        sound = read_wav(material.path(material.sound))
    except BadInputError as error:
        return [str(error).rstrip(".")]
    if sound.sample_rate != SAMPLE_RATE:
        return [f"its sound has {sound.sample_rate} samples a second, and {SAMPLE_RATE} are asked for"]
    words = can_be(sound.samples.shape[1], layout)
    return [words] if words else []
