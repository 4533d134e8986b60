"""The artist's hand in a track: the mesh placed by five points or copied from another frame, or taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bystanders import inside, outlines
from rushes.engines.reage.landmarks import LEFT_EYE, OVAL, RIGHT_EYE
from rushes.engines.reage.mesh import Mesh, around, mesh_in
from rushes.engines.reage.places import Copied, Places, Point
from rushes.engines.reage.tracks import SURE, Tracks
from rushes.errors import BadInputError

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Bytes = NDArray[np.uint8]

NOSE, RIGHT_MOUTH, LEFT_MOUTH = 4, 61, 291

AGREES: Final = 0.06
"""The network's own mesh is the shape when its five points lie within so many eye distances of the artist's, on average."""

BEND: Final = 0.6
"""How far round a point the mesh bends toward it, in eye distances."""

OVERLAP: Final = 0.2
"""A mesh that covers more of somebody else's face than this share of itself is placed on the wrong person."""


def placed(tracks: Tracks, places: Places, picture: Callable[[int], Bytes], path: Path) -> Tracks:
    """Return a track with the artist's decisions in it: what is placed is sure, what is removed is gone.

    Args:
        tracks: As the step found them; the performer is in them.
        places: The decisions.
        picture: Gives a frame of the plate as it is seen, sRGB, 8 bit.
        path: The artist's file, for errors.

    Raises:
        BadInputError: A point lies outside the picture, the mesh comes to lie on somebody else, or nothing says which shape it has.
    """
    mesh, confidence = tracks.mesh.copy(), tracks.confidence.copy()
    own, first = tracks.performer, int(tracks.frame[0])
    for frame in places.remove:
        mesh[frame - first, own], confidence[frame - first, own] = np.nan, 0.0
    sure = {row: mesh[row, own].copy() for row in np.flatnonzero(confidence[:, own] >= SURE)}
    for frame, place in sorted(places.place.items()):
        if not isinstance(place, Copied):
            near = min(sure, key=lambda row: abs(row - (frame - first)), default=None)
            mesh[frame - first, own] = _shaped(
                picture(frame), place, None if near is None else sure[near], f"{path}, frame {frame}"
            )
            confidence[frame - first, own] = 1.0
    for frame, place in places.place.items():
        if isinstance(place, Copied):
            if confidence[place.frame - first, own] < SURE:
                raise BadInputError(
                    f"{path}, frame {frame}: it copies frame {place.frame}, in which the mesh is not sure itself. Place it there by five points, or "
                    "copy another frame."
                )
            mesh[frame - first, own] = mesh[place.frame - first, own] + np.array([*place.by, 0], np.float32)
            confidence[frame - first, own] = 1.0
    done = replace(
        tracks,
        mesh=mesh,
        confidence=confidence,
        placed=tuple(sorted(places.place)),
        removed=tuple(sorted(places.remove)),
    )
    for frame in done.placed:
        _check_alone(done, frame, path)
    return done


def five(mesh: NDArray[Any]) -> NDArray[Any]:
    """Return the five points of a mesh, x and y [px], in the order of ``places.POINTS``."""
    eyes = [mesh[list(eye), :2].mean(axis=0) for eye in (RIGHT_EYE, LEFT_EYE)]
    return np.stack([*eyes, mesh[NOSE, :2], mesh[RIGHT_MOUTH, :2], mesh[LEFT_MOUTH, :2]])


def fitted(shape: Floats, points: Doubles) -> Floats:
    """Return a mesh brought to five points: moved, turned and scaled as one, then bent so that it meets each of them.

    Umeyama, *Least-squares estimation of transformation parameters between two point patterns*, IEEE PAMI 13 (1991).

    Args:
        shape: Of the same face in another frame, or of the network, shape [468, 3].
        points: Where its five points are, shape [5, 2].
    """
    start: Doubles = five(shape).astype(np.float64)
    middle, wanted = start.mean(axis=0), points.mean(axis=0)
    source, target = (start - middle) @ [1, 1j], (points - wanted) @ [1, 1j]
    factor = np.vdot(source, target) / np.vdot(source, source).real
    moved = ((shape[:, :2] - middle) @ [1, 1j]) * factor
    done = np.column_stack([moved.real, moved.imag]) + wanted
    reach = BEND * float(np.linalg.norm(points[1] - points[0]))
    for _ in range(4):  # an eye's point is the mean of many, which a bend moves not quite as it moves their middle
        now: Doubles = five(done).astype(np.float64)
        gains: Doubles = np.linalg.solve(_near(now, now, reach), points - now)
        done = done + _near(done, now, reach) @ gains
    return np.column_stack([done, shape[:, 2] * abs(factor)]).astype(np.float32)


def _near(points: Doubles, centres: Doubles, reach: float) -> Doubles:
    gaps = np.linalg.norm(points[:, None] - centres[None], axis=-1)
    return np.asarray(np.exp(-((gaps / reach) ** 2)))


def _shaped(picture: Bytes, place: tuple[Point, ...], known: Floats | None, where: str) -> Floats:
    height, width = picture.shape[:2]
    if outside := [one for one in place if not (0 <= one[0] < width and 0 <= one[1] < height)]:
        raise BadInputError(
            f"{where}: the point {outside[0][0]:g}, {outside[0][1]:g} lies outside the picture of {width}x{height}. Give points that are seen, or copy "
            "another frame's mesh."
        )
    points = np.array(place, np.float64)
    found = _looked(picture, points)
    apart = float(np.linalg.norm(points[1] - points[0]))
    off = float(np.linalg.norm(five(found.points) - points, axis=1).mean()) / max(apart, 1e-6)
    shape = found.points if found.score >= SURE and off < AGREES else known
    if shape is None:
        raise BadInputError(
            f"{where}: five points say where a face is and not which shape it has, and the performer is surely seen in no frame. Give a plate in "
            "which they are seen better in one frame at least."
        )
    return fitted(shape, points)


def _looked(picture: Bytes, points: Doubles) -> Mesh:
    """Let the network look where the artist says that the face is."""
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    across = points[1] - points[0]
    middle = (eyes + mouth) / 2
    side = 2.6 * max(float(np.linalg.norm(across)), float(np.linalg.norm(mouth - eyes)))
    found = mesh_in(picture, (float(middle[0]), float(middle[1])), side, float(np.arctan2(across[1], across[0])))
    return mesh_in(picture, *around(found.points)) if found.score >= SURE else found


def _check_alone(tracks: Tracks, frame: int, path: Path) -> None:
    """Stop at a mesh that lies on somebody who did not agree.

    Raises:
        BadInputError: It does.
    """
    own = tracks.mesh[frame - int(tracks.frame[0]), tracks.performer][list(OVAL), :2]
    corner = own.min(axis=0)
    width, height = (int(side) + 2 for side in own.max(axis=0) - corner)
    face = inside(own - corner, width, height)
    for other in outlines(tracks, frame):
        if (inside(other - corner, width, height) & face).sum() > OVERLAP * face.sum():
            raise BadInputError(
                f"{path}, frame {frame}: the mesh is placed on somebody else's face, who did not agree to be changed. Place it on the performer's."
            )
