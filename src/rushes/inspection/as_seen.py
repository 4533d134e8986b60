"""Is what was asked for seen in the frames: the things, in their colours, at the moments of their beats?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.as_asked import hue_of, plain_colour
from rushes.inspection.sights import Sights, sights_of

Mask = NDArray[np.bool_]

LOOKS: Final = 7
"""Frames of each shot that are looked at for things and colours, evenly, its first and last among them."""

LEAST_PX: Final = 12
"""What has fewer pixels than this is not seen, in the larger part of a picture of 480 pixels' width; larger pictures have more."""

HUE_OFF_DEG: Final = 40.0
"""How far a colour that was asked for may be off in a picture: dusk, haze and sky tint it. On the stage, in plain light, it is 25."""

OF_COLOUR: Final = 0.15
"""Share of a thing's pixels that have to have its colour: wheels, windows and straps have others."""

LATE_S: Final = 0.5
"""How long after its moment a beat may begin to be seen. What tips over is slow at first, and a tenth of a thing has to have left."""

COMES_S: Final = 2.0
"""How long after its moment what falls onto something may come into the picture [s]: it is let go out of sight, ten metres up."""

AS_LONG: Final[Mapping[str, float]] = {"domino": 4.0, "pour": 4.0}
"""Events that go on for a while: some of them is to be seen within so much [s]. A close-up of a row doesn't hold its first stone."""

LEFT: Final = 0.10
"""A thing has begun to move, or come apart, when so large a share of its pixels shows something else than what stood there."""


def as_seen(take: Take) -> tuple[Finding, ...]:
    """Look in a clip's frames for what its brief asked for.

    A thing's matte is the traced one; a draft has none, and there it is all that lies in the thing's box on the stage, by the picture's own
    depth. Things that several stand for are looked at together.
    """
    sights = sights_of(take)
    if sights is None or not sights.facts["things"]:
        return ()
    rate = float(take.rate)
    things, beats = sights.facts["things"], [beat for beat in sights.facts["beats"] if beat["thing"]]
    seen, coloured = _things(sights)
    times = _times(sights, beats, rate)
    return (
        _finding("seen_things", seen, f"of {len(things)} things"),
        _finding("seen_colours", coloured, f"of {len(things)} things"),
        _finding("seen_times", times, f"of {len(beats)} beats"),
    )


def _finding(name: str, wrong: Sequence[str], unit: str) -> Finding:
    return Finding(name, not wrong, len(wrong), 0, unit, " ".join(wrong))


def looked_at(shot: Mapping[str, Any], frames: Mapping[int, Any], count: int) -> list[int]:
    """Return frames of a shot, evenly, that are in the take."""
    wanted = np.unique(np.linspace(int(shot["first"]), int(shot["last"]), count).round().astype(int))
    return [int(frame) for frame in wanted if int(frame) in frames]


def _things(sights: Sights) -> tuple[list[str], list[str]]:
    """Return what is never seen, and what is seen and never in its colour."""
    unseen, coloured = [], []
    shots: Sequence[Mapping[str, Any]] = sights.facts["shots"]
    largest: dict[str, int] = {}
    shares: dict[str, float] = {}
    for number, shot in enumerate(shots, start=1):
        in_shot: dict[str, int] = {}
        for frame in looked_at(shot, sights.frames, LOOKS):
            for thing in sights.facts["things"]:
                name = str(thing["name"])
                matte = sights.matte(frame, sights.prims(thing["actors"]))
                count = int(matte.sum())
                in_shot[name] = max(in_shot.get(name, 0), count)
                hue = hue_of(plain_colour(str(thing["colour"])))
                if hue is not None and count >= _least(matte):
                    share = _share_of_hue(sights.sight(frame).colour[matte], hue)
                    shares[name] = max(shares.get(name, 0.0), share)
                smallest = _least(matte)
        largest |= {name: max(count, largest.get(name, 0)) for name, count in in_shot.items()}
        subject = str(shot["subject"])
        if subject in in_shot and in_shot[subject] < smallest:
            unseen.append(f"Shot {number} is of {subject}, which is not seen in it. Move the camera, or the thing.")
    for name, count in largest.items():
        if count < smallest:
            unseen.append(f"{name} is seen in no shot. Move a camera, or the thing.")
    for thing in sights.facts["things"]:
        part = shares.get(str(thing["name"]))
        if part is not None and part < OF_COLOUR:
            coloured.append(
                f"{thing['name']} was asked for in {thing['colour']}, and {part:.0%} of what is seen of it has that colour. Look at its light."
            )
    return unseen, coloured


def _least(matte: Mask) -> float:
    return LEAST_PX * (matte.size / (480 * 270))


def _share_of_hue(colours: NDArray[np.float32], hue: float) -> float:
    """Return the share of pixels, in ACEScg, within tolerance of a hue; greys have none."""
    from rushes.media.colour import ACESCG, LINEAR_REC709, convert

    red, green, blue = np.maximum(convert(colours[None], ACESCG, LINEAR_REC709)[0], 0.0).astype(float).T
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    tinted = most - least > 0.15 * np.maximum(most, 1e-6)
    angle = np.degrees(np.arctan2(math.sqrt(3) * (green - blue), 2 * red - green - blue))
    near = np.abs((angle - hue + 180) % 360 - 180) <= HUE_OFF_DEG
    return float((tinted & near).mean()) if len(colours) else 0.0


def _times(sights: Sights, beats: Sequence[Mapping[str, Any]], rate: float) -> list[str]:
    """Return which beats are seen late, never, or nowhere in the picture."""
    wrong: list[str] = []
    actors = {thing["name"]: thing["actors"] for thing in sights.facts["things"]}
    for beat in beats:
        start = math.floor(float(beat["at_s"]) * rate + 1e-6) + sights.camera.frames.first
        shot = next((one for one in sights.facts["shots"] if one["first"] <= start <= one["last"]), None)
        if shot is None or beat["thing"] not in actors:
            continue
        late = COMES_S if beat.get("onto") else AS_LONG.get(str(beat["event"]), LATE_S)
        last = min(start + math.ceil(late * rate), int(shot["last"]), max(sights.frames))
        began = _began(sights, sights.prims(actors[beat["thing"]]), start, last)
        told = f"{beat['thing']} was to {beat['event']} at {beat['at_s']:g} s"
        if began is None:
            wrong.append(f"{told}, and is not in the picture then. Move the camera, or the thing.")
        elif not began and last - start >= LATE_S * rate:
            wrong.append(f"{told}, and nothing of it is seen to happen within {late:g} s. Look at these frames.")
    return wrong


def _began(sights: Sights, prims: Sequence[str], start: int, last: int) -> bool | None:
    """Return whether a thing is seen to leave its place, part, or come in; None where it isn't in the picture at all."""
    stood = {name: int(sights.matte(start, [name]).sum()) for name in prims}
    least = _least(sights.sight(start).depth > 0)
    visible = [name for name, count in stood.items() if count >= least]
    if not visible:
        came = int(sights.matte(last, prims).sum())
        return True if came >= least else None
    for frame in range(start + 1, last + 1):
        for name in visible:
            own = int(sights.matte(frame, [name]).sum())
            here = int(sights.matte(frame, [name], posed=start).sum())
            if here < (1 - LEFT) * (own if own >= least else stood[name]):
                return True
    return False
