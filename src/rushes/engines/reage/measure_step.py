"""The step ``measure``: the re-age in numbers, beside copies that nobody re-aged and a blur that changes as much."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage import measuring, texture
from rushes.engines.reage.comp_step import halves
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.measuring import Look
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.propose_step import layers_file
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window, iod_px
from rushes.plan import StepContext
from rushes.show import FrameRange

Floats = NDArray[np.float32]

SAMPLES: Final = 12
"""So many frames, evenly over the shot, are looked at by the recogniser, for flicker and beside the controls."""

SCHEMA: Final = "rushes/reage-report/1"


def measure(ctx: StepContext) -> None:
    """Write ``report.json``.

    Params: ``frames``, ``layers`` (the step whose layers are on the plate), ``years`` (that are taken; below 0 added). Needs ``plate``, ``track``,
    ``comp`` and that step. Where that step holds painted keys, ``texture`` is the amount of it against the plate's, and ``texture_of_keys`` what the keys have of it; else it is how
    much of the plate's own is left.
    """
    frames = list(FrameRange(*ctx.params["frames"]))
    tracks = Tracks.load(ctx.inputs["track"])
    layers = ctx.inputs[str(ctx.params["layers"])]
    chosen = {frames[round(at)] for at in np.linspace(0, len(frames) - 1, min(SAMPLES, len(frames)))}
    painted = _painted(ctx, layers, tracks)
    rows: list[dict[str, Any]] = []
    last: list[tuple[int, Look]] = []
    for done, frame in enumerate(frames):
        look = looked_at(ctx.inputs["plate"], ctx.inputs["comp"], layers, tracks, frame)
        last = [*last[-2:], (frame, look)] if look is not None else []
        rows.append({"frame": frame} | ({} if look is None else _row(look, frame, painted, sampled=frame in chosen)))
        if len(last) == 3 and chosen & {number for number, _ in last[:2]}:
            rows[-2]["flicker"] = _rounded(measuring.flicker((last[0][1], last[1][1], last[2][1])))
        ctx.report(done + 1, len(frames))
    unchanged = [row["frame"] for row in rows if len(row) == 1]
    record = {
        "schema": SCHEMA,
        "years": int(ctx.params["years"]),
        "frames": rows,
        "unsure": list(tracks.unsure),
        "unchanged": unchanged,
        "notes": list(tracks.notes),
    }
    part = ctx.out / "report.json.part"
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(ctx.out / "report.json")


def looked_at(plate: Path, comp: Path, layers: Path, tracks: Tracks, frame: int) -> Look | None:
    """Return a frame's face before and after; None where nothing was changed or too little is seen."""
    seen = tracks.of_performer(frame)
    change = FrameChange.read(layers_file(layers, frame))
    if seen is None or not (change.matte > 0).any():
        return None
    before, after = halves(plate_file(plate, frame)), halves(comp / f"comp.{frame:04d}.exr")
    window = Window.of(seen[0], before.shape[1], before.shape[0])
    mesh = window.inside(seen[0])
    form = None
    if "form" in change.deltas:
        form = np.zeros((*before.shape[:2], 3), np.float32)
        change.window.cut(form)[...] = change.deltas["form"]
        form = window.cut(form)
    look = Look(
        window.cut(before.astype(np.float32)),
        window.cut(after.astype(np.float32)),
        window.cut(change.matte),
        mesh,
        iod_px(mesh),
        form,
    )
    return look if look.enough else None


def _painted(ctx: StepContext, layers: Path, tracks: Tracks) -> dict[int, float] | None:
    """Return of each painted key how much fine texture its face has, as a share of the plate's there, by frame; None where there are no keys."""
    paths = sorted(layers.glob("painted.*.exr"))
    found: dict[int, float] = {}
    for path in paths:
        frame = int(path.name.split(".")[1])
        look = looked_at(ctx.inputs["plate"], ctx.inputs["comp"], layers, tracks, frame)
        share = None if look is None else texture.share_of_plate(look, look.after)
        if share is not None:
            found[frame] = share
    return found if paths else None


def _row(look: Look, frame: int, painted: Mapping[int, float] | None, *, sampled: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "change": round(float(np.abs(look.edit[look.inside]).mean()), 5),
        "edge": round(measuring.edge_step(look.before, look.after, look.matte), 5),
    }
    soft = measuring.matched_blur(look) if sampled else None
    row |= _texture(look, soft) if painted is None else _amounts(look, soft, texture.of_keys(painted, frame))
    if sampled:
        row["identity"] = _rounded(measuring.identity(look))
    return row


def _texture(look: Look, soft: Floats | None) -> dict[str, float]:
    """Return how much of the plate's own texture is left, and after a blur where there is one."""
    kept = {"texture": look.in_place} | ({} if soft is None else {"texture_of_blur": soft})
    return _rounded(
        {name: measuring.texture_kept(look.before, after, look.inside, look.finest) for name, after in kept.items()}
    )


def _amounts(look: Look, soft: Floats | None, of_keys: float | None) -> dict[str, float]:
    """Return how much texture the face has, as a share of the plate's, after a blur where there is one, and in the keys; nothing where neither has a face."""
    own = texture.share_of_plate(look, look.after)
    if own is None or of_keys is None:
        return {}
    blurred = None if soft is None else texture.share_of_plate(look, soft)
    return _rounded(
        {"texture": own, "texture_of_keys": of_keys} | ({} if blurred is None else {"texture_of_blur": blurred})
    )


def _rounded(found: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in found.items()}
