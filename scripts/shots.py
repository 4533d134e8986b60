"""Make the shots of docs/shots.md from several seeds each, and what shows how they were made: sheet, wipe and seeds.

A sheet has plate, proxy, fracture, simulation, beauty, dust and composite of one frame; the wipe is a moving picture in
which an edge goes from the plate to the take; the seeds stand side by side in the middle of the fall. ``make shots`` runs
it on the briefs of ``examples/`` that may be shown. ``--brief`` and ``--docs`` point it at others, such as a brief over a
photograph that may not be. What is there already is not made again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rushes.engines import Take
from rushes.engines.destruction.picture.breakdown import breakdown_sheet, wiped
from rushes.errors import BadInputError, RushesError, StepFailedError
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_picture
from rushes.show import Show
from rushes.studio.store import spoken_errors

Bytes = NDArray[np.uint8]

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = (ROOT / "examples" / "apartment_block.yaml", ROOT / "examples" / "pavilion.yaml")
SEEDS = (1, 2, 3)

SHEET_WIDTH, SEED_WIDTH, WIPE_WIDTH = 1600, 480, 400
WIPE_EVERY = 3
"""Every third frame: the wipe is looked at, not graded from."""


def main() -> int:
    """Make the takes and their sheets, wipes and seeds; return the exit code."""
    asked = _options()
    try:
        for brief in asked.brief or BRIEFS:
            takes = [_made(brief, asked.show, asked.quality, seed) for seed in asked.seeds]
            show(brief.stem, takes, asked.docs / "shots")
    except RushesError as error:
        print(f"shots: {error}", file=sys.stderr)
        return error.exit_code
    print(f"\nSheets, wipes and seeds are in {asked.docs / 'shots'}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--brief", type=Path, action="append", help="a brief; those that may be shown when left out")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--quality", default=os.environ.get("QUALITY", "draft"), choices=["draft", "review", "final"])
    parser.add_argument("--show", type=Path, default=ROOT / "out" / "shots" / "SHOTS")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where shots/ is written")
    return parser.parse_args()


def _made(brief: Path, folder: Path, quality: str, seed: int) -> Take:
    """Make a brief's take of one seed, go on with it, or find it finished.

    Raises:
        StepFailedError: It did not come to its end; the command has said why.
    """
    if not (folder / "show.yaml").is_file():
        with spoken_errors(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
        Show.init(folder, Fraction(24))
    command = [sys.executable, "-m", "rushes", "make", str(brief.resolve()), "--show", str(folder)]
    command += ["--quality", quality, "--seed", str(seed), "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    last = (done.stdout.splitlines() or [""])[-1]
    record = json.loads(last) if last.startswith("{") else {}
    if not record.get("take"):
        raise StepFailedError(f"{brief} was not made with seed {seed} (exit code {done.returncode}). See above.")
    if done.returncode:
        print(f"shots: a check of {brief.stem}, seed {seed}, is outside its limit: say so where it is shown.")
    return Take.load(Path(record["take"]))


def show(name: str, takes: list[Take], folder: Path) -> None:
    """Write a shot's sheet, wipe and seeds into a folder, in place of earlier ones.

    Raises:
        BadInputError: No take was given, or one lacks an element.
    """
    if not takes:
        raise BadInputError(f"There is no take of {name} to show. Name a seed.")
    with spoken_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _save(folder / f"{name}_breakdown.jpg", _wide(breakdown_sheet(takes[0]), SHEET_WIDTH))
        if len(takes) > 1:
            _save(folder / f"{name}_seeds.jpg", np.concatenate([_middle(take) for take in takes], axis=1))
        _animate(folder / f"{name}_wipe.webp", [_wide(one, WIPE_WIDTH) for one in wiped(takes[0], WIPE_EVERY)])


def _middle(take: Take) -> Bytes:
    """Return the frame in which the pieces have lost half of the height that they lose within the picture."""
    with np.load(take.folder / "sound" / "motion.npz") as motion:
        height = motion["position"][np.isin(motion["frame"], list(take.frames)), :, 2].mean(axis=1)
    frame = take.frames.first + int((height[0] - height >= (height[0] - height.min()) / 2).argmax())
    comp = next(path for path in take.paths("comp") if path.name.split(".")[-2] == str(frame))
    return _wide(as_bytes(for_display(read_picture(comp)[..., :3])), SEED_WIDTH)


def _wide(picture: Bytes, width: int) -> Bytes:
    image = Image.fromarray(picture)
    size = width, round(width * image.height / image.width)
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))


def _save(path: Path, pixels: Bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    Image.fromarray(pixels).save(part, format="JPEG", quality=85, optimize=True)
    part.replace(path)


def _animate(path: Path, pictures: list[Bytes]) -> None:
    part = path.with_name(f"{path.name}.part")
    first, *others = (Image.fromarray(one) for one in pictures)
    first.save(part, format="WEBP", save_all=True, append_images=others, duration=125, loop=0, quality=60, method=4)
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
