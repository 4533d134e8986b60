"""What a camera and Blender are told of a scene beside its USD: who stands there, how large it is, and which surface each thing has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.picture.piece import OutfitScene, Standing
from rushes.engines.wardrobe.picture.usd import object_name, prim_name
from rushes.errors import BadInputError
from rushes.studio import write_atomically


@dataclass(frozen=True, eq=False)
class Seen:
    """A scene without its meshes.

    Attributes:
        people: Who stands there.
        bounds: Lowest and highest corner of everything [m], shape [3] each.
        surfaces: By material in the USD, as Blender takes them.
        hair: Materials of strands, by object in the USD.
    """

    people: tuple[Standing, ...]
    bounds: tuple[NDArray[np.float64], NDArray[np.float64]]
    surfaces: Mapping[str, Mapping[str, Any]]
    hair: Mapping[str, str]

    @classmethod
    def of(cls, scene: OutfitScene) -> Self:
        """Return what is told of a scene."""
        return cls(
            scene.people,
            scene.bounds,
            {prim_name(name): one.to_json() for name, one in scene.surfaces.items()},
            {object_name(one): prim_name(one.surface) for one in scene.strands},
        )

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        told = {
            "people": [asdict(one) for one in self.people],
            "bounds": [corner.tolist() for corner in self.bounds],
            "surfaces": self.surfaces,
            "hair": self.hair,
        }
        write_atomically(path, json.dumps(told, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote.

        Raises:
            BadInputError: It can't be read.
        """
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            people = tuple(Standing(**{**one, "at": tuple(one["at"])}) for one in told["people"])
            low, high = (np.array(corner) for corner in told["bounds"])
            return cls(people, (low, high), told["surfaces"], told["hair"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInputError(f"The scene in {path} can't be read ({error}). Make the version again.") from error
