"""What notes change of a clip: things by name or by what a region shows, moments, the camera of the note's shot."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.brief import brief_from_text
from rushes.engines.clip.engine import steps
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.notes.answers import answers
from rushes.engines.clip.notes.steady import ANEW, HELD
from rushes.engines.clip.scene.usd import Moving, write_stage
from rushes.engines.clip.scene_step import facts
from rushes.engines.clip.shot.cameras import camera_path
from rushes.plan import Remark
from rushes.show import FrameRange

RATE = Fraction(24)
TEXT = "A red bus and a green taxi stand in a square. At 2 s a crate falls. Slow push-in, 35mm, 4 s."


def asked(text=TEXT):
    return brief_from_text(text, "020_0150", RATE, kind="clip", quality="draft")


def said(text, *, frames=(1025, 1030), region=None, folder=Path("/nowhere")):
    return Remark(text, FrameRange(*frames), 1001, RATE, "v001", folder, region)


def changed(text, brief=None, **where):
    """Return what a note changes, by field; everything in it has to be understood, and the brief has to be one that is made."""
    answer = answers(said(text, **where), brief or asked())
    assert not answer.left
    steps(answer.brief, RATE, "SHOW", "v002")
    return {turn.field: (turn.before, turn.after) for turn in answer.turned}


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    """A version's folder with its stage and its facts; nothing moves in it."""
    folder, scene = tmp_path_factory.mktemp("v001"), asked().clip
    stage = staged(scene, 1)
    camera = camera_path(scene, stage, {}, RATE, (480, 270), 1)
    count = len(camera.frames)
    bodies = [
        Moving(actor.name, actor.model, np.tile(np.array(actor.at), (count, 1)), np.tile([1.0, 0, 0, 0], (count, 1)))
        for actor in stage.actors
    ]
    (folder / "scene" / "data").mkdir(parents=True)
    write_stage(folder / "scene" / "SHOW_020_0150_v001.usdc", stage, bodies, camera, scene.cuts(RATE), RATE)
    (folder / "scene" / "data" / "facts.json").write_text(json.dumps(facts(scene, stage, camera, scene.cuts(RATE))))
    return folder


def seen(name, folder, frame=1025):
    """Return a region that is a little smaller than what is seen of a thing."""
    from rushes.engines.clip.notes.pointed import Version

    found = Version(folder)
    places = found.camera.project(np.concatenate(found.boxes(name, frame)), frame)[:, :2] / [480, 270]
    low, high = np.clip(places, 0, 1).min(axis=0), np.clip(places, 0, 1).max(axis=0)
    (x0, y0), (x1, y1) = low + 0.15 * (high - low), high - 0.15 * (high - low)
    return float(x0), float(y0), float(x1), float(y1)


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("The bus should be much bigger", {"clip.things.bus.scale": ("1", "1.96")}),
        ("a smaller taxi, please", {"clip.things.taxi.scale": ("1", "0.71")}),
        ("make the bus blue", {"clip.things.bus.colour": ("red", "blue")}),
        ("Make the bus smaller and the taxi yellow", {"clip.things.bus.scale": ("1", "0.71"), "clip.things.taxi.colour": ("green", "yellow")}),
        ("the crate of steel", {"clip.things.crate.material": ("as is usual", "steel")}),
        ("make the red bus bigger", {"clip.things.bus.scale": ("1", "1.4")}),
        ("get rid of the green taxi", {"clip.things.taxi": ("there", "removed")}),
        ("remove the taxi", {"clip.things.taxi": ("there", "removed")}),
        ("two more crates", {"clip.things.crate.count": ("1", "3")}),
        ("half a second later", {"clip.beats.crate fall.at_s": ("2 s", "2.5 s")}),
        ("the crate should fall 12 frames earlier", {"clip.beats.crate fall.at_s": ("2 s", "1.5 s")}),
        ("It should fall here", {"clip.beats.crate fall.at_s": ("2 s", "1 s")}),
        ("longer lens", {"clip.shots.1.camera.lens_mm": ("35", "49")}),
        ("tighter", {"clip.shots.1.camera.lens_mm": ("35", "45.5")}),
        ("faster push-in", {"clip.shots.1.camera.pace": ("slow", "usual")}),
        ("pull out instead", None),
        ("close-up", {"clip.shots.1.camera.framing": ("as is usual", "close up")}),
        ("at dusk, in the rain", {"clip.time_of_day": ("afternoon", "dusk"), "clip.weather": ("clear", "rain")}),
        ("one second longer", {"clip.shots.1.seconds": ("4", "5"), "frames": ("96", "120")}),
        ("more wind", {"clip.wind_ms": ("0", "4")}),
        ("look at the taxi", {"clip.shots.1.camera.subject": ("as is usual", "taxi")}),
    ],
)  # fmt: skip
def test_words_change_what_they_ask_for_and_nothing_else(text, turned):
    if turned is None:
        assert any("instead" in one for one in answers(said(text), asked()).left)
    else:
        assert changed(text) == turned


@pytest.mark.parametrize("name", ["bus", "taxi"])
def test_a_region_means_what_it_shows(name, version):
    turned = changed("make this white", folder=version, region=seen(name, version))
    assert list(turned) == [f"clip.things.{name}.colour"]


def test_words_are_believed_before_a_region(version):
    assert list(changed("the taxi white", folder=version, region=seen("bus", version))) == ["clip.things.taxi.colour"]


def test_what_is_moved_stands_where_it_stood_and_so_much_aside(version):
    from rushes.engines.clip.notes.pointed import Version

    foot = Version(version).foot("taxi")
    answer = answers(said("move the taxi 2 m left", folder=version), asked())
    at = answer.brief.clip.named("taxi").where.at_m
    assert at == pytest.approx([foot[0] - 2, foot[1], foot[2]], abs=1e-3)
    moved = answers(said("move this closer", folder=version, region=seen("taxi", version)), asked()).brief
    assert moved.clip.named("taxi").where.at_m[1] < foot[1]


def test_a_raised_camera_starts_from_where_it_stood(version):
    turned = changed("camera a bit higher", folder=version)
    before, after = turned["clip.shots.1.camera.height_m"]
    assert before == "as is usual"
    assert 0.1 < float(after) < 30


def test_of_several_shots_the_notes_own_is_changed():
    brief = asked("A red bus stands in a square, wide shot, 2 s. Cut to a close-up of the bus, 2 s.")
    assert len(brief.clip.shots) == 2
    first, second = (changed("50mm lens", brief, frames=at) for at in ((1001, 1001), (1060, 1060)))
    assert list(first) == ["clip.shots.1.camera.lens_mm"]
    assert list(second) == ["clip.shots.2.camera.lens_mm"]


def test_what_goes_is_taken_out_with_what_happens_to_it():
    answer = answers(said("remove the crate"), asked())
    assert not answer.left
    assert not answer.brief.clip.beats
    assert answer.brief.clip.named("crate") is None


@pytest.mark.parametrize(
    ("text", "region", "why"),
    [
        ("make it red", None, "say what is meant, or mark it with a box"),
        ("bigger", None, "There is: bus, taxi, crate"),
        ("add a flamingo", None, '"add a flamingo" was not understood'),
        ("the taxi should explode", None, "a note can't add it"),
        ("darker", None, '"darker" was not understood'),
        ("the bus faster", None, "goes nowhere"),
        ("the bus half a second later", None, "nothing happens to bus"),
        ("3 s later", None, "the clip ends at 4 s"),
        ("remove the bus and make the bus red", None, "is removed by another note"),
        ("seventeen seconds longer", None, "seconds can't be 21"),
    ],
)
def test_what_can_not_be_is_said(text, region, why):
    answer = answers(said(text, region=region), asked())
    assert any(why in one for one in answer.left), answer.left


def test_a_region_of_nothing_is_said(version):
    answer = answers(said("make this red", folder=version, region=(0.0, 0.0, 0.05, 0.05)), asked())
    assert "shows no thing of the clip in frame 1025" in answer.left[0]


def test_a_version_without_its_stage_says_so(tmp_path):
    answer = answers(said("make this red", folder=tmp_path, region=(0.1, 0.1, 0.2, 0.2)), asked())
    assert "nobody can tell what the region shows" in answer.left[0]


def test_what_a_note_does_not_speak_of_stays_where_it_was(version):
    """The taxi is made half as large: bus and camera stand where they stood, so that it is seen to be smaller."""
    before = asked()
    answer = answers(said("make the taxi half as big", folder=version), before)
    assert answer.told == (HELD,)
    stood, stands = staged(before.clip, 1), staged(answer.brief.clip, 1)
    for name in ("bus", "taxi"):
        assert stands.called(name)[0].at == pytest.approx(stood.called(name)[0].at, abs=1e-3)
    was, now = (
        camera_path(scene, stage, {}, RATE, (480, 270), 1)
        for scene, stage in ((before.clip, stood), (answer.brief.clip, stands))
    )
    assert now.position[0] == pytest.approx(was.position[0], abs=0.6)
    anew = camera_path(smaller(before.clip), staged(smaller(before.clip), 1), {}, RATE, (480, 270), 1)
    assert abs(anew.position[0] - was.position[0]).max() > 2 * abs(now.position[0] - was.position[0]).max()


def smaller(scene):
    """Return a scene whose taxi is half as large, and nothing is held."""
    return replace(scene, things=tuple(replace(one, scale=0.5) if one.name == "taxi" else one for one in scene.things))


def test_a_camera_that_the_note_speaks_of_is_not_held(version):
    answer = answers(said("make the taxi bigger, tighter", folder=version), asked())
    assert answer.brief.clip.shots[0].camera.distance_m is None
    assert answer.brief.clip.shots[0].camera.lens_mm == 45.5


def test_without_the_versions_stage_it_is_told_that_all_is_framed_anew():
    assert answers(said("make the taxi bigger"), asked()).told == (ANEW,)


def test_a_colour_moves_nothing(version):
    answer = answers(said("make the taxi white", folder=version), asked())
    assert not answer.told
    assert answer.brief.clip.shots == asked().clip.shots
