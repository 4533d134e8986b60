import re
from xml.etree import ElementTree as ET

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.papers.thumbnail import ASPECT, thumbnail

SVG = "{http://www.w3.org/2000/svg}"


def test_every_piece_of_a_jacket_is_on_it_and_none_lies_outside():
    garment = draft("jacket", Measures.usual(sex="male"))
    root = ET.fromstring(thumbnail(garment))  # noqa: S314 - our own
    polygons = root.findall(f"{SVG}polygon")
    assert len(polygons) == len(garment.panels)
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    numbers = [tuple(map(float, pair.split(","))) for one in polygons for pair in one.attrib["points"].split()]
    assert all(-0.1 <= x <= wide + 0.1 and -0.1 <= y <= high + 0.1 for x, y in numbers)
    assert 0.5 * ASPECT < wide / high < 2.2 * ASPECT


def test_large_pieces_are_named():
    svg = thumbnail(draft("waistcoat", Measures.usual(sex="male")))
    assert {"front", "back"} <= set(re.findall(r">([a-z ]+)</text>", svg))
