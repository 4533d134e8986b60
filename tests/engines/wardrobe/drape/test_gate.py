import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.stance import standing
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import field_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import gate

PASSES = (
    # every block hangs on five bodies (docs/drape.md); of these, those who were the hardest to dress in it
    ("coat", {}, "wool melton", (1.70, "slim", "female", 30.0)),
    ("dress", {"skirt": "pencil"}, "silk charmeuse", (1.95, "regular", "male", 78.0)),
    ("jacket", {}, "wool suiting", (1.62, "stout", "female", 50.0)),
    ("skirt", {"cut": "pleated"}, "wool suiting", (1.62, "stout", "female", 50.0)),
    ("trousers", {}, "wool suiting", (1.74, "stout", "male", 45.0)),
    ("waistcoat", {}, "wool suiting", (1.95, "regular", "male", 78.0)),
)


@pytest.mark.slow
@pytest.mark.parametrize(("block", "style", "cloth", "person"), PASSES, ids=[row[0] for row in PASSES])
def test_what_passes_the_whole_gate_in_the_natural_stance_still_does(block, style, cloth, person):
    measures = Measures.usual(*person)
    fit = fitted(measures, male=float(person[2] == "male"), age=person[3])
    body = standing(fit.body, -fit.off["shoulder_slope_deg"])
    skin = field_of(body)
    garment = cloth_of(draft(block, measures, **style), 0.025)
    assert gate(draped(garment, body, skin, fabric(cloth)), skin).faults == ()


def _measuring():
    path = Path(__file__).parents[4] / "scripts" / "measure_drapes.py"
    spec = importlib.util.spec_from_file_location("measure_drapes", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["measure_drapes"] = module
    spec.loader.exec_module(module)
    return module


MEASURING = _measuring()


@pytest.mark.slow
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(MEASURING.ROWS), st.sampled_from(sorted(MEASURING.PEOPLE)))
def test_any_block_on_any_of_five_bodies_passes_the_whole_gate(tmp_path_factory, row, name):
    folder = tmp_path_factory.getbasetemp() / "drapes"
    folder.mkdir(exist_ok=True)
    assert MEASURING.measure(row, name, 0.025, folder)["faults"] == []
