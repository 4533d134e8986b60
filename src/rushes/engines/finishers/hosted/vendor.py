"""What a vendor is to whoever waits for its work: four questions, each asked through the vendor's own package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rushes.engines.finishers.contract import Asked, Bytes
from rushes.engines.finishers.hosted.services import Offer


@dataclass(frozen=True, slots=True)
class Begun:
    """Work that a vendor took.

    Attributes:
        job: What the vendor calls it.
        usd: What it may cost at the most, where the vendor says so [USD].
    """

    job: str
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How far a vendor's work is.

    Attributes:
        done: Whether it can be fetched.
        share: How much of it is done, 0 to 1.
        failure: Why it will never be, in the vendor's words.
        moderated: Whether the vendor's moderation says so.
        usd: What it did cost, where the vendor says so [USD].
    """

    done: bool = False
    share: float = 0.0
    failure: str = ""
    moderated: bool = False
    usd: float | None = None


class Vendor(Protocol):
    """One vendor, with its key."""

    made_by: str

    def start(self, asked: Asked, offer: Offer) -> Begun:
        """Ask for a movie."""
        ...

    def look(self, job: str) -> State:
        """Say how far it is."""
        ...

    def fetch(self, job: str, path: Path) -> None:
        """Write the movie into a file."""
        ...

    def leave(self, job: str) -> bool:
        """Stop the work; return whether that can be done."""
        ...


def png(picture: Bytes, size: tuple[int, int] | None = None) -> bytes:
    """Return a picture as a PNG, at a size where one is given."""
    import io

    import numpy as np
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(picture))
    if size is not None and image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()
