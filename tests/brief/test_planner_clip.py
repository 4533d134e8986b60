from fractions import Fraction

import pytest

from rushes.brief import plan_with_model
from rushes.errors import BadInputError

pytest.importorskip("pydantic_ai")

from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.models.test import TestModel as StandIn

RATE = Fraction(24)
TEXT = "Ein roter Bus bremst auf einem Platz im Regen, bei 2 s fällt der Kronleuchter, ein Hund bellt."
SCENE = {
    "place": {"kind": "square"},
    "weather": "rain",
    "things": [
        {"kind": "bus", "colour": "red", "does": [{"does": "brake"}]},
        {"kind": "chandelier", "where": {"relation": "hanging"}},
    ],
    "shots": [{"camera": {"move": "push_in"}}],
    "beats": [{"event": "fall", "thing": "chandelier", "at_s": 2}],
    "not_understood": ["ein Hund bellt", "made up by the model"],
}


def plan(model, text=TEXT, **fields):
    return plan_with_model(text, model, shot="010_0010", rate=RATE, kind="clip", **fields)


def answering(**arguments):
    return StandIn(custom_output_args=arguments)


def test_a_model_fills_in_a_scene_in_its_name():
    brief = plan(answering(**SCENE))
    assert (brief.kind, brief.clip.place.kind, brief.clip.weather, brief.text) == ("clip", "square", "rain", TEXT)
    assert [thing.name for thing in brief.clip.things] == ["bus", "chandelier"]
    assert (brief.clip.shots[0].camera.move, brief.clip.seconds, brief.frames) == ("push_in", 4.0, 96)
    told = {reading.field: reading.words for reading in brief.understood}
    assert told["clip.things"] == told["clip.beats"] == told["clip.place"] == "(planner test)"
    assert "clip.time_of_day" in {reading.field for reading in brief.assumed}
    assert brief.not_understood == ("ein Hund bellt",)


def test_an_option_wins_over_the_model():
    brief = plan(answering(**SCENE), clip={"weather": "snow"}, frames=120)
    assert (brief.clip.weather, brief.frames) == ("snow", 120)


def test_what_cannot_be_is_said_as_of_any_brief():
    with pytest.raises(BadInputError, match="the chandelier falls at 2 s, and the clip ends at 1 s"):
        plan(answering(**{**SCENE, "seconds": 1.0}))
    with pytest.raises(BadInputError, match='happens to "lamp", which is neither'):
        plan(answering(**{**SCENE, "beats": [{"event": "fall", "thing": "lamp"}]}))
    with pytest.raises(BadInputError, match=r'building\.storeys belongs to a brief of kind "destruction"'):
        plan(answering(**SCENE), building={"storeys": 3})


def test_the_model_may_correct_itself_within_the_limits():
    answers = iter([{"things": [{"kind": "unicorn"}]}, {"shots": [{"camera": {"lens_mm": 0}}]}, SCENE])
    model = FunctionModel(lambda _, info: ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, next(answers))]))
    assert plan(model).clip.things[0].kind == "bus"


def test_a_model_that_never_fills_it_in_is_one_sentence():
    model = FunctionModel(lambda _, info: ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"things": 3})]))
    with pytest.raises(BadInputError, match=r"The planner .* could not read the brief"):
        plan(model)
