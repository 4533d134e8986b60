from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.lookdev.borrowed import FAR, NEAR, borrowed
from rushes.engines.lookdev.colour import Colour, named_colour
from rushes.engines.lookdev.oklab import distance
from rushes.engines.lookdev.palette import Palette, Swatch
from rushes.engines.lookdev.space import Choice, Range, Space

CLOTHS = ("bottle green", "ivory", "oxblood", "navy", "camel", "charcoal")
SPACE = Space(
    (
        Range("width", 2.0, 5.0, "how wide"),
        Choice("sofa", CLOTHS, "its cloth"),
        Choice("rug", CLOTHS[::-1], "its wool"),
        Choice("plan", ("square", "ell"), "its plan"),
    )
)
USUAL = {"width": 3.0, "sofa": "ivory", "rug": "ivory", "plan": "square"}


def of(*names: str) -> Palette:
    return Palette(tuple(Swatch(named_colour(name), 1 / len(names)) for name in names))


def colours_of(name: str, value: str) -> tuple[Colour, ...]:
    return (named_colour(value),) if name in {"sofa", "rug"} else ()


def test_choices_of_colour_come_near_the_palette_and_nothing_else_changes() -> None:
    got = borrowed(SPACE, USUAL, {}, of("forest green", "burgundy"), colours_of, called="reference 1")
    assert got.space["sofa"].values[0] in {"bottle green", "oxblood"}
    assert "ivory" not in got.space["sofa"].values
    assert (got.space["width"], got.space["plan"]) == (SPACE["width"], SPACE["plan"])
    assert got.usual["sofa"] == got.space["sofa"].values[0]
    assert got.usual["width"] == 3.0
    assert got.told[0].startswith("Colours of reference 1: sofa ")


def test_what_was_asked_for_stays() -> None:
    got = borrowed(
        SPACE, {**USUAL, "sofa": "navy"}, {"sofa": "navy"}, of("forest green"), colours_of, called="reference 1"
    )
    assert got.space["sofa"] == SPACE["sofa"]
    assert (got.usual["sofa"], got.usual["rug"]) == ("navy", "bottle green")


def test_a_colour_that_cannot_be_had_is_told() -> None:
    got = borrowed(SPACE, USUAL, {}, of("shocking pink"), colours_of, called="reference 2")
    assert "Nothing that can be had comes near reference 2 for sofa" in got.told[0]
    none = borrowed(SPACE, USUAL, {"sofa": "ivory", "rug": "ivory"}, of("navy"), colours_of, called="reference 2")
    assert none.told == ("Nothing here takes a colour of reference 2: what has one was asked for otherwise.",)


def test_of_several_colours_the_palettes_large_ones_have_to_be_among_them() -> None:
    schemes = {"quiet": ("ivory", "pearl"), "of it": ("oxblood", "ivory"), "other": ("navy", "ivory")}
    space = Space((Choice("scheme", tuple(schemes), "its colours"),))
    palette = Palette((Swatch(named_colour("burgundy"), 0.8), Swatch(named_colour("ivory"), 0.2)))
    got = borrowed(
        space,
        {"scheme": "quiet"},
        {},
        palette,
        lambda _, value: tuple(map(named_colour, schemes[value])),
        called="reference 1",
    )
    assert got.usual["scheme"] == "of it"


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=6))
def test_the_nearest_stands_first_and_none_that_is_kept_is_much_further(colours: list[tuple[int, int, int]]) -> None:
    palette = Palette(tuple(Swatch(Colour(tuple(c / 255 for c in one)), 1.0) for one in colours))
    swatches = np.stack([one.colour.oklab for one in palette.swatches])
    got = borrowed(SPACE, USUAL, {}, palette, colours_of, called="reference 1")
    for name in ("sofa", "rug"):
        apart = {value: float(distance(swatches, named_colour(value).oklab[None]).min()) for value in CLOTHS}
        kept = got.space[name].values
        assert apart[kept[0]] == min(apart.values())
        assert all(apart[value] <= apart[kept[0]] + NEAR for value in kept)
        assert all(apart[value] > apart[kept[0]] + NEAR for value in set(CLOTHS) - set(kept))
        assert ("Nothing that can be had" in " ".join(got.told)) == (min(apart.values()) > FAR)
