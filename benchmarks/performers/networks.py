"""The network of a performer's keys, trained as long as a take trains it, and what it makes of the shot."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.engines.reage.comp_step import halves
from rushes.engines.reage.held_out import write_held_out
from rushes.engines.reage.keys_step import ready_keys
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.learn_step import learned_change
from rushes.engines.reage.learning import HELD_OUT_STEPS, STEPS, WHOLE, learn
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.propose_step import layers_file
from rushes.engines.reage.tracks import Tracks
from rushes.media.exr import write_picture
from rushes.show import FrameRange
from rushes.studio import write_atomically

RATE: Final = Fraction(24)
SEED: Final = 1
RECORD: Final = "learned.json"


def learned(plate: Path, out: Path, tracks: Tracks, files: Mapping[str, Path], frames: FrameRange) -> dict[str, Any]:
    """Train on the keys and write layers of every frame into ``out``; what is there already is not learned again.

    Args:
        plate: Folder of the old shot.
        out: Where layers, held out keys as pictures and ``learned.json`` go.
        tracks: Of the old shot.
        files: The painted keys, as the step ``keys`` is given them.
        frames: The shot's.

    Returns:
        ``held_out`` (errors [levels] of flow, network and nothing for each key and region), ``wins`` by region, ``batches`` and ``cpu_seconds``.
    """
    record = out / RECORD
    if record.is_file():
        return dict(json.loads(record.read_text(encoding="utf-8")))
    out.mkdir(parents=True, exist_ok=True)
    began = time.process_time()
    painted = list(ready_keys(files, plate, tracks, frames))
    ready = [key for key, _ in painted]
    found = learn(ready, len(frames), SEED, lambda *_: None, lambda held: write_held_out(out, held, WHOLE))
    spent = time.process_time() - began
    how = found.network, found.reference, found.wins
    for frame in frames:
        light = halves(plate_file(plate, frame))
        seen = tracks.of_performer(frame)
        change = FrameChange.nothing(light.shape[1], light.shape[0])
        if seen is not None:
            change = learned_change(ready, light.astype(np.float32), seen[0], frame, len(frames), how)
        change.write(layers_file(out, frame), frame=frame, rate=RATE)
    for key, picture in painted:
        write_picture(out / f"painted.{key.frame:04d}.exr", picture, frame=key.frame, rate=RATE)
    told = {
        "held_out": found.held_out,
        "wins": found.wins,
        "batches": STEPS + (len(ready) if len(ready) > 1 else 0) * HELD_OUT_STEPS,
        "cpu_seconds": round(spent, 1),
    }
    write_atomically(record, json.dumps(told, indent=1))
    return told
