"""One piece as it is drawn for the cutter: what is cut, what is sewn, notches, grain, words. In metres, y up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from rushes.engines.wardrobe.papers.cut_line import cut_line
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.matching import notches
from rushes.engines.wardrobe.pattern.panel import Mark, Panel
from rushes.engines.wardrobe.pattern.soundness import inside

TICK = 0.006  # metres that a notch is cut in from the cut line
CUT = {"fold": "Cut 1 on the fold", "pair": "Cut 2, a pair", "one": "Cut 1"}


@dataclass(frozen=True)
class Notch:
    """A mark across the allowance: where [m], outwards, and how many ticks; both sides of its seam have as many."""

    point: tuple[float, float]
    outward: tuple[float, float]
    ticks: int
    reach: float


@dataclass(frozen=True)
class Drawing:
    """A piece of the pattern.

    Attributes:
        name: The panel's.
        cloth: What it is cut from.
        cut: The line to cut on, [n, 2].
        sewn: The lines to sew on, open ones, each [n, 2].
        inside: Names and lines drawn inside: pockets, pleats, creases, roll lines.
        folds: Lines that lie on the fold of the cloth.
        notches: Marks across the allowance.
        grain: The grain line, [2, 2].
        marks: Buttons, buttonholes, drill holes.
        words: The label, line by line.
        copies: How many pieces of cloth are cut with it.
        on_fold: Half is drawn.
    """

    name: str
    cloth: str
    cut: Floats
    sewn: tuple[Floats, ...]
    inside: tuple[tuple[str, Floats], ...]
    folds: tuple[Floats, ...]
    notches: tuple[Notch, ...]
    grain: Floats
    marks: tuple[Mark, ...]
    words: tuple[str, ...]
    copies: int
    on_fold: bool

    @property
    def box(self) -> tuple[Floats, Floats]:
        """Lowest and highest corner [m]."""
        return self.cut.min(axis=0), self.cut.max(axis=0)

    def moved(self, by: Iterable[float]) -> Drawing:
        """The same drawing elsewhere on the paper."""
        shift = np.array(tuple(by))
        dx, dy = float(shift[0]), float(shift[1])
        return replace(
            self,
            cut=self.cut + shift,
            sewn=tuple(line + shift for line in self.sewn),
            inside=tuple((name, line + shift) for name, line in self.inside),
            folds=tuple(line + shift for line in self.folds),
            grain=self.grain + shift,
            notches=tuple(replace(n, point=(n.point[0] + dx, n.point[1] + dy)) for n in self.notches),
            marks=tuple(replace(m, point=(m.point[0] + dx, m.point[1] + dy)) for m in self.marks),
        )


def drawings(garment: Garment) -> list[Drawing]:
    """Every panel of a garment as a drawing."""
    return [_drawing(garment, panel) for panel in garment.panels]


def pieces(panel: Panel) -> int:
    """How many pieces of cloth are cut from a panel."""
    return panel.repeat * (2 if panel.copies == "pair" else 1)


def _drawing(garment: Garment, panel: Panel) -> Drawing:
    hand = "" if panel.side == "both" else f", worn {panel.side}"
    many = CUT[panel.copies] if panel.repeat == 1 else f"{CUT[panel.copies]}, {panel.repeat} times"
    words = [f"{garment.name} · {panel.name.replace('_', ' ')}", f"{many}{hand} · {panel.cloth}"]
    words += [panel.note] if panel.note else []
    grain = np.array(panel.grain) if panel.grain else np.array([[0.0, 0.0], [0.0, 0.1]])
    return Drawing(
        name=panel.name,
        cloth=panel.cloth,
        cut=cut_line(panel, 0.002),
        sewn=tuple(
            edge.points(0.002) for ring in (panel.edges, *panel.holes) for edge in ring if edge.finish != "fold"
        ),
        inside=(*((edge.name, edge.points(0.002)) for edge in panel.lines), *_patches(garment, panel)),
        folds=tuple(edge.points() for edge in panel.folds),
        notches=tuple(_notches(garment, panel)),
        grain=grain,
        marks=panel.marks,
        words=tuple(words),
        copies=pieces(panel),
        on_fold=panel.copies == "fold",
    )


def _patches(garment: Garment, panel: Panel) -> list[tuple[str, Floats]]:
    """Where patches lie on a panel: their outlines as far as they are on it, by their names."""
    found = []
    whole = panel.outline(0.004)
    for patch in garment.panels:
        if patch.on is None or patch.on.panel != panel.name:
            continue
        ring = patch.outline(0.002)
        ring = np.concatenate([ring, ring[:1]])
        if patch.on.seen is not None:
            ring[:, 1] = np.minimum(ring[:, 1], patch.on.seen)
        ring = _spaced(ring)
        c, s = np.cos(np.radians(patch.on.turned)), np.sin(np.radians(patch.on.turned))
        there = ring @ np.array([[c, s], [-s, c]]) + np.array(patch.on.at)
        on = inside(whole, there)
        runs = np.split(np.arange(len(there)), np.nonzero(np.diff(on))[0] + 1)
        found += [(patch.name, there[run]) for run in runs if on[run[0]] and len(run) > 1]
    return found


def _spaced(ring: Floats) -> Floats:
    """A row of points with more between them: none farther apart than 2 mm."""
    pieces = [
        a + (b - a) * np.linspace(0, 1, max(1, int(np.ceil(np.linalg.norm(b - a) / 0.002))), endpoint=False)[:, None]
        for a, b in zip(ring, ring[1:], strict=False)
    ]
    return np.concatenate([*pieces, ring[-1:]])


def _notches(garment: Garment, panel: Panel) -> list[Notch]:
    found = []
    for name, walked, ticks in notches(garment, panel.name):
        edge = panel.edge(name)
        point, ahead = curves.along(edge.curve, [walked])
        outward = float(ahead[0][1]), -float(ahead[0][0])
        found.append(Notch((float(point[0][0]), float(point[0][1])), outward, ticks, edge.allowance))
    return found
