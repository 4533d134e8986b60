"""Measure how well the sound of a real simulation hits: seeds of the default block, two detectors, two tolerances.

``.venv/bin/python scripts/measure_sync.py [SEED ...]`` prints the rows of the table in docs/sound.md. About two minutes a seed.
"""

from __future__ import annotations

import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from rushes.brief import brief_from_text
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.panes import read_panes
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.sound.cavities import read_cavities
from rushes.engines.destruction.sound.echoes import walls_of
from rushes.engines.destruction.sound.impacts import read_impacts
from rushes.engines.destruction.sound.sound import Place, read_events, soundtrack
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec
from rushes.engines.destruction.stage.scene import outer_walls
from rushes.engines.destruction.stage.streets import lay_street
from rushes.media.onsets import Hits, hits, onsets, rises
from rushes.media.sound import SAMPLE_RATE
from rushes.plugins import engines
from rushes.show import FrameRange

TEXT = "An eight-storey concrete apartment block loses its ground floor and pancakes."
RATE = Fraction(24)
STRONGEST = 40
SPEED_OF_SOUND = 343.0
CLOSE_S = 0.012


def measure(seed: int, folder: Path) -> None:
    """Simulate the block with a seed, make its sound, and print what the detectors find."""
    brief = brief_from_text(TEXT, "010_0010", RATE, seed=seed, frames=96)
    steps = {step.name: step for step in engines()[brief.kind].steps(brief, RATE, "SYNC", "v001")}
    pieces = break_building(BuildingSpec.model_validate(steps["simulate"].params["building"]))
    pieces.save(folder / "building.npz")
    spec = CollapseSpec.model_validate(steps["simulate"].params["collapse"])
    simulate_collapse(pieces, spec, folder, lambda *_: None)
    params = steps["sound"].params
    camera, light = CameraPath.from_json(params["camera"]), LightRig.from_json(params["light"])
    low, high = outer_walls(pieces)
    width, depth = (high - low)[:2].tolist()
    walls = walls_of(lay_street(width, depth, camera, light, seed=seed))
    place = Place(camera, walls, read_cavities(folder / "building.npz", folder / "motion.npz"))
    impacts = read_impacts(folder / "building.npz", folder / "contacts.npz")
    events = read_events(folder / "events.npz", read_panes(folder / "building.npz", folder / "motion.npz"))
    mix = soundtrack(impacts, events, place, FrameRange.of_length(brief.frames), RATE, seed).mixdown.mix
    moments = _strongest(folder / "contacts.npz", camera, len(mix) / SAMPLE_RATE)
    for detector in (onsets, rises):
        found = detector(mix)
        length = len(mix) / SAMPLE_RATE
        frame, close = (hits(moments, found, tolerance=t, length=length) for t in (1 / float(RATE), CLOSE_S))
        print(f"seed {seed}  {detector.__name__:<7} {_words(frame)}   within 12 ms {_words(close)}", flush=True)


def _strongest(log: Path, camera: CameraPath, length: float) -> np.ndarray:
    """Return when the strongest impacts should be heard [s], travel time included; the camera stands still."""
    with np.load(log) as contacts:
        time, place, impulse = (contacts[name][contacts["onset"]] for name in ("time", "position", "impulse"))
    heard = time + np.linalg.norm(place - camera.position[0], axis=1) / SPEED_OF_SOUND
    inside = np.flatnonzero(heard < length)
    return np.asarray(heard[inside[np.argsort(-impulse[inside], kind="stable")][:STRONGEST]])


def _words(result: Hits) -> str:
    return (
        f"{result.share:.0%} (luck in their span {result.chance_within:.0%}, in the clip {result.chance:.0%}), "
        f"{result.density:.1f} onsets a second, lag {1000 * result.lag:.0f} ms"
    )


if __name__ == "__main__":
    for seed in map(int, sys.argv[1:] or ("1", "2", "3")):
        with tempfile.TemporaryDirectory(prefix="rushes-sync-") as place:
            measure(seed, Path(place))
