"""The main job, end to end: a show, a brief, a sealed take, and its verification. Leaves everything in out/demo/.

QUALITY=review (or final) in the environment makes it larger; run it again after a break and it goes on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOW = ROOT / "out" / "demo" / "DEMO"
BRIEF = ROOT / "examples" / "apartment_block.yaml"
RUSHES = Path(sys.executable).parent / "rushes"


def run(*arguments: str | Path) -> None:
    """Say a command, run it, and stop when it fails."""
    shown = " ".join(str(argument) for argument in arguments)
    print(f"\n$ rushes {shown.replace(str(ROOT) + os.sep, '')}", flush=True)
    code = subprocess.run([RUSHES, *arguments], cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def main() -> None:
    """Make the demo's take, or go on with it."""
    quality = os.environ.get("QUALITY", "draft")
    if not (SHOW / "show.yaml").is_file():
        SHOW.parent.mkdir(parents=True, exist_ok=True)
        run("init", SHOW, "--rate", "24", "--title", "Demo")
    run("plan", BRIEF, "--show", SHOW, "--quality", quality)
    run("make", BRIEF, "--show", SHOW, "--quality", quality)
    newest = max((SHOW / "shots" / "020_0150").glob("v[0-9][0-9][0-9]"))
    run("verify", newest / "review" / f"DEMO_020_0150_{newest.name}.mp4")


if __name__ == "__main__":
    main()
