"""Who the synthetic performers are: nobody. Seven of them, men and women, light and dark, one with glasses, one with a beard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from performers.base import Base

Floats = NDArray[np.float64]
Rgb = tuple[float, float, float]

YOUNG_YEARS, OLD_YEARS = 30, 66
"""What the ends of every layer are meant to look like. Nothing measures it: years are a promise of the shapes' makers and of the eye."""


@dataclass(frozen=True, slots=True)
class Layers:
    """How old each layer of a performer is, from 0, the younger twin's, to 1, the old one's."""

    shape: float = 1.0
    wrinkles: float = 1.0
    tone: float = 1.0
    hair: float = 1.0

    @classmethod
    def all(cls, age: float) -> Self:
        """Return all layers at one age, 0 to 1."""
        return cls(age, age, age, age)

    def without(self, *names: str) -> Self:
        """Return these layers with some at the younger twin's."""
        return replace(self, **dict.fromkeys(names, 0.0))


@dataclass(frozen=True, slots=True)
class Person:
    """One performer.

    Attributes:
        name: Of a tree, so that it is nobody's.
        sex: ``male`` or ``female``.
        races: MakeHuman's shapes, with their shares.
        own: Targets that make this face and no other.
        skin: Albedo of the skin, linear Rec.709.
        hair: Albedo of the hair when young.
        iris: Albedo of the iris.
        hair_mm: Length of the hair.
        bald: How far the hairline goes back when old, 0 to 1.
        beard_mm: Length of the beard; 0 for none.
        glasses: Whether they wear any.
        acts: What they do in their shot: ``turn``, ``profile``, ``talk``, ``blink``, ``light``, ``hand``.
        seed: Of the wrinkles, spots and strands.
    """

    name: str
    sex: str
    races: Mapping[str, float]
    own: Mapping[str, float]
    skin: Rgb
    hair: Rgb
    iris: Rgb
    hair_mm: float
    bald: float
    acts: tuple[str, ...]
    seed: int
    beard_mm: float = 0.0
    glasses: bool = False


PEOPLE: Final = {
    person.name: person
    for person in (
        Person(
            name="birch",
            sex="male",
            races={"caucasian": 1.0},
            own={
                "head/head-rectangular": 0.5,
                "nose/nose-hump-incr": 0.6,
                "nose/nose-scale-vert-incr": 0.3,
                "chin/chin-width-incr": 0.4,
                "mouth/mouth-scale-horiz-incr": 0.25,
                "asym/asym-nose-1-l": 0.4,
                "asym/asym-jaw-1-r": 0.5,
            },
            skin=(0.50, 0.29, 0.20),
            hair=(0.055, 0.030, 0.017),
            iris=(0.09, 0.14, 0.17),
            hair_mm=32.0,
            bald=0.85,
            acts=("turn", "talk", "blink"),
            seed=11,
        ),
        Person(
            name="willow",
            sex="female",
            races={"caucasian": 0.8, "asian": 0.2},
            own={
                "head/head-oval": 0.6,
                "nose/nose-point-up": 0.4,
                "mouth/mouth-upperlip-volume-incr": 0.3,
                "eyes/l-eye-scale-incr": 0.2,
                "eyes/r-eye-scale-incr": 0.2,
                "asym/asym-mouth-1-l": 0.4,
                "asym/asym-brown-1-r": 0.4,
            },
            skin=(0.56, 0.35, 0.26),
            hair=(0.11, 0.055, 0.022),
            iris=(0.16, 0.22, 0.12),
            hair_mm=105.0,
            bald=0.0,
            acts=("turn", "talk", "light"),
            seed=23,
        ),
        Person(
            name="ebony",
            sex="male",
            races={"african": 1.0},
            own={
                "head/head-square": 0.4,
                "nose/nose-width2-incr": 0.3,
                "mouth/mouth-lowerlip-volume-incr": 0.3,
                "cheek/l-cheek-bones-incr": 0.4,
                "cheek/r-cheek-bones-incr": 0.4,
                "asym/asym-cheek-1-l": 0.4,
            },
            skin=(0.115, 0.055, 0.033),
            hair=(0.012, 0.009, 0.007),
            iris=(0.05, 0.025, 0.012),
            hair_mm=9.0,
            bald=0.4,
            acts=("turn", "blink", "light"),
            seed=37,
            beard_mm=9.0,
        ),
        Person(
            name="acacia",
            sex="female",
            races={"african": 0.85, "caucasian": 0.15},
            own={
                "head/head-round": 0.4,
                "nose/nose-scale-horiz-decr": 0.2,
                "mouth/mouth-scale-horiz-decr": 0.2,
                "eyes/l-eye-scale-incr": 0.3,
                "eyes/r-eye-scale-incr": 0.3,
                "asym/asym-eye-1-l": 0.3,
            },
            skin=(0.20, 0.105, 0.064),
            hair=(0.014, 0.010, 0.008),
            iris=(0.06, 0.03, 0.015),
            hair_mm=18.0,
            bald=0.0,
            acts=("turn", "talk", "blink"),
            seed=41,
        ),
        Person(
            name="rowan",
            sex="male",
            races={"caucasian": 0.6, "asian": 0.4},
            own={
                "head/head-triangular": 0.4,
                "nose/nose-curve-concave": 0.5,
                "chin/chin-prominent-decr": 0.4,
                "ears/l-ear-wing-incr": 0.4,
                "ears/r-ear-wing-incr": 0.4,
                "asym/asym-brown-2-l": 0.4,
            },
            skin=(0.44, 0.26, 0.165),
            hair=(0.022, 0.014, 0.010),
            iris=(0.07, 0.035, 0.018),
            hair_mm=42.0,
            bald=0.5,
            acts=("turn", "talk", "hand"),
            seed=53,
            glasses=True,
        ),
        Person(
            name="maple",
            sex="female",
            races={"asian": 1.0},
            own={
                "head/head-diamond": 0.3,
                "cheek/l-cheek-bones-incr": 0.3,
                "cheek/r-cheek-bones-incr": 0.3,
                "mouth/mouth-cupidsbow-incr": 0.4,
                "nose/nose-volume-decr": 0.2,
                "asym/asym-jaw-2-l": 0.4,
            },
            skin=(0.47, 0.30, 0.20),
            hair=(0.016, 0.012, 0.010),
            iris=(0.05, 0.025, 0.012),
            hair_mm=90.0,
            bald=0.0,
            acts=("turn", "blink", "hand"),
            seed=67,
        ),
        Person(
            name="alder",
            sex="male",
            races={"caucasian": 0.5, "african": 0.3, "asian": 0.2},
            own={
                "head/head-oval": 0.4,
                "nose/nose-hump-incr": 0.3,
                "chin/chin-prominent-incr": 0.3,
                "mouth/mouth-lowerlip-volume-incr": 0.2,
                "asym/asym-eye-1-l": 0.3,
                "asym/asym-nose-1-l": 0.3,
            },
            skin=(0.32, 0.18, 0.115),
            hair=(0.020, 0.013, 0.009),
            iris=(0.06, 0.04, 0.02),
            hair_mm=24.0,
            bald=0.3,
            acts=("profile", "blink"),
            seed=71,
        ),
    )
}
"""By name. Every one turns the head, one of them into profile; what else they do is told apart so that each other difficulty is met by two of them."""

_AGEING: Final = {
    "head/head-age-incr": 0.55,
    "mouth/mouth-laugh-lines-in": 0.55,
    "mouth/mouth-upperlip-volume-decr": 0.5,
    "mouth/mouth-lowerlip-volume-decr": 0.4,
    "mouth/mouth-angles-down": 0.25,
    "nose/nose-point-down": 0.25,
    "nose/nose-scale-vert-incr": 0.15,
    "neck/neck-double-incr": 0.35,
    **{
        f"{part}": share
        for side in "lr"
        for part, share in (
            (f"eyes/{side}-eye-bag-incr", 0.5),
            (f"eyes/{side}-eye-eyefold-down", 0.5),
            (f"cheek/{side}-cheek-volume-decr", 0.35),
            (f"cheek/{side}-cheek-trans-down", 0.3),
            (f"ears/{side}-ear-lobe-incr", 0.5),
            (f"ears/{side}-ear-scale-incr", 0.2),
        )
    },
}
"""What age does to a face beyond MakeHuman's own old shape, of which ``_OLD_SHARE`` is taken: that one is ninety."""

_OLD_SHARE = 0.55


def shaped(base: Base, person: Person, age: float) -> Floats:
    """Return a performer's vertices at rest, with the face of an age from 0 to 1 [dm]; the shoulders have none, so that the shirt stays."""
    young = base.vertices + base.moved({**_macro(person, "young"), **person.own})
    if age <= 0:
        return young
    old = base.moved(_macro(person, "old")) - base.moved(_macro(person, "young"))
    older = _OLD_SHARE * old + base.moved(_AGEING)
    lifted = older - older[_anchor(base)].mean(axis=0)
    return np.asarray(young + age * base.turning[:, None] * lifted)


def _anchor(base: Base) -> NDArray[np.int64]:
    """Return the vertices that age is not to carry along: those about the eyes, so that head height stays."""
    first, last = base.groups["helper-l-eye"]
    other, final = base.groups["helper-r-eye"]
    return np.r_[first : last + 1, other : final + 1]


def _macro(person: Person, age: str) -> dict[str, float]:
    kind = f"macrodetails/universal-{person.sex}-{age}-averagemuscle-averageweight"
    return {kind: 1.0} | {f"macrodetails/{race}-{person.sex}-{age}": share for race, share in person.races.items()}
