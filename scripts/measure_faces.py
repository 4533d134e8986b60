"""Measure how well faces are known again, on pictures of your own: error rates by band, and how they fall with size and quality.

    python scripts/measure_faces.py FOLDER [FOLDER ...] [--plain] [--into docs/likeness.md]

A FOLDER holds one folder a person with their pictures, or pictures side by side, each of another person. Every picture is also
made small, soft, dark, bright, noisy, tilted and compressed; these versions are compared with the pictures as they are, of the same person
and of all others; with --plain only the pictures as they are, each pair once. Nothing of a picture is kept, and no name is written. With --into, the tables replace what stands
between the two marks in that page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.bands import FACES, band
from rushes.clearance.likeness.faces import Face, detect, embed
from rushes.clearance.likeness.seen import as_seen
from rushes.errors import BadInputError, RushesError
from rushes.media.picture import read_picture
from rushes.studio import spoken_errors, write_atomically

Bytes = NDArray[np.uint8]
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".exr", ".webp"}
WIDTHS = (12, 16, 20, 24, 32, 40, 56, 80, 112, 160)
"""Widths of a face [px] in a picture 1280 wide, at which it is looked for and compared."""

COLUMNS = (
    "| The face is | found | of the same person: same / uncertain / **missed** | of other people: "
    "**taken for them** / uncertain / different |"
)

PLACE_PX = (1280, 720)


@dataclass(frozen=True)
class Portrait:
    """A picture of one person: who, the pixels, where the face is, and its template."""

    person: int
    pixels: Bytes
    face: Face
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Tally:
    """How many comparisons fell into each band."""

    same: int = 0
    uncertain: int = 0
    different: int = 0

    @classmethod
    def of(cls, scores: Sequence[float]) -> Tally:
        """Count scores by band."""
        bands = [band(score) for score in scores]
        return cls(bands.count("same"), bands.count("uncertain"), bands.count("different"))

    @property
    def total(self) -> int:
        """All of them."""
        return self.same + self.uncertain + self.different


def portraits(folders: Sequence[Path]) -> list[Portrait]:
    """Read every picture with one face in it; say which were left out.

    Raises:
        BadInputError: There are fewer than two people.
    """
    found: list[Portrait] = []
    for person, paths in enumerate(_people(folders)):
        for path in paths:
            picture = read_picture(path)
            pixels = as_seen(picture.pixels, picture.space)
            faces = detect(pixels)
            if len(faces) != 1:
                print(f"{path.name}: {len(faces)} faces found; left out.", file=sys.stderr)
                continue
            found.append(Portrait(person, pixels, faces[0], embed(pixels, faces[0])))
    if len({portrait.person for portrait in found}) < 2:
        raise BadInputError("Give pictures of at least two people, each with one face in it.")
    return found


def _people(folders: Sequence[Path]) -> Iterator[list[Path]]:
    for folder in folders:
        if not folder.is_dir():
            raise BadInputError(f"{folder} is no folder. Give one with a folder a person, or with pictures.")
        for entry in sorted(folder.iterdir()):
            if entry.is_dir():
                yield sorted(path for path in entry.iterdir() if path.suffix.lower() in SUFFIXES)
            elif entry.suffix.lower() in SUFFIXES:
                yield [entry]


def changes() -> Mapping[str, Callable[[Bytes], Bytes]]:
    """Return what is done to a portrait that was brought to a face of 112 pixels."""
    import cv2

    def compressed(pixels: Bytes, quality: int) -> Bytes:
        _, data = cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
        return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])

    def lit(pixels: Bytes, stops: float) -> Bytes:
        light = (pixels / 255.0) ** 2.2 * 2.0**stops
        return np.asarray(np.clip(light, 0, 1) ** (1 / 2.2) * 255, np.uint8)

    def noisy(pixels: Bytes, sigma: float) -> Bytes:
        grain = np.random.default_rng(1).normal(0, sigma, pixels.shape)
        return np.asarray(np.clip(pixels + grain, 0, 255), np.uint8)

    def tilted(pixels: Bytes, degrees: float) -> Bytes:
        height, width = pixels.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REFLECT))

    def squeezed(pixels: Bytes, share: float) -> Bytes:
        return np.asarray(cv2.resize(pixels, None, fx=share, fy=1.0, interpolation=cv2.INTER_AREA))

    return {
        "mirrored": lambda pixels: np.ascontiguousarray(pixels[:, ::-1]),
        "JPEG quality 30": lambda pixels: compressed(pixels, 30),
        "JPEG quality 10": lambda pixels: compressed(pixels, 10),
        "blur of 2 px": lambda pixels: np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2)),
        "blur of 4 px": lambda pixels: np.asarray(cv2.GaussianBlur(pixels, (0, 0), 4)),
        "2 stops darker": lambda pixels: lit(pixels, -2),
        "4 stops darker": lambda pixels: lit(pixels, -4),
        "1 stop brighter": lambda pixels: lit(pixels, 1),
        "noise of 25": lambda pixels: noisy(pixels, 25),
        "tilted by 30 degrees": lambda pixels: tilted(pixels, 30),
        "lying (90 degrees)": lambda pixels: np.ascontiguousarray(np.rot90(pixels)),
        "upside down": lambda pixels: np.ascontiguousarray(np.rot90(pixels, 2)),
        "squeezed to 80 % of its width": lambda pixels: squeezed(pixels, 0.8),
    }


def at_width(portrait: Portrait, width: float) -> Bytes:
    """Return the portrait's surroundings with a face of a width [px]."""
    import cv2

    left, top, across, down = portrait.face.box
    rows = slice(max(0, int(top - 0.6 * down)), int(top + 1.6 * down))
    columns = slice(max(0, int(left - 0.6 * across)), int(left + 1.6 * across))
    scale = width / portrait.face.width
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(portrait.pixels[rows, columns], None, fx=scale, fy=scale, interpolation=how))


def placed(part: Bytes) -> Bytes:
    """Put a part into the middle of a busy picture of 1280x720."""
    import cv2

    across, down = PLACE_PX
    rng = np.random.default_rng(7)
    whole = cv2.GaussianBlur(rng.uniform(0, 255, (down, across, 3)).astype(np.float32), (0, 0), 3)
    whole = np.clip((whole - 127) * 4 + 127, 0, 255).astype(np.uint8)
    part = part[:down, :across]
    y, x = (down - part.shape[0]) // 2, (across - part.shape[1]) // 2
    whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return whole


def looked_at(part: Bytes) -> NDArray[np.float32] | None:
    """Find the face in a changed portrait and return its template; None when it is not found."""
    picture = placed(part)
    centre = np.array(picture.shape[1::-1]) / 2
    for face in detect(picture):
        if abs(face.landmarks.mean(axis=0) - centre).max() < max(part.shape[:2]) / 2:
            return embed(picture, face)
    return None


def report(found: Sequence[Portrait], *, plain: bool = False) -> str:
    """Measure, and return the page's tables; ``plain`` leaves the changed pictures out."""
    people = len({portrait.person for portrait in found})
    plain_same, plain_other = _pairs(found)
    all_same, all_other = list(plain_same), list(plain_other)
    asked: dict[str, Callable[[Portrait], Bytes]] = {
        **{f"{width} px wide": partial(at_width, width=width) for width in WIDTHS},
        **{name: partial(_changed, change=change) for name, change in changes().items()},
    }
    if plain:
        asked = {}
    lines = [
        BEGIN,
        "",
        f"{len(found)} pictures of {people} people. Bands: `same` from {FACES.same:g}, `different` below {FACES.uncertain:g}.",
        "",
        COLUMNS,
        "|---|--:|--:|--:|",
        _row("as it came, in other pictures", len(found), len(found), plain_same, plain_other),
        *(_measured(name, found, change, all_same, all_other) for name, change in asked.items()),
    ]
    return "\n".join([*lines, "", _together(Tally.of(all_other), all_same, all_other), "", END])


def _together(other: Tally, all_same: Sequence[float], all_other: Sequence[float]) -> str:
    taken, unsure = (_wilson(hits, other.total) for hits in (other.same, other.uncertain))
    return (
        f"Over all rows, {other.same} of {other.total} comparisons of different people fell into `same` (95 % interval "
        f"{taken[0]:.2%} to {taken[1]:.2%} if they were independent, which versions of one picture are not) and "
        f"{other.uncertain} into `uncertain` ({unsure[0]:.2%} to {unsure[1]:.2%}). Scores of different people: "
        f"{_spread(all_other)}. Of the same person: {_spread(all_same)}."
    )


def _changed(portrait: Portrait, change: Callable[[Bytes], Bytes]) -> Bytes:
    return change(at_width(portrait, 112))


def _measured(
    name: str,
    found: Sequence[Portrait],
    change: Callable[[Portrait], Bytes],
    all_same: list[float],
    all_other: list[float],
) -> str:
    seen = [(portrait.person, looked_at(change(portrait))) for portrait in found]
    known = [(person, vector) for person, vector in seen if vector is not None]
    same, other = _against(found, known)
    all_same += same
    all_other += other
    return _row(name, len(known), len(found), same, other)


def _pairs(found: Sequence[Portrait]) -> tuple[list[float], list[float]]:
    """Compare every two pictures as they came, once."""
    same: list[float] = []
    other: list[float] = []
    for one, two in combinations(found, 2):
        (same if one.person == two.person else other).append(float(one.vector @ two.vector))
    return same, other


def _against(
    found: Sequence[Portrait], seen: Sequence[tuple[int, NDArray[np.float32]]]
) -> tuple[list[float], list[float]]:
    """Compare templates of changed pictures with those of all pictures as they came."""
    same: list[float] = []
    other: list[float] = []
    for portrait, (person, vector) in product(found, seen):
        (same if portrait.person == person else other).append(float(portrait.vector @ vector))
    return same, other


def _row(name: str, held: int, total: int, same: Sequence[float], other: Sequence[float]) -> str:
    ours, others = Tally.of(same), Tally.of(other)
    return (
        f"| {name} | {held} of {total} | {ours.same} / {ours.uncertain} / **{ours.different}** | "
        f"**{others.same}** / {others.uncertain} / {others.different} |"
    )


def _spread(scores: Sequence[float]) -> str:
    if not scores:
        return "none"
    low, middle, high = np.percentile(scores, [1, 50, 99])
    return f"{low:.2f} to {high:.2f} (1st to 99th percentile), middle {middle:.2f}, {len(scores)} comparisons"


def _wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def main() -> int:
    """Measure, print the tables, and put them into a page when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--plain", action="store_true", help="only the pictures as they are")
    parser.add_argument("--into", type=Path, help="a page with the two marks between which the tables go")
    asked = parser.parse_args()
    try:
        text = report(portraits(asked.folders), plain=asked.plain)
        print(text)
        if asked.into is not None:
            _put(asked.into, text)
    except RushesError as error:
        print(f"measure_faces: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _put(page: Path, text: str) -> None:
    with spoken_errors(page):
        whole = page.read_text(encoding="utf-8")
        if BEGIN not in whole or END not in whole:
            raise BadInputError(f"{page} has no marks. Write {BEGIN} and {END} where the tables belong.")
        write_atomically(page, whole[: whole.index(BEGIN)] + text + whole[whole.index(END) + len(END) :])


if __name__ == "__main__":
    sys.exit(main())
