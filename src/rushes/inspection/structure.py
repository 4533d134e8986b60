"""Did the load find its way, does what stays stay, and does the heap lie where it was asked to?"""

from __future__ import annotations

import numpy as np

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Array, Bodies, data_file, read_bodies

BALANCE = 1e-3
"""Share by which what reaches the ground may differ from the weight above: more is a load that got lost."""

STAYS_M = 0.02
"""How far [m] a piece that stays may have moved: what nobody sees."""

OUTSIDE = 0.05
"""Share of the heap's volume that may lie outside of the footprint: single stones roll."""


def structure(take: Take) -> tuple[Finding, ...]:
    """Look at what the load path and the artist's direction came to.

    ``load_balance``: the largest difference between what stands and what reaches the ground, as a share. ``stays``: how far
    any piece moves that was to stay. ``footprint``: the share of the volume that lies further from the building's outline than
    was asked, in the last frame. What nobody asked for says nothing.
    """
    path = data_file(take, "structure.npz")
    bodies = read_bodies(take)
    if path is None or bodies is None or not bodies.position.size:
        return ()
    with np.load(path) as file:
        weight, carried = np.asarray(file["weight"], float), np.asarray(file["carried"], float)
        stays, outline, footprint = file["stays"], np.asarray(file["outline"], float), float(file["footprint"])
    found = []
    if len(weight):
        lost = float((np.abs(weight - carried) / max(float(weight.max()), 1.0)).max())
        said = f"{100 * lost:.2f} % of the weight reaches no support. Look at the supports in structure.npz."
        found.append(
            Finding("load_balance", lost <= BALANCE, round(lost, 6), BALANCE, "share", said * (lost > BALANCE))
        )
    if stays.any():
        found.append(_stays(bodies, stays))
    if np.isfinite(footprint):
        found.append(_footprint(take, bodies, outline, footprint))
    return tuple(found)


def _stays(bodies: Bodies, stays: Array) -> Finding:
    moved = np.linalg.norm(bodies.position[:, stays] - bodies.position[0, stays], axis=2)
    frame, worst = np.unravel_index(int(moved.argmax()), moved.shape)
    far = float(moved.max())
    said = (
        f"Piece {int(np.flatnonzero(stays)[worst])} was to stay and has moved by {far:.2f} m at frame {int(bodies.frame[frame])}. "
        "Let more bays stay beside it."
    )
    return Finding("stays", far <= STAYS_M, round(far, 4), STAYS_M, "m", said * (far > STAYS_M))


def _footprint(take: Take, bodies: Bodies, outline: Array, footprint: float) -> Finding:
    place = bodies.position[-1, :, :2].astype(float)
    beyond = np.maximum(outline[0] - place, place - outline[1]).max(axis=1)
    volume = bodies.scale[-1].astype(float) ** 3
    building = data_file(take, "building.npz")
    if building is not None:
        with np.load(building) as file:
            volume *= np.asarray(file["mass"], float)
    share = float(volume[beyond > footprint].sum() / max(float(volume.sum()), 1e-9))
    reached = f"{100 * share:.1f} % of the heap lies further than {footprint:g} m from the outline, the farthest piece {beyond.max():.1f} m."
    said = " Ask for a larger footprint, an implosion, or bring the middle down first with collapse.delays."
    return Finding("footprint", share <= OUTSIDE, round(share, 4), OUTSIDE, "share", reached + said * (share > OUTSIDE))
