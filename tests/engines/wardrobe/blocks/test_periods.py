import pytest

from rushes.engines.wardrobe.blocks.catalogue import BLOCKS, draft
from rushes.engines.wardrobe.blocks.periods import PERIODS, period_style
from rushes.engines.wardrobe.body.measures import Measures
from rushes.errors import BadInputError


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("period", list(PERIODS))
def test_every_period_can_be_drafted(period, sex):
    assert set(PERIODS[period]) <= set(BLOCKS)
    for block in PERIODS[period]:
        draft(block, Measures.usual(sex=sex), **period_style(block, period))


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
    assert period_style("tailcoat", "1980s") == {}
