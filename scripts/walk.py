"""Walk the whole way in a real browser and write docs/walk.md of its pictures: the test of the walk, with every stop kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "walk.md"
PICTURES = ROOT / "docs" / "walk"
TEST = "tests/review/test_walk.py"

HEAD = f"""\
# A walk through the room

From a brief to a package that a stranger has verified, in Debian's Chromium: `make walk` takes these pictures while `{TEST}` walks. The take is a draft of one second, so that the walk takes two minutes.
"""
END = """\

The rest is the command line's: the circled version is handed over by `rushes deliver`, `rushes verify` finds it whole with nothing but the package and the root certificate, and finds the one frame in
which a single bit was flipped afterwards.
"""


def main() -> int:
    """Walk, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST],
            cwd=ROOT,
            env=os.environ | {"RUSHES_RECORD": folder},
            check=False,
        )
        if done.returncode:
            return done.returncode
        write(Path(folder))
    print(PAGE.relative_to(ROOT))
    return 0


def write(kept: Path) -> None:
    """Write the page and its pictures out of what the walk kept."""
    stops = json.loads((kept / "stops.json").read_text(encoding="utf-8"))
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    parts = [HEAD]
    for number, stop in enumerate(stops, start=1):
        name = f"{stop['picture']}.webp"
        Image.open(kept / f"{stop['picture']}.png").convert("RGB").save(PICTURES / name, quality=82, method=6)
        parts.append(f"\n{number}. {stop['words']}\n\n   ![{stop['words'].partition(':')[0]}](walk/{name})\n")
    PAGE.write_text("".join([*parts, END]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
