import pytest

from rushes.engines.wardrobe.drape.nearness_kernels import LIMB, side_of

TRUNK, LEFT, BOTH = 1 * LIMB, 2 * LIMB, 3 * LIMB


@pytest.mark.parametrize(
    ("level", "over", "side"),
    [
        (1, 0, 1),
        (0, 1, -1),
        (2, 2, 0),
        (-1, 2, 0),
        (2, -1, 0),
        (LEFT, TRUNK + 3, 1),  # a shirt's sleeve lies beside a coat's body,
        (TRUNK, LEFT + 3, 1),  # and a shirt's body beside a coat's sleeve
        (LEFT, LEFT + 3, -1),
        (BOTH, TRUNK + 3, -1),
        (BOTH + 3, LEFT, 1),
        (0, LEFT + 3, -1),
    ],
)
def test_points_belong_outside_of_lower_levels_and_of_other_limbs(level, over, side):
    assert side_of(level, over) == side
