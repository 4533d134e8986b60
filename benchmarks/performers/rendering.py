"""From a performer's shot to files: arrays for Blender, then linear EXRs in ACEScg with their masks and motion."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from performers.acting import Moment
from performers.base import MM
from performers.shot import REGIONS, Posed, Shot
from performers.things import Mesh, ball, glasses
from rushes.errors import StepFailedError
from rushes.media.colour import to_acescg
from rushes.media.exr import read_exr, write_exr, write_picture
from rushes.studio.process import run_program

Floats = NDArray[np.float64]

RATE: Final = Fraction(24)
FIRST: Final = 1001
MASKS: Final = (*REGIONS, "hair", "eyes", "glasses", "hand")
"""Names of the masks, three to a pass."""

AWAY_M, TALL_M = 1.7, 0.26
"""Camera to face, and the height of what it sees there."""

GRAIN: Final = 0.012
"""Grain of the plates, as a share of mid grey's light at that light; the twin has the same, so that no step of light between them is grain."""


@dataclass(frozen=True)
class Quality:
    """How a shot is rendered: size [px], samples a pixel, whether the denoiser runs, and on which cores."""

    size: int = 352
    samples: int = 10
    denoise: bool = True
    cores: tuple[int, ...] = (0,)


def render(
    shot: Shot,
    moments: Sequence[Moment],
    out: Path,
    quality: Quality,
    said: Callable[[str], None],
    only: int | None = None,
) -> None:
    """Render a shot into ``out``: ``plate.FRAME.exr`` and ``masks.FRAME.exr``, frames that are there left alone; or ``only`` one of its frames.

    Raises:
        StepFailedError: Blender failed.
    """
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    numbers = [FIRST + number for number in range(len(moments))]
    wanted = numbers if only is None else [number for number in numbers if number == only]
    left = [number for number in wanted if not (out / f"plate.{number}.exr").is_file()]
    if not left:
        return
    things = _things(shot, work)
    posed = [_placed(shot, moment) for moment in moments]
    camera = _camera(shot, quality, moments)
    frames = []
    for number in left:
        at = number - FIRST
        after = min(at + 1, len(posed) - 1)
        path = work / f"places.{number}.npz"
        np.savez(path, **_moving(posed[at], posed[after], camera))
        raw = work / f"raw.{number}.exr"
        frames.append({"frame": number, "places": str(path), "path": str(raw), "lights": _lights(shot, moments[at])})
    request = {
        "scene": str(work / "scene.npz"),
        "things": things,
        "camera": camera,
        "lights": {
            "key": {"size_m": 0.45, "colour": (1.0, 0.93, 0.84)},
            "rim": {"size_m": 0.6, "colour": (0.8, 0.9, 1.0)},
        },
        "backdrop": {"ambient": (0.30, 0.31, 0.33), "wall": (0.13, 0.15, 0.18), "half_m": 3.0, "behind_m": 1.8},
        "frames": frames,
        "cores": list(quality.cores),
        "width": quality.size,
        "height": quality.size,
        "samples": quality.samples,
        "denoise": quality.denoise,
        "seed": shot.person.seed,
        "shutter": 0.0,
    }
    asked = work / "request.json"
    asked.write_text(json.dumps(request), encoding="utf-8")

    def on_line(line: str) -> None:
        if line.startswith("frame "):
            number = int(line.split()[1])
            _develop(work / f"raw.{number}.exr", out, number)
            said(line)
        elif line.startswith("fatal: "):
            raise StepFailedError(f"Blender failed ({line.removeprefix('fatal: ')}). Log: {work / 'blender.log'}")

    argv = [sys.executable, "-m", "rushes.blender.twins", str(asked)]
    env = {"BLENDER_USER_RESOURCES": str(work / "blender"), "PYTHONDONTWRITEBYTECODE": "1", "DISPLAY": "", "OCIO": ""}
    run_program(argv, log=work / "blender.log", on_line=on_line, env=env)


def _develop(raw: Path, out: Path, number: int) -> None:
    """Turn Blender's raw file into a plate in ACEScg and its masks and motion."""
    channels = read_exr(raw).channels
    layer = {name.removeprefix("ViewLayer."): plane for name, plane in channels.items()}
    light = np.stack([layer[f"Combined.{band}"] for band in "RGB"], axis=-1).astype(np.float32)
    picture = to_acescg(light)
    noise = np.random.default_rng(number).normal(size=picture.shape).astype(np.float32)
    picture = picture + GRAIN * np.sqrt(np.maximum(picture, 0) * 0.18) * noise
    write_picture(out / f"plate.{number}.exr", np.maximum(picture, 0), frame=number, rate=RATE)
    planes = {
        f"mask.{name}": np.clip(layer[f"masks{at // 3}.{'RGB'[at % 3]}"], 0, 1).astype(np.float16)
        for at, name in enumerate(MASKS)
    }
    planes |= {
        f"motion.{axis}": layer[f"motion.{band}"].astype(np.float32) for axis, band in zip("XY", "RG", strict=True)
    }
    write_exr(out / f"masks.{number}.exr", planes, frame=number, rate=RATE)
    os.remove(raw)  # noqa: PTH107 - its contents are kept in the two files


def _things(shot: Shot, work: Path) -> dict[str, Any]:
    """Write what never changes, and return what Blender is to make of it."""
    person, masks = shot.person, shot.masks
    held: dict[str, Any] = {"skin.faces": shot.faces, "skin.map": _flat(shot.map_at)}
    held["skin.rest"] = _metres(shot.fine(shot.young))
    held["skin.cloth"] = _flat(masks["cloth"][:, None])
    held["skin.albedo"] = _scalp_dyed(shot)
    regions = np.stack([masks[name] if name in masks else np.zeros(len(shot.at)) for name in MASKS], axis=1)
    for number in range(5):
        held[f"skin.masks{number}"] = regions[:, 3 * number : 3 * number + 3]
    np.save(work / "tint.npy", shot.skin.tint)
    np.save(work / "relief.npy", shot.skin.height - shot.soft_height)
    dark = max(person.skin) < 0.25
    things: dict[str, Any] = {
        "skin": {
            "kind": "mesh",
            "vertices": len(shot.at),
            "surface": "skin",
            "attributes": ["map", "rest", "cloth", "albedo", *(f"masks{number}" for number in range(5))],
            "tint": str(work / "tint.npy"),
            "relief": str(work / "relief.npy"),
            "lips": (0.80, 0.62, 0.62) if dark else (0.82, 0.52, 0.52),
            "pores_mm": 0.05,
            "roughness": 0.46 + 0.05 * shot.layers.tone,
            "scatter_m": 0.0014 if dark else 0.0018,
            "shirt": (0.07, 0.09, 0.13),
        }
    }
    for name, mesh, look in _parts(shot):
        held[f"{name}.faces"] = mesh.faces
        attributes = []
        if name == "eyes":
            unit = np.tile(ball().vertices, (2, 1))
            held["eyes.front"] = np.stack([unit[:, 2], np.arctan2(unit[:, 1], unit[:, 0]), 0 * unit[:, 0]], axis=1)
            attributes = ["front"]
        things[name] = {"kind": "mesh", "vertices": len(mesh.vertices), "attributes": attributes} | look
    for name, grown in shot.strands.items():
        count, many = grown.points.shape[:2]
        taper = np.linspace(1.0, 0.35, many)
        held[f"{name}.sizes"] = np.full(count, many)
        held[f"{name}.radius"] = np.tile(taper * grown.radius_mm / 1000, count)
        held[f"{name}.tint"] = np.repeat(grown.colour, many, axis=0)
        things[name] = {"kind": "strands", "surface": "hair", "attributes": ["tint"], "masks": _mark("hair")}
    np.savez(work / "scene.npz", **held)
    return things


def _scalp_dyed(shot: Shot) -> Floats:
    """Return the skin's albedo, darker where hair grows close: no renderer is given as many strands as a head has."""
    own = np.repeat(np.array(shot.person.skin)[None], len(shot.at), axis=0)
    for name, share in (("scalp", 0.75), ("brow", 0.35), ("beard", 0.6)):
        if (grown := shot.strands.get(name)) is None:
            continue
        roots = np.bincount(grown.roots, minlength=len(own)).astype(float)
        tint = np.stack([np.bincount(grown.roots, grown.colour[:, band], len(own)) for band in range(3)], axis=1)
        for _ in range(4):
            roots, tint = shot.spread(roots[:, None])[:, 0], shot.spread(tint)
        close = np.clip(roots / 0.25, 0, 1)[:, None] * share
        own = own * (1 - close) + close * np.minimum(0.8 * tint / np.maximum(roots, 1e-6)[:, None], own)
    return own


def _mark(name: str) -> list[float]:
    return [float(one == name) for one in MASKS]


def _parts(shot: Shot) -> list[tuple[str, Mesh, dict[str, Any]]]:
    """Return teeth, eyes, glasses and hand: name, mesh at rest, and look."""
    none, person = _mark(""), shot.person
    loose = shot.base.loose
    teeth = np.concatenate([loose["helper-upper-teeth"], loose["helper-lower-teeth"]])
    parts = [
        (
            "teeth",
            Mesh(shot.rest, teeth),
            {"surface": "plain", "colour": (0.55, 0.50, 0.42), "roughness": 0.25, "masks": none},
        ),
        (
            "tongue",
            Mesh(shot.rest, loose["helper-tongue"]),
            {"surface": "plain", "colour": (0.35, 0.1, 0.09), "roughness": 0.4, "masks": none},
        ),
        ("eyes", _eyes(), {"surface": "eye", "iris": person.iris, "masks": _mark("eyes")}),
    ]
    if person.glasses:
        frame, panes = glasses(_eye_places(shot), _bridge(shot))
        parts.append(
            (
                "frame",
                frame,
                {"surface": "plain", "colour": (0.02, 0.015, 0.012), "roughness": 0.2, "masks": _mark("glasses")},
            )
        )
        parts.append(("lenses", panes, {"surface": "lens", "masks": _mark("glasses")}))
    if "hand" in person.acts:
        look = {"surface": "plain", "colour": person.skin, "roughness": 0.5, "scatter_m": 0.002, "masks": _mark("hand")}
        parts.append(("hand", Mesh(shot.young, loose["hand"]), look))
    return parts


def _eyes() -> Mesh:
    one = ball()
    return Mesh(np.tile(one.vertices, (2, 1)), np.concatenate([one.faces, one.faces + len(one.vertices)]))


def _eye_places(shot: Shot) -> Floats:
    return np.stack([shot.base.joint(f"{side}-eye", shot.rest) for side in "lr"])


def _bridge(shot: Shot) -> float:
    return float(_eye_places(shot)[0, 2] + 0.34)


def _placed(shot: Shot, moment: Moment) -> dict[str, Floats]:
    """Return where everything is in a frame [m], z up, by name."""
    posed: Posed = shot.posed(moment)
    out = {"skin": posed.skin, "teeth": posed.teeth, "tongue": posed.teeth}
    first, last = shot.base.groups["helper-l-eye"]
    radius = float(np.ptp(shot.rest[first : last + 1, 0])) / 2
    turn = shot.head_turn(moment)
    ahead = ball().vertices @ turn.T * radius
    out["eyes"] = np.concatenate([eye + ahead for eye in posed.eyes])
    out |= {name: strand.reshape(-1, 3) for name, strand in posed.hair.items()}
    if shot.person.glasses:
        for name, mesh in zip(("frame", "lenses"), glasses(_eye_places(shot), _bridge(shot)), strict=True):
            out[name] = shot.turned_whole(mesh.vertices, moment)
    if posed.hand is not None:
        out["hand"] = posed.hand
    return {name: _metres(points) for name, points in out.items()}


def _moving(now: dict[str, Floats], after: dict[str, Floats], camera: dict[str, Any]) -> dict[str, Floats]:
    """Return places and, beside each, the way to the next frame in the picture [px]: right and down."""
    out = dict(now)
    for name, places in now.items():
        way = _seen(after[name], camera) - _seen(places, camera)
        out[f"{name}.motion"] = np.concatenate([way, np.zeros((len(way), 1))], axis=1)
    return out


def _seen(points: Floats, camera: dict[str, Any]) -> Floats:
    """Return where points [m] are in the picture [px], right and down: the camera looks along y."""
    away = points - np.array(camera["place"])
    scale = camera["lens_mm"] / 36.0 * camera["size"]
    return np.stack([away[:, 0], -away[:, 2]], axis=1) / np.maximum(away[:, 1:2], 1e-3) * scale


def _camera(shot: Shot, quality: Quality, moments: Sequence[Moment]) -> dict[str, Any]:
    """Return where the camera stands: before the face, and before the middle of its way where it turns into profile, or it would leave the frame."""
    eyes = _metres(shot.base.joint("l-eye", shot.young)[None])[0]
    aside = 0.0
    if "profile" in shot.person.acts:
        middle = shot.base.joint("l-eye", shot.young) * np.array([0.0, 1.0, 1.0])
        ends = [shot.turned_whole(middle[None], moment)[0] for moment in (moments[0], moments[-1])]
        aside = float(np.mean(_metres(np.array(ends))[:, 0]))
    place = (aside, float(eyes[1]) - AWAY_M, float(eyes[2]) - 0.026)
    return {"place": place, "turn": (np.pi / 2, 0.0, 0.0), "lens_mm": 36.0 * AWAY_M / TALL_M, "size": quality.size}


def _lights(shot: Shot, moment: Moment) -> dict[str, Any]:
    """Return where the lights are in a frame: they look at the face."""
    face = _metres(shot.base.joint("l-eye", shot.young)[None])[0] * np.array([0, 1, 1])
    key = np.radians(moment.key_deg)
    places = {
        "key": (face + 1.15 * np.array([-np.sin(key), -np.cos(key), 0.5]), 26.0 * moment.key_gain),
        "rim": (face + np.array([0.75, 0.8, 0.6]), 16.0),
    }
    return {
        name: {"place": place.tolist(), "turn": _towards(face - place), "watts": watts}
        for name, (place, watts) in places.items()
    }


def _towards(way: Floats) -> list[float]:
    """Return the turn of a lamp that shines along its own -z."""
    flat = float(np.hypot(way[0], way[1]))
    return [float(np.arctan2(flat, -way[2])), 0.0, float(np.arctan2(way[1], way[0]) - np.pi / 2)]


def _metres(points: Floats) -> Floats:
    """Turn the mesh's decimetres, y up, into metres, z up."""
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1) * (MM / 1000)


def _flat(values: Floats) -> Floats:
    """Return one or two columns as three."""
    return np.concatenate([values, np.zeros((len(values), 3 - values.shape[1]))], axis=1)
