"""Several engines, or ways of one, answer one brief: what they are called, what they lack, and takes of them side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.comparison import ways_of
from rushes.engines.destruction.engine import ENGINE
from rushes.errors import BadInputError
from rushes.hookspecs import hookimpl
from rushes.pipeline import engine_for
from rushes.plugins import engines, plugin_manager, rivals

RIVAL = """
from dataclasses import replace
from rushes.engines.destruction.engine import ENGINE
from rushes.hookspecs import hookimpl
from rushes.plugins import plugin_manager
class Rival:
    @hookimpl
    def rushes_engines(self):
        return [replace(ENGINE, name="rival", version="7")]
plugin_manager().register(Rival(), "rival")
"""


def rival(name: str) -> Any:
    class Plugin:
        @hookimpl
        def rushes_engines(self) -> list[Any]:
            return [replace(ENGINE, name=name)]

    return Plugin()


@pytest.fixture
def rivals_too():
    manager = plugin_manager()
    manager.register(rival("rival"), "rival")
    yield
    manager.unregister(name="rival")


SET = Brief(
    shot="010_0010", kind="set", finish=Finish(model=Path("m"), licence="own", source="us", trained_on="nothing")
)


def test_ways_of_one_engine_are_briefs_of_their_own() -> None:
    made, finished = ways_of(SET, ["made", " setdesign:finished"])
    assert (made.engine, finished.engine) == ("setdesign", "setdesign")
    assert made.brief.finish == Finish()
    assert finished.brief == SET
    assert ways_of(SET, ["setdesign"])[0].brief == SET


def test_methods_of_a_re_age_are_ways() -> None:
    brief = Brief(shot="010_0010", kind="reage")
    assert [way.brief.reage.method for way in ways_of(brief, ["bands", "keys"])] == ["bands", "keys"]
    with pytest.raises(BadInputError, match="The way onnx needs a model"):
        ways_of(brief, ["bands", "onnx"])


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["painted"], 'names "painted", which is neither'),
        (["rival:made"], "neither an engine nor a way"),
        (["setdesign:nothing"], "neither an engine nor a way"),
        (["made", "setdesign:made"], "the same way twice"),
        (["", " "], "names nothing"),
        (["finished", "setdesign"], "the same way twice"),
    ],
)
def test_a_name_that_stands_for_nothing_is_a_sentence_that_says_what_there_is(names: list[str], words: str) -> None:
    with pytest.raises(BadInputError, match=words) as told:
        ways_of(SET, names)
    assert "setdesign (ways: made, finished)" in str(told.value)


def test_a_finish_needs_its_model() -> None:
    with pytest.raises(BadInputError, match="The way finished needs a model that you bring"):
        ways_of(Brief(shot="010_0010", kind="wardrobe"), ["made", "finished"])


@pytest.mark.usefixtures("rivals_too")
def test_two_engines_may_answer_one_kind_and_ours_is_the_usual_one() -> None:
    brief = Brief(shot="010_0010")
    assert engines()["destruction"].name == "destruction"
    assert list(rivals()["destruction"]) == ["destruction", "rival"]
    assert engine_for(brief, "rival").name == "rival"
    assert [way.engine for way in ways_of(brief, ["rival", "destruction"])] == ["rival", "destruction"]
    with pytest.raises(BadInputError, match='No engine called "third"'):
        engine_for(brief, "third")
    plugin_manager().register(rival("rival"), "again")
    try:
        with pytest.raises(BadInputError, match="are called rival"):
            rivals()
    finally:
        plugin_manager().unregister(name="again")


def test_two_engines_make_two_takes_and_one_page(asked) -> None:
    name = asked.brief("text: A brick warehouse pancakes.", "frames: 3")
    code, out, errors = asked.make_apart(
        name, "--engine", "destruction,rival", "--hour-price", "2 EUR", "--json", before=RIVAL
    )
    assert code in {0, 5}, errors
    told = json.loads(out.splitlines()[-1])
    assert [side["way"] for side in told["sides"]] == ["destruction", "rival"]
    takes = [json.loads(Path(side["take"]).read_text(encoding="utf-8")) for side in told["sides"]]
    assert [take["engine"].split()[0] for take in takes] == ["destruction", "rival"]
    assert [take["version"] for take in takes] == ["v001", "v002"]
    page = Path(told["page"]).read_text(encoding="utf-8")
    assert Path(told["page"]).name == "destruction_v001_rival_v002.html"
    assert page.count("<video") == 2
    assert "2 EUR an hour" in page
    assert ", shared" in page

    again = asked.make_apart(name, "--engine", "destruction,rival", "--json", before=RIVAL)[1]
    assert [side["take"] for side in json.loads(again.splitlines()[-1])["sides"]] == [
        side["take"] for side in told["sides"]
    ]


def test_what_may_not_be_made_or_priced_is_told(asked) -> None:
    name = asked.brief("text: A brick warehouse pancakes.")
    assert "is no price" in asked.refused(name, "--engine", "destruction", "--hour-price", "cheap")
    assert "give --engine with it" in asked.refused(name, "--hour-price", "2 EUR")
    assert "neither an engine nor a way" in asked.refused(name, "--engine", "destruction,houdini")
