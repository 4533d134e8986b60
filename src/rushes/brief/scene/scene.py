"""A scene: everything that a clip's words ask for, typed, in metres and seconds, and nothing that a picture is made of."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from rushes.brief.scene.beat import Beat
from rushes.brief.scene.character import Character
from rushes.brief.scene.place import Place, SpokenPlace
from rushes.brief.scene.quantities import STRICT
from rushes.brief.scene.shot import Shot
from rushes.brief.scene.sound import Sound
from rushes.brief.scene.speech import Line
from rushes.brief.scene.thing import Thing

TimeOfDay = Literal["dawn", "morning", "noon", "afternoon", "late_afternoon", "dusk", "night"]
Weather = Literal["clear", "overcast", "fog", "snow", "rain"]
Aspect = Literal["16:9", "2.39", "9:16"]

ASPECTS: Final = {"16:9": Fraction(16, 9), "2.39": Fraction(239, 100), "9:16": Fraction(9, 16)}
"""Width over height of each aspect."""

RATES: Final = (Fraction(24), Fraction(25), Fraction(30), Fraction(24000, 1001), Fraction(30000, 1001))
"""Frame rates that a clip is made at [frames/s]. It is made at its show's; 25/1.001 is no rate that anything plays."""

SHORTEST_S, LONGEST_S = 1.0, 20.0
"""How long a clip lasts, at least and at most [s]."""

MOST_ENTRIES: Final = 40
"""So many things, of however many each, stand in a scene at most."""

MOST_SHOTS: Final = 12
MOST_BEATS: Final = 24
MOST_PEOPLE: Final = 12
MOST_LINES: Final = 12


@dataclass(frozen=True, slots=True, config=STRICT)
class Scene:
    """One clip: a place, what stands and happens in it, the shots that it is seen in, and what is heard.

    Places, things and characters are the same in all shots. Times are seconds after the first frame of the clip, over all cuts.

    Attributes:
        place: Where it plays; one place for all shots.
        time_of_day: Sets the sun's height and colour; inside, what comes through the windows.
        weather: Sets the sky, and what falls from it; the ground is wet in rain and white in snow.
        wind_ms: How fast the wind blows [m/s]; 10 is a strong wind.
        wind_from: Where it comes from, as the first shot sees it.
        aspect: Width over height of the picture: 16:9, 2.39:1 (wide screen) or 9:16 (upright).
        things: What stands there.
        characters: Who is there, without a name.
        shots: From cut to cut; at least one.
        beats: What happens, each at its moment.
        sound: What is heard besides speech.
        speech: What is said.
    """

    place: SpokenPlace = Place()
    time_of_day: TimeOfDay = "afternoon"
    weather: Weather = "clear"
    wind_ms: Annotated[float, Field(ge=0.0, le=25.0)] = 0.0
    wind_from: Literal["left", "right", "camera", "behind"] = "left"
    aspect: Aspect = "16:9"
    things: Annotated[tuple[Thing, ...], Field(max_length=MOST_ENTRIES)] = ()
    characters: Annotated[tuple[Character, ...], Field(max_length=MOST_PEOPLE)] = ()
    shots: Annotated[tuple[Shot, ...], Field(min_length=1, max_length=MOST_SHOTS)] = (Shot(),)
    beats: Annotated[tuple[Beat, ...], Field(max_length=MOST_BEATS)] = ()
    sound: Sound = Sound()
    speech: Annotated[tuple[Line, ...], Field(max_length=MOST_LINES)] = ()

    @property
    def seconds(self) -> float:
        """How long it lasts [s]: all of its shots."""
        return round(sum(shot.length_s for shot in self.shots), 6)

    def cuts(self, rate: Fraction) -> tuple[int, ...]:
        """Return each shot's first frame, counted from 0, and the number of frames after the last: ``(0, 48, 96)``.

        Every cut is the frame nearest to its moment, so that rounding does not add up over shots.
        """
        ends = [Fraction(0)]
        for shot in self.shots:
            ends.append(ends[-1] + Fraction(shot.length_s).limit_denominator(1_000_000))
        return tuple(round(end * rate) for end in ends)

    def named(self, name: str) -> Thing | Character | None:
        """Return the thing or character of a name; None where there is none."""
        there: tuple[Thing | Character, ...] = (*self.things, *self.characters)
        return next((one for one in there if one.name == name), None)

    def words(self) -> Iterator[str]:
        """Yield every text in it that somebody wrote freely: names, colours, the words of a room, lines of speech. Clearance reads them."""
        yield self.place.words
        for thing in self.things:
            yield from (thing.name, thing.colour)
        for one in self.characters:
            yield from (one.name, one.wears.person if one.wears else "")
            yield from (word for piece in one.clothes for word in (piece.colour, piece.buttons, piece.lining))
        for line in self.speech:
            yield from (line.who, line.text)


def plain(value: Any) -> Any:  # noqa: ANN401 - any part of a scene
    """Return a part of a scene as YAML and JSON hold it, every field written out."""
    from pydantic import TypeAdapter

    return TypeAdapter(type(value)).dump_python(value, mode="json")
