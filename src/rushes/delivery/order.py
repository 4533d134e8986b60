"""What is delivered: takes, a profile, and the files that come of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rushes import __version__
from rushes.canonical import sha256_of
from rushes.delivery.conforming import Laid
from rushes.delivery.cut import Cut
from rushes.delivery.making import Item
from rushes.delivery.materials import Material
from rushes.delivery.naming import Delivered
from rushes.delivery.profile import ExrSequence, Movie, Profile
from rushes.delivery.program import Program, Segment, program_of_cut, program_of_take
from rushes.errors import BadInputError
from rushes.show import FrameRange, Show


@dataclass(frozen=True, slots=True)
class Order:
    """What is delivered.

    Attributes:
        show: Of which show.
        profile: By which profile.
        materials: The takes, each once, in the order of shots or of the cut.
        segments: The cut, for movies of the whole of it.
        cut: The editor's cut; None when there is none.
        laid: Its clips that lie on the takes.
        note: What the sender says of it, for the table.
    """

    show: Show
    profile: Profile
    materials: tuple[Material, ...]
    segments: tuple[Segment, ...]
    cut: Cut | None = None
    laid: tuple[Laid, ...] = ()
    note: str = ""

    @property
    def start(self) -> int | None:
        """Return the frame number, from midnight, at which the cut starts; None when it does not say."""
        return self.cut.start if self.cut is not None else None

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every file that comes of it, in order.

        Raises:
            BadInputError: Two have one name, or a name can't be written by its pattern.
        """
        found: list[Item] = []
        for asked in self.profile.deliverables:
            if isinstance(asked, Movie) and asked.of == "cut":
                found.append(self._whole(asked))
                continue
            for material in self.materials:
                found += self._of_take(material, asked)
        seen: dict[str, Item] = {}
        for item in found:
            twin = seen.setdefault(item.path.lower(), item)
            if twin is not item:
                raise BadInputError(
                    f"{item.path} would be {twin.materials[0].take.stem} and {item.materials[0].take.stem} at once. Put "
                    "{shot}, {version} or {element} into the pattern of the profile's names."
                )
        return tuple(found)

    @property
    def sha256(self) -> str:
        """Return the hash of everything that shapes its files, so that what is broken off is gone on with, and nothing else is."""
        return sha256_of(
            {
                "rushes": __version__,
                "profile": self.profile.model_dump(mode="json"),
                "takes": [
                    [one.admitted.take_sha256, one.admitted.frames_sha256, str(one.cut), list(one.admitted.decisions)]
                    for one in self.materials
                ],
                "segments": [
                    [one.material.take.stem if one.material else "", str(one.frames)] for one in self.segments
                ],
                "start": self.start,
            }
        )

    def _of_take(self, material: Material, asked: Any) -> list[Item]:  # noqa: ANN401 - one of the deliverables
        frames = material.frames(asked)
        if isinstance(asked, ExrSequence):
            return [
                Item(
                    asked.name.write(material.name(self.profile, element, frame)),
                    asked,
                    (material,),
                    frames,
                    element=element,
                    file=file,
                    frame=frame,
                )
                for element in material.elements(asked)
                for frame, file in material.files(asked, element).items()
            ]
        path = asked.name.write(material.name(self.profile))
        program = program_of_take(material, asked, self.profile) if isinstance(asked, Movie) else None
        return [Item(path, asked, (material,), frames, program=program)]

    def _whole(self, asked: Movie) -> Item:
        program: Program = program_of_cut(
            self.segments, asked, rate=self.materials[0].take.rate, start=self.start, show=self.show.name
        )
        path = asked.name.write(Delivered(self.show.name, "000_0000", 1, vendor=self.profile.vendor))
        return Item(path, asked, program.materials, FrameRange.of_length(max(program.length, 1)), program=program)


def whole_cut(materials: tuple[Material, ...]) -> tuple[Segment, ...]:
    """Return the cut that takes make when nobody gives one: one after the other, without handles."""
    return tuple(Segment(one, one.cut) for one in materials)


def segments_of(laid: tuple[Laid, ...], materials: Mapping[str, Material]) -> tuple[Segment, ...]:
    """Return a cut's clips and gaps in order, of its lowest video track that holds takes; what is no take of ours is black.

    Args:
        laid: The clips, in the cut's order.
        materials: The takes by shot.
    """
    segments: list[Segment] = []
    done = 0
    lowest = min((one.use.track for one in laid), default=0)
    for one in sorted((one for one in laid if one.use.track == lowest), key=lambda one: one.use.at):
        if one.use.at > done:
            segments.append(Segment(None, FrameRange.of_length(one.use.at - done)))
        segments.append(Segment(materials[one.use.shot], one.frames))
        done = one.use.at + one.use.length
    return tuple(segments)


def order_faults(order: Order) -> list[str]:
    """Return why takes can't be delivered together, as sentences; nothing when they can."""
    if not any(isinstance(one, Movie) and one.of == "cut" for one in order.profile.deliverables):
        return []
    uneasy = [one.use for one in order.laid if not one.use.is_plain]
    if uneasy or len({one.use.track for one in order.laid}) > 1:
        where = f'"{uneasy[0].name}" ({uneasy[0].shot})' if uneasy else "its second video track"
        words = (
            f"{order.profile.name} wants a movie of the whole cut, and that is made of straight cuts alone: {where} has a transition, "
            "a speed or a layer of its own. Deliver the shots, and have the cut finished where it was edited."
        )
        return [words]
    rates: Mapping[Any, str] = {one.take.rate: one.take.stem for one in order.materials}
    sizes: Mapping[Any, str] = {one.size: one.take.stem for one in order.materials}
    sized = all(one.size for one in order.profile.deliverables if isinstance(one, Movie) and one.of == "cut")
    faults = []
    if len(rates) > 1:
        faults.append(f"The takes have different rates ({', '.join(rates.values())}), so that they make no one movie.")
    if len(sizes) > 1 and not sized:
        faults.append(
            f"The takes have different sizes ({', '.join(sizes.values())}); give the profile's movies a size."
        )
    return faults
