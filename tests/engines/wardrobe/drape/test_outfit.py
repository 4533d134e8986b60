from dataclasses import replace

import numpy as np
from small_tube import tube

from rushes.engines.wardrobe.body.measuring import tape
from rushes.engines.wardrobe.body.shape import Knobs, base
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.outfit import outfit


def test_the_outer_garment_lies_outside_the_inner_one(standing, standing_field):
    hip = tape(base().body(Knobs(male=0.0)))["hip_girth"]
    coat, shirt = replace(tube(hip + 0.12, 0.12), layer=2), tube(hip + 0.05, 0.16)
    (inner, below), (outer, over) = outfit(
        [(coat, fabric("denim")), (shirt, fabric("poplin"))], standing, 0.03, standing_field
    )
    assert inner.cloth.garment.layer == 0
    assert outer.cloth.garment.layer == 2
    assert below.faults == ()
    assert over.depth < 0.002
    assert np.median(standing_field.at(outer.points)) > np.median(standing_field.at(inner.points)) + 0.001
