"""The step ``sound``: the plate's own sound on the shot's frames, with the voice changed where that is asked and agreed to."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np

from rushes.engines.reage.voice import Voice, changed
from rushes.media.apart import apart
from rushes.media.movie_sound import movie_sound
from rushes.media.plate import find_plate
from rushes.media.sound import quantise, samples_of, time_reference, write_wav
from rushes.plan import StepContext
from rushes.show import FrameRange

NO_SOUND = "The plate has no sound: the take is silent."
WHOLE_MIX = (
    "The voice was changed in the plate's whole sound: what sounds with it in voiced stretches goes through the vocoder, too. Give a plate whose sound is "
    "the dialogue alone."
)


def sound(ctx: StepContext) -> None:
    """Write ``mix.wav`` and ``sound.json``; with a changed voice also ``untouched.wav``, the plate's own.

    Params: ``frames``, ``rate``, ``voice`` (``semitones``, ``formants``, ``breath``). File: ``plate``.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    voice = Voice(**{name: float(value) for name, value in dict(ctx.params["voice"]).items()})
    found = find_plate(ctx.files["plate"])
    ctx.report(0, 1)
    own = None
    if found.kind == "movie":
        own = apart(movie_sound, found.paths[0], found.start(frames), len(frames), rate)
    notes = [] if own is not None else [NO_SOUND]
    samples = np.zeros((samples_of(len(frames), rate), 2)) if own is None else own
    start = time_reference(frames.first, rate)
    record: dict[str, Any] = {"schema": "rushes/reage-sound/1", "notes": notes, "changed_share": 0.0}
    if own is not None and voice.changes:
        write_wav(ctx.out / "untouched.wav", quantise(own), start=start, description="The plate's own sound")
        samples, touched = changed(own, voice)
        record |= {"changed_share": round(float(touched.mean()), 4), "notes": [WHOLE_MIX]}
    write_wav(
        ctx.out / "mix.wav", quantise(samples), start=start, description=f"Rushes, frames {frames} at {rate} per second"
    )
    part = ctx.out / "sound.json.part"
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(ctx.out / "sound.json")
    ctx.report(1, 1)
