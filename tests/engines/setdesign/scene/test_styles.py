"""Every style of sets becomes a scene in which nothing stands in for something else."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.setdesign.grammar.grow import grow, styles
from rushes.engines.setdesign.scene.assembled import assembled

SLOW = {"office", "street", "parlour", "loft", "living"}
"""They are made of the same parts, and of more of them."""


@pytest.mark.parametrize("style", [name for name in styles() if name not in SLOW])
def test_a_style_becomes_a_scene(style):
    room = grow(style, {}, 3)
    scene = assembled(room)
    assert scene.told == ()
    assert scene.cameras
    assert scene.lights
    xs, ys = np.array(room.outline).min(axis=0), np.array(room.outline).max(axis=0)
    for piece in scene.pieces:
        assert np.isfinite(piece.mesh.points).all()
        low, high = piece.mesh.turned(piece.yaw_deg).moved(*piece.at).bounds()
        assert (low[:2] > xs - 4.0).all(), piece.name
        assert (high[:2] < ys + 4.0).all(), piece.name
