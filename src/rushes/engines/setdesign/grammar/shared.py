"""Parameters that most styles have, and what they do to a room alike."""

from __future__ import annotations

from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, number, word
from rushes.engines.setdesign.model.light import Daylight

WOODS = ("walnut", "rosewood", "teak", "oak", "mahogany", "ebony")
METALS = ("brass", "bronze", "chrome", "nickel", "black_metal")
CLOTHS = (
    "velvet_ochre",
    "velvet_green",
    "velvet_rust",
    "velvet_plum",
    "velvet_crimson",
    "velvet_blue",
    "leather_cognac",
    "leather_black",
    "leather_oxblood",
    "wool_grey",
    "wool_orange",
    "wool_olive",
    "boucle_ivory",
    "vinyl_red",
    "vinyl_teal",
    "vinyl_black",
)
TIMES = ("morning", "noon", "afternoon", "dusk", "night")

_SUN = {
    # time: elevation, kelvin, sun, sky
    "morning": (18.0, 4300.0, 0.7, 0.7),
    "noon": (52.0, 5500.0, 1.0, 1.0),
    "afternoon": (24.0, 4500.0, 0.8, 0.7),
    "dusk": (3.0, 3000.0, 0.15, 0.25),
    "night": (-10.0, 8000.0, 0.0, 0.015),
}


def width(low: float, high: float, usual: float) -> Parameter:
    """Ask for the room's width."""
    return Parameter("width", low, high, usual, "m", "from wall to wall across the picture")


def depth(low: float, high: float, usual: float) -> Parameter:
    """Ask for the room's depth."""
    return Parameter("depth", low, high, usual, "m", "from the wall behind the camera to the one that it sees")


def height(low: float, high: float, usual: float) -> Parameter:
    """Ask for the room's height."""
    return Parameter("height", low, high, usual, "m", "from the floor to the underside of the ceiling")


def wear(usual: float = 0.15) -> Parameter:
    """Ask for age."""
    return Parameter("wear", 0.0, 1.0, usual, "", "0 is new, 1 is ruined")


def haze(usual: float = 0.0) -> Parameter:
    """Ask for smoke in the air."""
    return Parameter("haze", 0.0, 1.0, usual, "", "of the air: 0 is clear, 1 a smoked stage")


def upholstery(usual: str) -> Choice:
    """Ask for cloth."""
    return Choice("upholstery", CLOTHS, usual, "cloth and colour of the seats")


def wood(usual: str) -> Choice:
    """Ask for wood."""
    return Choice("wood", WOODS, usual, "wood of joinery and furniture")


def metal(usual: str) -> Choice:
    """Ask for metal."""
    return Choice("metal", METALS, usual, "metal of legs, rails and lamps")


def time(usual: str) -> Choice:
    """Ask for the time of day."""
    return Choice("time", TIMES, usual, "time of day outside")


def daylight(params: Params, motive: str, *, towards: float, opening: str = "", sky: float = 1.0) -> Daylight:
    """Make the day of a time.

    Args:
        params: With `time`, and `haze` where the style has it.
        motive: As `Daylight` knows them.
        towards: Azimuth at which the sun would shine straight through the openings [degrees]; it stands 35 beside it.
        opening: What the key comes through.
        sky: How much of the sky is seen from the room's openings, 0 to 1.
    """
    elevation, kelvin, sun, bright = _SUN[word(params, "time")]
    fog = number(params, "haze") if "haze" in params else 0.0
    return Daylight(
        motive if sun > 0 or motive == "none" else "none",  # type: ignore[arg-type]
        opening,
        (towards + 35.0) % 360,
        elevation,
        kelvin,
        sun,
        bright * sky,
        fog,
        word(params, "time"),
    )


def azimuth_of(inward: tuple[float, float]) -> float:
    """Azimuth of the sun that shines straight in through a wall of this inward direction [degrees]."""
    import math

    return math.degrees(math.atan2(-inward[0], -inward[1])) % 360
