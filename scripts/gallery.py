"""Make the plates, render the briefs of examples/ as takes in out/gallery/, and pick the stills of docs/gallery.md.

QUALITY=review (or final) in the environment makes them larger. Run it again after a break and it goes on: takes that are
there are not made again. Whole takes are made, as a brief's frames are always the first ones of a collapse; --stills-only
picks and tone-maps again from the takes that are there, --plates-only stops before the first of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Take
from rushes.errors import BadInputError, RushesError, StepFailedError
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_picture
from rushes.show import read_document
from rushes.studio.store import spoken_errors

Bytes = NDArray[np.uint8]
Bits = NDArray[np.bool_]

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PLATES = EXAMPLES / "plates"
SHOW = ROOT / "out" / "gallery" / "GALLERY"

PLATE_WIDTH = 960
"""Width that the photograph is brought to [px]: that of review quality, so that nothing but final enlarges it again."""

PALE, PALE_SOFT = 0.5, 0.12
"""Display value of the darkest channel that sky and lake of the photograph have more than, and how softly that is told."""

TEMPLE_TOP, TEMPLE_RIGHT, CORNICE = 0.5, 0.57, 0.027
"""Where the photograph's temple has pale cornices, as shares of height and width, and how high they are at most."""

ALL_TREES = 0.8
"""Share of the photograph's height under which all is trees."""

LEAST_THING, LEAST_GAP = 6.5e-4, 4e-5
"""Parts of mask and gaps that are smaller are none, as shares of the photograph."""

LARGEST_BYTES = 250_000
"""A still is no larger, or the repository grows by every look."""

APART = 12
"""Stills are at least a twelfth of the take apart, or two of them show the same."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of the gallery: its file's name, its frame, and what is seen in it."""

    name: str
    frame: int
    shows: str


def main() -> int:
    """Make plates, takes, stills and page, as the options say; return the exit code."""
    asked = _options()
    try:
        _plates()
        if asked.plates_only:
            return 0
        briefs = asked.brief or sorted(EXAMPLES.glob("*.yaml"))
        sections = []
        for brief in briefs:
            take = _newest(brief, asked.show) if asked.stills_only else _make(brief, asked.show, asked.quality)
            stills = _pick(take, brief, asked.docs / "gallery")
            sections.append(_section(brief, take, stills))
        with spoken_errors(asked.docs):
            (asked.docs / "gallery.md").write_text(_page(sections), encoding="utf-8")
    except RushesError as error:
        print(f"gallery: {error}", file=sys.stderr)
        return error.exit_code
    print(f"\nThe page is {asked.docs / 'gallery.md'}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--brief",
        type=Path,
        action="append",
        help="a brief, and the page holds it alone; all of examples/ when left out",
    )
    parser.add_argument("--stills-only", action="store_true", help="pick stills from the takes that are there")
    parser.add_argument("--plates-only", action="store_true", help="make the plates and stop")
    parser.add_argument("--quality", default=os.environ.get("QUALITY", "draft"), choices=["draft", "review", "final"])
    parser.add_argument("--show", type=Path, default=SHOW, help="the show that the takes are made in")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where gallery/ and gallery.md are written")
    return parser.parse_args()


def _plates() -> None:
    """Write the plate that the examples need, and the mask of what stands before its building, unless they are there."""
    from PIL import Image

    target, mask = PLATES / "china.jpg", PLATES / "china_foreground.png"
    if not target.is_file():
        _photograph(target)
    if not mask.is_file():
        with spoken_errors(mask):
            part = mask.with_name(f"{mask.name}.part")
            Image.fromarray(foreground(np.asarray(Image.open(target).convert("RGB")))).save(part, format="PNG")
            part.replace(mask)


def foreground(pixels: Bytes) -> Bytes:
    """Return what stands before the lake in the photograph, temple and trees: 255, soft at the edges; shape [h, w].

    Sky, lake and far shore are pale: none of their channels is dark. What is as pale within the temple (cornices, the sheen of its
    roofs) is told by what lies above and below it, and gaps of the foliage that are smaller than a leaf are closed.

    Args:
        pixels: The photograph, shape [h, w, 3].
    """
    from scipy import ndimage

    height, width = pixels.shape[:2]
    dark = np.clip((PALE - pixels.min(axis=2) / 255.0) / PALE_SOFT + 0.5, 0.0, 1.0)
    solid = _without_specks(dark > 0.5, LEAST_THING * dark.size)
    temple = np.s_[round(TEMPLE_TOP * height) :, : round(TEMPLE_RIGHT * width)]
    solid[temple] |= ndimage.binary_closing(solid[temple], np.ones((round(CORNICE * height), 1)))
    solid[round(ALL_TREES * height) :] = True
    solid = ~_without_specks(~(solid | ndimage.binary_closing(solid)), LEAST_GAP * dark.size)
    inner, outer = ndimage.binary_erosion(solid, border_value=1), ndimage.binary_dilation(solid, iterations=2)
    cover = np.where(inner, 1.0, np.where(outer, dark, 0.0))
    return np.round(255.0 * cover).astype(np.uint8)


def _without_specks(parts: Bits, least: float) -> Bits:
    """Return a mask without its parts that have fewer pixels than this."""
    from scipy import ndimage

    labels, count = ndimage.label(parts)
    large = np.flatnonzero(ndimage.sum(parts, labels, range(1, count + 1)) >= least) + 1
    return np.isin(labels, large)


def _photograph(target: Path) -> None:
    """Write the photograph that comes with scikit-learn, smaller.

    Raises:
        BadInputError: scikit-learn can't be imported.
    """
    from PIL import Image

    try:
        from sklearn.datasets import load_sample_image

        photograph = Image.fromarray(load_sample_image(target.name))
    except ImportError as error:
        raise BadInputError(
            f"The plate {target} comes with scikit-learn, which can't be imported ({error}). Install it with: "
            "pip install scikit-learn"
        ) from error
    size = PLATE_WIDTH, round(PLATE_WIDTH * photograph.height / photograph.width)
    part = target.with_name(f"{target.name}.part")
    with spoken_errors(target):
        target.parent.mkdir(exist_ok=True)
        photograph.resize(size, Image.Resampling.LANCZOS).save(part, format="JPEG", quality=95)
        part.replace(target)


def _rushes(*arguments: str | Path) -> tuple[int, str]:
    """Say a command, run it, and return its exit code and its last line; its progress stays on the screen."""
    shown = " ".join(str(argument) for argument in arguments)
    print(f"\n$ rushes {shown.replace(str(ROOT) + os.sep, '')}", flush=True)
    command = [sys.executable, "-m", "rushes", *(str(argument) for argument in arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    return done.returncode, (done.stdout.splitlines() or [""])[-1]


def _make(brief: Path, show: Path, quality: str) -> Take:
    """Make a brief's take, or go on with it, or find it finished.

    Raises:
        StepFailedError: It did not come to its end; the command has said why.
    """
    if not (show / "show.yaml").is_file():
        with spoken_errors(show):
            show.parent.mkdir(parents=True, exist_ok=True)
        code, _ = _rushes("init", show, "--rate", "24", "--title", "Gallery")
        if code:
            raise StepFailedError(f"The show {show} could not be started. Its reason stands above.")
    code, last = _rushes("make", brief.resolve(), "--show", show, "--quality", quality, "--json")
    record = json.loads(last) if last.startswith("{") else {}
    if not record.get("take"):
        raise StepFailedError(
            f"{brief} was not made (exit code {code}). The reason stands above; mend it, and run this again."
        )
    if code:
        print(f"gallery: a check of {brief.name} is outside its limit; look at its stills with that in mind.")
    return Take.load(Path(record["take"]))


def _newest(brief: Path, show: Path) -> Take:
    """Return the newest take of a brief's shot.

    Raises:
        BadInputError: There is none.
    """
    takes = sorted((show / "shots" / str(read_document(brief).get("shot"))).glob("v[0-9][0-9][0-9]/take.json"))
    if not takes:
        raise BadInputError(f"There is no take of {brief} in {show}. Make it first, without --stills-only.")
    return Take.load(takes[-1])


def _pick(take: Take, brief: Path, folder: Path) -> list[Still]:
    """Write the telling frames of a take as JPEGs, in place of those of an earlier pick."""
    comps = {_frame_of(path): path for path in take.paths("comp")}
    with spoken_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{brief.stem}_[0-9]*.jpg"):
            old.unlink()
    stills = []
    for frame, shows in telling_frames(take).items():
        still = Still(f"{brief.stem}_{frame}.jpg", frame, shows)
        _write(folder / still.name, as_bytes(for_display(read_picture(comps[frame])[..., :3])))
        stills.append(still)
    return stills


def telling_frames(take: Take) -> dict[int, str]:
    """Return the frames that tell a collapse, in order, with what is seen in each.

    They are measured: the middle of the fall is where the pieces have lost half of the height that they lose within
    the picture, the dust is where half of its greatest cover is reached, and the end is the last frame. One that lies
    too near to another is left out.
    """
    elements = take.paths("element")
    dust = {_frame_of(path): path for path in elements if path.parent.name == "dust" and path.suffix == ".exr"}
    cover = np.array([read_picture(dust[frame])[..., 3].mean() for frame in take.frames])
    with np.load(take.folder / "sound" / "motion.npz") as motion:
        inside = np.isin(motion["frame"], list(take.frames))
        height = motion["position"][inside, :, 2].mean(axis=1)
    chosen = {take.frames.last: "the end of the shot"}
    lost = height[0] - height
    for values, shows in ((lost, "the middle of the fall"), (cover, "the dust comes up")):
        if values.max() <= 0:
            continue
        frame = take.frames.first + int((values >= values.max() / 2).argmax())
        if all(abs(frame - other) * APART >= len(take.frames) for other in chosen):
            chosen[frame] = shows
    return dict(sorted(chosen.items()))


def _frame_of(path: Path) -> int:
    return int(path.name.split(".")[-2])


def _write(path: Path, pixels: Any) -> None:  # noqa: ANN401 - an array of bytes
    """Write a JPEG of display values that is no larger than ``LARGEST_BYTES``, as good as that allows."""
    from PIL import Image

    part = path.with_name(f"{path.name}.part")
    with spoken_errors(path):
        for quality in range(92, 20, -6):
            Image.fromarray(pixels).save(part, format="JPEG", quality=quality, optimize=True)
            if part.stat().st_size <= LARGEST_BYTES:
                break
        part.replace(path)


def _section(brief: Path, take: Take, stills: list[Still]) -> str:
    """Return what the page says of one take: its brief's words, its stills, and what made them."""
    asked = read_document(brief)
    words = " ".join(str(asked.get("text") or "A brief in fields alone.").split())
    quality = next(step["params"]["quality"] for step in take.recipe["steps"] if step["name"] == "render")
    lines = [f"## {brief.stem.replace('_', ' ').capitalize()}", "", f"> {words}", ""]
    for still in stills:
        caption = f"Frame {still.frame} of {take.frames}: {still.shows}. Made in {quality} quality by the engine {take.engine}."
        lines += [f"![{brief.stem}, frame {still.frame}](gallery/{still.name})", "", f"*{caption}*", ""]
    credit = _credit(brief, asked.get("plate"))
    return "\n".join([*lines, credit, ""] if credit else lines)


def _credit(brief: Path, plate: object) -> str:
    """Return whom to credit for a plate: what the note beside it says after its first line.

    Raises:
        BadInputError: There is no such note; a picture is not shown without its credit.
    """
    if not plate:
        return ""
    note = brief.parent / f"{plate}.txt"
    lines = note.read_text(encoding="utf-8").strip().splitlines()[1:] if note.is_file() else []
    if not lines:
        raise BadInputError(
            f"{note} does not say whom to credit for the plate. Write it there, from the second line on."
        )
    return " ".join(lines)


def _page(sections: list[str]) -> str:
    head = (
        "# Gallery\n\nStills from the briefs of `examples/`, made by `make gallery` and chosen by measure, not by eye. They are "
        "the comp, shown\nthrough the same ACES output transform as the review movie and not touched since. Each is simulated and "
        "path-traced on a CPU.\n"
    )
    return "\n".join([head, *sections]).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
