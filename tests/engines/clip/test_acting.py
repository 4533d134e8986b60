from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Character, Line, Motion, Position, Scene, Shot, Thing
from rushes.brief.wardrobe import Piece
from rushes.engines.clip.acting import bases
from rushes.engines.clip.acting.acted import acts_of
from rushes.engines.clip.acting.gestures import Aim, gesturing
from rushes.engines.clip.acting.played import Player, played
from rushes.engines.clip.layout.seats import seat_of
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.cast import cast, travels_of
from rushes.engines.clip.posture import Posture, blended, posed
from rushes.engines.clip.things.catalogue import grown
from rushes.engines.clip.travel import Travel
from rushes.errors import BadInputError


@pytest.fixture(scope="module")
def player():
    return Player.of(Character("man", sex="male"), 0, 1)


def sitter(on: str, **more) -> Scene:
    one = Character("woman", where=Position(relation="on", of=on), does=(Motion("sit"),), **more)
    return Scene(things=(Thing(on),), characters=(one,), shots=(Shot(seconds=1.0),))


@pytest.mark.parametrize("kind", ["bench", "chair", "sofa", "armchair", "stool", "crate", "bed", "rock"])
def test_a_sitter_sits_at_the_height_of_the_seat_on_the_seat(kind):
    stage = staged(sitter(kind), 1)
    woman, seat = stage.called("woman")[0], stage.called(kind)[0]
    low, high = seat.bounds()
    points = woman.model.turned(woman.yaw_deg).points + np.array(woman.at)
    over = points[(points[:, :2] > low[:2] + 0.03).all(axis=1) & (points[:, :2] < high[:2] - 0.03).all(axis=1)]
    aside = 90.0 if kind == "bed" else 0.0
    level = seat.at[2] + seat_of(seat.model.turned(aside)).high
    assert len(over) > 500
    assert np.quantile(over[:, 2], 0.01) == pytest.approx(level, abs=0.06)
    assert woman.yaw_deg == seat.yaw_deg - aside


@pytest.mark.parametrize("kind", ["chair", "sofa", "bench"])
def test_a_sitters_feet_are_on_the_floor_and_hands_on_thighs(kind, player):
    seat = seat_of(grown(Thing(kind), 1)).high
    made = bases.sitting(player.upright.joints, seat)
    body = posed(player.upright, made)
    assert body.vertices[:, 2].min() == pytest.approx(0.0, abs=0.02)
    for side in "lr":
        hip, knee, hand = (body.joints[f"{side}-{name}"] for name in ("upper-leg", "knee", "hand"))
        way = knee - hip
        along = float((hand - hip) @ way / (way @ way))
        assert 0.3 < along < 1.0
        assert np.linalg.norm(hand - hip - along * way) < 0.25
        assert hand[2] > hip[2]


def test_feet_hang_from_what_is_too_high_for_them(player):
    body = posed(player.upright, bases.sitting(player.upright.joints, 0.9))
    assert body.vertices[:, 2].min() > 0.15


@pytest.mark.parametrize("base", [bases.kneeling, bases.crouching])
def test_who_kneels_or_crouches_is_lower_and_on_the_floor(base, player):
    body = posed(player.upright, base(player.upright.joints))
    assert body.vertices[:, 2].min() == pytest.approx(0.0, abs=1e-6)
    assert body.vertices[:, 2].max() < 0.86 * player.tall
    assert float(body.joints["l-ankle"][1]) == pytest.approx(float(player.upright.joints["l-ankle"][1]), abs=0.5)


def test_a_jump_leaves_the_ground_and_lands_on_it(player):
    low = [
        float(posed(player.upright, bases.jumping(player.upright.joints, time)).vertices[:, 2].min())
        for time in np.arange(0, bases.JUMP_S, 1 / 24)
    ]
    assert max(low) == pytest.approx(bases.JUMP_M, abs=0.03)
    assert low[0] == low[-1] == pytest.approx(0.0, abs=1e-6)
    rises = np.diff(low, 2)[np.array(low[1:-1]) > 0.05] * 24**2
    assert rises.mean() == pytest.approx(-bases.GRAVITY, rel=0.25)


def test_who_looks_up_has_their_face_up_and_who_points_their_hand_there(player):
    stands = bases.standing(0.0)
    up = posed(player.upright, gesturing("look", stands, Aim(up=0.8), 1.0))
    assert up.joints["head-2"][1] > posed(player.upright, stands).joints["head-2"][1] + 0.03
    for aside, sign in ((0.7, 1.0), (-0.7, -1.0)):
        points = posed(player.upright, gesturing("point", stands, Aim(aside, 0.2), 1.0))
        side = "l" if aside > 0 else "r"
        way = points.joints[f"{side}-hand"] - points.joints[f"{side}-shoulder"]
        assert way[1] < -0.2
        assert sign * way[0] > 0.15
        assert way[2] > 0.0


def test_a_waving_hand_is_over_the_shoulder_and_goes_to_and_fro(player):
    hands = [
        posed(player.upright, gesturing("wave", bases.standing(0.0), Aim(), time)).joints["r-hand"]
        for time in np.arange(0, 1, 0.1)
    ]
    shoulder = player.upright.joints["r-shoulder"]
    assert all(hand[2] > shoulder[2] + 0.1 for hand in hands)
    assert np.ptp([hand[0] for hand in hands]) > 0.12


def test_who_turns_to_what_is_behind_them_takes_their_feet_along(player):
    made = gesturing("look", bases.standing(0.0), Aim(aside=2.8), 1.0)
    assert made.heading > 1.0
    assert made.heading + made.yaw + made.turn == pytest.approx(2.8, abs=0.15)
    sits = gesturing("look", bases.sitting(player.upright.joints, 0.45), Aim(aside=2.8), 1.0)
    assert sits.heading == 0.0


def test_one_thing_passes_into_the_next():
    does = (Motion("sit", at_s=1.0),)
    one = Character("man", where=Position(relation="on", of="chair"), does=does)
    scene = Scene(things=(Thing("chair"),), characters=(one,), shots=(Shot(seconds=3.0),))
    stage = staged(scene, 1)
    man = stage.called("man")[0]
    made = played(scene, stage, man, Travel((*man.at, man.yaw_deg), (), 0.0), Fraction(24), 72, 1)
    tall = np.ptp(made.poses[made.which][:, :, 2], axis=1)
    assert tall[made.rows <= 24].min() > 1.6
    assert tall[-1] < 1.4
    steps = np.abs(np.diff(made.poses[made.which], axis=0)).max(axis=(1, 2)) / np.diff(made.rows)
    assert steps.max() < 0.10
    feet = made.poses[0][:, 2] < 0.05
    assert np.ptp(made.poses[:, feet, 1].mean(axis=1)) < 0.08


def test_a_dress_lies_on_the_thighs_of_who_sits():
    dressed = Player.of(Character("woman", sex="female", clothes=(Piece(garment="dress", colour="#00ff00"),)), 0, 1)
    hem = [
        next(part.mesh.points for part in reversed(dressed.shown(posture).parts) if part.look.colour == (0.0, 1.0, 0.0))
        for posture in (bases.standing(0.0), bases.sitting(dressed.upright.joints, 0.45))
    ]
    assert np.ptp(hem[0][:, 1]) < 0.6
    assert np.ptp(hem[1][:, 1]) > 0.45
    assert hem[1][:, 2].min() > 0.05


def test_whoever_has_a_line_talks_while_they_say_it():
    scene = Scene(characters=(Character("man"),), speech=(Line("Look out, all of you!", who="man", at_s=1.0),))
    stage = staged(scene, 1)
    (talks,) = acts_of(scene, stage, stage.actors[0])
    assert (talks.does, talks.start) == ("talk", 1.0)
    assert talks.end > 1.5


def test_who_walks_to_a_seat_arrives_there_and_sits():
    does = (Motion("walk", to="bench"), Motion("sit"))
    scene = Scene(things=(Thing("bench"),), characters=(Character("man", does=does),), shots=(Shot(seconds=4.0),))
    stage = staged(scene, 1)
    man, travel = stage.called("man")[0], travels_of(scene, stage)["man"]
    assert man.seat_m == pytest.approx(0.46, abs=0.03)
    assert travel.at(4.0) == pytest.approx((*man.at, man.yaw_deg))
    assert abs(travel.at(0.0)[0] - man.at[0]) > 1.5


def test_what_somebody_sits_on_stays_and_two_sit_side_by_side():
    couple = Character("couple", count=2, where=Position(relation="on", of="sofa"), does=(Motion("sit"),))
    scene = Scene(things=(Thing("sofa"),), characters=(couple,))
    stage = staged(scene, 1)
    assert {player.actor.called: player.role for player in cast(scene, stage)}["sofa"] == "rooted"
    left, right = stage.called("couple")
    assert np.hypot(left.at[0] - right.at[0], left.at[1] - right.at[1]) == pytest.approx(0.56, abs=0.06)


@pytest.mark.parametrize(
    ("scene", "sentence"),
    [
        (sitter("tower"), "nobody can sit on tower"),
        (sitter("chair", count=3), "3 people can't sit on chair"),
    ],
)
def test_what_cannot_be_sat_on_is_said(scene, sentence):
    with pytest.raises(BadInputError, match=sentence):
        staged(scene, 1)


def test_a_posture_between_two_is_between_them():
    half = blended(Posture(lean=0.0), Posture(lean=1.0, seat=0.4, sits=1.0), 0.5)
    assert (half.lean, half.sits, half.seat) == (0.5, 0.5, 0.4)


def test_the_form_of_a_head_turns_with_it(player):
    stands = bases.standing(0.0)
    straight, turned = (player.shown(posture) for posture in (stands, gesturing("look", stands, Aim(aside=0.8), 1.0)))
    hair = [model.parts[-1].mesh.points for model in (straight, turned)]
    head = [model.parts[-2].mesh.points for model in (straight, turned)]
    behind = [one.mean(axis=0) - other.mean(axis=0) for one, other in zip(hair, head, strict=True)]
    assert abs(behind[0][0]) < 0.01
    assert behind[1][0] < -0.008  # hair is behind: it goes to the right when the face goes to the left
