import pytest

from rushes.brief.outfit import cuts
from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.asked import PULL_ON
from rushes.engines.wardrobe.blocks.catalogue import BLOCKS, draft
from rushes.engines.wardrobe.blocks.periods import PERIODS
from rushes.engines.wardrobe.clothes import clothing
from rushes.engines.wardrobe.cuts import _table, block_style, flat_style, taken, turns
from rushes.errors import BadInputError

MAN, WOMAN = Measures.usual(sex="male"), Measures.usual(sex="female")


def test_every_row_of_the_table_is_a_field_of_its_block():
    for block, rows in _table().items():
        if block in BLOCKS:
            assert [turn.name for turn in turns(block)] == list(rows), block


@pytest.mark.parametrize("block", sorted(BLOCKS))
def test_every_period_lies_within_the_bounds_and_every_bound_can_be_drafted(block):
    for period in ("today", *PERIODS):
        usual = flat_style(block, period)
        for turn in turns(block):
            assert usual[turn.name] is None or turn.low <= usual[turn.name] <= turn.high, (period, turn.name)
    for turn in turns(block):
        for value in (turn.low, turn.high):
            style = block_style(block, "today", {**(turn.only or {}), turn.name: value})
            assert draft(block, WOMAN, **style).panels


def test_every_word_for_a_cut_means_something_that_its_garments_can_be_cut_to():
    for word, garments in cuts().items():
        for garment, style in garments.items():
            made = clothing(garment)
            for name, value in style.items():
                if name != PULL_ON:
                    assert taken(made.block, "1940s", name, value, WOMAN) is not None, (word, garment, name)
            fields = {
                name: taken(made.block, "1970s", name, value, MAN) for name, value in style.items() if name != PULL_ON
            }
            assert draft(made.block, MAN, **block_style(made.block, "1970s", {**made.fixed, **fields})).panels


def test_a_field_of_a_part_is_called_by_both_names():
    style = block_style("jacket", "1970s", {"lapel_width": 0.1, "buttons": 1.0})
    assert style["lapel"].width == 0.1
    assert style["lapel"].fall == 0.055  # the period's, kept
    assert style["buttons"] == 1
    assert type(style["buttons"]) is int


def test_values_come_as_numbers_lengths_and_changes_of_what_is_usual():
    assert taken("trousers", "1970s", "hem", "50 cm", MAN) == 0.5
    assert taken("trousers", "1970s", "hem", "x0.9", MAN) == pytest.approx(0.54)
    assert taken("trousers", "1970s", "hem", "x9", MAN) == 0.8
    assert taken("coat", "today", "long", "+0.1", MAN) == pytest.approx(MAN.waist_to_knee + 0.2, abs=1e-4)
    assert taken("skirt", "today", "cut", "circle", WOMAN) == "circle"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("hem", 1.2, "The hem of a trousers .* goes from 0.3 to 0.8 m"),
        ("lapel", 0.1, "has no lapel to be set. It has: seat_ease"),
        ("hem", "wide", "is a length, not 'wide'"),
    ],
)
def test_what_a_cut_can_t_have_is_said(name, value, sentence):
    with pytest.raises(BadInputError, match=sentence):
        taken("trousers", "today", name, value, MAN)
