import numpy as np
from small_tube import tube

from rushes.engines.wardrobe.body.measuring import tape
from rushes.engines.wardrobe.body.shape import Knobs, base
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import within_field
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.tucking import tucked, welded_points


def test_a_wide_garment_goes_under_a_narrow_one_that_stays_as_it_is(standing, standing_field):
    hip, poplin = tape(base().body(Knobs(male=0.0)))["hip_girth"], fabric("poplin")
    inner = draped(cloth_of(tube(hip + 0.14, 0.12), 0.03), standing, standing_field, poplin)
    outer = draped(cloth_of(tube(hip + 0.05, 0.2), 0.03), standing, standing_field, poplin, layer=1, room=0.003)
    shares = []
    under, over = tucked([inner, outer], standing_field, shares.append)
    assert over is outer
    assert shares == [1.0]
    room = within_field(standing_field, welded_points(outer), outer.mesh.corners, 0.0)
    before, after = room.at(inner.points), room.at(under.points)
    assert (before < -0.003).mean() > 0.1  # it stood out of it
    assert (after < -0.003).mean() < 0.3 * (before < -0.003).mean()
    assert standing_field.at(under.points).min() > -0.002
    assert np.linalg.norm(under.points - inner.points, axis=1).max() < 0.1
