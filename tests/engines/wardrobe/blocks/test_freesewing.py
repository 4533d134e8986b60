"""Our drafts beside FreeSewing's of the same man: the lengths a cutter would lay on each other (docs/patterns.md says what differs on purpose)."""

import json
from pathlib import Path

import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

THEIRS = json.loads(Path(__file__).with_name("freesewing.json").read_text())
MAN = Measures.usual(
    sex="male",
    shoulder_length=0.15,
    back_shoulder_width=0.455,
    underbust_girth=0.93,
    high_hip_girth=0.935,
    elbow_girth=0.28,
    back_width=0.395,
    front_width=0.37,
    back_waist_length=0.455,
    front_waist_length=0.45,
    bust_height=1.29,
    waist_to_hip=0.2,
    outside_leg=1.08,
    inside_leg=0.81,
    crotch_depth=0.27,
)  # whom theirs was drafted for


def _across(panel, edge_a, edge_b, height):
    """Level distance between two edges at a height."""
    at = []
    for name in (edge_a, edge_b):
        points = panel.edge(name).points(0.001)
        at.append(points[np.abs(points[:, 1] - height).argmin(), 0])
    return abs(at[0] - at[1])


def _trousers():
    garment = draft("trousers", MAN, pleats=0, seat_ease=0.02, rise=0.0)
    front, back = garment.panel("front"), garment.panel("back")
    seat = MAN.crotch_depth - MAN.waist_to_hip
    side = front.edge("side").length + garment.panel("waistband").edge("end").length
    return {
        "front seat": _across(front, "side", "crotch", seat),
        "back seat": _across(back, "side", "crotch", seat),
        "front fork": abs(front.edge("inseam").start[0] - front.edge("fly").end[0]),
        "back fork": back.edge("inseam").end[0]
        - back.edge("crotch").points()[np.abs(back.edge("crotch").points()[:, 1] - seat).argmin(), 0],
        "inside leg": front.edge("inseam").length,
        "side": side,
    }


def _shirt():
    garment = draft("shirt", MAN, chest_ease=0.15, back_pleat=0.0)
    sleeve = garment.panel("sleeve")
    return {
        "half chest": garment.panel("front").edge("side").end[0] - garment.panel("back").edge("side").start[0],
        "neckline": garment.panel("front").edge("neck").length + garment.panel("yoke").edge("neck").length,
        "sleeve width": sleeve.edge("seam_back").end[0] - sleeve.edge("seam_front").start[0],
        "sleeve head": sleeve.edge("crown_back").length + sleeve.edge("crown_front").length,
    }


def _jacket():
    garment = draft("jacket", MAN)
    back = garment.panel("back")
    armhole = min(garment.panel("side").edge("armhole").points()[:, 1])
    return {
        "half chest": 0.5 * dict(garment.measures)["chest"],
        "shoulder": back.edge("shoulder").length,
        "nape to armhole": back.edge("centre").end[1] - armhole,
    }


# metres; what differs by more than 1.5 cm is meant: a longer fork behind, a hem over the ground, roomier armholes
APART = {
    "front fork": 0.025,
    "back fork": 0.035,
    "inside leg": 0.035,
    "sleeve width": 0.06,
    "sleeve head": 0.11,
    "jacket half chest": 0.03,
    "shirt neckline": 0.022,
}


@pytest.mark.parametrize(("name", "ours"), [("trousers", _trousers), ("shirt", _shirt), ("jacket", _jacket)])
def test_lengths_agree_with_freesewings_draft_of_the_same_man(name, ours):
    measured = ours()
    assert measured.keys() == THEIRS[name].keys()
    for length, theirs in THEIRS[name].items():
        assert measured[length] == pytest.approx(theirs, abs=APART.get(length, APART.get(f"{name} {length}", 0.015))), (
            length
        )


def test_the_whole_fork_and_the_whole_seat_agree_within_a_centimetre_and_a_half():
    ours, theirs = _trousers(), THEIRS["trousers"]
    for a, b in (("front seat", "back seat"), ("front fork", "back fork")):
        assert ours[a] + ours[b] == pytest.approx(theirs[a] + theirs[b], abs=0.025 if "seat" in a else 0.015)
