"""The step ``measure``: the re-age in numbers, beside copies that nobody re-aged and a blur that changes as much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.engines.reage import measuring
from rushes.engines.reage.comp_step import halves
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.measuring import Look
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.propose_step import layers_file
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window, iod_px
from rushes.plan import StepContext
from rushes.show import FrameRange

SAMPLES: Final = 12
"""So many frames, evenly over the shot, are looked at by the recogniser, for flicker and beside the controls."""

SCHEMA: Final = "rushes/reage-report/1"


def measure(ctx: StepContext) -> None:
    """Write ``report.json``.

    Params: ``frames``, ``layers`` (the step whose layers are on the plate), ``years`` (that are taken; below 0 added). Needs ``plate``, ``track``,
    ``comp`` and that step.
    """
    frames = list(FrameRange(*ctx.params["frames"]))
    tracks = Tracks.load(ctx.inputs["track"])
    layers = ctx.inputs[str(ctx.params["layers"])]
    chosen = {frames[round(at)] for at in np.linspace(0, len(frames) - 1, min(SAMPLES, len(frames)))}
    rows: list[dict[str, Any]] = []
    last: list[tuple[int, Look]] = []
    for done, frame in enumerate(frames):
        look = looked_at(ctx.inputs["plate"], ctx.inputs["comp"], layers, tracks, frame)
        last = [*last[-2:], (frame, look)] if look is not None else []
        rows.append({"frame": frame} | ({} if look is None else _row(look, sampled=frame in chosen)))
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


def _row(look: Look, *, sampled: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "change": round(float(np.abs(look.edit[look.inside]).mean()), 5),
        "texture": round(measuring.texture_kept(look.before, look.in_place, look.inside, look.finest), 4),
        "edge": round(measuring.edge_step(look.before, look.after, look.matte), 5),
    }
    if sampled:
        soft = measuring.matched_blur(look)
        row["texture_of_blur"] = round(measuring.texture_kept(look.before, soft, look.inside, look.finest), 4)
        row["identity"] = _rounded(measuring.identity(look))
    return row


def _rounded(found: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in found.items()}
