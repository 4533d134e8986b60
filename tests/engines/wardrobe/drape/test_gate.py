import pytest

from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.body.fitting import fitted
from rushes.engines.wardrobe.body.measures import Measures
from rushes.engines.wardrobe.body.stance import standing
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import field_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import gate


@pytest.mark.slow
def test_a_fitted_dress_passes_the_whole_gate_in_the_natural_stance():
    measures = Measures.usual(1.70, "slim", "female", 30.0)
    fit = fitted(measures, male=0.0, age=30.0)
    body = standing(fit.body, -fit.off["shoulder_slope_deg"])
    skin = field_of(body)
    cloth = cloth_of(draft("dress", measures, skirt="pencil"), 0.025)
    assert gate(draped(cloth, body, skin, fabric("silk charmeuse")), skin).faults == ()
