from __future__ import annotations

import json

import pytest

from rushes.engines.lookdev.space import Choice, Range, Space
from rushes.errors import BadInputError

LAPEL = Choice("lapel", ("notch", "peak", "shawl"), "shape of the lapel", part="tailcoat")
WIDTH = Range("lapel_width", 0.05, 0.13, "how far the lapel reaches", "m", part="tailcoat", more=("wider",))


def test_a_word_means_a_parameter_or_a_part() -> None:
    space = Space((LAPEL, WIDTH))
    assert space.named("lapel width") == ("lapel_width",)
    assert space.named("Tailcoat") == ("lapel", "lapel_width")
    assert space.named("hat") == ()


def test_a_space_comes_back_from_json() -> None:
    space = Space((LAPEL, WIDTH))
    assert Space.from_json(json.loads(json.dumps(space.to_json()))) == space


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ((), "different names"),
        ((LAPEL, LAPEL), "different names"),
        ((Range("width", 1.0, 1.0, ""),), "no room"),
        ((Choice("lapel", (), ""),), "needs values"),
        ((Choice("lapel", ("peak", "peak"), ""),), "each once"),
    ],
)
def test_a_space_without_room_is_said(parameters: tuple[Range | Choice, ...], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Space(parameters)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"lapel": "none"}, "It can be notch, peak, shawl"),
        ({"lapel_width": 0.2}, "from 0.05 to 0.13 m"),
        ({"lapel_width": "wide"}, "from 0.05 to 0.13 m"),
        ({"hat": 1.0}, 'no parameter "hat"'),
    ],
)
def test_values_out_of_the_space_are_said(values: dict[str, float | str], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Space((LAPEL, WIDTH)).check(values)
