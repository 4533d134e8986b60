"""A man's body and two looks of one waistcoat that differ in colour alone, draped coarsely: made once for the steps' tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cleared import permit
from rushes.brief.wardrobe import Body, Piece, Wardrobe
from rushes.engines.wardrobe.asked import asked_of
from rushes.engines.wardrobe.body_step import body
from rushes.engines.wardrobe.drape_step import drape
from rushes.engines.wardrobe.look import Look
from rushes.engines.wardrobe.pattern_step import look_file
from rushes.engines.wardrobe.space import look_of, usual_values
from rushes.plan import StepContext

STEPS = ("body", "pattern", "drape", "scene")
EDGE_M = 0.045


@cache
def small_looks():
    """Return the folder of the steps, and what the drape reported."""
    folder = Path(mkdtemp(prefix="rushes-looks-"))
    for name in STEPS:
        (folder / name).mkdir()
    asked = asked_of(Body(sex="male"), Wardrobe(pieces=(Piece(garment="waistcoat", colour="ivory"),)))
    one = asked.wearers[0]
    wearers = [{"name": "", "sex": one.sex, "age": one.age, "measures": one.measures.to_json()}]
    body(context(folder, folder / "body", wearers=wearers))
    ivory = look_of(asked, usual_values(asked))
    look_file(folder / "pattern", 1001).write_text(ivory.to_json())
    look_file(folder / "pattern", 1002).write_text(red(ivory).to_json())
    said = []
    drape(context(folder, folder / "drape", said, options=2, edge_m=EDGE_M))
    return folder, said


def context(folder, out, said=None, **params):
    return StepContext(
        out=out,
        inputs={name: folder / name for name in STEPS},
        files={},
        params=params,
        permit=permit(),
        report=lambda done, total: None if said is None else said.append((done, total)),
    )


def red(look: Look) -> Look:
    one = look.dressed[0]
    pieces = tuple(replace(piece, colour="#a01010", colour_name="red") for piece in one.pieces)
    return replace(look, dressed=(replace(one, pieces=pieces),))
