"""A tube of two panels: the smallest garment that goes around something."""

from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.panel import Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew


def half(name, wide, high, angle, *, part="waist", longer=0.0):
    points = [(-wide / 2, 0.0), (wide / 2, 0.0), (wide / 2, high + longer), (-wide / 2, high + longer)]
    names = ("low", "right", "top", "left")
    edges = tuple(Edge(edge, line(a, b)) for edge, a, b in zip(names, points, (*points[1:], points[0]), strict=True))
    return Panel(name, edges, copies="one", placement=Placement(part, "hip", angle, (0.0, high / 2)))


def tube(girth, high, *, eased=0.0, part="waist"):
    """A tube of a girth and a height [m]; the back is longer than the front by ``eased``."""
    panels = (
        half("front", girth / 2, high, 0.0, part=part),
        half("back", girth / 2, high, 180.0, part=part, longer=eased),
    )
    seams = (
        sew("left", "front.right", "back.left", ease=-eased),
        sew("right", "front.left", "back.right", ease=-eased),
    )
    return Garment("tube", panels, seams)
