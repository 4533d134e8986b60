from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Character, Motion, Scene, Shot
from rushes.brief.wardrobe import Piece
from rushes.engines.body.hands import rested
from rushes.engines.body.stance import skinned
from rushes.engines.clip.acting.played import played
from rushes.engines.clip.cut import SHIRT, SKIN, UPPER
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.people import LINEN, STANDS, person, standing
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.walking import UPRIGHT, stepped


def test_clothes_have_the_colours_that_were_asked_for():
    one = Character(
        "woman", clothes=(Piece(garment="coat", colour="#00ff00"), Piece(garment="trousers", colour="#0000ff"))
    )
    looks = {part.look.colour for part in standing(person(one, 0, 1)).parts}
    assert {(0.0, 1.0, 0.0), (0.0, 0.0, 1.0)} <= looks


def test_somebody_is_as_tall_as_asked_and_stands():
    model = standing(person(Character("man", sex="male", height_m=1.9), 0, 1))
    low, high = model.bounds
    assert high[2] - low[2] == pytest.approx(1.9, abs=0.05)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_nobody_has_a_face(sex):
    model = standing(
        person(Character("guest", sex=sex, clothes=(Piece(garment="shirt"), Piece(garment="trousers"))), 0, 1)
    )
    low, high = model.bounds
    head = model.points[model.points[:, 2] > high[2] - 0.11 * (high[2] - low[2])]
    middle = (head.min(axis=0) + head.max(axis=0)) / 2
    half = np.ptp(head, axis=0) / 2
    form = np.sqrt((((head - middle) / half)[:, :2] ** 2).sum(axis=1))
    assert form.max() < 1.15  # no nose, no ears


def test_trousers_cover_legs():
    one = Character(
        "man", clothes=(Piece(garment="shirt", colour="white"), Piece(garment="trousers", colour="#0000ff"))
    )
    blue = [part.mesh.points for part in standing(person(one, 0, 1)).parts if part.look.colour == (0.0, 0.0, 1.0)]
    assert np.concatenate(blue)[:, 2].min() < 0.2
    assert np.concatenate(blue)[:, 2].max() > 0.8


def test_a_walkers_foot_is_on_the_ground_in_every_frame_and_feet_take_turns():
    scene = Scene(characters=(Character("man", does=(Motion("walk", toward="right"),)),), shots=(Shot(seconds=1.2),))
    stage = staged(scene, 1)
    made = played(scene, stage, stage.actors[0], travels_of(scene, stage)["man"], Fraction(24), 28, 1)
    points = made.poses[made.which]
    assert len(points) > 20
    assert points[:, :, 2].min(axis=1) == pytest.approx(np.zeros(len(points)), abs=0.02)
    low = points[:, :, 2] < 0.10
    left = [one[row & (one[:, 0] > 0), 1].mean() for one, row in zip(points, low, strict=True)]
    right = [one[row & (one[:, 0] < 0), 1].mean() for one, row in zip(points, low, strict=True)]
    ahead = np.array(left) - np.array(right)
    assert ahead.max() > 0.15
    assert ahead.min() < -0.15


def test_a_runner_leans_forward():
    body = skinned(person(Character("man"), 0, 1).body, UPRIGHT)
    runs = stepped(body, 0.3, 3.4)
    chest, hips = (float(runs.joints[name][1]) for name in ("neck", "pelvis"))
    assert chest < hips - 0.03


def parts_of(*clothes, sex="male"):
    """Return the points of what stands there, by colour."""
    one = Character(
        "man", sex=sex, skin="fair", clothes=tuple(Piece(garment=name, colour=colour) for name, colour in clothes)
    )
    made = {}
    for part in standing(person(one, 0, 1)).parts:
        made.setdefault(part.look.colour, []).append(part.mesh.points)
    return {colour: np.concatenate(points) for colour, points in made.items()}


RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def test_a_jacket_is_open_over_a_shirt_and_covers_the_hips():
    jacket = parts_of(("shirt", "#ff0000"), ("jacket", "#00ff00"), ("trousers", "#0000ff"))
    pullover = parts_of(("shirt", "#00ff00"), ("trousers", "#0000ff"))
    assert jacket[RED][:, 1].max() < 0.05, "a shirt shows in front"
    assert np.ptp(jacket[RED][:, 0]) < np.ptp(jacket[GREEN][:, 0]) - 0.2, "and has no sleeves of its own"
    assert jacket[RED][:, 2].min() < jacket[RED][:, 2].max() - 0.25, "down to where it closes"
    assert RED not in pullover
    front = {
        name: made[GREEN][np.abs(made[GREEN][:, 0]) < 0.1]
        for name, made in (("jacket", jacket), ("pullover", pullover))
    }
    assert front["jacket"][:, 2].min() < front["pullover"][:, 2].min() - 0.1
    assert LINEN in parts_of(("jacket", "#00ff00")), "nobody goes without one"


def test_a_waistcoat_has_no_sleeves():
    made = parts_of(("shirt", "#ff0000"), ("waistcoat", "#00ff00"), ("trousers", "#0000ff"))
    assert np.abs(made[GREEN][:, 0]).max() < np.abs(made[RED][:, 0]).max() - 0.1


@pytest.mark.parametrize("sex", ["female", "male"])
def test_where_a_jacket_is_open_it_is_cut_straight(sex):
    one = Character("man", sex=sex, clothes=(Piece(garment="jacket"), Piece(garment="trousers")))
    who = person(one, 0, 1)
    faces, look = who.body.mesh.faces, who.face_look
    edge = np.intersect1d(faces[look == SHIRT], faces[look == UPPER])
    points = who.body.vertices[edge]
    points = points[points[:, 2] < who.body.joints["neck"][2] - 0.03]
    side = points[points[:, 0] > 0.004]
    slope = np.polyfit(side[:, 2], side[:, 0], 1)
    assert np.abs(np.polyval(slope, side[:, 2]) - side[:, 0]).max() < 0.003


def test_hands_come_out_of_sleeves_and_nobody_looks_into_one():
    who = person(Character("man", sex="male"), 0, 1)
    skin = next(part.mesh.points for part in standing(who).parts if part.look is who.looks[SKIN])
    own = set(np.unique(who.body.mesh.faces[who.face_look == SKIN]))
    assert set(np.unique(who.drawn[SKIN])) > own, "skin goes on under the cuff"
    bare = rested(skinned(who.body, STANDS)).vertices
    near = np.linalg.norm(bare[np.unique(who.drawn[SKIN])][:, None] - skin[None, ::7], axis=-1).min(axis=0)
    assert near.max() < 1e-6, "and lies on the body, where it flared out to the cloth"
