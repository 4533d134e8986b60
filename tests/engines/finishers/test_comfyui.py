"""A graph on a server finishes a clip: what holds it goes up, what it saved comes back whole, or a sentence says why not."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from cleared import permit
from comfy_server import comfy
from rushes.engines.comfyui.server import server_at
from rushes.engines.finishers.comfyui import check, finish
from rushes.engines.finishers.contract import Asked, Watch
from rushes.errors import BadInputError, CancelledError


def node(kind, title="", **inputs):
    return {"class_type": kind, "inputs": inputs} | ({"_meta": {"title": f"rushes: {title}"}} if title else {})


WORDS = {
    "1": node("CLIPTextEncode", "words", text=""),
    "2": node("KSampler", "seed", seed=0),
    "3": node("EmptyLatentVideo", "size", width=0, height=0, length=0),
    "4": node("SaveImage", images=["3", 0]),
}
HELD = {**WORDS, "3": node("LoadImage", "control", image=""), "5": node("LoadImage", "first", image="")}
STAIRS = np.repeat(np.arange(5, dtype=np.uint8) // 2 * 40, 32 * 64 * 3).reshape(5, 32, 64, 3)
"""Five pictures, of which some are like the one before."""

ASKED = Asked("rain on a street", frames=5, width=64, height=32, rate=Fraction(24), seed=7, steps=4)


def drawn(graph, asked=ASKED, mood="", watch=None):
    with comfy(mood) as server:
        return finish(graph, server_at(server.address, 20, "finish"), asked, watch or Watch(), permit()), server


def test_words_seed_and_size_reach_the_graph_and_as_many_pictures_come_back():
    told = []
    footage, server = drawn(WORDS, watch=Watch(lambda *step: told.append(step)))
    assert footage.pictures.shape == (5, 32, 64, 3)
    assert footage.pictures[:, 0, 0].tolist() == [[20 + at, at, at] for at in range(5)]
    (graph,) = server.graphs
    assert graph["1"]["inputs"]["text"] == "rain on a street"
    assert graph["2"]["inputs"]["seed"] == 7
    assert graph["3"]["inputs"] == {"width": 64, "height": 32, "length": 9}, "the next length that every model can draw"
    assert footage.sound is None
    assert told[-1] == (4, 4)


@pytest.mark.parametrize(
    ("loader", "key", "off"), [("LoadImage", "image", 0), ("LoadFolder", "directory", 0), ("LoadVideo", "file", 4)]
)
def test_moving_pictures_go_up_as_the_node_takes_them_none_left_out(loader, key, off):
    graph = {**HELD, "3": node(loader, "control", **{key: ""})}
    footage, server = drawn(graph, replace(ASKED, control=STAIRS, first=STAIRS[0]))
    reds = footage.pictures[:, 16, 32, 1].astype(int)
    assert np.abs(reds - STAIRS[:, 0, 0, 0]).max() <= off
    assert server.graphs[0]["5"]["inputs"]["image"].endswith("-first.png")


def test_a_movie_with_its_sound_comes_back():
    graph = {**WORDS, "4": node("SaveVideo", images=["3", 0]), "6": node("SaveAudio", audio=["3", 0])}
    footage, _ = drawn(graph)
    assert footage.pictures.shape == (5, 32, 64, 3)
    assert footage.sound.shape == (10_000, 2)
    assert footage.sample_rate == 48_000
    assert abs(footage.sound[4000:].mean() - 0.25) < 0.02


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("few", "made 4 pictures, and 5 were asked"),
        ("wide", "made pictures of 64x16, and 64x32 were asked: they would be stretched"),
        ("half", "is no whole picture"),
        ("drops", "broke off in the middle of /view"),
        ("fails", "out of memory"),
    ],
)
def test_what_comes_back_wrong_is_a_sentence(mood, said):
    with pytest.raises(BadInputError, match=said) as refused:
        drawn(WORDS, mood=mood)
    assert "\n" not in str(refused.value)


def test_half_a_movie_is_a_sentence():
    with pytest.raises(BadInputError, match="gave back a movie that can't be read to its end"):
        drawn({**WORDS, "4": node("SaveVideo", images=["3", 0])}, mood="half")


def test_a_batch_of_which_pictures_have_two_sizes_is_a_sentence():
    with pytest.raises(BadInputError, match="made pictures of two sizes, 64x32 and 64x16"):
        drawn(WORDS, replace(ASKED, frames=9), mood="sizes")


def test_a_stop_interrupts_the_server():
    with comfy("never") as server:
        with pytest.raises(CancelledError, match="nothing of it is kept"):
            finish(WORDS, server_at(server.address, 20), ASKED, Watch(stopped=lambda: True), permit())
        assert server.stopped == ["job-1"]


@pytest.mark.parametrize(
    ("graph", "given", "references", "said"),
    [
        (WORDS, {"control"}, 0, "takes no control pictures of the scene.*finish.hold"),
        (HELD, {"control"}, 0, "takes a first picture, and there is none"),
        ({**WORDS, "6": node("LoadImage", "reference 1", image="")}, {"references"}, 2, "takes 1 references, and there are 2"),
        ({"3": WORDS["3"]}, set(), 0, "takes the words"),
    ],
)  # fmt: skip
def test_what_a_graph_cant_be_held_by_is_told_before_anything_is_made(tmp_path, graph, given, references, said):
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(graph), encoding="utf-8")
    with pytest.raises(BadInputError, match=said) as refused:
        check(path, frozenset(given), references)
    assert "\n" not in str(refused.value)
