import json
import xml.etree.ElementTree as ET

from rushes.engines.wardrobe.papers.portfolio import write_papers
from rushes.engines.wardrobe.pattern.garment import Garment


def test_a_folder_holds_every_paper_and_the_pattern_itself(man_trousers, tmp_path):
    folder = tmp_path / "papers"
    listed = write_papers(man_trousers, folder, title="The <butler> & co")
    assert sorted(path.name for path in folder.iterdir()) == [
        "trousers.dxf",
        "trousers.json",
        "trousers.svg",
        "trousers_a4.pdf",
        "trousers_cutting_list.txt",
        "trousers_full_size.pdf",
        "trousers_marker_pocketing.svg",
        "trousers_marker_shell.svg",
    ]
    assert Garment.from_json(json.loads((folder / "trousers.json").read_text())) == man_trousers
    marker = ET.fromstring((folder / "trousers_marker_shell.svg").read_text())  # noqa: S314 - our own file
    laid = marker.findall("{http://www.w3.org/2000/svg}polygon")
    assert len(laid) == len(listed.markers[0].laid)
    title = ET.fromstring((folder / "trousers.svg").read_text()).find("{http://www.w3.org/2000/svg}title")  # noqa: S314 - our own file
    assert title is not None
    assert title.text == "The <butler> & co · trousers"
