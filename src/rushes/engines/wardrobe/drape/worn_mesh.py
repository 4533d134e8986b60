"""What is worn, as pictures and scenes need it: welded meshes with their places in the pattern, seams, hems, marks, and what is hidden."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.draping import BUTTON_M, Draped
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.patching import Patch, patched
from rushes.engines.wardrobe.drape.tying import NOTHING, tied
from rushes.engines.wardrobe.pattern.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SAME_M: Final = 1e-6

CREASE: Final = "crease"
"""How a panel's line is called that the cloth is pressed on."""


@dataclass(frozen=True, eq=False)
class Line:
    """A row of a mesh's points.

    Attributes:
        name: The seam's, or the panel's and the edge's.
        kind: Of a seam `sewn`, `dart`, `gathered`, `pleated`, or `open` where it is only worn closed; of an edge that is sewn to nothing
            `hem`, `raw`, or `seam` where a facing would turn it.
        points: Which points, in order, shape [k].
    """

    name: str
    kind: str
    points: Ints


@dataclass(frozen=True, eq=False)
class WornMark:
    """A button or a hole on the worn cloth.

    Attributes:
        kind: `button`, `buttonhole`, `drill`.
        panel: Its name.
        at: Where it is [m], shape [3].
        normal: Out of the cloth's right side, shape [3].
        along: Along a hole, in the cloth, shape [3].
    """

    kind: str
    panel: str
    at: Floats
    normal: Floats
    along: Floats


@dataclass(frozen=True, eq=False)
class WornMesh:
    """A garment as it is worn.

    Attributes:
        name: The garment's.
        layer: What it is worn over.
        fabric: Its fabric's name.
        thickness: Of the fabric [m].
        points: [m], shape [n, 3]; sewn points are one.
        corners: Triangles, anticlockwise from the cloth's right side, shape [m, 3].
        panel: Which panel each triangle is of, shape [m].
        panels: The panels' names.
        cloths: What each panel is cut of: `shell`, `lining`, `contrast`.
        uv: Each triangle corner's place in its panel, grain along +v [m], shape [m, 3, 2].
        seams: Sewn rows.
        hems: Edges that are sewn to nothing.
        marks: Buttons and holes.
        covered: Which triangles lie wholly under what is worn over them, shape [m].
        colour: Linear, with the primaries of sRGB; whoever colours a drape replaces it.
        creases: Lines that are pressed: each one's panel and its two ends there, as ``uv`` has it [m], shape [2, 2].
    """

    name: str
    layer: int
    fabric: str
    thickness: float
    points: Floats
    corners: Ints
    panel: Ints
    panels: tuple[str, ...]
    cloths: tuple[str, ...]
    uv: Floats
    seams: tuple[Line, ...]
    hems: tuple[Line, ...]
    marks: tuple[WornMark, ...]
    covered: Bools
    colour: tuple[float, float, float] = (0.5, 0.5, 0.5)
    creases: tuple[tuple[int, Floats], ...] = ()

    def write(self, path: Path) -> None:
        """Write the mesh as npz."""
        words = {
            "name": self.name,
            "layer": self.layer,
            "fabric": self.fabric,
            "thickness": self.thickness,
            "colour": self.colour,
            "panels": self.panels,
            "cloths": self.cloths,
            "seams": [(line.name, line.kind, len(line.points)) for line in self.seams],
            "hems": [(line.name, line.kind, len(line.points)) for line in self.hems],
            "marks": [(mark.kind, mark.panel) for mark in self.marks],
            "creases": [(panel, ends.tolist()) for panel, ends in self.creases],
        }
        rows = [line.points for line in (*self.seams, *self.hems)]
        spots = [(mark.at, mark.normal, mark.along) for mark in self.marks]
        np.savez_compressed(
            path,
            words=np.array(json.dumps(words)),
            points=self.points,
            corners=self.corners,
            panel=self.panel,
            uv=self.uv,
            covered=self.covered,
            rows=np.concatenate(rows) if rows else np.zeros(0, np.int64),
            spots=np.array(spots).reshape(-1, 3, 3),
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote."""
        with np.load(path) as held:
            words = json.loads(str(held["words"]))
            seams, hems = _lines(words, held["rows"])
            marks = tuple(
                WornMark(kind, panel, *spot) for (kind, panel), spot in zip(words["marks"], held["spots"], strict=True)
            )
            return cls(
                words["name"],
                words["layer"],
                words["fabric"],
                words["thickness"],
                held["points"],
                held["corners"],
                held["panel"],
                tuple(words["panels"]),
                tuple(words["cloths"]),
                held["uv"],
                seams,
                hems,
                marks,
                held["covered"],
                tuple(words["colour"]),
                tuple((panel, np.array(ends)) for panel, ends in words["creases"]),
            )


def worn_mesh(
    drape: Draped,
    fabric: Fabric,
    covered: Bools | None = None,
    colour: tuple[float, float, float] = (0.5, 0.5, 0.5),
    over: Floats = NOTHING,
) -> WornMesh:
    """Return a draped garment as it is worn.

    Args:
        drape: The garment on the body.
        fabric: What it is made of.
        covered: Which of its triangles are hidden; none, when nothing is worn over it.
        colour: Linear, with the primaries of sRGB.
        over: Where the outsides of what is worn over it are [m], shape [n, 3]: a bow hangs over that.
    """
    cloth, mesh = drape.cloth, drape.mesh
    patches = (*patched(cloth, drape.points, fabric.thickness), *tied(cloth, drape.points, over))
    panels = (*cloth.garment.panels, *(patch.panel for patch in patches))
    points = np.zeros((len(mesh.weights), 3))
    points[mesh.of] = drape.points
    firsts = np.cumsum([len(points), *(len(patch.points) for patch in patches)])
    count = len(cloth.garment.panels)
    owner = np.concatenate(
        [cloth.panel[cloth.corners[:, 0]], *(np.full(len(one.corners), count + n) for n, one in enumerate(patches))]
    )
    hidden = np.zeros(len(mesh.corners), np.bool_) if covered is None else covered
    turned = np.stack([_turn(panel) for panel in cloth.garment.panels])[cloth.panel]
    uv = np.einsum("nij,nj->ni", turned, cloth.flat)[cloth.corners]
    return WornMesh(
        cloth.garment.name,
        cloth.garment.layer,
        fabric.name,
        fabric.thickness,
        np.concatenate([points, *(patch.points for patch in patches)]),
        np.concatenate([mesh.corners, *(one.corners + first for one, first in zip(patches, firsts, strict=False))]),
        owner,
        tuple(panel.name for panel in panels),
        tuple(panel.cloth for panel in panels),
        np.concatenate([uv, *((one.flat @ _turn(one.panel).T)[one.corners] for one in patches)]),
        _seams(drape),
        _hems(drape),
        tuple(
            mark for number, panel in enumerate(cloth.garment.panels) for mark in _marks(drape, number, panel, patches)
        ),
        np.concatenate([hidden, *(hidden[one.base] for one in patches)]),
        colour,
        tuple(
            (number, np.array([edge.start, edge.end]) @ _turn(panel).T)
            for number, panel in enumerate(cloth.garment.panels)
            for edge in panel.lines
            if edge.name.startswith(CREASE)
        ),
    )


def _lines(words: Mapping[str, Any], rows: Ints) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return seams and hems of what was written."""
    named = [*words["seams"], *words["hems"]]
    ends = np.cumsum([count for _, _, count in named]).astype(int)
    lines = [
        Line(name, kind, row)
        for (name, kind, _), row in zip(named, np.split(rows, ends[:-1]) if named else [], strict=True)
    ]
    return tuple(lines[: len(words["seams"])]), tuple(lines[len(words["seams"]) :])


def _turn(panel: Panel) -> Floats:
    """Return what turns a panel so that its grain runs along +v, shape [2, 2]."""
    if panel.grain is None:
        return np.eye(2)
    x, y = np.array(panel.grain[1]) - np.array(panel.grain[0])
    size = float(np.hypot(x, y))
    x, y = x / size, y / size
    return np.array([[y, -x], [x, y]])


def _seams(drape: Draped) -> tuple[Line, ...]:
    cloth, of = drape.cloth, drape.mesh.of
    return tuple(
        Line(seam.name, "open" if seam.open else seam.kind, _without_repeats(row))
        for seam in cloth.garment.seams
        for row in [_joined([of[cloth.edges[side.panel, side.edge]] for side in seam.a])]
    )


def _hems(drape: Draped) -> tuple[Line, ...]:
    """Return the edges of panels' rings that no seam names."""
    cloth, of = drape.cloth, drape.mesh.of
    sewn = {(side.panel, side.edge) for seam in cloth.garment.seams for side in (*seam.a, *seam.b)}
    return tuple(
        Line(f"{panel.name}.{edge.name}", edge.finish, _without_repeats(of[cloth.edges[panel.name, edge.name]]))
        for panel in cloth.garment.panels
        for edge in panel.edges
        if (panel.name, edge.name) not in sewn
    )


def _joined(rows: Sequence[Ints]) -> Ints:
    """Return rows one after the other, each turned so that it begins where the one before ends."""
    out = rows[0]
    for row in rows[1:]:
        if row[-1] in (out[-1], out[0]) and row[0] not in (out[-1], out[0]):
            row = row[::-1]  # noqa: PLW2901 - the same row, walked the other way
        out = np.concatenate([row, out]) if row[-1] == out[0] and row[0] != out[-1] else np.concatenate([out, row])
    return out


def _without_repeats(row: Ints) -> Ints:
    return row[np.concatenate([[True], np.diff(row) != 0])]


def _marks(drape: Draped, number: int, panel: Panel, patches: tuple[Patch, ...]) -> list[WornMark]:
    """Return a panel's marks on the worn cloth."""
    cloth = drape.cloth
    corners = cloth.corners[cloth.panel[cloth.corners[:, 0]] == number]
    over, under = (cloth.flat[points[cloth.panel[points] == number]] for points in cloth.ties.T)
    out = []
    for mark in panel.marks:
        if mark.kind == "button" and _near(under, mark.point):
            continue  # it is seen where it comes through its hole
        triangle, shares = _found(cloth.flat[corners], np.array(mark.point))
        flat, ends = cloth.flat[corners[triangle]], drape.points[corners[triangle]]
        one, two = ends[1] - ends[0], ends[2] - ends[0]
        normal = np.cross(one, two)
        way = np.array([np.cos(np.radians(mark.direction)), np.sin(np.radians(mark.direction))])
        out_of = normal / max(float(np.linalg.norm(normal)), SAME_M**2)
        lift = max((one.lift for one in patches if one.under(panel.name, np.array(mark.point))), default=0.0)
        by = np.linalg.solve(np.stack([flat[1] - flat[0], flat[2] - flat[0]], axis=1), way)
        along = by[0] * one + by[1] * two
        out.append(
            WornMark(
                mark.kind,
                panel.name,
                shares @ ends + lift * out_of,
                out_of,
                along / max(float(np.linalg.norm(along)), SAME_M),
            )
        )
        if mark.kind == "buttonhole" and _near(over, mark.point):
            out.append(replace(out[-1], kind="button"))
    return out


def _near(points: Floats, place: tuple[float, float]) -> bool:
    return bool((np.linalg.norm(points - np.array(place), axis=1) < BUTTON_M).any())


def _found(corners: Floats, point: Floats) -> tuple[int, Floats]:
    """Return the flat triangle that a point is in, or least outside, and its corners' shares in it."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    one, two, off = b - a, c - a, point - a
    twice = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
    u = (off[:, 0] * two[:, 1] - off[:, 1] * two[:, 0]) / twice
    v = (one[:, 0] * off[:, 1] - one[:, 1] * off[:, 0]) / twice
    shares = np.stack([1 - u - v, u, v], axis=1)
    best = int(shares.min(axis=1).argmax())
    kept = np.maximum(shares[best], 0.0)
    return best, kept / kept.sum()
