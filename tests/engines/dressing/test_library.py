from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.dressing.library import FREE, MAKERS, grow
from rushes.engines.dressing.surface import STOCK
from rushes.engines.setdesign.model.furniture import KINDS
from rushes.errors import BadInputError

STYLES = (
    {},
    {
        "buttoned": True, "legs": "turned", "arc": True, "dome": True, "globe": True, "fan": True, "candles": True,
        "gilt": True, "with": "books", "fringe": True, "stems": True, "sunburst": True, "species": "palm", "round": True,
    },
)  # fmt: skip


def bounds(parts):
    low = np.min([mesh.bounds()[0] for _, mesh in parts], axis=0)
    return low, np.max([mesh.bounds()[1] for _, mesh in parts], axis=0)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_prop_fills_its_size_and_names_its_finishes(kind):
    size = KINDS[kind].size
    for style in STYLES if kind != "bookcase" else STYLES[:1]:
        parts = grow(kind, size, style, 3)
        low, high = bounds(parts)
        assert all(np.isfinite(mesh.points).all() and np.isfinite(mesh.st).all() for _, mesh in parts)
        slack = 0.5 if kind in FREE else 0.02
        assert (np.abs(high - low - size) <= np.maximum(slack * np.array(size), 0.35 if kind in FREE else 0.012)).all()
        for slot, _ in parts:
            assert slot[1:] in STOCK if slot.startswith("@") else slot in {*KINDS[kind].slots, "piping"}


@pytest.mark.parametrize("kind", ["sofa", "books", "plant", "bottles"])
def test_a_prop_is_the_same_for_its_seed_and_another_for_another(kind):
    size = KINDS[kind].size
    one, same, other = (grow(kind, size, {}, seed) for seed in (5, 5, 6))
    assert [slot for slot, _ in one] == [slot for slot, _ in same]
    assert all(np.array_equal(a.points, b.points) for (_, a), (_, b) in zip(one, same, strict=True))
    assert [m.points.tobytes() for _, m in one] != [m.points.tobytes() for _, m in other]


def test_books_differ_and_stand_within_their_shelves():
    parts = dict(grow("bookcase", (1.2, 0.35, 2.1), {}, 1))
    covers = [slot for slot in parts if slot.startswith("@book")]
    assert len(covers) >= 4
    low, high = bounds([(slot, parts[slot]) for slot in covers])
    assert low[0] > -0.6
    assert high[0] < 0.6
    assert low[1] > -0.2


def test_what_the_library_lacks_is_a_block_of_its_size():
    low, high = bounds(grow("moon_lander", (0.9, 0.9, 1.9), {}, 1))
    np.testing.assert_allclose(high - low, [0.9, 0.9, 1.9], atol=1e-6)


def test_nothing_is_made_of_no_size():
    with pytest.raises(BadInputError, match="F07: a sofa of 2"):
        grow("sofa", (2.0, 0.0, 0.8), {}, 1, name="F07")


@pytest.mark.parametrize(
    ("kind", "word", "slot"),
    [
        ("cabinet", "glazed", "@glass_clear"),
        ("bookcase", "glazed", "@glass_clear"),
        ("bookcase", "ladder", "@black"),
        ("centre_table", "cloth", "@linen"),
        ("chandelier", "crystal", "@glass_clear"),
    ],
)
def test_what_a_style_says_is_seen(kind, word, slot):
    size, arms = KINDS[kind].size, {"arms": 8} if kind == "chandelier" else {}
    plain, said = dict(grow(kind, size, arms, 3)), dict(grow(kind, size, {**arms, word: True}, 3))
    assert slot not in plain
    low, high = bounds(list(said.items()))
    np.testing.assert_allclose(high - low, size, rtol=0.05)
    assert said[slot].area() > 0.1
