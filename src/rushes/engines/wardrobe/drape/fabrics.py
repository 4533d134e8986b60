"""Fabrics: what a cloth weighs and how it resists, from ``fabrics.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from rushes.errors import BadInputError


@dataclass(frozen=True)
class Fabric:
    """A cloth.

    Attributes:
        name: In trade terms.
        weight: Mass of a square metre [kg].
        thickness: Under light pressure [m].
        stretch: Force per width and strain [N/m].
        bend: Bending rigidity per width [N m].
        friction: Coulomb's, on skin and lining.
    """

    name: str
    weight: float
    thickness: float
    stretch: float
    bend: float
    friction: float


@cache
def fabrics() -> Mapping[str, Fabric]:
    """Return the fabrics by name."""
    read = yaml.safe_load(files(__package__).joinpath("fabrics.yaml").read_text(encoding="utf-8"))
    return {
        name: Fabric(
            name, row["weight"] / 1e3, row["thickness"] / 1e3, row["stretch"], row["bend"] / 1e6, row["friction"]
        )
        for name, row in read.items()
    }


def fabric(name: str) -> Fabric:
    """Return a fabric by its name, or by the one word of it that is its own.

    Raises:
        BadInputError: There is no such fabric, or more than one.
    """
    asked = name.strip().lower()
    if asked in fabrics():
        return fabrics()[asked]
    found = [one for one in fabrics() if asked in one.split()]
    if len(found) != 1:
        raise BadInputError(f"There are no data for the fabric {name!r}. Say one of: {', '.join(fabrics())}.")
    return fabrics()[found[0]]
