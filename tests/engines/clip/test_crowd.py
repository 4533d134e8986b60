from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Beat, Character, Motion, Place, Position, Scene, Shot, Thing
from rushes.engines.clip.crowd import body_of, cycle_of, only_stands, swaying
from rushes.engines.clip.engine import check
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics import simulation
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.physics.world import rotated
from rushes.engines.clip.travel import Travel
from rushes.errors import BadInputError


def crowd(count: int, **more) -> Thing:
    return Thing("crowd", count=count, **more)


@pytest.mark.parametrize(
    ("place", "count"),
    [
        ("square", 50),
        ("street", 50),
        ("studio", 120),
        ("interior", 30),
        ("rooftop", 40),
        ("coast", 60),
        ("square", 300),
    ],
)
def test_nobody_of_a_crowd_stands_in_anything_or_anybody(place, count):
    things = (Thing("car"), Thing("statue"), crowd(count)) if place in {"square", "street"} else (crowd(count),)
    stage = staged(Scene(place=Place(place), things=things), 3)
    people = np.array([actor.at[:2] for actor in stage.called("crowd")])
    assert len(people) == count
    apart = np.linalg.norm(people[:, None] - people[None], axis=-1) + 9.0 * np.eye(count)
    assert apart.min() > 0.5
    for actor in stage.actors:
        if actor.called != "crowd":
            low, high = actor.bounds()
            inside = (people > low[:2] - 0.2).all(axis=1) & (people < high[:2] + 0.2).all(axis=1)
            assert not inside.any()


def test_a_trunk_is_not_stood_in_and_a_crown_is_stood_under():
    stage = staged(Scene(place=Place("square"), things=(crowd(300),)), 1)
    people = np.array([actor.at[:2] for actor in stage.called("crowd")])
    trees = [model for name, model in stage.setting.scenery.items() if name.startswith("tree")]
    for tree in trees:
        trunk = tree.points[(tree.points[:, 2] > 0.2) & (tree.points[:, 2] < 1.5)][:, :2].mean(axis=0)
        assert np.linalg.norm(people - trunk, axis=1).min() > 0.3


def test_a_crowd_that_has_no_room_says_how_many_have():
    with pytest.raises(
        BadInputError, match=r"crowd: \d+ of 300 people have room to stand in this interior. Ask for \d+"
    ):
        staged(Scene(place=Place("interior"), things=(crowd(300),)), 1)


def test_what_drives_has_its_way_free():
    bus = Thing("bus", does=(Motion("drive", toward="right"),))
    stage = staged(Scene(place=Place("street"), things=(bus, crowd(40))), 1)
    low, high = stage.called("bus")[0].bounds()
    assert all(not low[1] < actor.at[1] < high[1] for actor in stage.called("crowd"))


def test_people_of_a_crowd_differ_and_neighbours_in_order_are_nobody_twice():
    assert sorted(body_of(number, 1) for number in range(10)) == list(range(10))
    stage = staged(Scene(place=Place("square"), things=(crowd(30),)), 1)
    colours = {tuple(part.look.colour for part in actor.model.parts) for actor in stage.called("crowd")}
    assert len(colours) > 25
    assert np.ptp([float(actor.model.size[2]) for actor in stage.called("crowd")]) > 0.1


def test_a_crowd_in_a_colour_wears_it():
    stage = staged(Scene(place=Place("square"), things=(crowd(5, colour="#ff0000"),)), 1)
    assert all((1.0, 0.0, 0.0) in {part.look.colour for part in actor.model.parts} for actor in stage.called("crowd"))


def test_onlookers_look_at_what_happens():
    scene = Scene(
        place=Place("square"),
        things=(Thing("tower"), crowd(20)),
        beats=(Beat("topple", "tower", at_s=1.0),),
    )
    stage = staged(scene, 1)
    tower = np.array(stage.called("tower")[0].at[:2])
    for actor in stage.called("crowd"):
        yaw = np.radians(actor.yaw_deg)
        way = tower - np.array(actor.at[:2])
        assert np.array([np.sin(yaw), -np.cos(yaw)]) @ way / np.linalg.norm(way) > 0.85


def test_a_crowd_that_runs_stays_apart_and_gets_away():
    runs = crowd(40, does=(Motion("stand"), Motion("run", at_s=1.0, toward="away")))
    scene = Scene(place=Place("square"), things=(runs,), shots=(Shot(seconds=3.0),))
    stage = staged(scene, 1)
    travels = travels_of(scene, stage)
    for time in (0.5, 1.5, 2.9):
        there = np.array([travels[actor.name].at(time)[:2] for actor in stage.actors])
        apart = np.linalg.norm(there[:, None] - there[None], axis=-1) + 9.0 * np.eye(40)
        assert apart.min() > 0.45
    gone = [travels[actor.name].at(3.0)[1] - actor.at[1] for actor in stage.actors]
    assert min(gone) > 4.0


def test_somebody_who_stands_in_a_crowd_sways_and_keeps_their_feet():
    moves = cycle_of(Travel((0.0, 0.0, 0.0, 0.0), (), 0.0), (), 2, 24.0, 96, 1)
    poses = moves.poses[moves.which]
    assert moves.rows[0] == 0
    assert moves.rows[-1] == 95
    high = poses[0][:, 2] > 1.4
    assert np.ptp(poses[:, high].mean(axis=1), axis=0)[0] > 0.005
    feet = poses[0][:, 2] < 0.06
    assert np.ptp(poses[:, feet].mean(axis=1), axis=0).max() < 0.03
    assert poses[:, :, 2].min(axis=1) == pytest.approx(0.0, abs=0.01)


def test_a_crowd_is_not_thrown_about_by_an_explosion():
    scene = Scene(
        place=Place("square"), things=(Thing("crate"), crowd(6)), beats=(Beat("explosion", "crate", at_s=0.1),), shots=(Shot(seconds=0.4),)
    )  # fmt: skip
    made = simulation.simulate(scene, staged(scene, 1), Fraction(24), 1, lambda _done, _of: None)
    people = [number for number, player in enumerate(made.players) if player.actor.called == "crowd"]
    assert np.ptp(made.position[:, people], axis=0).max() < 1e-6


def test_what_cannot_happen_to_a_crowd_is_said():
    scene = Scene(things=(crowd(20),), beats=(Beat("explosion", "crowd", at_s=0.5),))
    with pytest.raises(BadInputError, match="crowd: a clip can't show yet what explosion does to people"):
        check(scene, "010_0010", 1)


def test_somebody_stands_before_a_crowd_and_beside_nobody():
    scene = Scene(place=Place("square"), things=(crowd(30),), characters=(Character("woman"),))
    stage = staged(scene, 1)
    woman = np.array(stage.called("woman")[0].at[:2])
    people = np.array([actor.at[:2] for actor in stage.called("crowd")])
    assert (people[:, 1] > woman[1]).all()
    assert np.linalg.norm(people - woman, axis=1).min() > 0.6


def test_a_crowd_stands_around_what_it_is_to_stand_around():
    around = crowd(24, where=Position(relation="around", of="statue"))
    stage = staged(Scene(place=Place("square"), things=(Thing("statue"), around)), 1)
    people = np.array([actor.at[:2] for actor in stage.called("crowd")])
    assert (people.max(axis=0) > 1.0).all()
    assert (people.min(axis=0) < -1.0).all()


def test_who_is_in_a_crowd_is_stood_around():
    amid = Character("man", where=Position(relation="inside", of="crowd"))
    stage = staged(Scene(place=Place("square"), things=(crowd(40),), characters=(amid,)), 1)
    man = np.array(stage.called("man")[0].at[:2])
    people = np.array([actor.at[:2] for actor in stage.called("crowd")])
    assert ((people < man).any(axis=0) & (people > man).any(axis=0)).all()
    assert np.linalg.norm(people - man, axis=1).min() > 0.5


@pytest.mark.parametrize("does", ["sit", "crouch", "wave", "jump", "dance", "look"])
def test_a_crowd_does_it_together_and_not_all_at_once(does):
    motion = Motion(does, at_s=1.0, toward="up" if does == "look" else None)
    moves = [cycle_of(Travel((0.0, 0.0, 0.0, 0.0), (), 0.0), (motion,), number, 24.0, 72, 1) for number in (0, 1)]
    for made in moves:
        before = made.poses[made.which[made.rows <= 20]]
        after = made.poses[made.which[made.rows >= 66]]
        assert np.abs(after.mean(axis=0) - before.mean(axis=0)).max() > 0.06
        assert (np.diff(made.rows) > 0).all()
    starts = [
        made.rows[np.abs(made.poses[made.which] - made.poses[made.which[0]]).max(axis=(1, 2)) > 0.09][0]
        for made in moves
    ]
    assert starts[0] != starts[1]


def test_who_only_stands_sways_as_a_whole_and_does_not_bend():
    assert only_stands((Motion("stand"), Motion("look", to="tower")))
    assert not only_stands((Motion("look", toward="up"),))
    turns = swaying(np.array([1.0, 0.0, 0.0, 0.0]), 3, 24.0, 96, 1)
    heads = np.array([rotated(turn, np.array([0.0, 0.0, 1.7])) for turn in turns])
    assert 0.02 < np.ptp(heads[:, 0]) < 0.08
    assert np.abs(np.diff(heads, axis=0)).max() < 0.004
    assert np.linalg.norm(turns, axis=1) == pytest.approx(1.0)
