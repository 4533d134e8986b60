"""Is on the stage what was asked for: as many things, in their colours, with the camera's moves and the beats' times?"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.colours import colour_words
from rushes.engines import Finding, Take
from rushes.inspection.bodies import data_file

Array = NDArray[np.float64]

HUE_OFF_DEG: Final = 25.0
"""Of a colour that was asked for, what of its hue a surface may be off; greys have none and are not looked at."""

LATE_S: Final = 0.30
"""How long after its moment a beat may begin to show: what tips over is slow at first."""

STARTS_M: Final = 0.02
"""A thing has begun to move when its middle is so far from where it was [m]."""

STILL_M: Final = 0.03
STILL_DEG: Final = 0.5


def as_asked(take: Take) -> tuple[Finding, ...]:
    """Compare a clip's stage with what its brief asked for.

    Counts and colours are read from the USD stage, moves from its cameras, moments from the motion; what was asked, from ``facts.json``.
    """
    path = data_file(take, "facts.json")
    scene = next((path for path in take.paths("scene") if path.suffix == ".usdc"), None)
    motion = data_file(take, "motion.npz")
    if take.kind != "clip" or path is None or scene is None or motion is None:
        return ()
    from pxr import Usd

    facts = json.loads(path.read_text(encoding="utf-8"))
    stage = Usd.Stage.Open(str(scene))
    with np.load(motion) as file:
        moved = {
            name: np.asarray(file[name]) for name in ("position", "orientation", "shown", "names", "time", "owner")
        }
    return (
        _finding("asked_counts", _counts(stage, facts), len(facts["things"]), "things"),
        _finding("asked_colours", _colours(stage, facts), len(facts["things"]), "things"),
        _finding("asked_moves", _moves(stage, facts), len(facts["shots"]), "shots"),
        _finding("asked_times", _times(facts, moved), len(facts["beats"]), "beats"),
    )


def _finding(name: str, wrong: list[str], of: int, unit: str) -> Finding:
    detail = " ".join(wrong)
    return Finding(name, not wrong, len(wrong), 0, f"of {of} {unit}", detail)


def _counts(stage: Any, facts: Mapping[str, Any]) -> list[str]:  # noqa: ANN401 - pxr has no types
    wrong = []
    for thing in facts["things"]:
        there = sum(1 for name in thing["actors"] if stage.GetPrimAtPath(f"/World/Things/{name}"))
        if there != thing["asked"]:
            wrong.append(f"{thing['name']}: {there} of {thing['asked']} are on the stage. Make the scene again.")
    return wrong


def _colours(stage: Any, facts: Mapping[str, Any]) -> list[str]:  # noqa: ANN401
    wrong = []
    for thing in facts["things"]:
        hue = hue_of(plain_colour(str(thing["colour"])))
        if hue is None:
            continue
        prim = stage.GetPrimAtPath(f"/World/Things/{thing['actors'][0]}")
        hues = [one for one in (hue_of(colour) for colour in _painted(prim)) if one is not None]
        off = min((abs((one - hue + 180) % 360 - 180) for one in hues), default=180.0)
        if off > HUE_OFF_DEG:
            wrong.append(
                f"{thing['name']} was asked for in {thing['colour']}, and nothing of it is. Make the scene again."
            )
    return wrong


def _painted(prim: Any) -> list[tuple[float, ...]]:  # noqa: ANN401
    """Return the colours of a mesh's materials, linear."""
    from pxr import Usd, UsdShade

    found = []
    for one in Usd.PrimRange(prim):
        material = UsdShade.MaterialBindingAPI(one).GetDirectBinding().GetMaterial()
        if material:
            shader = material.ComputeSurfaceSource()[0]
            if shader:
                found.append(tuple(float(part) for part in shader.GetInput("diffuseColor").Get()))
    return found


def plain_colour(words: str) -> tuple[float, ...]:
    """Return a plain colour's parts, linear; nothing for words that aren't one."""
    code = colour_words().get(words.lower(), words).removeprefix("#")
    try:
        parts = [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)] if len(code) == 6 else []
    except ValueError:
        return ()
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def hue_of(colour: tuple[float, ...]) -> float | None:
    """Return a colour's hue [deg]; None of a grey."""
    if not colour or max(colour) - min(colour) < 0.25 * max(*colour, 1e-6):
        return None
    red, green, blue = colour
    return math.degrees(math.atan2(math.sqrt(3) * (green - blue), 2 * red - green - blue))


def _moves(stage: Any, facts: Mapping[str, Any]) -> list[str]:  # noqa: ANN401
    wrong = []
    for number, shot in enumerate(facts["shots"], start=1):
        prim = stage.GetPrimAtPath(f"/World/Cameras/Shot_{number}")
        first, last = int(shot["first"]), int(shot["last"])
        seen = move_of(prim, first, last)
        asked = str(shot["move"])
        if last - first < 2 or asked in seen:
            continue
        wrong.append(
            f"Shot {number} was asked to {asked.replace('_', ' ')}, and its camera does {' and '.join(sorted(seen)).replace('_', ' ')}. Make the scene again."
        )
    return wrong


def move_of(prim: Any, first: int, last: int) -> frozenset[str]:  # noqa: ANN401
    """Return the moves that a camera's path may be called by, judged from its frames alone."""
    from pxr import UsdGeom

    frames = np.unique(np.linspace(first, last, 13).round().astype(int))
    xform = UsdGeom.Xformable(prim)
    rows = np.array([np.array(xform.ComputeLocalToWorldTransform(int(frame))) for frame in frames])
    place, ahead, right = rows[:, 3, :3], -rows[:, 2, :3], rows[:, 0, :3]
    gone = place[-1] - place[0]
    strays = float(np.linalg.norm(np.ptp(place, axis=0)))
    yaw = _angle(ahead[0] * [1, 1, 0], ahead[-1] * [1, 1, 0])
    pitch = abs(
        math.degrees(math.asin(float(np.clip(ahead[-1, 2], -1, 1))) - math.asin(float(np.clip(ahead[0, 2], -1, 1))))
    )
    along, across = float(gone @ ahead[0]), abs(float(gone @ right[0]))
    found = set()
    if strays < STILL_M and yaw < STILL_DEG and pitch < STILL_DEG:
        found.add("lock_off")
    if 0 < strays < 0.12 and yaw < 3.0:
        found.add("handheld")
    if along > max(STILL_M, 0.7 * float(np.linalg.norm(gone))):
        found.add("push_in")
    if -along > max(STILL_M, 0.7 * float(np.linalg.norm(gone))):
        found.add("pull_out")
    if yaw > STILL_DEG and strays < 0.5 * max(yaw / 10, 0.3):
        found |= {"pan", "whip"} if yaw > 30 else {"pan"}
    if pitch > STILL_DEG and strays < 0.2:
        found.add("tilt")
    if across > STILL_M and yaw < 3.0:
        found.add("track")
    if across > STILL_M and yaw > 3.0:
        found |= {"orbit", "track"}
    if abs(float(gone[2])) > STILL_M:
        found.add("crane")
    return frozenset(found)


def _angle(one: Array, two: Array) -> float:
    cosine = float(one @ two / max(float(np.linalg.norm(one) * np.linalg.norm(two)), 1e-12))
    return math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))


def _times(facts: Mapping[str, Any], moved: Mapping[str, NDArray[Any]]) -> list[str]:
    wrong = []
    actors = {thing["name"]: thing["actors"] for thing in facts["things"]}
    for beat in facts["beats"]:
        began = _began(actors.get(beat["thing"], []), float(beat["at_s"]), moved)
        if beat["thing"] and began is None:
            wrong.append(
                f"{beat['thing']} was to {beat['event']} at {beat['at_s']:g} s, and nothing happens to it. Make the clip again."
            )
        elif began is not None and began - float(beat["at_s"]) > LATE_S:
            wrong.append(
                f"{beat['thing']} was to {beat['event']} at {beat['at_s']:g} s, and does at {began:.2f} s. Look at what holds it."
            )
    return wrong


def _began(names: list[str], at_s: float, moved: Mapping[str, NDArray[Any]]) -> float | None:
    """Return when the first of some actors begins to move, or comes apart, after a moment [s]; None if none does."""
    time = moved["time"]
    start = min(int(np.searchsorted(time, at_s - 1e-6)), len(time) - 1)
    found = []
    for row in np.flatnonzero(np.isin(moved["names"], names)):
        place = moved["position"][:, row].astype(float)
        turn = moved["orientation"][:, row].astype(float)
        away = np.linalg.norm(place - place[start], axis=1) + np.abs(turn - turn[start]).max(axis=1)
        after = np.flatnonzero(away[start:] > STARTS_M)
        if len(after):
            found.append(float(time[start + after[0]]))
        last = int(moved["shown"][row, 1])
        if start - 1 <= last < len(time) - 1:
            found.append(float(time[last + 1]))
    return min(found, default=None)
