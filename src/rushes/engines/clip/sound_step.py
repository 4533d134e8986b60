"""The step ``sound``: from a simulation's log and the camera to the mix, its stems, dry lines and subtitles."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rushes.brief.scene import Scene
from rushes.engines.camera import CameraPath
from rushes.engines.clip.asked import room_of, scene_of
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.sound.contacts import read_blows
from rushes.engines.clip.sound.mix import Mixed, mixed
from rushes.engines.clip.sound.subtitles import as_srt, as_vtt, cues
from rushes.engines.clip.worn.take import dressed
from rushes.media.sound import SAMPLE_RATE, quantise, time_reference, write_wav
from rushes.show import FrameRange

if TYPE_CHECKING:
    from rushes.plan import StepContext

DRY_PEAK: Final = 0.7
"""Of a line's own recording [full scale]: about -3 dBFS, nothing added and nothing taken."""


def sound(ctx: StepContext) -> None:
    """Write ``mix.wav``, its stems and ``impacts.json``; of a clip in which somebody speaks, each line dry, ``subtitles.srt`` and ``subtitles.vtt``.

    Params: ``scene``, ``frames``, ``rate``, ``seed``. Needs ``simulate`` and ``scene``.

    Raises:
        BadInputError: A line is to be spoken and no voice is installed.
        StepFailedError: The simulation's log can't be read.
    """
    rate, seed = Fraction(str(ctx.params["rate"])), int(ctx.params["seed"])
    frames = FrameRange(*ctx.params["frames"])
    asked = dressed(scene_of(ctx.params["scene"]), ctx.inputs.get("dress"))
    stage = staged(asked, seed, room_of(ctx))
    camera = CameraPath.from_json(json.loads((ctx.inputs["scene"] / "camera.json").read_text(encoding="utf-8")))
    beats = json.loads((ctx.inputs["simulate"] / "beats.json").read_text(encoding="utf-8"))["beats"]
    ctx.report(0, 1)
    made = mixed(asked, stage, travels_of(asked, stage), read_blows(ctx.inputs["simulate"]), beats, camera, rate, seed)
    start = time_reference(frames.first, rate)
    for name, codes in {**made.stems, "mix": made.mix}.items():
        write_wav(
            ctx.out / f"{name}.wav",
            codes,
            start=start,
            description=f"Rushes {name}, frames {frames} at {rate} per second",
        )
    _write(ctx.out / "impacts.json", json.dumps(made.heroes, indent=1) + "\n")
    if made.lines:
        _spoken(ctx.out, asked, made, frames, rate)
    ctx.report(1, 1)


def _spoken(folder: Path, asked: Scene, made: Mixed, frames: FrameRange, rate: Fraction) -> None:
    """Write each line as it was spoken, where it begins as its timecode, and all as subtitles."""
    for number, (line, said) in enumerate(zip(asked.speech, made.lines, strict=True), start=1):
        start = time_reference(frames.first, rate) + round((line.at_s or 0.0) * SAMPLE_RATE)
        told = f"Rushes line {number}, dry"
        write_wav(
            folder / f"line_{number:02d}.wav", quantise(said.wave[:, None] * DRY_PEAK), start=start, description=told
        )
    listed = cues(asked, made.lines, len(frames) / float(rate))
    _write(folder / "subtitles.srt", as_srt(listed))
    _write(folder / "subtitles.vtt", as_vtt(listed))


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
