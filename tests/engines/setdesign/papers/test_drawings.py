"""Papers to scale: what is measured here is what is in the files, not what the code meant to write."""

from __future__ import annotations

import csv
import io
import math
import re
import zlib
from itertools import pairwise

import ezdxf
import pytest
from small_room import small_room

from rushes.engines.setdesign.grammar.grow import grow
from rushes.engines.setdesign.papers.drawing import LAYERS
from rushes.engines.setdesign.papers.drawings import room_sheets, write_papers

POINT_MM = 25.4 / 72


@pytest.fixture(scope="module")
def bunker():
    return grow("bunker", {"width": 11.0, "depth": 8.4})


@pytest.fixture(scope="module")
def papers(bunker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    write_papers(bunker, folder, show="The Vault")
    return folder


def page_streams(data):
    """Contents of a PDF's pages, unpacked."""
    for match in re.finditer(rb"/Length (\d+)/Filter/FlateDecode>>\s*stream\r?\n", data):
        text = zlib.decompressobj().decompress(data[match.end() : match.end() + int(match[1])])
        if text.startswith(b"q "):
            yield text.decode("latin-1")


def strokes(stream):
    """Straight lines that a page strokes: start, end and width [mm], by its own operators and matrices."""
    stack, matrix, width = [], (1, 0, 0, 1, 0, 0), 1.0
    numbers, path, made = [], [], []

    def at(x, y):
        a, b, c, d, e, f = matrix
        return ((a * x + c * y + e) * POINT_MM, (b * x + d * y + f) * POINT_MM)

    text = re.sub(r"\((?:\\.|[^\\)])*\)", " ", stream)
    for sign in re.findall(r"/?[A-Za-z*]+[0-9]*|[-+]?\d*\.?\d+", text):
        if re.fullmatch(r"[-+]?\d*\.?\d+", sign):
            numbers.append(float(sign))
            continue
        if sign == "q":
            stack.append((matrix, width))
        elif sign == "Q":
            matrix, width = stack.pop()
        elif sign == "cm":
            a, b, c, d, e, f = numbers[-6:]
            p, q, r, s, t, u = matrix
            matrix = (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
        elif sign == "w":
            width = numbers[-1]
        elif sign == "m":
            path = [at(*numbers[-2:])]
        elif sign == "l":
            path.append(at(*numbers[-2:]))
        elif sign in {"S", "B", "s", "b"}:
            scale = math.hypot(matrix[0], matrix[1]) * POINT_MM
            made += [(a, b, width * scale) for a, b in pairwise(path)]
        if sign != "h":
            numbers = []
    return made


def test_a_metre_of_the_room_is_twenty_millimetres_of_the_pdf(papers) -> None:
    data = (papers / "drawings.pdf").read_bytes()
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert float(box[1]) * POINT_MM == pytest.approx(594.0, abs=0.01)
    assert float(box[2]) * POINT_MM == pytest.approx(420.0, abs=0.01)
    lines = strokes(next(page_streams(data)))
    walls = [math.dist(a, b) for a, b, width in lines if width == pytest.approx(LAYERS["A-WALL"].width, abs=0.01)]
    # the inner faces of the unbroken walls, and the outer ones with two walls of 0.6 m
    assert any(length == pytest.approx(11.0 * 20, abs=0.05) for length in walls)
    assert any(length == pytest.approx((11.0 + 1.2) * 20, abs=0.05) for length in walls)
    assert any(length == pytest.approx(8.4 * 20, abs=0.05) for length in walls)


def test_the_scale_bar_of_the_pdf_is_five_metres_long(papers) -> None:
    lines = strokes(next(page_streams((papers / "drawings.pdf").read_bytes())))
    fields = sorted(
        {
            round(a[0], 2)
            for a, b, width in lines
            if abs(width - 0.18) < 0.01 and math.dist(a, b) == pytest.approx(20.0, abs=0.02) and a[1] < 40
        }
    )
    steps = [b - a for a, b in pairwise(fields)]
    assert steps.count(pytest.approx(20.0, abs=0.03)) >= 4


def test_the_same_room_gives_the_same_pdf(bunker, papers, tmp_path) -> None:
    write_papers(bunker, tmp_path, show="The Vault")
    assert (tmp_path / "drawings.pdf").read_bytes() == (papers / "drawings.pdf").read_bytes()


def test_the_dxf_is_sound_in_metres_and_measures_the_room(papers) -> None:
    document = ezdxf.readfile(papers / "plan.dxf")
    assert not document.audit().errors
    assert document.header["$INSUNITS"] == 6
    assert set(LAYERS) <= {layer.dxf.name for layer in document.layers}
    space = document.modelspace()
    walls = [row for row in space.query("LWPOLYLINE") if row.dxf.layer == "A-WALL"]
    xs = [x for row in walls for x, *_ in row.get_points() if x < 7]
    assert max(xs) - min(xs) == pytest.approx(12.2, abs=1e-6)
    measured = [round(row.get_measurement(), 4) for row in space.query("DIMENSION")]
    assert 11.0 in measured
    assert 8.4 in measured
    texts = [
        text.dxf.text
        for row in space.query("DIMENSION")
        for text in row.virtual_entities()
        if text.dxftype() == "MTEXT"
    ]
    assert "11000" in texts


def test_every_opening_stands_in_its_schedule_and_on_the_plan(bunker, papers) -> None:
    rows = list(csv.DictReader(io.StringIO((papers / "openings.csv").read_text(encoding="utf-8"))))
    assert {row["No."] for row in rows} == {opening.name for opening in bunker.openings}
    text = (papers / "S-101.svg").read_text(encoding="utf-8")
    for opening in bunker.openings:
        assert f">{opening.name}<" in text


def test_every_wall_has_its_elevation_and_sheets_count_themselves() -> None:
    sheets = room_sheets(small_room())
    names = {placed.drawing.name for sheet in sheets for placed in sheet.placed}
    assert {f"elevation_{wall.name}" for wall in small_room().walls} <= names
    assert {"plan", "ceiling_plan", "section_A", "section_B", "finishes", "notes"} <= names
    assert ("Version", f"v001, {len(sheets)} sheets") in sheets[0].block
    assert len({sheet.number for sheet in sheets}) == len(sheets)


def test_nothing_is_drawn_off_its_sheet(bunker) -> None:
    for sheet in room_sheets(bunker):
        wide, high = sheet.size
        for placed in sheet.placed:
            x0, y0, x1, y1 = placed.drawing.bounds(placed.scale)
            for corner in ((x0, y0), (x1, y1)):
                x, y = placed.on_paper(corner)
                assert 10 <= x <= wide - 10
                assert 36 <= y <= high - 10
