"""A take of six tiny frames with everything in it, good in every way until a test breaks it."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from rushes.engines import CameraPath, Take, TakeFile
from rushes.media.exr import write_picture
from rushes.media.sound import quantise, samples_of, time_reference, write_wav
from rushes.show import FrameRange

FRAMES = FrameRange.of_length(6)
RATE = Fraction(24)
G = 9.81


class Workshop:
    """Writes files into a take's folder and knows how they are called."""

    def __init__(self, folder, frames=FRAMES):
        self.folder, self.frames, self.files = folder, frames, {}
        self.recipe = {"steps": []}

    def add(self, path, role):
        full = self.folder / path
        full.parent.mkdir(parents=True, exist_ok=True)
        self.files[path] = role
        return full

    def drop(self, path):
        del self.files[path]
        (self.folder / path).unlink()

    def picture(self, frame, pixels=None, *, name="comp", role="comp", header=None):
        if pixels is None:
            pixels = np.random.default_rng(frame).uniform(0.05, 0.8, (36, 64, 4)).astype("f4")
        path = self.add(f"exr/S_010_{name}_v001.{frame:04d}.exr", role)
        write_picture(path, pixels, frame=frame, rate=RATE, header=header)
        return path

    def sound(self, samples=None, *, name="S_010_v001", role="sound", start=None):
        if samples is None:
            wanted = samples_of(len(self.frames), RATE)
            samples = 0.05 * np.random.default_rng(3).standard_normal((wanted, 2))
        path = self.add(f"sound/{name}.wav", role)
        begin = time_reference(self.frames.first, RATE) if start is None else start
        write_wav(path, quantise(samples), start=begin, description="test")

    def data(self, name, **arrays):
        np.savez(self.add(f"sound/{name}.npz", "contacts"), **arrays)

    def heard_from(self, place):
        count = len(self.frames)
        camera = CameraPath(
            self.frames,
            64,
            36,
            36.0,
            np.tile(place, (count, 1)),
            np.tile([1.0, 0, 0, 0], (count, 1)),
            np.full(count, 28.0),
        )
        record = json.loads(json.dumps(camera.to_json()))
        self.recipe = {"steps": [{"name": "sound", "params": {"camera": record}}]}

    def falling(self, height=8.0, pieces=3):
        """Write cubes of 0.2 m that fall from rest, far above the ground."""
        frames = np.arange(self.frames.first - 1, self.frames.last + 2)
        time = (frames - 1001) / 24
        position = np.zeros((len(frames), pieces, 3), "f4")
        position[:, :, 0] = np.arange(pieces)
        position[:, :, 2] = (height - G / 2 * np.maximum(time, 0) ** 2)[:, None]
        self.motion(frames, position)
        corners = np.array([[x, y, z] for x in (-0.1, 0.1) for y in (-0.1, 0.1) for z in (-0.1, 0.1)], "f4")
        self.data(
            "building",
            vertices=np.tile(corners, (pieces, 1)),
            vertex_start=np.arange(pieces + 1) * 8,
            mass=np.full(pieces, 19.2),
        )
        return position

    def motion(self, frames, position):
        count, pieces = position.shape[:2]
        turn = np.zeros((count, pieces, 4), "f4")
        turn[..., 0] = 1
        self.data(
            "motion",
            frame=np.asarray(frames, "i4"),
            time=(np.asarray(frames) - 1001) / 24,
            position=position,
            orientation=turn,
            scale=np.ones((count, pieces), "f4"),
            released=np.zeros(pieces, "f4"),
        )

    @property
    def take(self):
        return Take(
            folder=self.folder,
            show="S",
            shot="010",
            version="v001",
            kind="destruction",
            engine="destruction 1",
            rate=RATE,
            frames=self.frames,
            handles=0,
            seed=1,
            recipe=self.recipe,
            clearance={},
            understood=(),
            assumed=(),
            not_understood=(),
            digital_source_type="",
            created="",
            files=tuple(TakeFile(path, role, "") for path, role in sorted(self.files.items())),
        )


@pytest.fixture
def workshop(tmp_path):
    """Return a workshop with six good frames."""
    made = Workshop(tmp_path / "v001")
    for frame in made.frames:
        made.picture(frame)
    return made


@pytest.fixture
def empty(tmp_path):
    """Return a workshop with nothing in it."""
    return Workshop(tmp_path / "v001")


@pytest.fixture
def long_empty(tmp_path):
    """Return a workshop of 96 frames with nothing in it."""
    return Workshop(tmp_path / "v001", FrameRange.of_length(96))
