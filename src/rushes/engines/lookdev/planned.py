"""What the plan of every design has in common, whether of a set or of clothes: what it goes on from, its review clip and its board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.explore import Explore
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_file
from rushes.engines.lookdev.finishing import STEP as FINISH
from rushes.engines.lookdev.finishing import TRAINED, finishes
from rushes.engines.lookdev.references import reference_files, rights_of
from rushes.engines.review_clip import CLIP_FILES
from rushes.errors import BadInputError
from rushes.plan import InputFile, Publish, Step
from rushes.show import FrameRange

HOLD_S: Final = 2
"""How long each picture stands in the review clip [s]."""

PRICES: Final = "prices.yaml"
"""A show's own prices, in its folder."""

SAMPLED: Final[Mapping[str, Any]] = {
    "options": 1,
    "quality": "draft",
    "seed": 1,
    "explore": Explore(),
    "finish": Finish(),
}
"""What the small job has, whatever the brief says, that a new machine is measured with."""


def tools(*names: str) -> Mapping[str, str]:
    """Return the versions of the libraries that a step is made with."""
    return {name: metadata.version(name) for name in names}


def source_type(brief: Brief) -> str:
    """Return what made a design's pictures, as IPTC names it."""
    return TRAINED if finishes(brief) else "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def completed(brief: Brief, show: Path, explored: Path) -> Brief:
    """Return a brief with the files of the show that it stands on: what an earlier version explored, and the show's prices.

    Args:
        brief: As it was asked.
        show: The show's folder.
        explored: Where the version that it goes on from keeps what it explored; not asked for when it goes on from none.
    """
    changed: dict[str, Any] = {}
    if brief.explore.of:
        changed["explore"] = brief.explore.model_copy(update={"file": explored})
    if (show / PRICES).is_file():
        changed["costs"] = brief.costs.model_copy(update={"file": show / PRICES})
    return brief.model_copy(update=changed)


def explored_files(brief: Brief) -> tuple[InputFile, ...]:
    """Return what an earlier version explored, where this one goes on from it.

    Raises:
        BadInputError: That version explored nothing, or isn't there.
    """
    of, path = brief.explore.of, brief.explore.file
    if not of:
        return ()
    if path is None or not path.is_file():
        raise BadInputError(
            f"Shot {brief.shot} has no version {of} with options. Make some first, for example with options: 6, or name the version that has them."
        )
    return (InputFile("explored", path, sha256_of_file(path)),)


def price_files(brief: Brief) -> tuple[InputFile, ...]:
    """Return the show's own prices, if it has any."""
    path = brief.costs.file
    return () if path is None else (InputFile("prices", path, sha256_of_file(path)),)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a design's steps share.

    Attributes:
        brief: What is asked.
        frames: One a picture.
        rate: Of the show [1/s].
        show: Its name.
        version: Of the take.
        engine: Name and version of what makes it.
    """

    brief: Brief
    frames: FrameRange
    rate: Fraction
    show: str
    version: str
    engine: str

    @property
    def common(self) -> dict[str, Any]:
        """What every step over the pictures is given."""
        return {
            "frames": [self.frames.first, self.frames.last],
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "options": self.brief.options,
        }

    @property
    def _named(self) -> dict[str, Any]:
        """What a step that writes for people is given."""
        return {
            **self.common,
            "show": self.show,
            "shot": self.brief.shot,
            "version": self.version,
            "engine": self.engine,
            "seed": self.brief.seed,
        }

    def clip(self, labels: Sequence[str], options_of: str) -> Step:
        """Return the step of the review clip, in which each picture stands for a while under its label.

        Args:
            labels: What each picture of one design shows.
            options_of: The step that says which options the pictures of several are.
        """
        several = self.brief.options > 1
        return Step(
            name="clip",
            entry="rushes.engines.review_clip:clip",
            version=3,
            params={
                **self._named,
                "quality": self.brief.quality,
                "handles": 0,
                "hold": round(HOLD_S * self.rate),
                **({"options_of": options_of} if several else {"labels": list(labels)}),
            },
            needs=("comp", options_of) if several else ("comp",),
            publishes=CLIP_FILES,
            deterministic=False,
            work=len(self.frames),
            work_unit="picture",
            frames=len(self.frames),
            tools=tools("av", "opencolorio", "pillow"),
        )

    def board(self, entry: str, needs: Sequence[str], version: int, **more: object) -> Step:
        """Return the step of the board.

        Args:
            entry: The function that makes it.
            needs: Steps that it reads beside papers and finish.
            version: Of that function.
            more: What it is told beyond what every board is told.
        """
        brief = self.brief
        told = {
            name: [{"field": one.field, "value": one.value, "words": one.words} for one in getattr(brief, name)]
            for name in ("understood", "assumed")
        }
        papers = () if brief.options > 1 else ("papers",)
        return Step(
            name="board",
            entry=entry,
            version=version,
            params={
                **self._named,
                **more,
                "words": brief.text,
                **told,
                "not_understood": list(brief.not_understood),
                "rights": rights_of(brief),
            },
            needs=(*needs, *papers, *((FINISH,) if finishes(brief) else ())),
            files=reference_files(brief),
            publishes=(
                Publish("board.pdf", "board", "review/{show}_{shot}_board_{version}.pdf"),
                Publish("board.html", "board", "review/{show}_{shot}_board_{version}.html"),
            ),
            work_unit="board",
            tools=tools("typst", "pillow"),
        )
