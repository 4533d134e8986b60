"""Scenes that are made in a moment."""

from __future__ import annotations

from rushes.brief.scene import Beat, Camera, Position, Scene, Shot, Thing


def falling_vase(**more) -> Scene:
    """A vase that stands on a table in a studio and is pushed off after half a second."""
    return Scene(
        things=(
            Thing("table", where=Position(at_m=(0.0, 0.0, 0.0))),
            Thing("vase", where=Position(at_m=(0.0, 0.0, 1.6))),
        ),
        beats=(Beat("fall", "vase", at_s=0.25, breaks=True),),
        shots=(Shot(seconds=1.5, camera=Camera(move="push_in")),),
        **more,
    )


def dominoes(count: int = 6) -> Scene:
    """A row of dominoes of which the first is pushed over."""
    return Scene(
        things=(Thing("domino", count=count),),
        beats=(Beat("domino", "domino", at_s=0.1),),
        shots=(Shot(seconds=3.0),),
    )
