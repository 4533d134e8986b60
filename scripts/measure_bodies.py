"""Fit a body to the usual measures of every build, and print by how much a tape finds each measure off.

``.venv/bin/python scripts/measure_bodies.py``. About 2 CPU seconds a body. What our bodies can't be made to measure is what the
table in ``body/measures.py`` follows them in.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import BUILDS, SEXES, Measures

HEIGHTS = {"female": (1.62, 1.74), "male": (1.72, 1.88)}
AGE = 32.0


def main() -> None:
    """Print a row a measure: mean and worst misfit of women and men [cm, degrees]."""
    off = {
        sex: [
            fitted(Measures.usual(height, build, sex, AGE), male=float(sex == "male"), age=AGE).off
            for build in BUILDS
            for height in HEIGHTS[sex]
        ]
        for sex in SEXES
    }
    print("| Measure | " + " | ".join(f"{sex}: mean | worst" for sex in SEXES) + " |")
    print("|---" * (1 + 2 * len(SEXES)) + "|")
    for name in off[SEXES[0]][0]:
        cells = []
        for sex in SEXES:
            values = np.array([one[name] for one in off[sex]]) * (1 if name.endswith("_deg") else 100)
            cells += [f"{values.mean():+.1f}", f"{values[np.abs(values).argmax()]:+.1f}"]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
