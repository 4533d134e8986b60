"""Makes options' pictures as small as they can be told apart, in the processes that a test starts with this folder on their path.

A contact sheet's pictures cost most of a take of options, and no test looks at them: they have to be there, to differ and to be
sealed. Steps run in processes of their own, which only their environment reaches.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

SMALL = {
    "setdesign": {"width": 128, "samples": 1},
    "wardrobe": {"height": 96, "samples": 1, "hairs": 0.05, "baked_px": 32},
}


def shrink(engine: str) -> None:
    """Make the least quality of an engine's pictures less than a person could choose from."""
    if engine == "setdesign":
        from rushes.engines.setdesign.picture.pictures import QUALITIES
    else:
        from rushes.engines.wardrobe.picture.pictures import QUALITIES
    QUALITIES["sheet"] = replace(QUALITIES["sheet"], **SMALL[engine])


asked = Path(sys.orig_argv[-1])
if asked.name.endswith(".request.json") and asked.is_file():
    request = asked.read_text(encoding="utf-8")
    for name in SMALL:
        if f"rushes.engines.{name}.comp_step" in request:
            shrink(name)
