"""What a graph leaves open, by braces and by titles, and how it is filled in."""

from __future__ import annotations

import pytest

from rushes.engines.comfyui.graph import filled, open_places
from rushes.errors import BadInputError


def node(kind, title="", **inputs):
    return {"class_type": kind, "inputs": inputs} | ({"_meta": {"title": title}} if title else {})


GRAPH = {
    "1": node("CLIPTextEncode", "rushes: words", text="a draft's words", clip=["9", 0]),
    "2": node("KSampler", "Rushes:Seed", seed=5, cfg=3.0, model=["9", 0]),
    "3": node("EmptyLatentVideo", "rushes: size", width=832, height=480, length=81, batch_size=1),
    "4": node("LoadImage", "rushes: reference 2", image="look.png"),
    "5": node("PrimitiveFloat", "rushes: rate", value=16.0),
    "6": node("Scheduler", "rushes: steps.total", steps=1, total=2),
    "7": node("SaveImage", filename_prefix="take {seed} of {words}", images=["3", 0]),
}


def test_titles_and_braces_leave_places_open():
    assert open_places(GRAPH) == {"words", "seed", "width", "height", "frames", "reference_2", "rate", "steps"}


def test_what_is_open_is_filled_in_and_all_else_stays():
    given = {"words": "rain", "seed": 7, "width": 64, "height": 32, "frames": 9, "reference_2": "r.png", "rate": 25.0, "steps": 12}  # fmt: skip
    after = filled(GRAPH, given)
    assert after["1"]["inputs"] == {"text": "rain", "clip": ["9", 0]}
    assert after["2"]["inputs"] == {"seed": 7, "cfg": 3.0, "model": ["9", 0]}
    assert after["3"]["inputs"] == {"width": 64, "height": 32, "length": 9, "batch_size": 1}
    assert after["4"]["inputs"]["image"] == "r.png"
    assert (after["5"]["inputs"]["value"], after["6"]["inputs"]) == (25.0, {"steps": 1, "total": 12})
    assert after["7"]["inputs"]["filename_prefix"] == "take 7 of rain"
    assert GRAPH["1"]["inputs"]["text"] == "a draft's words"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (node("LoadImage", "rushes: fist", image="a.png"), 'titled "rushes: fist", which stands for nothing'),
        (node("KSampler", "rushes: seed", seed=["2", 0]), "no input for it that isn't wired"),
        (node("KSampler", "rushes: seed.noise", seed=3), "no input for it"),
        (node("KSampler", "rushes: size", seed=3), "no input for it"),
    ],
)
def test_a_title_that_says_nothing_is_a_sentence(wrong, said):
    with pytest.raises(BadInputError, match=said) as refused:
        open_places({"1": wrong})
    assert "\n" not in str(refused.value)


def test_other_titles_are_titles():
    assert open_places({"1": node("KSampler", "the seed", seed=3), "2": node("SaveImage", "rushes: pictures", images=["1", 0])}) == set()  # fmt: skip
