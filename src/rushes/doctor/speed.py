"""Will times be told rightly: what was measured on this machine, and not on another."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble

_REMEDY = "Run rushes calibrate once: it makes a small job, and each take that is made refines what it measured."


def check_speed(place: Place) -> Iterator[Trouble]:
    """Look at the calibration: is there one, and of this very machine."""
    from rushes.plan.calibration import machine

    path, here = place.home / "calibration.json", machine()
    if not path.exists():
        yield Trouble(
            "speed", "This machine was never measured, so rushes plan can tell no times.", _REMEDY, is_hint=True
        )
        return
    try:
        machines = dict(json.loads(path.read_text(encoding="utf-8"))["machines"])
    except (ValueError, KeyError, TypeError):
        yield Trouble(
            "speed", f"{path} can't be read any more, so rushes plan can tell no times.", _REMEDY, is_hint=True
        )
        return
    if not machines.get(here):
        others = ", ".join(sorted(machines)) or "none"
        yield Trouble(
            "speed",
            f"What was measured is of another machine ({others}), and this one is {here}.",
            _REMEDY,
            is_hint=True,
        )
