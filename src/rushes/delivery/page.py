"""The page by which a stranger looks at a package without any program: one file, offline, in their own browser."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from rushes.studio import spoken_errors, write_atomically

PAGE: Final = "verify.html"


def page_text() -> str:
    """Return the page: HTML, its style and its script in one file that asks no server for anything."""
    return resources.files("rushes.delivery").joinpath(PAGE).read_text(encoding="utf-8")


def write_page(folder: Path) -> Path:
    """Write the page into a folder.

    Raises:
        BadInputError: The folder can't be written.
    """
    path = folder / PAGE
    with spoken_errors(folder):
        write_atomically(path, page_text())
    return path
