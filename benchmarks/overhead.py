"""How much of a make's time goes into anything but simulation and rendering.

Ours is the share [%] of the whole time of one `rushes make` (interpreter, planning, building, scene, comp, sound,
clip, inspection, seal, verification) outside the steps that simulate or render; the other side is the share inside
them. Counted as simulation and rendering are the steps `simulate`, `render`, `street` (these two are Blender's) and
`dust`, by the seconds in each step's own record; a start of Blender counts as rendering. The full form is the draft of
the default building: where frames are cheap, everything else weighs most. Of a hut's few frames little is rendered,
so that the quick form has a looser limit, which is there to notice a step that went astray.
"""

from __future__ import annotations

import argparse

from measuring import Figures, run
from measuring.making import INSIDE
from measuring.promise import make_block, make_hut

LIMIT, QUICK_LIMIT = 15.0, 70.0


def measure(asked: argparse.Namespace) -> Figures:
    """Add up the steps of one make."""
    made = make_block(asked, "draft", 48, ask=False) if asked.full else make_hut("draft", 2)
    inside = 100.0 * made.inside / made.seconds
    outside = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in made.steps.items() if name not in INSIDE)
    between = made.seconds - sum(made.steps.values())
    return Figures(
        ours=100.0 - inside,
        other=inside,
        limit=LIMIT if asked.full else QUICK_LIMIT,
        unit="% of the time",
        ours_is=f"outside simulation and rendering, of {made.seconds:.0f} s: {made.what}",
        other_is=f"inside the steps {', '.join(name for name in INSIDE if name in made.steps)}",
        limit_is="what was promised" if asked.full else "that of the quick form; nothing is promised of it",
        notes=(f"Outside are {outside}; starts, planning, inspection and seal {between:.1f} s.",),
    )


if __name__ == "__main__":
    run("overhead", __doc__ or "", measure, shares=True)
