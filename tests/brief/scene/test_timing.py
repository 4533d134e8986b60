from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief.scene import Beat, Line, Scene, Shot
from rushes.brief.scene.timing import TAIL_S, Span, lengths_of, timed
from rushes.errors import BadInputError


def test_one_shot_lasts_until_what_falls_has_come_to_rest():
    assert lengths_of([Span()], None, "The text") == (4.0,)
    assert lengths_of([Span(outer=(5.0,))], None, "The text") == (5.0 + TAIL_S,)


def test_a_cut_comes_before_what_happens_after_it():
    first, second = lengths_of([Span(outer=(1.0,)), Span(outer=(2.0,))], None, "The text")
    assert 1.0 < first < 2.0
    assert first + second > 2.0


def test_open_shots_share_what_is_left():
    assert lengths_of([Span(), Span(2.0), Span()], 8.0, "The text") == (3.0, 2.0, 3.0)


def test_more_than_a_clip_holds_is_drawn_together():
    assert sum(lengths_of([Span(inner=(3.0,)) for _ in range(6)], None, "The text")) == 20.0


def test_a_time_in_an_earlier_shot_is_asked_about():
    with pytest.raises(BadInputError, match=r'at 2 s in shot 2, which begins at 4 s.*"2 s into the shot"'):
        lengths_of([Span(4.0), Span(outer=(2.0,))], None, "The text")
    with pytest.raises(BadInputError, match="something happens at 5 s, and shot 1 ends at 3 s"):
        lengths_of([Span(3.0, inner=(5.0,)), Span()], None, "The text")


@given(
    st.lists(st.tuples(st.none() | st.floats(0.5, 4.0), st.lists(st.floats(0.0, 3.0), max_size=2)), min_size=1, max_size=6),
    st.none() | st.floats(1.0, 20.0),
)  # fmt: skip
def test_lengths_hold_what_happens_or_are_refused(shots, total):
    spans = [Span(None if seconds is None else round(seconds, 3), tuple(inner)) for seconds, inner in shots]
    try:
        found = lengths_of(spans, total, "The text")
    except BadInputError:
        return
    assert all(length > 0 for length in found)
    for span, length in zip(spans, found, strict=True):
        assert span.seconds is None or span.seconds == length
        assert all(moment < length for moment in span.inner)
    if total is not None:
        assert sum(found) == pytest.approx(total, abs=0.051)


def test_beats_and_lines_follow_one_another_where_nobody_said_when():
    beats = (Beat("fall", "lamp"), Beat("topple", "vase"), Beat("shatter", "pane", at_s=5.0))
    lines = (Line("One, two, three, four, five."), Line("Six."))
    scene = timed(Scene(beats=beats, speech=lines), None, "The text")
    assert [beat.at_s for beat in scene.beats] == [1.0, 2.2, 5.0]
    assert scene.speech[1].at_s > scene.speech[0].at_s + 1.5
    assert scene.seconds == 6.5
    assert scene.cuts(Fraction(24000, 1001))[-1] == 156


def test_a_scene_that_was_timed_stays_as_it_is():
    scene = timed(Scene(shots=(Shot(), Shot(2.0)), beats=(Beat("explosion"),)), None, "The text")
    assert timed(scene, scene.seconds, "The text") == scene
