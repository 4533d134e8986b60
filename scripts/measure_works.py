"""Measure how well pictures are known again (rushes works): changed copies that are found, and pairs of different pictures that are not.

    python scripts/measure_works.py FOLDER...

Pictures are those of the folders and of docs/. Each is cut into a left and a right half, which share nothing: thresholds may be set on the left ones (``--half left``)
and are told of the right ones. Prints a table in Markdown; docs/styles.md holds what was measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2  # noqa: TID253 - pictures are drawn and changed all over
import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.marks import Looked, Marks, agreeing, alike, marks_of
from rushes.errors import BadInputError

Bytes = NDArray[np.uint8]
ROOT = Path(__file__).resolve().parent.parent
LONGEST = 1280


def _jpeg(picture: Bytes, quality: int) -> Bytes:
    code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def _crop(picture: Bytes, share: float) -> Bytes:
    """Return a part of a picture, off the middle: ``share`` of both sides."""
    height, width = picture.shape[:2]
    top, left = round(height * (1 - share) * 0.3), round(width * (1 - share) * 0.7)
    return np.ascontiguousarray(picture[top : top + round(height * share), left : left + round(width * share)])


def _hue(picture: Bytes, turn: int) -> Bytes:
    hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + turn) % 180
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR), np.uint8)


def _graded(picture: Bytes) -> Bytes:
    light = (picture.astype(np.float32) / 255) ** 1.7 * np.array([1.1, 0.9, 0.6], np.float32)
    return (light.clip(0, 1) * 255).astype(np.uint8)


def _turned(picture: Bytes, degrees: float) -> Bytes:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.1)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height)), np.uint8)


def _bars(picture: Bytes) -> Bytes:
    return np.asarray(cv2.copyMakeBorder(picture, 90, 90, 0, 0, cv2.BORDER_CONSTANT), np.uint8)


def _within(picture: Bytes) -> Bytes:
    """Return a wall of noise with the picture hung on it, a third as wide."""
    wall = np.random.default_rng(5).normal(128, 30, (picture.shape[0] // 8, picture.shape[1] // 8, 3)).clip(0, 255)
    wall = cv2.resize(wall.astype(np.uint8), (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_CUBIC)
    small = cv2.resize(picture, None, fx=0.38, fy=0.38, interpolation=cv2.INTER_AREA)
    wall[40 : 40 + small.shape[0], 60 : 60 + small.shape[1]] = small
    return np.asarray(wall, np.uint8)


CHANGES: dict[str, Callable[[Bytes], Bytes]] = {
    "saved as JPEG of quality 30": lambda one: _jpeg(one, 30),
    "a quarter as wide": lambda one: np.asarray(cv2.resize(one, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)),
    "mirrored": lambda one: np.ascontiguousarray(one[:, ::-1]),
    "graded dark and warm": _graded,
    "grey": lambda one: np.asarray(cv2.cvtColor(cv2.cvtColor(one, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)),
    "hues turned by 90 degrees": lambda one: _hue(one, 45),
    "colours inverted": lambda one: 255 - one,
    "black bars above and below": _bars,
    "turned by 7 degrees": lambda one: _turned(one, 7),
    "blurred": lambda one: np.asarray(cv2.GaussianBlur(one, (0, 0), 4)),
    "painted over (edge-preserving)": lambda one: np.asarray(cv2.stylization(one, sigma_s=60, sigma_r=0.45)),
    "cropped to 70 % of each side": lambda one: _crop(one, 0.7),
    "cropped to 40 % of each side": lambda one: _crop(one, 0.4),
    "cropped to 25 % of each side": lambda one: _crop(one, 0.25),
    "mirrored, cropped to 60 %, hues turned": lambda one: _hue(_crop(np.ascontiguousarray(one[:, ::-1]), 0.6), 45),
    "hung on a wall, 38 % as wide": _within,
}  # fmt: skip


def _source(path: Path) -> str:
    """Return what tells pictures apart that may show the same: the folder in docs/, or how the file's name begins."""
    return str(path.parent) if path.is_relative_to(ROOT) else path.stem[:6]


def halves(folders: list[Path], half: str) -> Iterator[tuple[str, str, Bytes]]:
    """Yield the halves of all pictures by name and source, BGR, at most 1,280 pixels wide."""
    paths = sorted(path for folder in folders for kind in ("*.jpg", "*.png") for path in folder.rglob(kind))
    for path in paths:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is None or min(picture.shape[:2]) < 300:
            continue
        scale = 2 * LONGEST / max(picture.shape[:2])
        if scale < 1:
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        middle = picture.shape[1] // 2
        for side, part in (("left", picture[:, :middle]), ("right", picture[:, middle:])):
            if half in {side, "both"}:
                yield f"{path.stem} {side}", _source(path), np.ascontiguousarray(part)


def _marks(picture: Bytes) -> Marks | None:
    try:
        return marks_of(np.ascontiguousarray(picture[..., ::-1]))
    except BadInputError:
        return None


def main(arguments: list[str]) -> None:
    """Print both tables."""
    half = arguments[arguments.index("--half") + 1] if "--half" in arguments else "right"
    folders = [Path(one) for one in arguments if not one.startswith("--") and one not in {"left", "right", "both"}]
    known = {
        (source, name): (picture, marks)
        for name, source, picture in halves([*folders, ROOT / "docs"], half)
        if (marks := _marks(picture)) is not None
    }
    print(f"{len(known)} pictures\n\n| change | found | as copy | as part | laid out alike |\n|---|--:|--:|--:|--:|")
    for words, change in CHANGES.items():
        ways = [
            Looked(np.ascontiguousarray(change(picture)[..., ::-1])).like(marks) for picture, marks in known.values()
        ]
        share = 100 * sum(way is not None for way in ways) / len(ways)
        counted = " | ".join(str(ways.count(way)) for way in ("copy", "part", "near"))
        print(f"| {words} | {share:.0f} % | {counted} |", flush=True)
    _pairs(known)


def _pairs(known: dict[tuple[str, str], tuple[Bytes, Marks]]) -> None:
    names = list(known)
    found: list[tuple[str, str, str]] = []
    together, layout, signs = [], [], []
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            if name[0] == other[0]:
                continue
            one, two = known[name][1], known[other][1]
            how = alike(one, two)
            together.append(agreeing(one, two)[0])
            layout.append(float(one.layout @ two.layout))
            signs.append(int(np.count_nonzero(one.hash != two.hash)))
            if how is not None:
                found.append((name[1], other[1], f"{how} {together[-1]} {layout[-1]:.3f} {signs[-1]}"))
    print(f"\n{len(together)} pairs of pictures from different sources: {len(found)} called alike")
    print(
        "most features together",
        sorted(together)[-8:],
        "nearest layouts",
        [round(one, 3) for one in sorted(layout)[-12:]],
    )
    print("fewest signs apart", sorted(signs)[:8])
    for row in found:
        print(" ", *row, sep=" | ")


if __name__ == "__main__":
    main(sys.argv[1:])
