"""A body's measures: what a cutter writes down before she drafts, in metres.

The names are those of ISO 8559-1, as far as it has one. ``Measures.usual`` gives a whole set from a few words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Final, Self

from rushes.errors import BadInputError

BUILDS: Final[Mapping[str, tuple[float, float]]] = {
    "thin": (-1.7, -0.5),
    "slim": (-1.0, -0.2),
    "regular": (0.0, 0.0),
    "athletic": (-0.4, 1.0),
    "broad": (0.6, 1.2),
    "full": (1.3, 0.0),
    "stout": (2.4, 0.3),
}
"""Builds by word: steps of fat and of muscle. A step of fat is 6 cm at the waist."""

SEXES: Final = ("female", "male")

YOUNGEST, OLDEST = 16.0, 100.0


@dataclass(frozen=True)
class Measures:
    """A person's measures [m], standing upright, weight on both legs.

    Attributes:
        height: From the crown to the floor.
        neck_girth: Around the neck under the larynx: what a collar closes to, without ease.
        shoulder_length: From the side neck point to the shoulder point, where the arm begins.
        back_shoulder_width: From shoulder point to shoulder point, over the back.
        bust_girth: Around the fullest part of the chest, level.
        underbust_girth: Around the chest under the breasts, level.
        waist_girth: Around the narrowest part between ribs and hip bones, level.
        hip_girth: Around the fullest part of the seat, level.
        high_hip_girth: Around the body half way from waist to hip, level.
        thigh_girth: Around the thigh at its fullest, under the crotch.
        knee_girth: Around the knee at the middle of the kneecap.
        calf_girth: Around the calf at its fullest.
        ankle_girth: Around the leg at its narrowest, over the ankle bones.
        upper_arm_girth: Around the upper arm at its fullest.
        elbow_girth: Around the elbow.
        wrist_girth: Around the wrist.
        arm_length: From the shoulder point over the elbow to the wrist.
        back_width: Between the arms' creases, over the back, half way from shoulder to bust line.
        front_width: The same over the chest.
        back_waist_length: From the seventh neck vertebra down the back to the waist.
        front_waist_length: From the side neck point over the bust point to the waist.
        bust_height: From the bust points' level to the floor.
        waist_to_hip: From waist to hip level, down the side.
        waist_to_knee: From waist to the kneecap's middle.
        outside_leg: From the waist down the side to the floor.
        inside_leg: From the crotch to the floor.
        crotch_depth: The body rise: from waist to the crotch's level.
        head_girth: Around the head over the brow.
        shoulder_slope_deg: How far the shoulder line falls [degrees].
    """

    height: float
    neck_girth: float
    shoulder_length: float
    back_shoulder_width: float
    bust_girth: float
    underbust_girth: float
    waist_girth: float
    hip_girth: float
    high_hip_girth: float
    thigh_girth: float
    knee_girth: float
    calf_girth: float
    ankle_girth: float
    upper_arm_girth: float
    elbow_girth: float
    wrist_girth: float
    arm_length: float
    back_width: float
    front_width: float
    back_waist_length: float
    front_waist_length: float
    bust_height: float
    waist_to_hip: float
    waist_to_knee: float
    outside_leg: float
    inside_leg: float
    crotch_depth: float
    head_girth: float
    shoulder_slope_deg: float

    def __post_init__(self) -> None:
        """Refuse a body that nobody has.

        Raises:
            BadInputError: A measure is out of what people have, or two of them can't be of one body.
        """
        if not HEIGHTS[0] <= self.height <= HEIGHTS[1]:
            raise BadInputError(
                f"A body {self.height:g} m tall can't be dressed: {HEIGHTS[0]} to {HEIGHTS[1]} m can. Check the height, and its unit."
            )
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            whole, unit = (1.0, "degrees") if name.endswith("_deg") else (self.height, "m")
            if not least * whole <= value <= most * whole:
                raise BadInputError(
                    f"The measure {name} is {value:g} {unit}; a body {self.height:g} m tall has {least * whole:.3g} to "
                    f"{most * whole:.3g} {unit}. Check it, and its unit."
                )
        for smaller, larger in _ORDERED:
            less, more = getattr(self, smaller), getattr(self, larger)
            if less >= more:
                raise BadInputError(
                    f"The measures {smaller} ({less:g} m) and {larger} ({more:g} m) can't be of one body: the first has to be the "
                    "smaller one. Take both again."
                )
        apart = abs(self.inside_leg + self.crotch_depth - self.outside_leg)
        if apart > LEGS_APART_M:
            raise BadInputError(
                f"The measures inside_leg ({self.inside_leg:g} m) and crotch_depth ({self.crotch_depth:g} m) make together "
                f"{apart * 100:.0f} cm more or less than outside_leg ({self.outside_leg:g} m). Take the three again."
            )

    @classmethod
    def usual(
        cls, height: float | None = None, build: str = "regular", sex: str = "female", age: float = 30.0, **known: float
    ) -> Self:
        """Return the measures that a person so described usually has.

        The middle of the table is near the sizes 88-72-96 (women) and 96-84 (men) of EN 13402-3; lengths and small girths are rounded from the means of ANSUR II (US Army, 2012, public domain), where it measured the same and our
        bodies can be made so; where they can't, it is what a tape finds on them, so that what is drafted fits who wears it. Girths grow with the square root of height, lengths with height. What
        build and age add is our own judgement.

        Args:
            height: Height [m]; the sex's middle when none is said.
            build: One of ``BUILDS``.
            sex: One of ``SEXES``.
            age: Age [years].
            known: Measures that were taken, by name: they stand as they are.

        Raises:
            BadInputError: A word isn't known, the age is no grown person's, or the measures are impossible.
        """
        if build not in BUILDS:
            raise BadInputError(f"The build {build!r} isn't known. Say one of: {', '.join(BUILDS)}.")
        if sex not in SEXES:
            raise BadInputError(f"The sex {sex!r} isn't known as a set of measures. Say one of: {', '.join(SEXES)}.")
        if not YOUNGEST <= age <= OLDEST:
            raise BadInputError(
                f"There are no measures for the age of {age:g}: they are for {YOUNGEST:.0f} to {OLDEST:.0f} years. Say an age in that."
            )
        unknown = sorted(set(known) - {one.name for one in fields(cls)})
        if unknown:
            raise BadInputError(
                f"There is no measure {unknown[0]!r}. The measures are: {', '.join(one.name for one in fields(cls))}."
            )
        column = SEXES.index(sex)
        tall = _USUAL["height"][column] if height is None else height
        scale = tall / _USUAL["height"][column]
        fat, muscle = BUILDS[build]
        fat += max(0.0, min(age, 70.0) - 30.0) / 25.0 * 0.6
        values = {"height": tall}
        for name, row in _USUAL.items():
            grown = _growth(name, scale)
            values[name] = row[column] * grown + (fat * row[2] + muscle * row[3]) / 100.0
        values |= {"height": tall, "shoulder_slope_deg": _USUAL["shoulder_slope_deg"][column] - muscle} | known
        return cls(**values)

    def changed(self, **measures: float) -> Self:
        """Return the same body with some measures replaced.

        Raises:
            BadInputError: The body that results is impossible.
        """
        return replace(self, **measures)

    def to_json(self) -> dict[str, float]:
        """Return the measures by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, read: Mapping[str, float]) -> Self:
        """Return the measures that ``to_json`` wrote.

        Raises:
            BadInputError: One is missing, unknown or impossible.
        """
        names = [one.name for one in fields(cls)]
        wrong = sorted(set(names) ^ set(read))
        if wrong:
            raise BadInputError(
                f"The measure {wrong[0]!r} is missing or unknown. The measures are: {', '.join(names)}."
            )
        return cls(**{name: float(read[name]) for name in names})


def _growth(name: str, scale: float) -> float:
    """Return how a measure grows with height."""
    if name in {"head_girth", "shoulder_slope_deg"}:
        return 1.0
    return (
        scale**0.5 if name.endswith("_girth") or name in {"back_width", "front_width", "back_shoulder_width"} else scale
    )


HEIGHTS: Final = (1.3, 2.3)
"""Heights [m] of grown people that the bodies and blocks are made for."""

LEGS_APART_M: Final = 0.08
"""Outside leg runs over the hip's curve, the other two plumb: more than this they don't differ."""

_USUAL: Final[Mapping[str, tuple[float, float, float, float]]] = {
    # measure: female [m], male [m], and what a step of fat and a step of muscle add [cm]
    "height": (1.66, 1.78, 0.0, 0.0),
    "neck_girth": (0.345, 0.385, 0.9, 1.0),
    "shoulder_length": (0.141, 0.152, 0.1, 0.3),
    "back_shoulder_width": (0.387, 0.448, 0.5, 0.9),
    "bust_girth": (0.90, 0.98, 5.0, 4.0),
    "underbust_girth": (0.791, 0.925, 5.4, 2.7),
    "waist_girth": (0.73, 0.86, 6.0, 0.5),
    "hip_girth": (0.97, 0.99, 4.5, 1.0),
    "high_hip_girth": (0.874, 0.922, 5.3, 0.9),
    "thigh_girth": (0.565, 0.57, 2.7, 1.8),
    "knee_girth": (0.365, 0.385, 1.2, 0.5),
    "calf_girth": (0.355, 0.37, 1.2, 1.0),
    "ankle_girth": (0.215, 0.23, 0.5, 0.2),
    "upper_arm_girth": (0.28, 0.31, 1.8, 2.0),
    "elbow_girth": (0.254, 0.283, 1.1, 0.9),
    "wrist_girth": (0.155, 0.172, 0.4, 0.3),
    "arm_length": (0.58, 0.63, 0.1, 0.1),
    "back_width": (0.349, 0.398, 0.6, 1.4),
    "front_width": (0.334, 0.357, 0.9, 0.7),
    "back_waist_length": (0.39, 0.439, 0.1, 0.3),
    "front_waist_length": (0.446, 0.476, 0.2, 0.3),
    "bust_height": (1.22, 1.288, 0.0, 0.1),
    "waist_to_hip": (0.228, 0.223, 0.3, 0.1),
    "waist_to_knee": (0.59, 0.6, 0.0, 0.0),
    "outside_leg": (1.02, 1.074, 0.0, 0.1),
    "inside_leg": (0.747, 0.808, -0.3, 0.0),
    "crotch_depth": (0.268, 0.26, 0.3, 0.0),
    "head_girth": (0.56, 0.575, 0.2, 0.0),
    "shoulder_slope_deg": (22.0, 22.0, 0.0, 0.0),
}

_BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    # shares of height (the slope: degrees): well beyond what size tables hold, at both ends
    "neck_girth": (0.15, 0.38),
    "shoulder_length": (0.045, 0.13),
    "back_shoulder_width": (0.17, 0.38),
    "bust_girth": (0.38, 1.05),
    "underbust_girth": (0.33, 1.0),
    "waist_girth": (0.28, 1.05),
    "hip_girth": (0.4, 1.1),
    "high_hip_girth": (0.36, 1.1),
    "thigh_girth": (0.2, 0.6),
    "knee_girth": (0.14, 0.4),
    "calf_girth": (0.13, 0.4),
    "ankle_girth": (0.09, 0.24),
    "upper_arm_girth": (0.1, 0.38),
    "elbow_girth": (0.1, 0.3),
    "wrist_girth": (0.065, 0.16),
    "arm_length": (0.27, 0.44),
    "back_width": (0.14, 0.36),
    "front_width": (0.13, 0.36),
    "back_waist_length": (0.19, 0.33),
    "front_waist_length": (0.19, 0.38),
    "bust_height": (0.63, 0.8),
    "waist_to_hip": (0.07, 0.2),
    "waist_to_knee": (0.27, 0.44),
    "outside_leg": (0.52, 0.72),
    "inside_leg": (0.36, 0.56),
    "crotch_depth": (0.11, 0.26),
    "head_girth": (0.25, 0.45),
    "shoulder_slope_deg": (5.0, 40.0),
}

_ORDERED: Final = (
    ("shoulder_length", "back_shoulder_width"),
    ("wrist_girth", "elbow_girth"),
    ("ankle_girth", "calf_girth"),
    ("knee_girth", "thigh_girth"),
    ("inside_leg", "outside_leg"),
    ("crotch_depth", "outside_leg"),
    ("waist_to_hip", "waist_to_knee"),
    ("outside_leg", "bust_height"),
    ("neck_girth", "bust_girth"),
    ("back_width", "bust_girth"),
)
"""Pairs of measures whose first is the smaller one on every body."""
