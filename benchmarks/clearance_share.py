"""How much of a make's time the clearance room takes: the verdict, the gate at every step, faces in the finished frames.

Ours is what clearance costs in one `rushes make` [% of its time]; the other side is everything else. A take is made and
timed from outside. Then, in a new process each, what clearance did in it is done again and timed: the verdict (its imports
and the reading of the packs included), the gate's question as the process of every step asks it, the same once more before
the seal and before the take is named, and the look for faces in the finished frames. The full form is the draft of the
default building. Of a hut little is simulated and rendered, so that the quick form has a looser limit, which is there
to notice a part that went astray.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from measuring import Figures, again, run
from measuring.again import PARTS
from measuring.making import MeasuredMake
from measuring.promise import BRIEF, block, hut
from measuring.workshop import Workshop, small_brief

LIMIT, QUICK_LIMIT = 1.0, 20.0

TURNS = 3
"""Each part is done in so many new processes, and the middle one counts."""


def measure(asked: argparse.Namespace) -> Figures:
    """Make a take, and do again what clearance did in it."""
    with Workshop() as workshop:
        if asked.full:
            brief, what, frames = BRIEF, block("draft", 48), 48
        else:
            brief, what, frames = workshop.brief(small_brief(2)), hut("draft", 2), 2
        made = MeasuredMake.of(workshop, brief, what, quality="draft", frames=frames, ask=False)
        take = next(workshop.show.glob("shots/*/v001/take.json"))
        cost = {part: _middle(workshop, part, take) for part in PARTS}
    steps = len(made.steps)
    spent = cost["verdict"] + cost["gate"] * steps + 2 * cost["once_more"] + cost["faces"]
    share = 100.0 * spent / made.seconds
    note = (
        f"The verdict {cost['verdict']:.2f} s, the gate at {steps} steps {cost['gate'] * steps:.2f} s, twice again "
        f"{2 * cost['once_more']:.3f} s, faces in the finished frames {cost['faces']:.2f} s."
    )
    return Figures(
        ours=share,
        other=100.0 - share,
        limit=LIMIT if asked.full else QUICK_LIMIT,
        unit="% of the time",
        ours_is=f"in the clearance room, of {made.seconds:.0f} s: {made.what}",
        other_is="everything else",
        limit_is="what was promised" if asked.full else "that of the quick form; nothing is promised of it",
        notes=(note,),
    )


def _middle(workshop: Workshop, part: str, take: Path) -> float:
    """Return the middle of the times that a part takes [s]."""
    command = [sys.executable, again.__file__, part, str(workshop.show), str(take)]
    done = [subprocess.run(command, env=workshop.env, check=True, capture_output=True, text=True) for _ in range(TURNS)]
    return statistics.median(float(json.loads(one.stdout)) for one in done)


if __name__ == "__main__":
    run("clearance_share", __doc__ or "", measure)
