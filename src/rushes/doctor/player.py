"""Can the review room be opened: the pages' scripts, and a browser that decodes movies itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble

BROWSERS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "firefox",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Safari.app/Contents/MacOS/Safari",
)  # fmt: skip
"""Browsers that have WebCodecs in their present versions, as programs are called."""


def check_player(_place: Place) -> Iterator[Trouble]:
    """Look at the pages' scripts and for a browser."""
    from rushes.review.web.app import BUNDLES, HERE

    yield from bundle_troubles(HERE / "static", BUNDLES)
    yield from browser_troubles(BROWSERS)


def bundle_troubles(folder: Path, bundles: Iterable[str]) -> Iterator[Trouble]:
    """Say which of the pages' scripts were not built."""
    missing = [name for name in bundles if not (folder / name).is_file()]
    if missing:
        error = f"The review room can't open, since its scripts are not built ({', '.join(missing)} is missing)."
        yield Trouble("player", error, "Run make web in the source, or install a package of Rushes, which has them.")


def browser_troubles(browsers: Iterable[str]) -> Iterator[Trouble]:
    """Say that no browser was found that the player runs in."""
    if not any(shutil.which(name) for name in browsers):
        yield Trouble(
            "player",
            "No browser with WebCodecs was found on this machine, and the player decodes movies with it.",
            "Review from a machine with a present Chrome, Edge, Firefox or Safari, over https when it is another machine.",
            is_hint=True,
        )
