"""The shape of a body: MakeHuman's base mesh, moved by knobs.

``data/bodies.npz`` is baked by ``scripts/bake_bodies.py``; beside it stands where it comes from. A body is nobody's: the
targets of all continents are mixed to equal shares, and the rest are measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOCAL: Final = tuple(
    "bust-circ underbust-circ waist-circ hips-circ napetowaist-dist waisttohip-dist shoulder-dist frontchest-dist neck-circ upperarm-circ "
    "upperarm-length lowerarm-length wrist-circ thigh-circ knee-circ calf-circ ankle-circ upperleg-height lowerleg-height".split()
)
"""Knobs that change one measure and little else: -1 to 1 is what MakeHuman's artists drew, 0 leaves it."""

YOUNG_AGE, OLD_AGE = 25.0, 90.0
"""Ages [years] of MakeHuman's young and old targets."""


@dataclass(frozen=True)
class Knobs:
    """What a body's shape is made of.

    Attributes:
        male: 0 is the female target, 1 the male one.
        age: Age [years].
        muscle: 0 to 1, the middle is 0.5.
        weight: 0 to 1, the middle is 0.5.
        tall: -1 to 1: short people's proportions to tall people's.
        cup: 0 to 1, the middle is 0.5; of women only.
        scale: What the whole is scaled by.
        local: Shares of ``LOCAL``, by name.
    """

    male: float = 0.0
    age: float = 30.0
    muscle: float = 0.5
    weight: float = 0.5
    tall: float = 0.0
    cup: float = 0.5
    scale: float = 1.0
    local: Mapping[str, float] = field(default_factory=dict)

    def shares(self) -> dict[str, float]:
        """Return the share of each target that is not zero."""
        old = min(max((self.age - YOUNG_AGE) / (OLD_AGE - YOUNG_AGE), 0.0), 1.0)
        out: dict[str, float] = {}
        for sex, of_sex in (("female", 1 - self.male), ("male", self.male)):
            for age, of_age in (("young", 1 - old), ("old", old)):
                both = of_sex * of_age
                out[f"{sex}-{age}"] = both
                for muscle, one in _thirds(self.muscle).items():
                    for weight, two in _thirds(self.weight).items():
                        out[f"{sex}-{age}-{muscle}-{weight}"] = both * one * two
                out[f"{sex}-{age}-{'max' if self.tall > 0 else 'min'}height"] = both * abs(self.tall)
                if sex == "female":
                    out[f"{sex}-{age}-{'max' if self.cup > 0.5 else 'min'}cup"] = both * abs(self.cup - 0.5) * 2
        for name, share in self.local.items():
            out[f"{name}-{'incr' if share > 0 else 'decr'}"] = abs(share)
        return {name: share for name, share in out.items() if share}


@dataclass(frozen=True, eq=False)
class Body:
    """A body in metres, Z up, its front to -Y, its soles on the floor.

    Attributes:
        vertices: Skin and eyes [m], shape [n, 3].
        joints: Joints by name [m].
    """

    vertices: Floats
    joints: Mapping[str, Floats]

    @property
    def mesh(self) -> Mesh:
        """What all bodies have in common."""
        return base()


@dataclass(frozen=True, eq=False)
class Mesh:
    """What all bodies have in common: their faces, UVs, bones and targets.

    Attributes:
        faces: Four vertices each, counter-clockwise from outside, shape [m, 4].
        uv_faces: The same by UV.
        uvs: Shape [k, 2].
        skin: How many of the vertices are skin; the eyes' come after them.
        bones: Names.
        weights: How much each bone moves each vertex, shape [n, bones].
    """

    rest: Floats
    faces: Ints
    uv_faces: Ints
    uvs: Floats
    skin: int
    bones: tuple[str, ...]
    weights: Floats
    joint_names: tuple[str, ...]
    targets: Mapping[str, tuple[Ints, Floats]]

    @cached_property
    def triangles(self) -> Ints:
        """The faces halved, shape [2 m, 3]."""
        return np.concatenate([self.faces[:, [0, 1, 2]], self.faces[:, [0, 2, 3]]])

    @cached_property
    def edges(self) -> Ints:
        """The skin's edges, the halves' diagonals included, shape [e, 2]."""
        skin = self.triangles[(self.triangles < self.skin).all(axis=1)]
        pairs = np.sort(np.concatenate([skin[:, [0, 1]], skin[:, [1, 2]], skin[:, [2, 0]]]), axis=1)
        return np.unique(pairs, axis=0)

    def share(self, *bones: str) -> Floats:
        """Return how much bones move each vertex, together, shape [n]."""
        return np.asarray(self.weights[:, [self.bones.index(one) for one in bones]].sum(axis=1))

    def body(self, knobs: Knobs) -> Body:
        """Return the body of knobs."""
        points = self.rest.copy()
        for name, share in knobs.shares().items():
            at, by = self.targets[name]
            points[at] += share * by
        points *= knobs.scale
        count = len(self.weights)
        points[:, 2] -= points[: self.skin, 2].min()
        return Body(points[:count], dict(zip(self.joint_names, points[count:], strict=True)))


@cache
def base() -> Mesh:
    """Read what all bodies have in common, once."""
    with files(__package__).joinpath("data/bodies.npz").open("rb") as held, np.load(held) as read:
        step = float(read["step"])
        targets = {}
        for number, name in enumerate(read["targets"].tolist()):
            at = np.cumsum(read[f"at{number}"].astype(np.int64))
            targets[name] = (at, np.cumsum(read[f"by{number}"].T.astype(np.int64), axis=0) * step)
        weights = read["weights"].astype(float)
        return Mesh(
            rest=read["rest"].astype(float),
            faces=read["faces"].astype(np.int64),
            uv_faces=read["uv_faces"].astype(np.int64),
            uvs=read["uvs"].astype(float),
            skin=int(read["eyes"]),
            bones=tuple(read["bones"].tolist()),
            weights=weights / weights.sum(axis=1, keepdims=True),
            joint_names=tuple(read["joints"].tolist()),
            targets=targets,
        )


def _thirds(value: float) -> dict[str, float]:
    """Return how much of the least, the middle and the most a value from 0 to 1 has."""
    return {"min": max(0.0, 1 - 2 * value), "average": 1 - abs(2 * value - 1), "max": max(0.0, 2 * value - 1)}
