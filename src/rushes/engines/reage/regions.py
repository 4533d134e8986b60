"""Which pixel belongs to which region of a face: soft weights, drawn from the mesh, that move with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage import landmarks as at
from rushes.engines.reage.sliders import REGIONS
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

SOFT = 0.045
"""Width of a region's soft edge, in distances between the outer corners of the eyes."""


DRAWN_AT: Final = 80.0
"""Regions are soft, so they are drawn small, with the eyes' corners at least so far from each other [px], and then enlarged."""

DRAWN_LAST: Final = 4
"""So many masks are kept: several who work on one frame ask for the same."""

TURNED: Final = (40.0, 65.0)
"""A face turned so far [degrees] begins to hide its far side, and has hidden it: what is left of it is too narrow to be worked on."""


def region_weights(mesh: Floats, size: tuple[int, int]) -> dict[str, Floats]:
    """Draw every region of a face.

    Args:
        mesh: In the picture's pixels, shape [468, 3].
        size: Width and height of the picture [px].

    Returns:
        Weights from 0 to 1 by region, shape [h, w] each; where regions meet they may overlap. Eyes, brows, mouth and nostrils are in
        none of them, and the far side of a face in profile fades out of them.
    """
    draw = _Drawing(mesh, size)
    mesh = draw.mesh
    right, left = facing(mesh)

    def both(one: Floats, other: Floats) -> Floats:
        return np.maximum(one * right, other * left)

    drawn = {
        "forehead": draw.polygon(_forehead(mesh)),
        "glabella": draw.points(at.BETWEEN_BROWS, grow=0.04),
        "crows_feet": both(draw.disk(_outward(mesh, 33, 133), 0.24), draw.disk(_outward(mesh, 263, 362), 0.24)),
        "lids": both(draw.points(at.RIGHT_LID), draw.points(at.LEFT_LID)),
        "bags": both(draw.points(at.RIGHT_BAG, grow=0.05), draw.points(at.LEFT_BAG, grow=0.05)),
        "nasolabial": both(draw.line(at.RIGHT_FOLD, 0.17), draw.line(at.LEFT_FOLD, 0.17)),
        "marionette": both(draw.line(at.RIGHT_MARIONETTE, 0.14), draw.line(at.LEFT_MARIONETTE, 0.14)),
        "lips": draw.points(at.LIPS, grow=0.10) - draw.points(at.LIPS),
        "cheeks": both(draw.disk(mesh[at.RIGHT_CHEEK], 0.34), draw.disk(mesh[at.LEFT_CHEEK], 0.34)),
        "jowl": draw.line(at.JAW, 0.2),
        "chin": draw.points(at.CHIN),
        "neck": draw.polygon(_neck(mesh)),
        "ears": both(draw.disk(_beside(mesh, at.RIGHT_EAR), 0.24), draw.disk(_beside(mesh, at.LEFT_EAR), 0.24)),
    }
    kept = 1.0 - _spared(draw)
    beside_nose = 1.0 - draw.points(at.NOSE)
    drawn |= {name: drawn[name] * beside_nose for name in ("bags", "nasolabial", "cheeks")}
    assert tuple(drawn) == REGIONS  # noqa: S101 - one slider a region
    return {name: draw.enlarged(np.clip(weight, 0.0, 1.0) * kept) for name, weight in drawn.items()}


def face_mask(mesh: Floats, size: tuple[int, int], *, grow: float = 0.0) -> Floats:
    """Return the inside of the face's outline, soft, shape [h, w]; not to be written to."""
    return _drawn_mask(mesh.tobytes(), mesh.dtype.str, size, grow)


def spared(mesh: Floats, size: tuple[int, int]) -> Floats:
    """Return what is no skin inside a face: eyes, brows, lips with the mouth, nostrils; shape [h, w]; not to be written to."""
    return _drawn_spared(mesh.tobytes(), mesh.dtype.str, size)


@lru_cache(maxsize=DRAWN_LAST)
def _drawn_mask(mesh: bytes, kind: str, size: tuple[int, int], grow: float) -> Floats:
    draw = _Drawing(np.frombuffer(mesh, kind).reshape(-1, 3), size)
    return _fixed(draw.enlarged(draw.points(at.OVAL, grow=grow)))


@lru_cache(maxsize=DRAWN_LAST)
def _drawn_spared(mesh: bytes, kind: str, size: tuple[int, int]) -> Floats:
    draw = _Drawing(np.frombuffer(mesh, kind).reshape(-1, 3), size)
    return _fixed(draw.enlarged(_spared(draw)))


def _fixed(sheet: Floats) -> Floats:
    sheet.setflags(write=False)
    return sheet


def brow_mask(mesh: Floats, size: tuple[int, int]) -> Floats:
    """Return where the brows are, with some room round them, soft, shape [h, w]."""
    draw = _Drawing(mesh, size)
    right, left = facing(mesh)
    parts = (
        right * draw.points(at.RIGHT_BROW, grow=0.03, soft=0.025),
        left * draw.points(at.LEFT_BROW, grow=0.03, soft=0.025),
    )
    return draw.enlarged(np.clip(np.maximum(*parts), 0.0, 1.0))


def facing(mesh: Floats) -> tuple[float, float]:
    """Return how far the person's right and left side are seen, 0 to 1: the far one fades as the face turns into profile."""
    across = mesh[at.LEFT_OUTER] - mesh[at.RIGHT_OUTER]
    turn = float(np.degrees(np.arctan2(across[2], np.linalg.norm(across[:2]))))

    def seen(away: float) -> float:
        return float(np.clip((TURNED[1] - away) / (TURNED[1] - TURNED[0]), 0.0, 1.0))

    return seen(-turn), seen(turn)


def _spared(draw: _Drawing) -> Floats:
    parts = [draw.points(part, grow=0.012, soft=0.02) for part in (at.RIGHT_EYE, at.LEFT_EYE, at.LIPS)]
    parts += [draw.points(part, grow=0.02, soft=0.03) for part in (at.RIGHT_BROW, at.LEFT_BROW)]
    parts += [draw.points(part, soft=0.02) for part in (at.RIGHT_NOSTRIL, at.LEFT_NOSTRIL)]
    return np.asarray(np.clip(np.max(parts, axis=0), 0.0, 1.0), np.float32)


class _Drawing:
    """Soft shapes in a face's own measure, drawn small."""

    def __init__(self, mesh: Floats, size: tuple[int, int]) -> None:
        self.shrink = max(1, int(iod_px(mesh) / DRAWN_AT))
        self.whole = size
        self.mesh = np.asarray((mesh + [0.5, 0.5, 0.0]) / self.shrink - [0.5, 0.5, 0.0], np.float32)
        self.size = (-(-size[0] // self.shrink), -(-size[1] // self.shrink))
        self.iod = iod_px(self.mesh)

    def enlarged(self, sheet: Floats) -> Floats:
        """Return what was drawn at the picture's own size, shape [h, w]."""
        import cv2

        if self.shrink == 1:
            return np.asarray(sheet, np.float32)
        over = (self.size[0] * self.shrink, self.size[1] * self.shrink)
        large = cv2.resize(np.asarray(sheet, np.float32), over, interpolation=cv2.INTER_LINEAR)
        return np.asarray(large[: self.whole[1], : self.whole[0]], np.float32)

    def points(self, indexes: Sequence[int], *, grow: float = 0.0, soft: float = SOFT) -> Floats:
        """Fill the hull of landmarks."""
        import cv2

        hull = cv2.convexHull(self.mesh[list(indexes), :2].astype(np.float32)).reshape(-1, 2)
        return self.polygon(hull, grow=grow, soft=soft)

    def polygon(self, corners: Floats, *, grow: float = 0.0, soft: float = SOFT) -> Floats:
        import cv2

        sheet = np.zeros(self.size[::-1], np.uint8)
        fixed = np.round(corners[None] * 16).astype(np.int32)
        cv2.fillPoly(sheet, fixed, 255, cv2.LINE_AA, shift=4)
        if grow > 0:
            cv2.polylines(sheet, fixed, True, 255, max(1, round(2 * grow * self.iod)), cv2.LINE_AA, shift=4)
        return self._softened(sheet, soft)

    def line(self, indexes: Sequence[int], width: float) -> Floats:
        """Draw a stroke along landmarks, its width in distances between the eyes' corners."""
        import cv2

        sheet = np.zeros(self.size[::-1], np.uint8)
        course = np.round(self.mesh[list(indexes), :2][None] * 16).astype(np.int32)
        cv2.polylines(sheet, course, False, 255, max(1, round(width * self.iod)), cv2.LINE_AA, shift=4)
        return self._softened(sheet, SOFT)

    def disk(self, centre: Floats, radius: float) -> Floats:
        import cv2

        sheet = np.zeros(self.size[::-1], np.uint8)
        place = (round(float(centre[0]) * 16), round(float(centre[1]) * 16))
        cv2.circle(sheet, place, round(radius * self.iod * 16), 255, -1, cv2.LINE_AA, shift=4)
        return self._softened(sheet, SOFT)

    def _softened(self, sheet: NDArray[np.uint8], soft: float) -> Floats:
        import cv2

        sigma = max(0.6, soft * self.iod)
        left, top, wide, tall = cv2.boundingRect(sheet)
        soft_sheet = np.zeros(sheet.shape, np.float32)
        if wide:
            room = int(4 * sigma) + 2  # as far as the Gaussian is worked out
            part = np.s_[max(0, top - room) : top + tall + room, max(0, left - room) : left + wide + room]
            soft_sheet[part] = cv2.GaussianBlur(sheet[part].astype(np.float32) / 255, (0, 0), sigma)
        return soft_sheet


def up(mesh: Floats) -> Floats:
    """Return the direction from chin to forehead in the picture, as long as the face, shape [2]."""
    return np.asarray(mesh[at.FOREHEAD, :2] - mesh[at.CHIN_TIP, :2])


def _forehead(mesh: Floats) -> Floats:
    """Return the forehead's corners: the mesh ends below the hairline, so that it is drawn a quarter of the face higher."""
    low = mesh[list(at.BROW_TOP), :2] + 0.03 * up(mesh)
    high = mesh[list(at.FOREHEAD_TOP), :2] + 0.16 * up(mesh)
    return np.asarray(np.concatenate([low, high]), np.float32)


def _neck(mesh: Floats) -> Floats:
    """Return the neck's corners: from the jaw down by half a face."""
    jaw = mesh[list(at.JAW[3:-3]), :2]
    return np.asarray(np.concatenate([jaw, (jaw - 0.5 * up(mesh))[::-1]]), np.float32)


def _outward(mesh: Floats, outer: int, inner: int) -> Floats:
    """Return a place beyond the outer corner of an eye."""
    return np.asarray(mesh[outer] + 0.45 * (mesh[outer] - mesh[inner]))


def _beside(mesh: Floats, ear: int) -> Floats:
    """Return a place on the ear: outside the outline, away from the nose."""
    out = mesh[ear] - mesh[at.NOSE_TIP]
    return np.asarray(mesh[ear] + 0.16 * out)
