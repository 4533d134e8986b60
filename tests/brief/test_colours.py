import re

from rushes.brief.colours import SHADES, colour_words
from rushes.engines.lookdev.colour import named_colour


def test_every_word_is_a_colour_that_can_be_made_and_shaded():
    for name, code in colour_words().items():
        assert re.fullmatch("[0-9a-f]{6}", code)
        assert re.fullmatch("[a-z]+( [a-z]+)*", name)
    for shade in SHADES:
        assert named_colour(f"{shade} olive").hex != named_colour("olive").hex
