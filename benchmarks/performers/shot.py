"""One performer's shot as meshes and strands, frame by frame: what Blender is handed, and the motion that it can't know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from performers.acting import Moment
from performers.base import MM, Base
from performers.finer import finer
from performers.hair import Scalp, Strands, strands
from performers.people import Layers, Person, shaped
from performers.skin import HALF_TALL_MM, HALF_WIDE_MM, PITCH_MM, Skin, landmarks, pixels, skin, unrolled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Singles = NDArray[np.float32]

SPLITS: Final = 2
"""The head's faces are split into four so often: a vertex a millimetre."""

REGIONS: Final = (
    "skin",
    "lips",
    "ears",
    "forehead",
    "glabella",
    "crowsfeet",
    "bags",
    "nasolabial",
    "jowl",
    "neck",
    "cloth",
)
"""Masks over the skin; hair, eyes, glasses and the hand have one of their own each."""

COLLAR_MM = -182.0
"""The shirt begins so far under the eyes."""


@dataclass(frozen=True, eq=False)
class Posed:
    """All of a performer in one frame [dm]."""

    skin: Floats
    teeth: Floats
    eyes: Floats
    hair: Mapping[str, Floats]
    hand: Floats | None


@dataclass(frozen=True, eq=False)
class Shot:
    """A performer at one age, ready to be posed.

    Attributes:
        base: The mesh.
        person: Who.
        layers: How old each layer is.
    """

    base: Base
    person: Person
    layers: Layers
    splits: int = SPLITS

    @cached_property
    def young(self) -> Floats:
        """The young shape at rest, all vertices [dm]: where maps, masks and roots are laid out."""
        return shaped(self.base, self.person, 0.0)

    @cached_property
    def rest(self) -> Floats:
        """The shape at rest, all vertices [dm]."""
        return shaped(self.base, self.person, self.layers.shape)

    @cached_property
    def _finer(self) -> tuple[object, Ints]:
        return finer(len(self.base.vertices), self.base.faces, self.splits)

    @property
    def faces(self) -> Ints:
        """The finer skin's faces, shape [m, 4]."""
        return self._finer[1]

    def fine(self, values: Floats) -> Floats:
        """Return the base's vertices' values at the finer skin's vertices."""
        return np.asarray(self._finer[0] @ values)  # type: ignore[operator] # scipy's matrices have no types

    @cached_property
    def at(self) -> Floats:
        """Where the finer skin lies on the maps [mm], shape [n, 2]."""
        return unrolled(self.fine(self.young), self.base.joint("l-eye", self.young)[1])

    @cached_property
    def map_at(self) -> Floats:
        """The same, from 0 to 1, as a picture's coordinates."""
        return np.asarray(np.array([0.5, 0.5]) + 0.5 * self.at / np.array([HALF_WIDE_MM, HALF_TALL_MM]))

    @cached_property
    def skin(self) -> Skin:
        """The skin's maps."""
        return skin(self.person, landmarks(self.base, self.young), self.layers)

    @cached_property
    def soft_height(self) -> Singles:
        """The height map's coarser part, which the mesh itself takes [mm]."""
        from scipy import ndimage

        return np.asarray(ndimage.gaussian_filter(self.skin.height, 0.7 / PITCH_MM), np.float32)

    @cached_property
    def relief(self) -> Floats:
        """How far the wrinkles' coarser part lifts the finer vertices [dm]; what is finer is left to the bump map, shape [n]."""
        from scipy import ndimage

        taken = ndimage.map_coordinates(self.soft_height, pixels(self.at).T[::-1], order=1, mode="constant")
        return np.asarray(taken * self.masks["skin"] / MM, float)

    @cached_property
    def masks(self) -> Mapping[str, Floats]:
        """Soft masks of the regions at the finer vertices, 0 to 1, by name."""
        u, v = np.abs(self.at[:, 0]), self.at[:, 1]
        mark = landmarks(self.base, self.young)
        reach = {name: self.fine(self.base.reach(*targets)) for name, targets in _REACHES.items()}
        lips = np.clip(2.2 * reach["lips"] - 0.35, 0, 1) * (u < abs(mark["corner"][0]) + 3)
        cloth = _step(self.fine(self.young[:, 1]), self._collar - 0.03, self._collar + 0.03, rising=False)
        chin = mark["corner"][1] - 42
        middle = (abs(mark["inner"][0]) + abs(mark["outer"][0])) / 2
        masks = {
            "skin": 1 - cloth,
            "lips": lips,
            "ears": np.clip(4 * reach["ears"] - 0.4, 0, 1),
            "forehead": _step(v, 30, 38) * _step(v, 62, 74, rising=False) * _step(u, 42, 56, rising=False),
            "glabella": _round(u, v - 26, 12, 12),
            "crowsfeet": _round(u - abs(mark["outer"][0]) - 14, v - mark["outer"][1], 15, 15),
            "bags": _round(u - middle, v - mark["outer"][1] + 15, 20, 9),
            "nasolabial": np.clip(1.6 * reach["folds"] - 0.2, 0, 1) * (1 - lips),
            "jowl": _round(u - 52, v - chin + 2, 30, 20),
            "neck": _step(v, chin - 12, chin - 26, rising=False) * (1 - cloth),
            "cloth": cloth,
        }
        return masks | {"nasolabial": masks["nasolabial"] * (v > chin)}

    def spread(self, values: Floats) -> Floats:
        """Return values at the finer vertices, each mixed with those of the faces about it, shape [n, k]."""
        across = values[self.faces].mean(axis=1)
        out, count = np.zeros_like(values), np.zeros(len(values))
        for corner in range(4):
            np.add.at(out, self.faces[:, corner], across)
            np.add.at(count, self.faces[:, corner], 1.0)
        return np.asarray(out / np.maximum(count, 1.0)[:, None])

    @property
    def _collar(self) -> float:
        return float(self.base.joint("l-eye", self.young)[1] + COLLAR_MM / MM)

    @cached_property
    def strands(self) -> Mapping[str, Strands]:
        """The hair at rest, by name."""
        return strands(self.person, self._scalp(self.rest), self._scalp(self.young), self.layers)

    def _scalp(self, rest: Floats) -> Scalp:
        vertices = self.fine(rest)
        return Scalp(vertices, normals(vertices, self.faces), self.faces, self.at, self.masks["ears"])

    def posed(self, moment: Moment) -> Posed:
        """Return a performer's frame."""
        still = self.rest + self.base.moved({f"faceunits/{name}": share for name, share in moment.units.items()})
        smooth = self.fine(still)
        ahead = smooth + self.relief[:, None] * normals(smooth, self.faces)
        turning = self.fine(self.base.turning)
        rest = self.fine(self.rest)
        hair = {}
        for name, grown in self.strands.items():
            moved = grown.points + (smooth - rest)[grown.roots][:, None]
            share = np.repeat(turning[grown.roots], grown.points.shape[1])
            if name == "scalp":
                share = np.ones_like(share)
            hair[name] = self._turned(moved.reshape(-1, 3), share, moment).reshape(grown.points.shape)
        eyes = np.stack([self.base.joint(f"{side}-eye", self.rest) for side in "lr"])
        return Posed(
            self._turned(ahead, turning, moment),
            self._turned(still, self.base.turning, moment),
            self._turned(eyes, np.ones(2), moment),
            hair,
            None if moment.hand is None else self._hand(moment.hand),
        )

    def _turned(self, points: Floats, share: Floats, moment: Moment) -> Floats:
        """Return points turned with the head, each by its share, about the neck's joint."""
        from scipy.spatial.transform import Rotation

        pivot = self.base.joint("neck", self.young) + np.array([0.0, 0.35, 0.1])
        turn = Rotation.from_euler("yxz", [moment.yaw, moment.pitch, -moment.roll], degrees=True).as_rotvec()
        return np.asarray(pivot + Rotation.from_rotvec(share[:, None] * turn[None]).apply(points - pivot))

    def turned_whole(self, points: Floats, moment: Moment) -> Floats:
        """Return points that turn with the whole head."""
        return self._turned(points, np.ones(len(points)), moment)

    def head_turn(self, moment: Moment) -> Floats:
        """Return the whole head's turn as a matrix, shape [3, 3]."""
        from scipy.spatial.transform import Rotation

        return np.asarray(
            Rotation.from_euler("yxz", [moment.yaw, moment.pitch, -moment.roll], degrees=True).as_matrix()
        )

    def _hand(self, way: float) -> Floats:
        """Return the right hand's vertices on their way past the face, palm to it."""
        used = np.unique(self.base.loose["hand"])
        hand = self.young.copy()
        centre = hand[used].mean(axis=0)
        from scipy.spatial.transform import Rotation

        axis = hand[used][hand[used][:, 0].argmin()] - centre
        axis = axis / np.linalg.norm(axis)
        up, _ = Rotation.align_vectors([[0.35, 0.92, 0.1]], [axis])
        eyes = self.base.joint("l-eye", self.young)[1]
        goal = np.array([-2.4 + 4.8 * way, eyes - 0.75 + 0.3 * np.sin(np.pi * way), 2.35])
        hand[used] = up.apply(hand[used] - centre) + goal
        return hand


_REACHES: Final = {
    "lips": ("mouth/mouth-lowerlip-volume-incr", "mouth/mouth-upperlip-volume-incr"),
    "ears": ("ears/l-ear-scale-incr", "ears/r-ear-scale-incr"),
    "folds": ("mouth/mouth-laugh-lines-in",),
}
"""Targets that reach just what a mask is of."""


def normals(vertices: Floats, faces: Ints) -> Floats:
    """Return unit normals at vertices, shape [n, 3]."""
    corners = vertices[faces]
    across = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    out = np.zeros_like(vertices)
    for corner in range(4):
        np.add.at(out, faces[:, corner], across)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


def _step(values: Floats, low: float, high: float, *, rising: bool = True) -> Floats:
    low, high = min(low, high), max(low, high)
    share = np.clip((values - low) / (high - low), 0, 1)
    smooth = share * share * (3 - 2 * share)
    return np.asarray(smooth if rising else 1 - smooth)


def _round(u: Floats, v: Floats, wide: float, tall: float) -> Floats:
    return _step(np.sqrt((u / wide) ** 2 + (v / tall) ** 2), 0.7, 1.0, rising=False)
