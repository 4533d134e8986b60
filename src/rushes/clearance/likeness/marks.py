"""Marks that a picture is known again by: a perceptual hash, a layout vector and local features, all computed here, none of them learned.

- *Hash*: 63 signs of the low frequencies of a 32 x 32 grey picture (a DCT hash). It finds the same picture, scaled, compressed, regraded.
- *Layout*: how strong edges of eight directions are at three scales in each of 4 x 4 fields (the "gist" of Oliva and Torralba 2001), 384 numbers,
  compared by their cosine. It finds pictures that are laid out alike: repainted, blurred, recoloured.
- *Local features*: RootSIFT (Lowe 2004; Arandjelovic and Zisserman 2012), of which those that one similarity maps onto each other are counted. It finds
  parts: crops, rotations, a picture within another.

Mirrored pictures are found because what is asked about is compared both ways. Thresholds were measured (docs/styles.md), on pictures that no threshold was
set on besides.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
How = Literal["copy", "part", "near"]

LONGEST_SIDE: Final = 640
"""Pixels of the longer side that features are looked for at: posters are told apart there, and it takes a tenth of a second."""

MOST_FEATURES: Final = 600
SAME_HASH: Final = 8
"""Signs of 63 that may differ in copies."""

SAME_LAYOUT: Final = 0.985
FEWEST_TOGETHER: Final = 18
"""Local features that have to agree on one similarity. Pictures that share nothing agree on 15 at most where this was measured."""

RATIO: Final = 0.8
"""A feature counts when its best match is this much nearer than the second (Lowe 2004)."""

WHOLE: Final = 0.6
"""Share of both pictures that lies within the matched part from which the one is called a copy of the other."""

_BORDER: Final = 6
"""How much [of 255] the pixels of a border differ at most: bars above, below and beside a picture are cut off."""

_SMALLEST: Final = 48
"""Pixels of the shorter side under which there is nothing to compare."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What a picture is known again by.

    Attributes:
        hash: Signs, shape [63].
        layout: Length 1, shape [384].
        places: Of local features, in picture widths from the upper left, shape [n, 2].
        features: Their descriptors, shape [n, 128].
        aspect: Height over width.
    """

    hash: NDArray[np.bool_]
    layout: Floats
    places: Floats
    features: Bytes
    aspect: float

    def to_bytes(self) -> bytes:
        """Return them as they are kept in a file (``.npz``)."""
        stream = io.BytesIO()
        np.savez_compressed(
            stream, hash=self.hash, layout=self.layout, places=self.places, features=self.features, aspect=self.aspect
        )
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Marks:
        """Read them back.

        Raises:
            BadInputError: They are not whole.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as kept:
                return cls(
                    kept["hash"].astype(bool),
                    kept["layout"].astype(np.float32),
                    kept["places"].astype(np.float32).reshape(-1, 2),
                    kept["features"].astype(np.uint8).reshape(-1, 128),
                    float(kept["aspect"]),
                )
        except (
            OSError,
            KeyError,
            ValueError,
            AttributeError,
            EOFError,
            NotImplementedError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise BadInputError(
                f"The marks of a registered picture are not whole ({error}). Register it again: rushes works add."
            ) from error


def marks_of(picture: Bytes) -> Marks:
    """Return the marks of a picture (sRGB, 8 bit, shape [height, width, 3]).

    Raises:
        BadInputError: It is too small, or shows nothing at all.
    """
    grey = _grey(picture)
    if min(grey.shape) < _SMALLEST:
        raise BadInputError(
            f"The picture has {picture.shape[1]} x {picture.shape[0]} pixels, and too little is left of it without its borders to know it again. "
            "Give a larger one, or one that shows more."
        )
    places, features = _local(grey)
    return Marks(_hash(grey), _layout(grey), places, features, grey.shape[0] / grey.shape[1])


@dataclass(frozen=True, eq=False)
class Looked:
    """A picture that is compared with works: its marks as it is, and mirrored."""

    picture: Bytes

    @cached_property
    def both(self) -> tuple[Marks, ...]:
        """Its marks, and those of its mirror image; none where there is too little to see."""
        try:
            return marks_of(self.picture), marks_of(np.ascontiguousarray(self.picture[:, ::-1]))
        except BadInputError:
            return ()

    def like(self, work: Marks) -> How | None:
        """Return how the picture is like a work; None where it is not."""
        found = {how for mine in self.both if (how := alike(mine, work)) is not None}
        return next((how for how in _SUREST if how in found), None)


_SUREST: Final[tuple[How, ...]] = ("copy", "part", "near")


def alike(one: Marks, other: Marks) -> How | None:
    """Return how one picture is like another, without mirroring; None where it is not."""
    if int(np.count_nonzero(one.hash != other.hash)) <= SAME_HASH:
        return "copy"
    together, share = agreeing(one, other)
    if together >= FEWEST_TOGETHER:
        return "copy" if share >= WHOLE else "part"
    return "near" if float(one.layout @ other.layout) >= SAME_LAYOUT else None


def agreeing(one: Marks, other: Marks) -> tuple[int, float]:
    """Return how many local features agree on one similarity, and the smaller share of the two pictures that they span."""
    import cv2

    if min(len(one.features), len(other.features)) < FEWEST_TOGETHER:
        return 0, 0.0
    mine, theirs = _matched(_root(one.features), _root(other.features))
    if len(mine) < FEWEST_TOGETHER:
        return 0, 0.0
    here, there = one.places[mine], other.places[theirs]
    cv2.setRNGSeed(0)
    matrix, inside = cv2.estimateAffinePartial2D(
        here, there, ransacReprojThreshold=0.012, maxIters=4000, confidence=0.999
    )
    if matrix is None:
        return 0, 0.0
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    chosen = inside.ravel().astype(bool)
    if not 0.08 < scale < 12:
        return 0, 0.0
    together = len(np.unique(np.round(there[chosen], 3), axis=0))  # one spot counts once
    return together, min(_spanned(here[chosen], one.aspect), _spanned(there[chosen], other.aspect))


def _matched(mine: Floats, theirs: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which features are each other's nearest, and much nearer than the second."""
    likeness = mine @ theirs.T
    best = likeness.argmax(axis=1)
    back = likeness.argmax(axis=0)
    top = np.partition(likeness, -2, axis=1)[:, -2:]
    near, second = np.sqrt(np.maximum(0, 2 - 2 * top[:, 1])), np.sqrt(np.maximum(0, 2 - 2 * top[:, 0]))
    rows = np.arange(len(mine))
    kept = (back[best] == rows) & (near < RATIO * second)
    return rows[kept], best[kept]


def _spanned(places: Floats, aspect: float) -> float:
    """Return the share of a picture within the box around most of some places."""
    if len(places) < 4:
        return 0.0
    low, high = np.percentile(places, [2, 98], axis=0)
    return float(np.prod(high - low) / aspect)


def _root(features: Bytes) -> Floats:
    sums = features.astype(np.float32)
    sums /= np.maximum(sums.sum(axis=1, keepdims=True), 1)
    rooted: Floats = np.sqrt(sums)
    return rooted


def _grey(picture: Bytes) -> Bytes:
    """Return the picture in grey, without its borders, at the size that it is looked at in."""
    import cv2

    grey: Bytes = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY)
    rows = np.flatnonzero(np.ptp(grey, axis=1) > _BORDER)
    columns = np.flatnonzero(np.ptp(grey, axis=0) > _BORDER)
    if not len(rows) or not len(columns):
        return grey[:0]
    grey = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    size = LONGEST_SIDE / max(grey.shape)
    if size < 1:
        shape = (max(1, round(grey.shape[1] * size)), max(1, round(grey.shape[0] * size)))
        grey = cv2.resize(grey, shape, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(grey)


def _hash(grey: Bytes) -> NDArray[np.bool_]:
    import cv2

    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].ravel()[1:]
    return np.asarray(low > np.median(low))


def _layout(grey: Bytes) -> Floats:
    import cv2

    square = cv2.resize(grey, (256, 256), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    mean = cv2.GaussianBlur(square, (0, 0), 16)
    contrast = np.sqrt(cv2.GaussianBlur((square - mean) ** 2, (0, 0), 16))
    evened = (square - mean) / (contrast + 0.05)  # so that grading and light count little
    fields = [field for scale in (1.5, 3.0, 6.0) for field in _directions(evened, scale)]
    vector = np.concatenate([cv2.resize(field, (4, 4), interpolation=cv2.INTER_AREA).ravel() for field in fields])
    vector = np.sqrt(vector)
    length = float(np.linalg.norm(vector))
    return (vector / length if length > 0 else vector).astype(np.float32)


def _directions(square: Floats, scale: float) -> Iterator[Floats]:
    """Yield how strong edges of each of eight directions are at a scale [px], shape [256, 256]."""
    import cv2

    smooth = cv2.GaussianBlur(square, (0, 0), scale)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    turned = np.arctan2(down, across) % np.pi / np.pi * 8
    for direction in range(8):
        off = np.abs((turned - direction + 4) % 8 - 4)
        yield strength * np.maximum(0, 1 - off).astype(np.float32)


def _local(grey: Bytes) -> tuple[Floats, Bytes]:
    import cv2

    found, described = cv2.SIFT.create(nfeatures=MOST_FEATURES, contrastThreshold=0.02).detectAndCompute(grey, None)
    if described is None:
        return np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)
    order = sorted(range(len(found)), key=lambda index: -found[index].response)[:MOST_FEATURES]
    places = np.array([found[index].pt for index in order], np.float32) / grey.shape[1]
    return places, described[order].clip(0, 255).astype(np.uint8)


def looked_at(path: Path) -> Iterator[Looked]:
    """Read the pictures of a reference or a plate that are compared: a still, or what ``likeness/seen.py`` looks at of what moves.

    Raises:
        BadInputError: It can't be read.
    """
    from rushes.clearance.likeness.seen import sampled

    for _, picture in sampled(path):
        yield Looked(picture)
