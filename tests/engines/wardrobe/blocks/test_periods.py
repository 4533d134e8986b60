import json
from importlib.resources import files

import pytest
import yaml

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import BLOCKS, draft
from rushes.engines.wardrobe.blocks.periods import PERIODS, period_style
from rushes.errors import BadInputError


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("period", list(PERIODS))
def test_every_period_can_be_drafted(period, sex):
    assert set(PERIODS[period]) <= set(BLOCKS)
    for block in PERIODS[period]:
        draft(block, Measures.usual(sex=sex), **period_style(block, period))


def test_every_period_that_a_brief_may_name_has_a_cut():
    words = yaml.safe_load(files("rushes.brief").joinpath("vocabulary/wardrobe/lists.yaml").read_text())
    assert set(words["period"]) - {"today"} == set(PERIODS)
    for period, blocks in PERIODS.items():
        assert {"trousers", "jacket", "coat", "dress", "skirt", "blouse"} <= set(blocks), period


@pytest.mark.parametrize("period", list(PERIODS))
def test_no_word_of_a_period_is_without_effect(period):
    body = Measures.usual(sex="female")
    for block, style in PERIODS[period].items():
        whole = draft(block, body, **style)
        usual = BLOCKS[block].style()
        for name in (one for one, value in style.items() if value != getattr(usual, one)):
            rest = {key: value for key, value in style.items() if key != name}
            without = draft(block, body, **rest)
            assert json.dumps(without.to_json()) != json.dumps(whole.to_json()), f"{block}: {name}"


def test_the_seventies_are_flared_with_a_wide_lapel_and_the_sixties_narrow():
    man = Measures.usual(sex="male")
    hems, lapels = (
        [dict(draft(block, man, **period_style(block, period)).measures)[name] for period in ("1960s", "1970s")]
        for block, name in (("trousers", "hem"), ("jacket", "lapel"))
    )
    assert hems[1] > 1.5 * hems[0]
    assert lapels[1] > 1.9 * lapels[0]


def test_a_period_that_is_not_there_is_said_and_one_that_says_nothing_changes_nothing():
    with pytest.raises(BadInputError, match="no cut of the 1670s"):
        period_style("trousers", "1670s")
    assert period_style("overalls", "1980s") == {}
