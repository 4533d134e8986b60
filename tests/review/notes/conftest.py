"""A show with one shot of three versions, whose takes are records without pictures."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from rushes.engines import Take
from rushes.show import FrameRange, Show


def bare_take(show, shot, version, **given):
    """Write a take's record, and return the take."""
    folder = show.version_folder(shot, version)
    folder.mkdir(parents=True)
    fields = {"kind": "destruction", "engine": "destruction 1", "recipe": {}, "clearance": {}} | given
    take = Take(
        folder=folder,
        show=show.name,
        shot=shot,
        version=version,
        rate=show.rate,
        frames=FrameRange(1001, 1096),
        handles=8,
        seed=1,
        understood=(),
        assumed=(),
        not_understood=(),
        digital_source_type="",
        created="2026-11-01T10:00:00+00:00",
        **fields,
    )
    (folder / "take.json").write_text(json.dumps(take.to_json()), encoding="utf-8")
    return take


@pytest.fixture
def show(tmp_path):
    show = Show.init(tmp_path / "S", Fraction(24))
    for version in ("v001", "v002", "v003"):
        bare_take(show, "020_0150", version)
    return show
