from __future__ import annotations

import pytest

from rushes.engines.lookdev.explore import spread
from rushes.engines.setdesign.asked import grown_params
from rushes.engines.setdesign.grammar.grow import grow, style, styles
from rushes.engines.setdesign.grammar.space import LITTLE, MUCH, PARTS, WORDS, design_space, part_of


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
    assert set(LITTLE) | set(MUCH) | set(WORDS) | {name for names in PARTS.values() for name in names} <= known
    assert part_of("seats") == "dressing"
    assert part_of("slit_height") == "light"


def test_options_of_an_office_differ_in_plan_first() -> None:
    made = spread(design_space(style("office")), 6, seed=1, held={"width": 16.0, "depth": 10.0}).options
    for name, least in (("plan", 3), ("layout", 3), ("corner", 3), ("windows", 3)):
        assert len({one.values[name] for one in made}) == least
    plans = {tuple(one.values[name] for name in ("plan", "layout", "corner", "windows")) for one in made}
    assert len(plans) == 6
    for one in made:
        room = grow("office", grown_params("office", one.values), 1)
        assert len(room.outline) == {"rectangle": 4, "ell": 6, "core": 8}[str(one.values["plan"])]
        glazed = [wall for wall in room.walls if wall.built == "glazed"]
        assert len(glazed) == {"glass": 2, "box": 4, "none": 0}[str(one.values["corner"])]
