from __future__ import annotations

import pytest

from rushes.engines.lookdev.explore import spread
from rushes.engines.setdesign.grammar.grow import style, styles
from rushes.engines.setdesign.grammar.space import LITTLE, PARTS, WORDS, design_space, part_of


@pytest.mark.parametrize("name", styles())
def test_options_spread_over_a_style_are_rooms_that_it_can_grow(name: str) -> None:
    made = style(name)
    exploration = spread(design_space(made), 6, seed=3)
    rows = [made.complete(option.values) for option in exploration.options]
    assert len({tuple(sorted(row.items(), key=str)) for row in rows}) == 6
    widths = sorted(float(row["width"]) for row in rows)
    low, high = made.parameters[0].low, made.parameters[0].high
    assert widths[-1] - widths[0] > 0.5 * (high - low)


def test_every_word_of_the_tables_belongs_to_a_parameter() -> None:
    known = {row.name for made in styles().values() for row in made.parameters}
    assert set(LITTLE) | set(WORDS) | {name for names in PARTS.values() for name in names} <= known
    assert part_of("seats") == "dressing"
    assert part_of("slit_height") == "light"
