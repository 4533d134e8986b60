import sys
from fractions import Fraction

import pytest

from rushes.brief import plan_with_model
from rushes.errors import BadInputError

pytest.importorskip("pydantic_ai")

from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.models.test import TestModel as StandIn

RATE = Fraction(24000, 1001)
TEXT = "Ein achtst\u00f6ckiger Plattenbau sackt zusammen, ein Mann l\u00e4uft davon."


def plan(model, text=TEXT, **fields):
    return plan_with_model(text, model, shot="010_0010", rate=RATE, **fields)


def answering(**arguments):
    return StandIn(custom_output_args=arguments)


def test_what_the_model_filled_in_is_understood_in_its_name():
    brief = plan(
        answering(
            building={"storeys": 8, "material": "concrete"},
            collapse={"way": "pancake"},
            seconds=4,
            not_understood=["ein Mann l\u00e4uft davon", "made up by the model"],
        )
    )
    assert (brief.building.storeys, brief.collapse.way, brief.frames) == (8, "pancake", 96)
    told = {reading.field: reading.words for reading in brief.understood}
    assert told == dict.fromkeys(["frames", "building.storeys", "building.material", "collapse.way"], "(planner test)")
    assert "building.bays" in {reading.field for reading in brief.assumed}
    assert brief.not_understood == ("ein Mann l\u00e4uft davon",)
    assert brief.text == TEXT


def test_an_option_wins_over_the_model():
    brief = plan(answering(building={"storeys": 8}, quality="final"), quality="draft", building={"storeys": 3})
    assert (brief.building.storeys, brief.quality) == (3, "draft")
    assert {r.words for r in brief.understood if r.field == "quality"} == {"(option)"}


def test_a_model_that_answers_nothing_leaves_everything_assumed():
    brief = plan(answering())
    assert brief.understood == ()
    assert brief.building.storeys == 8


def test_the_model_may_correct_itself_within_the_limits():
    answers = iter([{"building": {"storeys": 400}}, {"people": ["Tom"]}, {"building": {"storeys": 40}}])
    seen = []

    def answer(messages, info):
        seen.append(messages)
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, next(answers))])

    assert plan(FunctionModel(answer)).building.storeys == 40
    assert len(seen) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        {"building": {"storeys": 400}},
        {"people": ["Tom Cruise"]},
        {"plate": "/etc/passwd"},
        {"shot": "020_0150"},
        {"camera": {"horizon": 9}},
    ],
)
def test_the_model_cannot_leave_the_form(arguments):
    def answer(messages, info):
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, arguments)])

    with pytest.raises(BadInputError, match="planner function"):
        plan(FunctionModel(answer))


def test_values_that_contradict_each_other_are_refused_from_a_model_too():
    with pytest.raises(BadInputError, match="tilt"):
        plan(answering(camera={"tilt_deg": 10, "horizon": 0.2}))


def test_a_model_that_does_not_answer_is_one_clear_sentence():
    def fail(messages, info):
        raise ModelHTTPError(status_code=401, model_name="far", body={"error": "no\nkey"})

    with pytest.raises(BadInputError, match="could not read the brief") as caught:
        plan(FunctionModel(fail))
    assert "\n" not in str(caught.value)


def test_a_model_that_nobody_knows_is_one_clear_sentence():
    with pytest.raises(BadInputError, match="nonsense"):
        plan("nonsense")


def test_the_extra_is_named_when_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydantic_ai", None)
    with pytest.raises(BadInputError, match=r"rushes\[planner\]"):
        plan("openai:gpt-5")


def test_strict_counts_what_the_model_did_not_understand():
    with pytest.raises(BadInputError, match="ein Mann"):
        plan(answering(not_understood=["ein Mann"]), strict=True)


@pytest.mark.parametrize("text", ["", "  ", "a" * 5000])
def test_there_has_to_be_a_text(text):
    with pytest.raises(BadInputError, match="characters"):
        plan(answering(), text=text)
