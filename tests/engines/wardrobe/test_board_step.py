"""What stands on a wardrobe's board when there is more than it holds."""

from rushes.engines.lookdev.board import MOST_MATERIALS, Material
from rushes.engines.wardrobe.board_step import most_named


def material(name):
    return Material(name, "coat", "", None)


def test_what_the_words_name_is_on_the_board_first():
    cloths = ["cotton velvet", "wool suiting", "cotton poplin", "wool melton", "linen"]
    linings = [f"viscose lining {number}" for number in range(4)]
    every = [material(name) for name in (*cloths, *linings, "horn buttons", "brass buttons")]
    shown = [one.name for one in most_named(every, "Bottle green velvet tailcoat, brass buttons.")]
    assert len(shown) == MOST_MATERIALS
    assert shown == [*cloths, *linings[:2], "brass buttons"]
    few = every[:3]
    assert most_named(few, "brass buttons") == tuple(few)
