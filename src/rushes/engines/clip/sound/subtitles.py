"""A clip's lines as subtitles: SubRip and WebVTT, one or more cues a sentence, timed from the clip's first frame."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rushes.brief.scene import Scene
from rushes.engines.clip.sound.voice import Spoken

ROW_LETTERS: Final = 42
ROWS: Final = 2
"""What a cue holds, as broadcasters and streaming services ask for in Latin script."""

LEAST_S: Final = 5 / 6
"""A cue stays as long at least [s], where the next one leaves it the time; shorter ones aren't read."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is read, and when.

    Attributes:
        text: In one or two rows.
        who: Who says it; empty for a voice off screen.
        start, end: [s] after the clip's first frame.
    """

    text: str
    who: str
    start: float
    end: float


def cues(scene: Scene, lines: Sequence[Spoken], seconds: float) -> tuple[Cue, ...]:
    """Return a scene's cues, in order of time.

    A sentence begins and ends as the voice spoke it. One that doesn't fit two rows is cut at words, and its time shared by letters: the
    voice tells no words' moments.

    Args:
        scene: Who says what from when on.
        lines: The same lines as they were spoken.
        seconds: Length of the clip; nothing stays longer.
    """
    found = []
    for line, said in zip(scene.speech, lines, strict=True):
        for sentence in said.sentences:
            start = (line.at_s or 0.0) + sentence.start
            whole = sentence.end - sentence.start
            rows = textwrap.wrap(sentence.text, ROW_LETTERS)
            blocks = ["\n".join(rows[at : at + ROWS]) for at in range(0, len(rows), ROWS)]
            letters = sum(len(block) for block in blocks)
            for block in blocks:
                end = start + whole * len(block) / letters
                found.append(Cue(block, line.who, start, end))
                start = end
    ordered = sorted((cue for cue in found if cue.start < seconds), key=lambda cue: cue.start)
    begins = [cue.start for cue in ordered[1:]] + [seconds]
    return tuple(
        Cue(cue.text, cue.who, cue.start, min(max(cue.end, min(cue.start + LEAST_S, following)), seconds))
        for cue, following in zip(ordered, begins, strict=True)
    )


def as_srt(listed: Sequence[Cue]) -> str:
    """Return cues as SubRip; a voice off screen stands in italics."""
    blocks = [
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{cue.text if cue.who else f'<i>{cue.text}</i>'}\n"
        for number, cue in enumerate(listed, start=1)
    ]
    return "\n".join(blocks)


def as_vtt(listed: Sequence[Cue]) -> str:
    """Return cues as WebVTT (W3C), each with who says it; a voice off screen stands in italics."""
    blocks = ["WEBVTT\n"]
    for cue in listed:
        text = html.escape(cue.text, quote=False)
        said = f"<v {html.escape(cue.who, quote=False)}>{text}</v>" if cue.who else f"<i>{text}</i>"
        blocks.append(f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{said}\n")
    return "\n".join(blocks)


def _time(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{thousandths:03d}"
