"""Make the twelve briefs of examples/clips/words/ as clips in out/clip_gallery/, and write docs/clip_gallery.md.

Each has its words, six of its pictures, what is heard as a spectrogram, what its checks say, its scene as YAML to edit, and what was seen
when somebody looked (docs/clip_gallery/seen.yaml). ``make clip_gallery`` runs it; QUALITY=review in the environment traces the pictures. Run it
again after a break and it goes on; --page-only writes pictures and page from the takes that are there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Take
from rushes.errors import BadInputError, RushesError, StepFailedError
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_picture
from rushes.media.sound import read_wav
from rushes.show import read_document
from rushes.studio.store import spoken_errors

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = ROOT / "examples" / "clips" / "words"
SCENES = ROOT / "examples" / "clips" / "scenes"
SHOW = ROOT / "out" / "clip_gallery" / "CLIPS"
SEEN = ROOT / "docs" / "clip_gallery" / "seen.yaml"

SHOWN = 6
ACROSS = 3
TILE_WIDE = 400
HEARD = (1200, 180)
"""Size of a spectrogram [px]."""

LOWEST_HZ, HIGHEST_HZ = 40.0, 16_000.0
RANGE_DB = 80.0
STANDS_OUT = 0.10
"""Share of the strongest impact's impulse from which on an impact is marked under the spectrogram."""

WARM = np.array([(10, 10, 14), (60, 24, 70), (170, 50, 60), (245, 150, 60), (255, 245, 200)], float)


def main() -> int:
    """Make takes, pictures and page, as the options say; return the exit code."""
    asked = _options()
    try:
        briefs = sorted(BRIEFS.glob("*.yaml"), key=lambda path: str(read_document(path)["shot"]))
        seen = read_document(SEEN) if SEEN.is_file() else {}
        sections = []
        for brief in briefs:
            take = newest(brief) if asked.page_only else _make(brief, asked.quality)
            _scene(brief)
            sections.append(_section(brief, take, str(seen.get(brief.stem, ""))))
        page = ROOT / "docs" / "clip_gallery.md"
        with spoken_errors(page):
            page.write_text(_page(sections, str(seen.get("all", ""))), encoding="utf-8")
    except RushesError as error:
        print(f"clip_gallery: {error}", file=sys.stderr)
        return error.exit_code
    print(f"\nThe page is {page}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--page-only", action="store_true", help="write the page from the takes that are there")
    parser.add_argument("--quality", default=os.environ.get("QUALITY", "draft"), choices=["draft", "review", "final"])
    return parser.parse_args()


def _rushes(*arguments: str | Path) -> tuple[int, str]:
    """Run a command and return its exit code and its last line; its progress stays on the screen."""
    print("\n$ rushes", *(str(argument).replace(str(ROOT) + os.sep, "") for argument in arguments), flush=True)
    command = [sys.executable, "-m", "rushes", *(str(argument) for argument in arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, (done.stdout.splitlines() or [""])[-1]


def _make(brief: Path, quality: str) -> Take:
    """Make a brief's take, or find it finished.

    Raises:
        StepFailedError: It did not come to its end; the command has said why.
    """
    if not (SHOW / "show.yaml").is_file():
        SHOW.parent.mkdir(parents=True, exist_ok=True)
        code, _ = _rushes("init", SHOW, "--rate", "24", "--title", "Twelve clips")
        if code:
            raise StepFailedError(f"The show {SHOW} could not be started. Its reason stands above.")
    code, last = _rushes("make", brief, "--show", SHOW, "--quality", quality, "--json")
    record = json.loads(last) if last.startswith("{") else {}
    if not record.get("take"):
        raise StepFailedError(
            f"{brief} was not made (exit code {code}). The reason stands above; mend it, and run this again."
        )
    return Take.load(Path(record["take"]))


def newest(brief: Path) -> Take:
    """Return the newest take of a brief's shot.

    Raises:
        BadInputError: There is none.
    """
    takes = sorted((SHOW / "shots" / str(read_document(brief)["shot"])).glob("v[0-9][0-9][0-9]/take.json"))
    if not takes:
        raise BadInputError(f"There is no take of {brief} in {SHOW}. Make it first, without --page-only.")
    return Take.load(takes[-1])


def _scene(brief: Path) -> None:
    """Write a brief's scene as YAML to edit.

    Raises:
        StepFailedError: It can't be read.
    """
    SCENES.mkdir(parents=True, exist_ok=True)
    (SCENES / brief.name).unlink(missing_ok=True)
    code, _ = _rushes("scene", brief, "--show", SHOW, "--out", SCENES / brief.name)
    if code:
        raise StepFailedError(f"The scene of {brief} could not be written (exit code {code}).")


def _section(brief: Path, take: Take, seen: str) -> str:
    """Write a take's pictures, and return what the page says of it."""
    words = " ".join(str(read_document(brief)["text"]).split())
    comps = take.paths("comp")
    places = [round(share * (len(comps) - 1)) for share in np.linspace(0.04, 1.0, SHOWN)]
    folder = ROOT / "docs" / "clip_gallery"
    _save(
        folder / f"{brief.stem}.webp", strip([as_bytes(for_display(read_picture(comps[at])[..., :3])) for at in places])
    )
    data = json.loads((take.folder / "scene" / "data" / "impacts.json").read_text(encoding="utf-8"))
    sound = read_wav(take.paths("sound")[0])
    _save(folder / f"{brief.stem}_sound.webp", heard(sound.samples.mean(axis=1), sound.sample_rate, _moments(data)))
    failed = [f"`{finding.check}` ({finding.detail})" for finding in take.findings if not finding.ok]
    checks = (
        f"{len(take.findings)} checks, all passed."
        if not failed
        else f"{len(take.findings)} checks; **outside its limit: {'; '.join(failed)}**"
    )
    first = take.frames.first
    lines = [
        f"## {brief.stem.capitalize()}", "", f"> {words}", "", f"![{brief.stem}: six pictures](clip_gallery/{brief.stem}.webp)", "",
        f"*Frames {', '.join(str(first + at) for at in places)} of {take.frames}. [Scene](../examples/clips/scenes/{brief.name}), [brief](../examples/clips/words/{brief.name}). {checks}*", "",
        f"![{brief.stem}: what is heard](clip_gallery/{brief.stem}_sound.webp)", "",
    ]  # fmt: skip
    return "\n".join([*lines, seen, ""] if seen else lines)


def _moments(impacts: list[dict[str, float]]) -> list[float]:
    """Return when the impacts are heard that stand out [s]."""
    strongest = max((impact["impulse"] for impact in impacts), default=0.0)
    return [impact["time"] for impact in impacts if impact["impulse"] >= STANDS_OUT * strongest > 0]


def strip(pictures: list[Bytes]) -> Bytes:
    """Return pictures in rows of three, each 400 px wide; upright ones in one row."""
    from PIL import Image

    high, wide = pictures[0].shape[:2]
    across = ACROSS if wide > high else SHOWN
    tile_wide = TILE_WIDE * ACROSS // across
    tile = tile_wide, 2 * round(tile_wide * high / wide / 2)
    small = [np.asarray(Image.fromarray(one).resize(tile, Image.Resampling.LANCZOS)) for one in pictures]
    return np.vstack([np.hstack(small[at : at + across]) for at in range(0, len(small), across)])


def heard(sound: Floats, rate: int, moments: list[float]) -> Bytes:
    """Return a spectrogram with pitch on a logarithmic axis, 40 Hz to 16 kHz, and a tick for every impact that stands out, shape [h, w, 3].

    Args:
        sound: One channel.
        rate: Samples per second.
        moments: When impacts are heard [s].
    """
    from scipy import ndimage, signal

    wide, high = HEARD
    pitch, _, power = signal.spectrogram(sound, rate, nperseg=2048, noverlap=2048 - 256, scaling="spectrum")
    level = 10 * np.log10(np.maximum(power, 1e-14))
    rows = np.interp(np.geomspace(HIGHEST_HZ, LOWEST_HZ, high), pitch, np.arange(len(pitch)))
    columns = np.linspace(0, level.shape[1] - 1, wide)
    seen = ndimage.map_coordinates(level, np.meshgrid(rows, columns, indexing="ij"), order=1)
    share = np.clip((seen - seen.max()) / RANGE_DB + 1, 0, 1)
    stops = np.linspace(0, 1, len(WARM))
    picture = np.stack([np.interp(share, stops, WARM[:, band]) for band in range(3)], axis=-1)
    for moment in moments:
        at = min(int(moment * rate / len(sound) * wide), wide - 1)
        picture[-10:, max(at - 1, 0) : at + 1] = (255, 255, 255)
    return np.round(picture).astype(np.uint8)


def _save(path: Path, pixels: Bytes) -> None:
    from PIL import Image

    part = path.with_name(f"{path.name}.part")
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(part, format="WEBP", quality=82, method=6)
        part.replace(path)


def _page(sections: list[str], remarks: str) -> str:
    head = (
        "# Twelve clips\n\nEach is made of the words above it, by `make clip_gallery`, and not touched since: the comp, shown through the same ACES output "
        "transform as the review movie. Under the pictures stands what is heard: pitch from 40 Hz to 16 kHz upward, 80 dB of range, and a white tick for each impact of at least a tenth "
        "of the strongest one's impulse.\n"
    )
    return "\n".join([head, *([remarks + "\n"] if remarks else []), *sections]).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
