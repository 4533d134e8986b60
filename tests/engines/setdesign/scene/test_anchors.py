"""People fit into a set where its anchors say: a body of the wardrobe is stood at each and touches nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import NATURAL, posed
from rushes.engines.setdesign.grammar.grow import grow
from rushes.engines.setdesign.model.polygon import contains
from rushes.engines.setdesign.scene.anchors import anchors
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.usd import write_set


def stood(points, anchor):
    turn = math.radians(anchor.yaw_deg)
    matrix = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return np.column_stack([points[:, :2] @ matrix.T, points[:, 2]]) + np.asarray(anchor.at)


def in_item(points, item):
    """Return which points are within an item's box."""
    turn = math.radians(-item.yaw_deg)
    matrix = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    flat = np.abs((points[:, :2] - np.asarray(item.at[:2])) @ matrix.T) < np.asarray(item.size[:2]) / 2
    return flat.all(axis=1) & (points[:, 2] > item.at[2] + 0.005) & (points[:, 2] < item.top)


@pytest.mark.parametrize("style", ["bunker", "parlour", "office", "diner"])
def test_a_body_stands_at_every_place_and_touches_no_furniture_and_no_wall(style):
    room = grow(style)
    body = posed(base().body(Knobs()), NATURAL).vertices
    places = [anchor for anchor in anchors(room) if anchor.kind == "stand"]
    assert len(places) >= 3
    for anchor in places:
        there = stood(body, anchor)
        assert there[:, 2].min() == pytest.approx(anchor.floor, abs=1e-6)
        assert there[:, 2].max() < room.ceiling.height
        assert all(contains(room.outline, (float(x), float(y)), 0.0) for x, y in there[::97, :2])
        for item in room.items:
            if item.mount != "rug":
                assert not in_item(there, item).any(), f"{anchor.name} in {item.name} {item.kind}"


def test_seats_are_on_what_is_sat_on_and_look_where_it_looks():
    room = grow("bunker", {"seats": 8})
    seats = [anchor for anchor in anchors(room) if anchor.kind == "seat"]
    group = {item.name: item for item in room.items}
    assert sum(group[one.item].group == "seating" for one in seats) >= 8
    for one in seats:
        item = group[one.item]
        assert one.yaw_deg == item.yaw_deg
        assert in_item(np.array([one.at]), item).all()
        ahead = math.radians(one.yaw_deg)
        knees = (one.at[0] + 0.75 * math.sin(ahead), one.at[1] - 0.75 * math.cos(ahead))
        assert contains(room.outline, knees)
    apart = [math.dist(a.at, b.at) for a in seats for b in seats if a is not b]
    assert min(apart) > 0.45


def test_the_stage_says_them(tmp_path):
    from pxr import Usd, UsdGeom

    room = grow("parlour")
    write_set(assembled(room), tmp_path / "set.usdc")
    stage = Usd.Stage.Open(str(tmp_path / "set.usdc"))
    made = {prim.GetName(): prim for prim in stage.GetPrimAtPath("/Set/Anchors").GetChildren()}
    assert len(made) == len(anchors(room))
    for anchor in anchors(room):
        prim = made[anchor.name]
        assert prim.GetCustomDataByKey("rushes:kind") == anchor.kind
        matrix = UsdGeom.Xformable(prim).GetLocalTransformation()
        assert tuple(matrix.ExtractTranslation()) == pytest.approx(anchor.at, abs=1e-6)
        ahead = matrix.TransformDir((0.0, -1.0, 0.0))
        turn = math.radians(anchor.yaw_deg)
        assert tuple(ahead) == pytest.approx((math.sin(turn), -math.cos(turn), 0.0), abs=1e-6)
