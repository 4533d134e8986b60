"""A delivery profile: what a client asks for, typed, read from YAML strictly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer, field_validator, model_validator

from rushes.delivery.codecs import CODECS, Codec, CodecName
from rushes.delivery.naming import Pattern
from rushes.errors import BadInputError
from rushes.show import parse_document, parse_rate, read_document

Layout = Literal["none", "mono", "stereo", "5.1"]
Compression = Literal["zip", "zips", "piz", "dwaa", "dwab"]
ChecksumKind = Literal["xxh64", "xxh3", "xxh128", "c4"]
"""Hashes that ASC MHL 2.0 has, less the two that are broken (MD5, SHA-1). SHA-256, which it has not, stands in package.json."""

SCENE_SPACES = ("ACEScg", "ACES2065-1", "Linear Rec.709 (sRGB)", "Linear Rec.2020")
SceneSpace = Literal["ACEScg", "ACES2065-1", "Linear Rec.709 (sRGB)", "Linear Rec.2020"]
CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6}
"""Channels of each layout; those of 5.1 in the order of WAV: L R C LFE Ls Rs."""

LOSSY = frozenset({"dwaa", "dwab"})

COLUMNS = (
    "file", "shot", "version", "element", "first_frame", "last_frame", "frames", "duration", "rate", "width", "height", "codec",
    "colour", "timecode", "handles", "loudness_lufs", "true_peak_dbtp", "sha256", "notes", "human_contribution",
    "approved_by", "digital_source_type", "vendor", "show",
)  # fmt: skip
"""What a table's column may hold."""

_NAME = r"^[a-z][a-z0-9-]{1,39}$"


class Asked(BaseModel):
    """A frozen part of a profile; a field that it does not have is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Size(Asked):
    """The size of a picture.

    Attributes:
        width, height: In pixels.
        fit: ``exact``: takes have it already. ``inside``: larger ones are scaled down, and black fills what is left. Nothing
            is ever enlarged: a small take is refused.
    """

    width: int = Field(ge=16, le=16384)
    height: int = Field(ge=16, le=16384)
    fit: Literal["exact", "inside"] = "exact"


class Loudness(Asked):
    """How loud a sound has to be, over its whole length.

    Attributes:
        standard: The recommendation it comes from, for people.
        target_lufs: Integrated loudness by ITU-R BS.1770 [LUFS].
        tolerance_lu: How far from it is right [LU].
        true_peak_dbtp: The highest true peak [dBTP].
    """

    standard: Literal["EBU R 128", "ATSC A/85", "house"] = "house"
    target_lufs: float = Field(ge=-60, le=0)
    tolerance_lu: float = Field(gt=0, le=10)
    true_peak_dbtp: float = Field(ge=-30, le=0)


class Deliverable(Asked):
    """What every kind of deliverable has.

    Attributes:
        name: The pattern of its files' names.
        handles: Frames at each end outside the cut that are delivered as well; takes have to have them.
    """

    name: Pattern
    handles: int = Field(default=0, ge=0, le=240)

    @field_validator("name", mode="before")
    @classmethod
    def _pattern(cls, value: object) -> object:
        if isinstance(value, Pattern):
            return value
        if not isinstance(value, str) or not value:
            raise ValueError("a pattern of names is needed, such as {show}_{shot}_{element}_{version}.{frame:4}.exr")
        try:
            return Pattern(value)
        except BadInputError as error:
            raise ValueError(str(error)) from error

    @field_serializer("name")
    def _text(self, value: Pattern) -> str:
        return value.text


class ExrSequence(Deliverable):
    """Frames as OpenEXR.

    Attributes:
        roles: Which of a take's files: its composite, or elements and passes too.
        compression: Of OpenEXR; ``dwaa`` and ``dwab`` lose what ``least_psnr_db`` bounds, the others nothing.
        dwa_level: Quality of the lossy ones, 45 is usual: larger is smaller.
        colour: The scene-linear space of R, G, B.
        channels: ``rgb``, ``rgba`` (where the take has an alpha), or ``all`` that the file holds.
        size: The size that takes have to have; any when left out. EXRs are never scaled.
        least_psnr_db: Lossy ones: the least PSNR of the pictures through the ACES view, against their source [dB].
    """

    kind: Literal["exr"]
    roles: tuple[Literal["comp", "element", "pass"], ...] = Field(default=("comp",), min_length=1)
    compression: Compression = "zip"
    dwa_level: float = Field(default=45.0, gt=0, le=500)
    colour: SceneSpace = "ACEScg"
    channels: Literal["rgb", "rgba", "all"] = "rgba"
    size: Size | None = None
    least_psnr_db: float = Field(default=45.0, ge=20, le=120)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _need_frame(self.name, frame=True)
        _need_suffix(self.name, "exr")
        if set(self.roles) != {"comp"} and "element" not in self.name.fields:
            raise ValueError("elements of a take need {element} in the pattern of their names")
        if set(self.roles) != {"comp"} and self.colour != "ACEScg":
            raise ValueError(
                "elements are laid over each other in the space they were made in: their colour can only be ACEScg"
            )
        if self.compression in LOSSY and self.channels == "all":
            raise ValueError(f"{self.compression} would spoil normals and positions: pack all channels with zip or piz")
        if self.size is not None and self.size.fit != "exact":
            raise ValueError("EXRs are never scaled: their size can only be exact")
        return self


class Movie(Deliverable):
    """A movie, of each take or of the whole cut.

    Attributes:
        of: ``take`` for one a take, ``cut`` for one of the cut, in its order and with its gaps in black.
        codec: One of the house's codecs.
        colour: The display it is graded for, through the ACES SDR view.
        size: Its size; that of the takes when left out.
        slate: Whether it begins with one frame of slate, the one before its first.
        burn_in: Whether show, shot, version, timecode and frame are written at its foot.
        watermark: Whether each take's invisible mark is laid over its frames, so that ``rushes identify`` finds the take; slates,
            gaps, burn-ins and what fills a larger size stay clean.
        sound: Its layout. Nothing is mixed up: a stereo take can't become 5.1.
        loudness: How loud it has to be; as it is when left out.
        least_psnr_db: The least luma PSNR of any frame against its source [dB]; the codec's own when left out.
    """

    kind: Literal["movie"]
    of: Literal["take", "cut"] = "take"
    codec: CodecName
    colour: Literal["Rec.1886 Rec.709 - Display", "sRGB - Display"] = "Rec.1886 Rec.709 - Display"
    size: Size | None = None
    slate: bool = False
    burn_in: bool = False
    watermark: bool = False
    sound: Layout = "none"
    loudness: Loudness | None = None
    least_psnr_db: float | None = Field(default=None, ge=20, le=120)

    @property
    def coded(self) -> Codec:
        """Return its codec."""
        return CODECS[self.codec]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _need_frame(self.name, frame=False)
        _need_suffix(self.name, self.coded.container)
        if self.loudness is not None and self.sound == "none":
            raise ValueError("loudness is asked of a movie that has no sound: give it a layout under sound")
        if self.of == "cut" and (taken := self.name.fields & {"shot", "version", "element"}):
            raise ValueError(f"a movie of the whole cut is of no single {min(taken)}: name it by {{show}}")
        if self.of == "cut" and (self.handles or self.burn_in):
            raise ValueError("a movie of the whole cut has no handles and no burn-in")
        return self


class SoundFile(Deliverable):
    """A Broadcast WAV, 48 kHz, 24 bit.

    Attributes:
        layout: Its channels. Nothing is mixed up.
        loudness: How loud it has to be; as it is when left out.
    """

    kind: Literal["sound"]
    layout: Literal["mono", "stereo", "5.1"] = "stereo"
    loudness: Loudness | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _need_frame(self.name, frame=False)
        _need_suffix(self.name, "wav")
        return self


class Table(Asked):
    """A table of what is delivered (CSV).

    Attributes:
        name: The file's name.
        rows: ``file``: one row a movie, sound or sequence. ``shot``: one a take.
        columns: What each column's heading stands for.
    """

    name: str = Field(default="delivery.csv", pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.csv$")
    rows: Literal["file", "shot"] = "file"
    columns: dict[str, str] = Field(min_length=1)

    @field_validator("columns")
    @classmethod
    def _known(cls, value: dict[str, str]) -> dict[str, str]:
        for heading, column in value.items():
            if column not in COLUMNS:
                raise ValueError(f'"{column}" (under "{heading}") is no column. There are {", ".join(COLUMNS)}')
        return value


class Profile(Asked):
    """What a client asks for.

    Attributes:
        name: What ``--profile`` calls it.
        title, about: For people: what it is for, and on which specification it was modelled.
        vendor: How the client calls who delivers; for names that have ``{vendor}``.
        final: Whether it goes into finished work. Temporary material has to be promoted for it, which the gate is asked.
        rates: Frame rates that are taken; any when empty. Rates are never changed.
        least_height: The smallest picture that is taken [px].
        deliverables: The files, in order.
        table: The table beside them; none when left out.
        checksums: The hash of the ASC media hash list.
        otio: Whether the cut goes along, as OpenTimelineIO, with notes as markers.
        disclosure: Whether the disclosure pack goes along.
    """

    name: str = Field(pattern=_NAME)
    title: str = Field(min_length=1, max_length=200)
    about: str = ""
    vendor: str = ""
    final: bool = True
    rates: tuple[str, ...] = ()
    least_height: int = Field(default=1, ge=1, le=16384)
    deliverables: tuple[Annotated[ExrSequence | Movie | SoundFile, Field(discriminator="kind")], ...] = Field(
        min_length=1
    )
    table: Table | None = None
    checksums: ChecksumKind = "xxh64"
    otio: bool = False
    disclosure: bool = False

    @field_validator("rates", mode="before")
    @classmethod
    def _rates(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError("has to be a list, such as [24/1, 24000/1001]")  # noqa: TRY004 - pydantic turns only these into its own
        try:
            return tuple(f"{rate.numerator}/{rate.denominator}" for rate in (parse_rate(str(one)) for one in value))
        except BadInputError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def _whole(self) -> Self:
        patterns = [one.name.text.lower() for one in self.deliverables]
        if twice := next((one for one in patterns if patterns.count(one) > 1), ""):
            raise ValueError(f"two deliverables have the same names: {twice}")
        if any("vendor" in one.name.fields for one in self.deliverables) and not self.vendor:
            raise ValueError("names have a {vendor}, and vendor is not given")
        return self

    @property
    def taken_rates(self) -> frozenset[Fraction]:
        """Return the rates that are taken; nothing for any."""
        return frozenset(Fraction(one) for one in self.rates)


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises:
        BadInputError: It can't be read, or is wrong: one sentence says what and where.
    """
    return profile_of(read_document(path), str(path))


def parse_profile(text: str, name: str) -> Profile:
    """Read a profile from YAML; ``name`` is what errors call it.

    Raises:
        BadInputError: As ``read_profile``.
    """
    return profile_of(parse_document(text, name), name)


def profile_of(fields: dict[str, Any], where: str) -> Profile:
    """Return the profile that fields describe; ``where`` is what errors call it.

    Raises:
        BadInputError: As ``read_profile``.
    """
    try:
        return Profile.model_validate(fields)
    except ValidationError as error:
        raise BadInputError(f"{where}: {_fault(error)}.") from error


def _fault(error: ValidationError) -> str:
    """Return the first fault in words, a field that nobody knows before one that lacks; entries of a list count from 1."""
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    spoken = [f"number {part + 1}" if isinstance(part, int) else str(part) for part in first["loc"]]
    place = " ".join(part for at, part in enumerate(spoken) if at != 2 or part not in {"exr", "movie", "sound"})
    kind = first["type"]
    if kind == "extra_forbidden":
        return f'"{place.rpartition(" ")[2]}" is no field {f"of {inside}" if (inside := place.rpartition(" ")[0]) else "of a profile"}'
    if kind == "missing":
        return f"{place} is missing"
    if kind == "union_tag_not_found":
        return f"{place} does not say its kind: exr, movie or sound"
    if kind == "union_tag_invalid":
        return f'{place} is of kind "{first["ctx"]["tag"]}"; there are exr, movie and sound'
    said = first["msg"].removeprefix("Value error, ").rstrip(".")
    if kind == "literal_error":
        said = f'"{first["input"]}" is none of {first["ctx"]["expected"]}'.replace("'", "")
    return f"{place}: {said if said[1:2].isupper() else said[:1].lower() + said[1:]}" if place else said


def _need_frame(pattern: Pattern, *, frame: bool) -> None:
    if ("frame" in pattern.fields) != frame:
        wrong = "a sequence needs {frame:4} in its names" if frame else "a single file has no {frame} in its name"
        raise ValueError(f"{wrong}: {pattern.text}")


def _need_suffix(pattern: Pattern, suffix: str) -> None:
    if not pattern.text.endswith(f".{suffix}"):
        raise ValueError(f"its names have to end in .{suffix}: {pattern.text}")
