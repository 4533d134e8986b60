# SPDX-License-Identifier: GPL-3.0-or-later
"""Bake finishes into pictures: ``python -m rushes.blender.set_bake request.json``.

A finish's channels are laid on a flat plane of so many metres and looked at from straight above, each channel as the plane's
own light; what comes out is a square picture of it. The request has ``finishes`` (by name), ``size_m`` (by name), ``px``,
``folder`` and ``cores``. One line per finished finish: ``baked name depth``, where depth is what a height of 1 stands for [m].
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.program import run, say


def _bake(request: Mapping[str, Any]) -> None:
    from rushes.blender import baking, set_channels, set_finishes
    from rushes.blender.nodes import Tree, material

    sheet = baking.laid_out(int(request["px"]), len(request["cores"]))
    for name, finish in request["finishes"].items():
        baking.spread(sheet, "st", baking.square(float(request["size_m"][name])))
        depth = 0.0
        for channel in set_channels.CHANNELS:
            surface = material("baked")
            tree = Tree(surface)
            made = set_finishes.channels(tree, finish)
            depth = set_channels.emit(tree, made, channel)
            baking.bake(sheet, surface, Path(request["folder"]) / f"{name}.{channel}.exr")
        say(f"baked {name} {depth}")


if __name__ == "__main__":
    run(_bake)
