import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.body.measures import BUILDS, SEXES, Measures
from rushes.engines.wardrobe.blocks.catalogue import BLOCKS, draft
from rushes.engines.wardrobe.pattern.garment import MATCH, Garment
from rushes.engines.wardrobe.pattern.worn import worn
from rushes.errors import BadInputError

BODIES = 50


def people(count, seed):
    """Plausible measures: usual ones of many heights and builds, each length and girth a little off by itself."""
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        sex = SEXES[len(found) % 2]
        height = rng.normal(1.66 if sex == "female" else 1.78, 0.07)
        body = Measures.usual(float(height), str(rng.choice(list(BUILDS))), sex, float(rng.uniform(18, 75)))
        off = {
            name: value * (1 + float(rng.uniform(-0.02, 0.02)))
            for name, value in body.to_json().items()
            if name != "height"
        }
        try:
            found.append(body.changed(**off))
        except BadInputError:  # two measures that grew apart
            continue
    return found


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_block_can_be_drafted_for_fifty_bodies(name):
    for body in people(BODIES, seed=len(name)):
        garment = draft(name, body)  # which checks every panel for crossings, and every seam
        for seam in garment.seams:
            assert abs(garment.row_length(seam.a) - garment.row_length(seam.b) - seam.ease) <= MATCH
            assert abs(seam.ease) < 0.12 * garment.row_length(seam.a) or seam.kind in {"gathered", "pleated"}


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_block_is_whole_when_worn_and_comes_back_from_json(name):
    garment = draft(name, Measures.usual())
    assert Garment.from_json(json.loads(json.dumps(garment.to_json()))) == garment
    pieces = worn(garment)
    assert all(panel.copies == "one" for panel in pieces.panels)
    sewn = {side.panel for seam in pieces.seams for side in (*seam.a, *seam.b)}
    assert sewn == {panel.name for panel in pieces.panels}  # no outer piece hangs in the air
    used = [(side.panel, side.edge) for seam in pieces.seams if not seam.layered for side in (*seam.a, *seam.b)]
    assert len(used) == len(set(used))  # no edge is sewn twice
    assert all(panel.grain for panel in garment.panels)


def test_a_block_or_a_field_that_is_not_there_is_said():
    with pytest.raises(BadInputError, match="no block called toga"):
        draft("toga", Measures.usual())
    with pytest.raises(BadInputError, match="no style field flare"):
        draft("trousers", Measures.usual(), flare=1)


NUMBERS = [
    (name, one.name)
    for name, block in BLOCKS.items()
    for one in fields(block.style)
    if one.type in {"float", "float | None"}
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NUMBERS), st.sampled_from([-0.1, 0.0, 0.001, 0.02, 0.3, 0.9, 3.0]))
def test_any_number_makes_a_garment_or_one_sentence(field, value):
    name, key = field
    said = ""
    try:
        draft(name, Measures.usual(sex="male"), **{key: value})
    except BadInputError as error:
        said = str(error)
    assert not said or said.endswith(".")
