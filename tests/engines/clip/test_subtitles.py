from __future__ import annotations

import numpy as np

from rushes.brief.scene import Line, Scene, Shot
from rushes.engines.clip.sound.subtitles import as_srt, as_vtt, cues
from rushes.engines.clip.sound.voice import Sentence, Spoken
from rushes.media.sound import SAMPLE_RATE


def said(*sentences):
    ends = [end for _, _, end in sentences]
    return Spoken(np.zeros(round(max(ends) * SAMPLE_RATE)), tuple(Sentence(*one) for one in sentences))


SCENE = Scene(
    speech=(Line("Stop! The bus is late <again>.", at_s=2.0, who="woman"), Line("Later.", at_s=0.5)),
    shots=(Shot(seconds=5.0),),
)
LINES = (said(("Stop!", 0.0, 0.4), ("The bus is late <again>.", 0.4, 2.1)), said(("Later.", 0.0, 0.5)))


def test_each_sentence_is_a_cue_at_the_moment_it_is_spoken():
    listed = cues(SCENE, LINES, 5.0)
    assert [cue.text for cue in listed] == ["Later.", "Stop!", "The bus is late <again>."]
    assert [round(cue.start, 3) for cue in listed] == [0.5, 2.0, 2.4]
    assert listed[0].end == 0.5 + 5 / 6  # long enough to be read
    assert listed[1].end == 2.4  # and never over the next one
    assert listed[2].end == 4.1


def test_nothing_stays_longer_than_the_clip():
    listed = cues(SCENE, LINES, 2.2)
    assert [cue.text for cue in listed] == ["Later.", "Stop!"]
    assert listed[-1].end == 2.2


def test_a_long_sentence_is_cut_at_words_and_shares_its_time():
    text = " ".join(["somebody has left the lights on in the tower"] * 4)
    scene = Scene(speech=(Line(text, at_s=0.0),), shots=(Shot(seconds=15.0),))
    listed = cues(scene, (said((text, 0.0, 10.0)),), 15.0)
    assert " ".join(cue.text.replace("\n", " ") for cue in listed) == text
    assert all(len(row) <= 42 for cue in listed for row in cue.text.split("\n"))
    assert all(cue.text.count("\n") <= 1 for cue in listed)
    assert listed[-1].end == 10.0
    assert all(one.end <= two.start + 1e-9 for one, two in zip(listed, listed[1:], strict=False))


def test_files_are_what_editors_read():
    listed = cues(SCENE, LINES, 5.0)
    assert as_srt(listed).startswith(
        "1\n00:00:00,500 --> 00:00:01,333\n<i>Later.</i>\n\n2\n00:00:02,000 --> 00:00:02,400\nStop!\n"
    )
    vtt = as_vtt(listed)
    assert vtt.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:01.333\n<i>Later.</i>\n")
    assert "<v woman>The bus is late &lt;again&gt;.</v>" in vtt
