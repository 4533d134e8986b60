"""Somebody in clothes that were cut, ready to take any posture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character
from rushes.engines.clip.model import Model, model
from rushes.engines.clip.posture import Posture, headed, moves_of, settled, sits_on, skin
from rushes.engines.clip.worn.skirt import Skirts
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Surface
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Outfit:
    """A body in its clothes as it stands straight.

    Attributes:
        parts: Meshes with their looks, in order [m].
        weights: How much each bone moves each of their points, shape [n, bones].
        bones: Names of the bones.
        joints: Where the body's joints are [m].
        ground: Which points may stand on the ground or sit on a seat: skin and soles, shape [n].
        skirts: What hangs round both legs; None where nothing does.
    """

    parts: tuple[tuple[Mesh, Surface], ...]
    weights: Floats
    bones: tuple[str, ...]
    joints: Mapping[str, Floats]
    ground: NDArray[np.bool_]
    skirts: Skirts | None = None

    @cached_property
    def _evens(self) -> tuple[Ints, Any] | None:
        return None if self.skirts is None else self.skirts.evens(self.points)

    @cached_property
    def points(self) -> Floats:
        """All points as they stand straight [m], shape [n, 3]."""
        return np.concatenate([mesh.points for mesh, _ in self.parts])

    @property
    def tall(self) -> float:
        """From the ground to the crown [m]."""
        return float(self.points[:, 2].max())

    def posed(self, posture: Posture) -> Floats:
        """Return all points in a posture, on the ground or on a seat [m], shape [n, 3]."""
        moves = moves_of(self.joints, posture)
        moved = skin(self.points, self.weights, self.bones, moves)
        if self.skirts is not None and self._evens is not None:
            moved = self.skirts.kept_out(moved, self._evens, self.joints, moves)
        mine = self.ground
        sits = sits_on(self.points, self.weights, self.bones, self.joints)[mine]
        return headed(moved + settled(moved[mine], sits, self.joints, moves, posture), posture.heading)

    def shown(self, posture: Posture) -> Model:
        """Return the model in a posture."""
        ends = np.cumsum([len(mesh.points) for mesh, _ in self.parts])[:-1]
        at = np.split(self.posed(posture), ends)
        meshes = [
            Mesh(mine, mesh.counts, mesh.corners, mesh.st) for mine, (mesh, _) in zip(at, self.parts, strict=True)
        ]
        return model(zip(meshes, (look for _, look in self.parts), strict=True), "fabric", filled=0.8)

    def write(self, path: Path) -> None:
        """Write it as ``.npz``."""
        held: dict[str, NDArray[np.generic]] = {
            "weights": self.weights.astype(np.float32),
            "bones": np.array(self.bones),
            "names": np.array(list(self.joints)),
            "joints": np.array(list(self.joints.values())),
            "ground": self.ground,
            "looks": np.array([json.dumps(look.to_json()) for _, look in self.parts]),
        }
        if self.skirts is not None:
            held |= self.skirts.to_arrays()
        for number, (mesh, _) in enumerate(self.parts):
            held[f"points{number}"] = mesh.points.astype(np.float32)
            held[f"counts{number}"] = mesh.counts.astype(np.int32)
            held[f"corners{number}"] = mesh.corners.astype(np.int32)
            held[f"st{number}"] = mesh.st.astype(np.float32)
        part = path.with_name(f"{path.name}.part")
        with part.open("wb") as stream:
            np.savez_compressed(stream, **held)
        part.replace(path)


def outfit_file(folder: Path, name: str) -> Path:
    """Return where the step ``dress`` keeps what a character wears."""
    return folder / f"{name.replace(' ', '_')}.npz"


def worn_by(one: Character) -> Outfit | None:
    """Return what a character wears of the show's wardrobe; None of whoever wears nothing of it.

    Raises:
        StepFailedError: It can't be read.
    """
    if one.wears is None or one.wears.folder is None:
        return None
    return read_outfit(outfit_file(one.wears.folder, one.name))


@lru_cache(maxsize=12)
def read_outfit(path: Path) -> Outfit:
    """Read what the step ``dress`` wrote.

    Raises:
        StepFailedError: It can't be read.
    """
    try:
        with np.load(path) as held:
            looks = [_look(json.loads(str(one))) for one in held["looks"]]
            meshes = [
                Mesh(
                    held[f"points{number}"].astype(float),
                    held[f"counts{number}"].astype(np.int64),
                    held[f"corners{number}"].astype(np.int64),
                    held[f"st{number}"].astype(float),
                )
                for number in range(len(looks))
            ]
            joints = dict(zip(held["names"].tolist(), held["joints"], strict=True))
            weights = held["weights"].astype(float)
            bones = tuple(held["bones"].tolist())
            skirts = Skirts.from_arrays(held) if "skirts_mine" in held else None
            return Outfit(tuple(zip(meshes, looks, strict=True)), weights, bones, joints, held["ground"], skirts)
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"{path} can't be read ({error}). Delete the step dress and make the take again."
        ) from error


def _look(record: Mapping[str, object]) -> Surface:
    red, green, blue = (float(part) for part in record["colour"])  # type: ignore[attr-defined] # three numbers
    return Surface(str(record["kind"]), (red, green, blue), float(str(record["wear"])))
