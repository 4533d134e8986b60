"""Hair grows where it does, as long as it is cut, and lies on the head."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.wardrobe.picture.hair import CUTS, grown, hair
from rushes.engines.wardrobe.picture.head import head_of
from rushes.engines.wardrobe.picture.look import CUTS as WORDS


@pytest.fixture(scope="module")
def head():
    return head_of(small_person().body)


def test_every_word_for_a_cut_is_one(head):
    assert set(WORDS) == {"bald", *CUTS}
    assert hair(head, "bald", "x") == []


@pytest.mark.parametrize("cut", sorted(CUTS))
def test_strands_are_as_long_as_cut_and_outside_the_skin(head, cut):
    points = grown(head, CUTS[cut], 400, np.random.default_rng(0))
    assert np.isfinite(points).all()
    lengths = np.linalg.norm(np.diff(points, axis=1), axis=2).sum(axis=1)
    assert np.median(lengths) < 2.2 * CUTS[cut].length_m  # curls are wound
    assert np.median(lengths) > 0.12 * CUTS[cut].length_m  # graded ones are short at the sides
    face = head.local(points[:, 0])
    assert not ((face[:, 1] > 0.06) & (face[:, 2] < 0.03)).any()  # none from the face
    _, at = head.tree.query(points[:, 2:].reshape(-1, 3))
    off = ((points[:, 2:].reshape(-1, 3) - head.points[at]) * head.normals[at]).sum(axis=1)
    assert np.quantile(off, 0.03) > -0.004


def test_hair_is_the_same_for_a_seed_and_thicker_where_it_is_less(head):
    one, two = (hair(head, "bob", "x", 0.05, seed=3)[0] for _ in range(2))
    assert (one.points == two.points).all()
    full = hair(head, "cropped", "x", 0.1)[0]
    assert one.radius > full.radius
