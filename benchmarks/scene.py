"""Writing the USD scene: thousands of pieces that move, as one file.

Ours is `write_scene`, which writes specs below the level of the stage and holds back every notice until the end. The
other side is what the tutorials show: a stage, a schema for each prim, `AddTranslateOp`, `Set` for each sample. It is
handed the values ready made, while ours works them out from the motion; both write the same prims, attributes,
samples and bindings, which is compared afterwards. CPU seconds of this process are counted. The pieces are those of the
building grammar; their motion is a free fall with a turn, so that nothing has to be simulated first.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from measuring import Figures, run
from measuring.naive_scene import content, rest_of, write_naively
from rushes.brief.brief import Brief, Camera, Light
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.spec import BuildingSpec, building_extent
from rushes.engines.destruction.stage.scene import write_scene
from rushes.errors import CheckFailedError
from rushes.show import FrameRange

LIMIT_SHARE = 1.0
"""Ours is to be no slower than the plain way, with the values still to be worked out."""

RATE = Fraction(24)


def falling(pieces: Pieces, frames: FrameRange, seed: int = 7) -> Motion:
    """Let every piece fall freely from a moment of its own, turn about an axis of its own, and lie on the ground."""
    rng = np.random.default_rng(seed)
    frame = np.arange(frames.first - 1, frames.last + 2)
    seconds = (frame - frames.first) / float(RATE)
    since = np.maximum(seconds[:, None] - rng.uniform(0.0, seconds[-1] / 2, len(pieces)), 0.0)
    landed = np.sqrt(2.0 * np.maximum(pieces.centre[:, 2] - 0.2, 0.0) / 9.81)
    since = np.minimum(since, landed)
    position = np.repeat(pieces.centre[None], len(frame), axis=0)
    position[..., 2] -= 9.81 * since**2 / 2
    axis = rng.normal(size=(len(pieces), 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    half = since * rng.uniform(0.3, 2.0, len(pieces)) / 2
    orientation = np.concatenate([np.cos(half)[..., None], np.sin(half)[..., None] * axis], axis=-1)
    return Motion(
        frame=frame.astype(np.int32),
        position=position.astype(np.float32),
        orientation=orientation.astype(np.float32),
        scale=np.ones((len(frame), len(pieces)), np.float32),
        released=np.zeros(len(pieces), np.float32),
    )


def measure(asked: argparse.Namespace) -> Figures:
    """Write the same scene both ways, and compare what the files hold."""
    spec = BuildingSpec() if asked.full else BuildingSpec(storeys=3, bays=3, bays_deep=3)
    frames = FrameRange.of_length(96 if asked.full else 48)
    pieces = break_building(spec)
    motion = falling(pieces, frames)
    brief = Brief(shot="010_0010", camera=Camera(), light=Light())
    camera = camera_path(brief.camera, building_extent(spec), frames, width=960, height=540, rate=RATE, seed=1)
    light = light_rig(brief.light, camera_azimuth_deg=brief.camera.azimuth_deg)
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as folder:
        ours, other = Path(folder) / "ours.usdc", Path(folder) / "other.usdc"
        started = time.process_time()
        write_scene(ours, pieces, motion, camera=camera, light=light, frames=frames, rate=RATE)
        ours_s = time.process_time() - started
        values = content(ours)
        rest_of(ours, other)
        started = time.process_time()
        write_naively(other, values)
        other_s = time.process_time() - started
        if content(other) != values:
            raise CheckFailedError("The two writers left different scenes; their times can't be compared.")
        size_mb = ours.stat().st_size / 1e6, other.stat().st_size / 1e6
    samples = sum(len(attribute.samples) for prim in values for attribute in prim.attributes)
    return Figures(
        ours=ours_s,
        other=other_s,
        limit=LIMIT_SHARE * other_s,
        unit="CPU s",
        ours_is=f"`write_scene`: {len(pieces)} pieces, {len(frames)} frames, {samples} samples",
        other_is="the same prims and samples through UsdGeom, UsdShade and `XformOp.Set`, values ready made",
        limit_is="no more than the other side",
        notes=(f"The files are {size_mb[0]:.1f} and {size_mb[1]:.1f} MB.",),
    )


if __name__ == "__main__":
    run("scene", __doc__ or "", measure)
