"""A slab, a wall and what they leave: events and contacts as the step ``simulate`` writes them."""

from dataclasses import replace

import numpy as np
from small_scene import RATE, boxes, motion_of

from rushes.show import FrameRange

LONG = FrameRange(1001, 1072)


def block(frames=LONG):
    """Return a slab that lies on the street, a wall that stands beside it, and their motion: none."""
    pieces = boxes([[0, 0, 0.5], [0, 4, 3]], [[4, 3, 0.5], [4, 0.2, 3]], [("concrete", "slab"), ("brick", "wall")])
    motion = motion_of(pieces, frames=frames)
    return pieces, replace(motion, released=np.full(2, -1.0, np.float32))


def times_of(motion):
    return (motion.frame - 1001) / float(RATE)


def write_contacts(folder, blows=()):
    """Write blows as ``simulate`` does; rows are (time, x, y, z, impulse, change of speed, piece)."""
    rows = np.array(blows, float).reshape(-1, 7)
    np.savez(
        folder / "contacts.npz",
        time=rows[:, 0],
        position=rows[:, 1:4].astype("f4"),
        impulse=rows[:, 4].astype("f4"),
        speed_change=rows[:, 5].astype("f4"),
        body_a=rows[:, 6].astype("i4"),
        onset=np.ones(len(rows), bool),
    )


def write_events(folder, motion, *, breaks=(), crushes=()):
    """Write what ``simulate`` leaves; rows are (time, x, y, z, area or volume, material)."""
    folder.mkdir(exist_ok=True)
    rows = {"break": np.array(breaks, float).reshape(-1, 6), "crush": np.array(crushes, float).reshape(-1, 6)}
    arrays = {}
    for name, last in (("break", "area"), ("crush", "volume")):
        arrays |= {
            f"{name}_time": rows[name][:, 0],
            f"{name}_position": rows[name][:, 1:4].astype("f4"),
            f"{name}_{last}": rows[name][:, 4].astype("f4"),
            f"{name}_material": rows[name][:, 5].astype("u1"),
        }
    np.savez(folder / "events.npz", **arrays)
    write_contacts(folder)
    np.savez(
        folder / "motion.npz",
        frame=motion.frame,
        time=times_of(motion),
        position=motion.position,
        orientation=motion.orientation,
        scale=motion.scale,
        released=motion.released,
    )
    return folder
