# SPDX-License-Identifier: GPL-3.0-or-later
"""Render frames of a USD stage with Cycles: ``python -m rushes.blender.render request.json``.

The request says everything; nothing is read from a user's Blender settings and nothing from the network. One line per
finished frame: ``frame 1012 12 96`` (frame, done, of how many). A failure is one line, ``fatal: ...``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.program import run, say


def _render(request: Mapping[str, Any]) -> None:
    import bpy

    from rushes.blender import daylight, lighting, merged, projection, shade, stage, street, tracer

    what = request["what"]
    say("opening")
    opened = stage.open_stage(
        Path(request["scene"]),
        request["plan"],
        lit_windows=float(request["lit_windows"]),
        with_building=what == "building",
        with_pieces=request.get("poses") is None,
    )
    opened.camera.data.sensor_width *= float(request.get("overscan", 1.0))
    if request.get("poses") is not None:
        merged.merge(request["poses"])
    lighting.hang_sun(request["light"])
    lighting.hang_sky(request["sky"])
    if request.get("inside") is not None:
        daylight.let_in(request["inside"])
    if what == "street":
        opened.ground.hide_render = True
    if request["street"] is not None:
        street.build(request["street"], request["light"], float(request["lit_windows"]), catcher=what == "building")
    if what == "building":
        lighting.lay_ground(opened.ground, request["light"], catches=bool(request["shadow"]))
        opened.ground.hide_render = request["street"] is not None
    if request.get("projection") is not None:
        projection.project(dict(bpy.data.materials), request["projection"])
        if request["projection"].get("shade") is not None:
            shade.dim(bpy.data.materials, request["projection"]["shade"])
    tracer.prepare(request)
    frames = request["frames"]
    for done, frame in enumerate(frames, start=1):
        began = time.process_time()
        tracer.trace(int(frame["frame"]), Path(frame["path"]), frame["border"])
        say(f"frame {frame['frame']} {done} {len(frames)} cpu {time.process_time() - began:.2f}")


if __name__ == "__main__":
    run(_render)
