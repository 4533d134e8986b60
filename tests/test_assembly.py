"""Which of a step's files a take brings."""

from __future__ import annotations

import pytest

from rushes.assembly import is_one_of


@pytest.mark.parametrize(
    ("name", "pattern", "meant"),
    [
        ("set.usdc", "set.usdc", True),
        ("comp.1001.exr", "comp.*.exr", True),
        ("textures/oak.png", "textures/*.png", True),
        ("textures/oak.png", "*.png", False),
        ("textures/dark/oak.png", "textures/*.png", False),
        ("oak.png", "textures/*.png", False),
    ],
)
def test_a_star_is_within_one_folder(name: str, pattern: str, meant: bool) -> None:
    assert is_one_of(name, pattern) is meant
