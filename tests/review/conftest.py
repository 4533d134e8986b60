"""A sealed take of thirty small pictures, each of which carries its own number as black and white squares."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest

from rushes.canonical import sha256_of_file
from rushes.clearance import Clearance, Reason, Verdict
from rushes.engines import Finding, Take, TakeFile
from rushes.media.burn_in import Slate
from rushes.media.clip import Clip, write_clip
from rushes.media.exr import write_picture
from rushes.provenance import SIMULATED, Authority, seal, verify
from rushes.review import write_page
from rushes.show import FrameRange

FRAMES = FrameRange(1001, 1030)
RATE = Fraction(24)
SIZE = (270, 480)
BITS = 11
SQUARE = 24
TEXT = "An eight-storey block loses its ground floor; a flamingo watches."


def numbered(frame):
    """Return a picture, ACEScg, with a sky, a ground, a thing that falls, and the frame's number in its top row."""
    height, width = SIZE
    light = np.zeros((height, width, 4), np.float32)
    light[..., :3] = np.linspace([0.35, 0.42, 0.6], [0.6, 0.52, 0.45], height)[:, None]
    light[200:, :, :3] = [0.16, 0.15, 0.14]
    done = (frame - FRAMES.first) / len(FRAMES)
    top = round(60 + 110 * done**2)
    light[top : top + 40, 200 : 280 + round(30 * done), :3] = [0.32, 0.2, 0.13]
    light[..., 3] = 1
    for bit in range(BITS):
        light[:SQUARE, bit * SQUARE : (bit + 1) * SQUARE, :3] = 1.5 if frame >> bit & 1 else 0.0
    return light


def clearance():
    reason = Reason(
        rule="house/nobody-shown",
        field="brief",
        required="nobody without consent",
        found="nobody named or shown",
        source="Rushes house rules, section 1",
        remedy="",
    )
    judged = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    return Clearance(Verdict.CLEARED, (reason,), "b" * 64, frozenset({"generate"}), (), judged)


def write_take(folder, scratch):
    """Write a take's review files into its folder, and return the take, not sealed yet."""
    name = "SHOW_020_0150_v001"
    facts = (("Show", "SHOW"), ("Shot", "020_0150"), ("Frames", str(FRAMES)), ("Rate", "24 fps"))
    clip = Clip("SHOW", "020_0150", "v001", FRAMES, RATE, Slate("SHOW  020_0150  v001", "SIMULATED PICTURE", facts))
    for frame in FRAMES:
        write_picture(scratch / f"{frame}.exr", numbered(frame), frame=frame, rate=RATE)
    write_clip(scratch, clip, lambda frame: scratch / f"{frame}.exr", None, lambda *_: None)
    files = []
    for source, target, role in (
        ("review.mp4", f"{name}.mp4", "review"),
        ("frames.json", f"{name}_frames.json", "review"),
        ("contact_sheet.png", f"{name}_contact.png", "contact_sheet"),
    ):
        path = folder / "review" / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(scratch / source, path)
        files.append(TakeFile(f"review/{target}", role, sha256_of_file(path)))
    step = {"name": "clip", "deterministic": False, "tools": {"av": "18.1.0"}, "key": "c" * 64, "inputs": []}
    return Take(
        folder=folder,
        show="SHOW",
        shot="020_0150",
        version="v001",
        kind="destruction",
        engine="destruction 1",
        rate=RATE,
        frames=FRAMES,
        handles=8,
        seed=1,
        recipe={"sha256": "a" * 64, "steps": [step]},
        clearance=clearance().to_json(),
        understood=({"field": "building.storeys", "value": "8", "words": "eight-storey"},),
        assumed=({"field": "camera.height_m", "value": "1.7 m", "words": ""},),
        not_understood=("a flamingo watches",),
        digital_source_type=SIMULATED,
        created="2026-11-01T10:00:00+00:00",
        files=tuple(files),
        findings=(
            Finding("black_frames", ok=True, value=0, limit=0, unit="frames"),
            Finding("sync", ok=False, value=0.61, limit=0.8, unit="share", detail="61% of the 40 strongest are heard."),
        ),
    )


@pytest.fixture(scope="session")
def take(tmp_path_factory):
    """Return a sealed take."""
    folder = tmp_path_factory.mktemp("show") / "SHOW" / "shots" / "020_0150" / "v001"
    made = write_take(folder, tmp_path_factory.mktemp("scratch"))
    return seal(made, signer=Authority.open(tmp_path_factory.mktemp("settings") / "authority").signer, plate=None)


@pytest.fixture(scope="session")
def page_path(take):
    """Return the page of the sealed take."""
    return write_page(take, seal=verify(take.paths("review")[0], trust_roots=""), text=TEXT)
