import numpy as np
import pytest

from rushes.engines.wardrobe.papers import dxf
from rushes.engines.wardrobe.papers.drawing import drawings


def test_a_cad_reads_every_piece_as_a_block_with_the_known_layers(man_trousers, tmp_path):
    import ezdxf.filemanagement

    path = tmp_path / "trousers.dxf"
    pieces = drawings(man_trousers)
    dxf.write_dxf(pieces, path, "trousers")
    document = ezdxf.filemanagement.readfile(path)
    assert document.dxfversion == "AC1009"
    placed = {insert.dxf.name for insert in document.modelspace().query("INSERT")}
    assert placed == {piece.name.upper() for piece in pieces}
    front = document.blocks.get("FRONT")
    assert {entity.dxf.layer for entity in front} >= {dxf.CUT, dxf.NOTCH, dxf.GRAIN, dxf.INSIDE, dxf.SEW, dxf.WORDS}
    (cut,) = front.query(f'POLYLINE[layer=="{dxf.CUT}"]')
    points = np.array([vertex.dxf.location.xyz[:2] for vertex in cut.vertices])
    wanted = next(piece.cut for piece in pieces if piece.name == "front")
    assert np.ptp(points, axis=0) == pytest.approx(1000 * np.ptp(wanted, axis=0), abs=0.01)
    assert document.audit().errors == []


def test_the_same_pieces_are_the_same_file(man_trousers, tmp_path):
    for name in ("a.dxf", "b.dxf"):
        dxf.write_dxf(drawings(man_trousers), tmp_path / name, "trousers")
    assert (tmp_path / "a.dxf").read_bytes() == (tmp_path / "b.dxf").read_bytes()
