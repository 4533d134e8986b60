"""A small garment with one of everything: a half on the fold, a pair, a seam across, ease and a notch."""

import pytest

from rushes.engines.wardrobe.pattern.curves import bend, line
from rushes.engines.wardrobe.pattern.edge import Edge, fold, hem
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.seam import sew


def _bib(*, longer: float = 0.0, ease: float = 0.0) -> Garment:
    back = Panel(
        "back",
        (
            fold("centre", line((0.0, 0.0), (0.0, 0.6))),
            Edge("top", bend((0.0, 0.6), (-0.25, 0.4), 180, 270)),
            Edge("side", line((-0.25, 0.4), (-0.25, 0.0))),
            hem("hem", line((-0.25, 0.0), (0.0, 0.0))),
        ),
        copies="fold",
    )
    front = Panel(
        "front",
        (
            hem("hem", line((0.0, 0.0), (0.2, 0.0))),
            Edge("side", line((0.2, 0.0), (0.2, 0.4 + longer))),
            Edge("top", bend((0.2, 0.4 + longer), (0.0, 0.6), 90, 180)),
            Edge("centre", line((0.0, 0.6), (0.0, 0.0))),
        ),
    )
    seams = (
        sew("side", "front.side", "back.side", ease=ease, notches=(0.1,)),
        sew("centre", "front.centre", "~front.centre", open=True),
    )
    return Garment("bib", (back, front), seams)


@pytest.fixture
def bib():
    return _bib
