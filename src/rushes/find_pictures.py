"""How a face that a take is held for looks: in its whole frame, and close, in the frames beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Take
from rushes.inspection.faces import seen
from rushes.inspection.pictures import comp_frames
from rushes.media.apart import apart
from rushes.media.colour import as_bytes
from rushes.media.picture import read_picture
from rushes.set_aside import Find, place_of
from rushes.studio import spoken_errors

SURROUNDINGS = 1.0
"""How much of what is around a face a close picture shows on each side, in sizes of the face."""

CLOSE_PX = 320
"""Height of a close picture: enough to see billows in what was 30 pixels wide."""

BESIDE = (-4, -2, 0, 2, 4)
"""Frames whose close pictures stand side by side: smoke boils and a face stays, which nobody sees in one frame."""


def draw_finds(take: Take, finds: Iterable[Find], folder: Path) -> tuple[Path, ...]:
    """Write pictures of finds: the whole frame with the box in it, and the place close, in frames beside each other.

    Args:
        take: Whose they are.
        finds: What is shown.
        folder: Where the PNGs go; they are for the eyes of whoever writes them alone (0600).

    Returns:
        Their paths: of each find the frame, and then the close picture.

    Raises:
        BadInputError: A frame can't be read, or a picture can't be written.
    """
    written = []
    for find in finds:
        stem = f"{take.stem}_find{find.number}_{find.sighting.frame}"
        for picture, name in ((_whole(take, find), f"{stem}.png"), (_close(take, find), f"{stem}_close.png")):
            written.append(folder / name)
            _save(picture, written[-1])
    return tuple(written)


def _whole(take: Take, find: Find) -> NDArray[np.uint8]:
    picture = _frame(take, find)
    return _boxed(picture, place_of(picture.shape, find.sighting), max(1, picture.shape[0] // 270))


def _close(take: Take, find: Find) -> NDArray[np.uint8]:
    """Return the place close, as large as ``CLOSE_PX``, in the find's own frame between those beside it; its box is in its own alone."""
    if find.drawn:
        return _enlarged(_frame(take, find), find)
    frames = comp_frames(take)
    near = [frame for step in BESIDE if (frame := find.sighting.frame + step) in frames]
    strip = []
    for frame in near:
        close = _enlarged(apart(seen, frames[frame]), find, box=frame == find.sighting.frame)
        strip += [close, np.full((close.shape[0], 6, 3), 24, np.uint8)]
    return np.hstack(strip[:-1])


def _enlarged(picture: NDArray[np.uint8], find: Find, *, box: bool = True) -> NDArray[np.uint8]:
    import cv2

    left, top, right, bottom = place_of(picture.shape, find.sighting, SURROUNDINGS)
    scale = CLOSE_PX / (bottom - top)
    close = np.asarray(
        cv2.resize(picture[top:bottom, left:right], None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    )
    if not box:
        return close.astype(np.uint8)
    inner = np.subtract(place_of(picture.shape, find.sighting), (left, top, left, top)) * scale
    return _boxed(close.astype(np.uint8), tuple(int(side) for side in inner), 1)


def _frame(take: Take, find: Find) -> NDArray[np.uint8]:
    if not find.drawn:
        return apart(seen, comp_frames(take)[find.sighting.frame])
    path = next(one for one in take.impressions if int(one.name.split(".")[-2]) == find.sighting.frame)
    return as_bytes(apart(read_picture, path).pixels)


def _boxed(picture: NDArray[np.uint8], box: Sequence[int], thick: int) -> NDArray[np.uint8]:
    """Return a picture with a yellow frame just outside of a box, so that what is in it stays as it is."""
    import cv2

    drawn = picture.copy()
    left, top, right, bottom = box
    cv2.rectangle(drawn, (left - thick, top - thick), (right - 1 + thick, bottom - 1 + thick), (255, 220, 0), thick)
    return drawn


def _save(picture: NDArray[np.uint8], path: Path) -> None:
    from PIL import Image

    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        Image.fromarray(picture).save(path)
