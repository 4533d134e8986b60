"""Render the briefs of examples/forms/ as takes in out/forms/, and keep one still of each in docs/forms/.

Each take has a show of its own, of 12 frames a second, so that few frames hold a fall. A take that is there is not made
again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from rushes.engines import Take
from rushes.errors import RushesError, StepFailedError
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_picture
from rushes.show import read_document
from rushes.studio.store import spoken_errors

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = ROOT / "examples" / "forms"
RATE = "12"

LARGEST_BYTES = 120_000
"""A still is no larger, or the repository grows by every look."""

FALLEN = {"wall": 0.95, "tower": 0.9, "bridge": 0.65, "chimney": 0.9, "room": 0.95}
"""How far into the take the still is, as a share of its frames: chosen by eye, when the form is on its way down."""


def main() -> int:
    """Make what is missing and write the stills; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--form", action="append", choices=sorted(FALLEN), help="this one; all five when left out")
    parser.add_argument("--shows", type=Path, default=ROOT / "out" / "forms", help="where the shows are")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs" / "forms", help="where the stills are written")
    parser.add_argument("--stills-only", action="store_true", help="pick stills from the takes that are there")
    asked = parser.parse_args()
    try:
        for form in asked.form or sorted(FALLEN):
            brief, show = BRIEFS / f"{form}.yaml", asked.shows / form
            if not asked.stills_only:
                _make(brief, show)
            still = asked.docs / f"{form}.jpg"
            _write(still, _still(brief, show, FALLEN[form]))
            print(f"{still}: {still.stat().st_size / 1000:.0f} kB")
    except RushesError as error:
        print(f"forms: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _make(brief: Path, show: Path) -> None:
    """Make a brief's take; a check that it fails does not stop this, and is said by the command.

    Raises:
        StepFailedError: The show could not be started.
    """
    rushes = [sys.executable, "-m", "rushes"]
    if not (show / "show.yaml").is_file():
        with spoken_errors(show):
            show.parent.mkdir(parents=True, exist_ok=True)
        if subprocess.run([*rushes, "init", show, "--rate", RATE, "--title", "Forms"], check=False).returncode:
            raise StepFailedError(f"The show {show} could not be started. Its reason stands above.")
    subprocess.run([*rushes, "make", brief, "--show", show, "--quality", "draft"], check=False)


def _still(brief: Path, show: Path, share: float) -> Path:
    """Return the comp of a take's frame that is so far into it.

    Raises:
        StepFailedError: There is no take.
    """
    shot = str(read_document(brief).get("shot"))
    takes = sorted((show / "shots" / shot).glob("v[0-9][0-9][0-9]/take.json"))
    if not takes:
        raise StepFailedError(
            f"There is no take of {brief} in {show}. The reason stands above; mend it and run this again."
        )
    comps = Take.load(takes[-1]).paths("comp")
    return sorted(comps)[min(int(share * len(comps)), len(comps) - 1)]


def _write(path: Path, comp: Path) -> None:
    """Write a comp as a JPEG of display values that is no larger than ``LARGEST_BYTES``, as good as that allows."""
    from PIL import Image

    picture = Image.fromarray(as_bytes(for_display(read_picture(comp)[..., :3])))
    part = path.with_name(f"{path.name}.part")
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for quality in range(92, 20, -6):
            picture.save(part, format="JPEG", quality=quality, optimize=True)
            if part.stat().st_size <= LARGEST_BYTES:
                break
        part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
