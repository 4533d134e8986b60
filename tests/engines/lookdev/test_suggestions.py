from __future__ import annotations

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from test_surface import SIZE, ball, blobs, grey

from rushes.engines.lookdev.palette import palette_of
from rushes.engines.lookdev.suggestions import Suggestion, shine_of, suggestions_of, texture_of
from rushes.engines.lookdev.surface import Surface


def told(picture):
    return suggestions_of(picture, palette_of(picture, colours=3))


def test_a_close_up_of_ribs_is_a_cloth_that_runs_one_way():
    x = np.mgrid[:SIZE, :SIZE][1]
    (one,) = told(grey(0.35 + 0.05 * np.sin(x * 0.8)))
    assert "running one way" in one.seen
    assert "corduroy" in one.cloths or "rib" in one.cloths
    assert one.sure == "a fair guess"


def test_an_even_picture_is_smooth_and_matt_and_a_rough_one_strong():
    (even,) = told(grey(np.full((SIZE, SIZE), 0.5)))
    assert (even.seen, even.cloths) == ("matt, smooth", "felt, crêpe, fine wool")
    rough = told(blobs(3, 0.09))[0]
    assert "strong texture of" in rough.seen
    assert "tweed" in rough.cloths


def test_gloss_is_told_from_matt():
    assert not any("gloss" in one.seen or "sheen" in one.seen for one in told(ball(0.0)[0]))
    shiny, inside = ball(0.8)
    seen_of = [one.seen for one in suggestions_of(shiny, palette_of(shiny[inside][None], colours=2))]
    assert any("glossy" in seen or "sheen" in seen for seen in seen_of)


def test_the_light_side_of_a_brick_is_no_gloss():
    brick = Surface(60_000, 0.05, 0.004, 0.4, 0.9, -1.4, 0.05)
    assert (texture_of(brick), shine_of(brick)) == ("strong texture", "matt")
    marble = Surface(36_000, 0.0315, 0.0093, 0.14, 1.0, 1.96, 0.08)
    assert (texture_of(marble), shine_of(marble)) == ("strong texture", "glossy")


def test_a_room_is_at_best_a_weak_guess():
    rng = np.random.default_rng(1)
    room = np.kron(rng.random((8, 8, 3)), np.ones((40, 40, 1))).astype(np.float32)
    assert all(one.sure == "a weak guess" for one in told(room))


@settings(max_examples=8)
@given(st.integers(0, 2**31), st.sampled_from([1.5, 4.0, 9.0]), st.floats(0.0, 0.2))
def test_a_record_comes_back_and_every_guess_has_words(seed, size, spread):
    for one in told(blobs(size, spread, seed)):
        assert Suggestion.from_json(json.loads(json.dumps(one.to_json()))).to_json() == one.to_json()
        assert one.cloths
        assert one.finishes
        assert one.sure in {"a fair guess", "a weak guess"}
