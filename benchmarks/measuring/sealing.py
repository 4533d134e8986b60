"""How much of a make goes into what comes after its last step: assembling, checks, seal, verification, ledger."""

from __future__ import annotations

import subprocess
import time

from measuring.promise import BRIEF, block, hut
from measuring.workshop import Workshop, small_brief
from rushes.errors import StepFailedError


def sealing_share(*, full: bool) -> tuple[float, str]:
    """Make a take, and return the share of its time [%] from its last step's end to the end of the command, and the work in words.

    Args:
        full: The draft of the default building; a hut otherwise.

    Raises:
        StepFailedError: The make did not get to its end.
    """
    with Workshop() as workshop:
        brief, frames = (BRIEF, 48) if full else (workshop.brief(small_brief(2)), 2)
        common = (brief, "--show", workshop.show, "--quality", "draft", "--frames", str(frames))
        started = time.perf_counter()
        with subprocess.Popen(
            workshop.command("make", *common),
            env=workshop.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as make:
            sealing = last = None
            for line in make.stderr or ():
                last = line.strip()
                if last.startswith("seal") and sealing is None:
                    sealing = time.perf_counter()
        ended = time.perf_counter()
    if make.returncode or sealing is None:
        raise StepFailedError(
            f"The make that was to be measured ended with {make.returncode}: {last or 'without a word'}"
        )
    what = block("draft", frames) if full else hut("draft", frames)
    return 100.0 * (ended - sealing) / (ended - started), f"{ended - started:.0f} s: {what}"
