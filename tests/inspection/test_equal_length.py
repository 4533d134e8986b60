from __future__ import annotations

import numpy as np
import soundfile

from rushes.inspection import equal_length


def test_picture_and_sound_of_equal_length_and_timecode_pass(empty):
    empty.sound()
    empty.sound(name="S_010_rumble_v001", role="stem")
    assert [finding.ok for finding in equal_length(empty.take)] == [True, True]


def test_a_stem_that_is_a_frame_short_is_found(empty):
    empty.sound()
    empty.sound(np.zeros((10_000, 2)), name="S_010_rumble_v001", role="stem")
    length, timecode = equal_length(empty.take)
    assert (length.ok, length.value) == (False, 2000)
    assert "rumble" in length.detail
    assert timecode.ok


def test_a_wrong_timecode_is_found(empty):
    empty.sound(start=0)
    length, timecode = equal_length(empty.take)
    assert length.ok
    assert (timecode.ok, timecode.value) == (False, 2_002_000)


def test_a_wrong_sample_rate_is_found_though_the_count_fits(empty):
    soundfile.write(empty.add("sound/S_010_v001.wav", "sound"), np.zeros((12_000, 2)), 44_100, subtype="PCM_24")
    assert not equal_length(empty.take)[0].ok


def test_no_sound_no_opinion(empty):
    assert equal_length(empty.take) == ()
