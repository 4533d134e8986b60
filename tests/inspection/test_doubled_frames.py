from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rushes.inspection import doubled_frames


def again(workshop, frame):
    workshop.picture(frame, np.random.default_rng(frame - 1).uniform(0.05, 0.8, (36, 64, 4)).astype("f4"))


def test_frames_that_differ_are_not_doubled(workshop):
    workshop.falling()
    assert doubled_frames(workshop.take)[0].ok


def test_a_repeated_picture_is_doubled_while_things_move(workshop):
    workshop.falling()
    again(workshop, 1004)
    (finding,) = doubled_frames(workshop.take)
    assert (finding.ok, finding.value) == (False, 1)
    assert "1004" in finding.detail


def test_a_still_may_repeat_while_nothing_moves(workshop):
    workshop.motion(np.arange(1000, 1008), np.ones((8, 2, 3), "f4"))
    again(workshop, 1004)
    assert doubled_frames(workshop.take)[0].ok


def test_without_a_record_of_motion_every_repetition_counts(workshop):
    again(workshop, 1004)
    assert not doubled_frames(workshop.take)[0].ok


def test_two_equal_frames_that_are_not_neighbours_are_fine(workshop):
    workshop.picture(1006, np.random.default_rng(1001).uniform(0.05, 0.8, (36, 64, 4)).astype("f4"))
    assert doubled_frames(workshop.take)[0].ok


def test_no_pictures_no_opinion(empty):
    assert doubled_frames(empty.take) == ()


@pytest.mark.parametrize("kind", ["set", "wardrobe"])
def test_of_stills_any_two_that_are_equal_are_named_and_the_sentence_says_what_to_do(workshop, kind):
    take = replace(workshop.take, kind=kind)
    assert doubled_frames(take)[0].ok
    workshop.picture(1006, np.random.default_rng(1001).uniform(0.05, 0.8, (36, 64, 4)).astype("f4"))
    (finding,) = doubled_frames(replace(workshop.take, kind=kind))
    assert (finding.ok, finding.value) == (False, 1)
    assert "Equal pictures: 1001 and 1006." in finding.detail
    assert "Render" not in finding.detail
