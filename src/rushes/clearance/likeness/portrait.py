"""A picture to enrol from: one person alone, large enough, and the same person in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.bands import band
from rushes.clearance.likeness.faces import detect, embed
from rushes.clearance.likeness.seen import as_seen
from rushes.errors import BadInputError
from rushes.media.apart import apart
from rushes.media.picture import read_picture

NARROWEST_PX = 80
"""Width of a face from which a template is made. The network looks at 112 pixels across a whole head, and what is smaller is enlarged, not
seen. Far smaller faces are known again (docs/likeness.md), but a template is what all others are compared with."""


def portrait(path: Path) -> NDArray[np.float32]:
    """Return the template of the one face in a picture: float32, shape [128], of length 1.

    Raises:
        BadInputError: The picture can't be read, shows nobody or several people, or the face is too small.
        CantLookError: There is nothing to look with.
    """
    picture = apart(read_picture, path)
    pixels = as_seen(picture.pixels, picture.space)
    faces = detect(pixels)
    if len(faces) != 1:
        found = f"{len(faces)} faces were" if faces else "no face was"
        raise BadInputError(
            f"{path}: {found} found, and a template is made of one person alone. Crop the picture, or give another."
        )
    if faces[0].width < NARROWEST_PX:
        raise BadInputError(
            f"{path}: the face is {faces[0].width:.0f} pixels wide; a template needs {NARROWEST_PX}. Give a larger picture."
        )
    return embed(pixels, faces[0])


def check_one_person(paths: Sequence[Path], vectors: Sequence[NDArray[np.float32]]) -> None:
    """Stop when two pictures show different people.

    Raises:
        BadInputError: Two of them do.
    """
    for (first, one), (second, other) in combinations(zip(paths, vectors, strict=True), 2):
        if band(float(one @ other)) == "different":
            raise BadInputError(
                f"{first} and {second} don't show the same person. Leave one of them out: whoever is in it is not enrolled by "
                "mistake."
            )
