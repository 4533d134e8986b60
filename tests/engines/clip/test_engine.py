from __future__ import annotations

from fractions import Fraction

import pytest

from rushes.brief import Brief
from rushes.brief.scene import Beat, Character, Line, Motion, Place, Position, Scene, Shot, Thing
from rushes.engines.clip.engine import ENGINE, size_of, steps
from rushes.errors import BadInputError
from rushes.plugins import engines


def brief(scene: Scene, **more) -> Brief:
    return Brief(kind="clip", shot="010_0010", clip=scene, **more)


def planned(scene: Scene, **more):
    return steps(brief(scene, **more), Fraction(24), "SHOW", "v001")


def test_clips_have_an_engine():
    assert engines()["clip"] is ENGINE


def test_steps_stand_after_what_they_need_and_pictures_alone_change_with_quality():
    draft, final = ({step.name: step for step in planned(Scene(), quality=quality)} for quality in ("draft", "final"))
    assert list(draft) == ["simulate", "scene", "comp", "sound", "clip"]
    assert draft["simulate"].params == final["simulate"].params
    assert draft["sound"].params == final["sound"].params
    assert draft["comp"].params != final["comp"].params


def test_a_room_of_the_set_engine_is_built_first_by_a_step_that_is_named():
    named = planned(Scene(place=Place("interior", style="bunker")))
    assert [step.name for step in named] == ["room", "simulate", "scene", "comp", "sound", "clip"]
    assert named[0].entry.startswith("rushes.engines.setdesign.")
    assert all("room" in step.needs for step in named if step.name in {"simulate", "scene", "comp", "sound"})


def test_a_clip_is_as_long_as_its_shots():
    step = planned(Scene(shots=(Shot(seconds=1.0), Shot(seconds=2.5))))[0]
    assert step.params["frames"] == [1001, 1084]


@pytest.mark.parametrize(("aspect", "size"), [("16:9", (480, 270)), ("2.39", (480, 200)), ("9:16", (270, 480))])
def test_every_aspect_has_even_sides(aspect, size):
    assert size_of("draft", aspect) == size


@pytest.mark.parametrize(
    ("scene", "sentence"),
    [
        (Scene(things=(Thing("helicopter"),)), "helicopter: a clip can't show a helicopter yet. Write a van or a truck"),
        (Scene(characters=(Character("man", does=(Motion("lie"),)),)), "man: a clip can't show yet how somebody should lie"),
        (
            Scene(
                things=(Thing("chair"),),
                characters=(Character("man", where=Position(relation="on", of="chair"), does=(Motion("sit"),)),),
                beats=(Beat("explosion", "chair", at_s=1.0),),
            ),
            "chair: man sits on it, and a clip can't show yet what explosion does to people",
        ),
        (
            Scene(characters=(Character("man"),), beats=(Beat("explosion", "man", at_s=1.0),)),
            "man: a clip can't show yet what explosion does to people",
        ),
        (Scene(place=Place("interior", words="museum")), 'there is no style of room for "museum"'),
        (Scene(things=(Thing("ball"),), beats=(Beat("pour", "ball", at_s=1.0),)), "ball: what is poured are many"),
        (Scene(speech=(Line("Guten Tag.", language="de"),)), "is in de, and the voice that ships speaks English"),
        (Scene(things=(Thing("bus", colour="octarine"),)), 'bus: "octarine" is no colour'),
    ],
)  # fmt: skip
def test_what_it_cannot_do_is_said_before_anything_is_made(scene, sentence):
    with pytest.raises(BadInputError, match=r"Shot 010_0010: ") as said:
        planned(scene)
    assert sentence in str(said.value)
    assert "\n" not in str(said.value)
