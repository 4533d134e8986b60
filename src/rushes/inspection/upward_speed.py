"""Does any piece fly upward faster than its fall could throw it, or the whole gain energy from nowhere?"""

from __future__ import annotations

import numpy as np

from rushes.engines import Finding, Take
from rushes.inspection.bodies import GRAVITY, Bodies, data_file, read_bodies

MOST_GAIN = 0.02
"""Share of the building's energy that may appear between two frames: what spin gives back to flight, and rounding. Crushed pieces count
with the mass that they had; where the simulation keeps a ledger, that is asked instead (``momentum_energy``)."""


def upward_speed(take: Take) -> tuple[Finding, ...]:
    """Compare the fastest upward piece with what a fall from the building's top could give, and watch the energy.

    Nothing that fell from a height ``H`` goes up faster than ``sqrt(2 g H)``. The sum of height and speed energy of
    all pieces, as far as masses are known, only ever falls.
    """
    if take.kind == "clip":  # what is pushed or blown up in a scene may fly as fast as it was asked to
        return ()
    bodies = read_bodies(take)
    if bodies is None or len(bodies.time) < 2 or not bodies.position.size:
        return ()
    velocity = np.diff(bodies.position.astype(float), axis=0) / np.diff(bodies.time)[:, None, None]
    up = velocity[:, :, 2]
    fastest = float(up.max())
    limit = float(np.sqrt(2 * GRAVITY * max(float(bodies.position[0, :, 2].max()), 0.0)))
    row, piece = np.unravel_index(int(up.argmax()), up.shape)
    said = f"Piece {piece} flies up with {fastest:.1f} m/s at frame {int(bodies.frame[row + 1])}. Simulate again."
    ok = fastest <= limit
    found = Finding("upward_speed", ok, round(fastest, 3), round(limit, 3), "m/s", "" if ok else said)
    gain = _gain(take, bodies, velocity)
    if gain is None:
        return (found,)
    ok = gain <= MOST_GAIN
    said = "All pieces together gain energy that no fall gave them. Simulate with smaller steps."
    return found, Finding("energy_gain", ok, round(gain, 5), MOST_GAIN, "share", "" if ok else said)


def _gain(take: Take, bodies: Bodies, velocity: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float | None:
    """Return the largest rise of energy over what it was before, as a share of the first; None without masses, or with a ledger."""
    pieces, log = data_file(take, "building.npz"), data_file(take, "events.npz")
    if pieces is None:
        return None
    if log is not None:
        with np.load(log) as events:
            if len(events.get("ledger_time", ())):
                return None
    with np.load(pieces) as building:
        mass = np.asarray(building["mass"], float)
    height = (bodies.position[1:, :, 2].astype(float) + bodies.position[:-1, :, 2]) / 2
    energy = ((GRAVITY * height + np.square(velocity).sum(axis=2) / 2) * mass).sum(axis=1)
    return float((energy - np.minimum.accumulate(energy)).max() / max(float(energy[0]), 1e-9))
