"""Letters of bent tube: a stroke font of our own, for signs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.solids import tube

STROKES: Mapping[str, str] = {
    "A": "0,0 0,2.6 1,4 2,2.6 2,0|0,1.6 2,1.6",
    "B": "0,0 0,4 1.4,4 1.9,3.6 1.9,2.6 1.4,2.1 0,2.1|1.4,2.1 2,1.6 2,.5 1.5,0 0,0",
    "C": "2,3.3 1.5,4 .5,4 0,3.4 0,.6 .5,0 1.5,0 2,.7",
    "D": "0,0 0,4 1.2,4 2,3.2 2,.8 1.2,0 0,0",
    "E": "2,4 0,4 0,0 2,0|0,2.1 1.6,2.1",
    "F": "2,4 0,4 0,0|0,2.1 1.6,2.1",
    "G": "2,3.3 1.5,4 .5,4 0,3.4 0,.6 .5,0 1.5,0 2,.6 2,1.8 1.1,1.8",
    "H": "0,0 0,4|2,0 2,4|0,2.1 2,2.1",
    "I": "1,0 1,4",
    "J": "2,4 2,.6 1.5,0 .5,0 0,.6",
    "K": "0,0 0,4|2,4 0,1.8|.6,2.4 2,0",
    "L": "0,4 0,0 2,0",
    "M": "0,0 0,4 1,1.8 2,4 2,0",
    "N": "0,0 0,4 2,0 2,4",
    "O": "0,.6 0,3.4 .5,4 1.5,4 2,3.4 2,.6 1.5,0 .5,0 0,.6",
    "P": "0,0 0,4 1.5,4 2,3.5 2,2.5 1.5,2 0,2",
    "Q": "0,.6 0,3.4 .5,4 1.5,4 2,3.4 2,.6 1.5,0 .5,0 0,.6|1.2,.9 2.1,-.2",
    "R": "0,0 0,4 1.5,4 2,3.5 2,2.5 1.5,2 0,2|1.1,2 2,0",
    "S": "2,3.4 1.5,4 .5,4 0,3.4 0,2.6 .5,2.1 1.5,1.9 2,1.4 2,.6 1.5,0 .5,0 0,.6",
    "T": "0,4 2,4|1,4 1,0",
    "U": "0,4 0,.6 .5,0 1.5,0 2,.6 2,4",
    "V": "0,4 1,0 2,4",
    "W": "0,4 .4,0 1,2.4 1.6,0 2,4",
    "X": "0,4 2,0|2,4 0,0",
    "Y": "0,4 1,2 2,4|1,2 1,0",
    "Z": "0,4 2,4 0,0 2,0",
    "0": "0,.6 0,3.4 .5,4 1.5,4 2,3.4 2,.6 1.5,0 .5,0 0,.6|.2,.6 1.8,3.4",
    "1": ".4,3.2 1,4 1,0",
    "2": "0,3.3 .5,4 1.5,4 2,3.4 2,2.6 0,0 2,0",
    "3": "0,3.4 .5,4 1.5,4 2,3.4 2,2.6 1.4,2.1 2,1.6 2,.6 1.5,0 .5,0 0,.6|1.4,2.1 .7,2.1",
    "4": "1.6,0 1.6,4 0,1.2 2,1.2",
    "5": "1.9,4 .2,4 .1,2.3 1.4,2.4 2,1.8 2,.6 1.5,0 .5,0 0,.6",
    "6": "1.8,3.6 1.4,4 .6,4 0,3.2 0,.6 .5,0 1.5,0 2,.6 2,1.6 1.5,2.2 .5,2.2 0,1.7",
    "7": "0,4 2,4 .7,0",
    "8": ".5,2.1 0,1.5 0,.6 .5,0 1.5,0 2,.6 2,1.5 1.5,2.1 .5,2.1 .1,2.6 .1,3.4 .5,4 1.5,4 1.9,3.4 1.9,2.6 1.5,2.1",
    "9": ".2,.4 .6,0 1.4,0 2,.8 2,3.4 1.5,4 .5,4 0,3.4 0,2.4 .5,1.8 1.5,1.8 2,2.3",
    "&": "2,0 .4,2.8 .4,3.5 .8,4 1.3,3.6 1.2,2.9 .1,1.3 .1,.5 .6,0 1.2,.1 2,1.4",
    "-": ".4,2 1.6,2",
    "'": "1,4 .9,3.2",
}
"""Strokes of each letter on a grid two wide and four high, apart by ``|``."""

_ADVANCE = 2.75
_NARROW = {"I": 1.2, "1": 1.6, "'": 1.0, "-": 2.4}


def letters(text: str, wide: float, high: float, thick: float) -> list[Mesh]:
    """Return a line of letters that looks at -y, its middle over the origin, its foot at z = 0.

    Args:
        text: What it says, in capitals, figures, ``&``, ``-`` and ``'``; anything else is a gap.
        wide: At most so wide [m]; the letters become lower when they have to.
        high: Height of a capital [m].
        thick: Radius of the tube [m].
    """
    said = text.upper()
    long = sum(_width(letter) for letter in said) - (_ADVANCE - 2.0)
    unit = min(high / 4.0, wide / max(long, 1e-6))
    made, x = [], -long * unit / 2
    for letter in said:
        shift = (2.0 - (_width(letter) - (_ADVANCE - 2.0))) / 2
        for stroke in STROKES.get(letter, "").split("|"):
            if stroke:
                path = np.array([[float(part) for part in place.split(",")] for place in stroke.split()])
                places = np.stack([x + (path[:, 0] - shift) * unit, 0 * path[:, 0], path[:, 1] * unit], axis=-1)
                made.append(tube(_close(places), min(thick, unit * 0.4), segments=8))
        x += _width(letter) * unit
    return made


def _width(letter: str) -> float:
    return _NARROW.get(letter, _ADVANCE)


def _close(
    path: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return a path with places just before and after each corner, so that a tube turns there and doesn't thin."""
    rows = [path[0]]
    for before, here, after in zip(path, path[1:], path[2:], strict=False):
        rows += [here + (before - here) * 0.12, here + (after - here) * 0.12]
    return np.stack([*rows, path[-1]])
