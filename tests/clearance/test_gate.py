"""Nothing runs without a permit of this moment: every step of every engine, and every act of a person, asks the gate."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import json
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from rushes.brief import Brief, Building
from rushes.brief.reage import Reage
from rushes.brief.room import Room
from rushes.brief.scene import Scene, Shot
from rushes.brief.wardrobe import Piece, Wardrobe
from rushes.clearance import Clearance, Verdict, clear
from rushes.clearance.gate import CLOCK_SLACK, Gate, Permit
from rushes.clearance.question import Question, Shown
from rushes.clearance.records.consent import Action
from rushes.clearance.records.desk import lift_strike, order_strike, working_desk
from rushes.clearance.records.registry import Registry
from rushes.cli.clear import ACTIONS
from rushes.errors import BadInputError, EscalatedError, RefusedError, RushesError
from rushes.hookspecs import hookimpl
from rushes.judgement import gate_of
from rushes.plan import Engine, Recipe, Step, StepContext, plan, tasks
from rushes.plan.run import run_step
from rushes.plugins import engines, plugin_manager
from rushes.provenance.events import record_strike
from rushes.show import Show

SHA = "b" * 64
SOURCE = Path(importlib.import_module("rushes").__file__ or "").parent
SAMPLES: dict[str, dict[str, Any]] = {
    "destruction": {"building": Building(storeys=2, bays=2, bays_deep=2), "frames": 4},
    "reage": {"kind": "reage", "reage": Reage(performer="p-014", from_age=61, to_age=45), "frames": 2},
    "wardrobe": {"kind": "wardrobe", "wardrobe": Wardrobe(pieces=(Piece(garment="pencil_skirt"),)), "frames": 2},
    "set": {"kind": "set", "room": Room(style="corridor"), "frames": 3},
    "clip": {"kind": "clip", "clip": Scene(shots=(Shot(seconds=0.25),)), "frames": 6},
}
"""What a small brief of each kind says. An engine of a new kind needs its line here, or the walk below fails."""


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return Show.init(tmp_path / "S", Fraction(24))


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    path = tmp_path / "plate.png"
    Image.new("RGB", (960, 640), (120, 130, 140)).save(path)
    return path


@pytest.fixture
def agreed(show: Show, rushes: Any, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Return the show with an invented performer in it who agreed to be made younger."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", "seven grey herons at low tide")

    def run(*arguments: str) -> dict[str, Any]:
        code, out, errors = rushes(*arguments, "--json")
        assert code == 0, errors
        return dict(json.loads(out.splitlines()[-1]))

    did = run("consent", "key", "tobias.key")["did"]
    run(
        "performer", "enrol", "p-014", "--name", "Tobias Quillfeather", "--did", did,
        "--evidence", "passport, in person", "--show", "S",
    )  # fmt: skip
    run(
        "consent", "draft", "p-014", "--out", "draft.yaml", "--action", "alter", "--action", "reage", "--kind", "reage",
        "--until", f"{datetime.now(UTC).year + 1}-12-31", "--set", "age_from=40", "--set", "age_to=70", "--show", "S",
        "--description", "He is made younger in the opening, as the script describes it.",
    )  # fmt: skip
    run("consent", "sign", "draft.yaml", "--key", "tobias.key", "--yes", "--show", "S")
    return Show.load(show.folder)


def question(**changes: Any) -> Question:
    return Question(**{"production": "S", "shot": "010_0010", "brief_sha256": SHA, **changes})


def cleared(asked: Question, now: datetime | None = None) -> Clearance:
    return clear(asked, Registry(), ("house",), now=now or datetime.now(UTC))


def planned(kind: str, clearance: Clearance, plate: Path | None = None) -> Recipe:
    brief = Brief(shot="010_0010", plate=plate, **SAMPLES[kind])
    return plan(brief, clearance, engines()[kind], show="S", version="v001", rate=Fraction(24), brief_sha256=SHA)


def sample(kind: str, plate: Path | None, show: Show) -> tuple[Question, Clearance, Recipe]:
    if kind == "reage":
        him = Shown(words="p-014", performer="p-014", how="named")
        asked = question(
            kind=kind, actions=(Action.ALTER, Action.REAGE), shown=(him,), age_from=61, age_to=45, modalities=("face",)
        )
        now = datetime.now(UTC)
        clearance = clear(asked, gate_of(show).registry(now), ("house",), now=now)
    else:
        asked = question(kind=kind, actions=(Action.GENERATE, Action.ALTER) if plate else (Action.GENERATE,))
        clearance = cleared(asked)
    return asked, clearance, planned(kind, clearance, plate)


def without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda request: request.pop(name)


def given(**fields: Any) -> Callable[[dict[str, Any]], None]:
    """Give a step a clearance that is whole, and other than the one it was planned with."""

    def change(request: dict[str, Any]) -> None:
        request["clearance"] = replace(Clearance.from_json(request["clearance"]), **fields).to_json()

    return change


def altered(request: dict[str, Any]) -> None:
    request["clearance"]["people"] = ["performer-1"]


def other_question(request: dict[str, Any]) -> None:
    request["question"]["advertisement"] = True


def other_brief(request: dict[str, Any]) -> None:
    request["brief_sha256"] = "c" * 64


def half_a_question(request: dict[str, Any]) -> None:
    del request["question"]["production"]


def half_a_gate(request: dict[str, Any]) -> None:
    del request["gate"]["packs"]


def other_policies(request: dict[str, Any]) -> None:
    path = Path(request["gate"]["folder"]) / "show.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8")


WRONG: dict[str, tuple[Callable[[dict[str, Any]], Any], type[RushesError], str]] = {
    "no clearance": (without("clearance"), RefusedError, "without its clearance"),
    "no question": (without("question"), RefusedError, "without its question"),
    "no gate": (without("gate"), RefusedError, "without its gate"),
    "no action": (without("action"), RefusedError, "without its action"),
    "a refused clearance": (given(verdict=Verdict.REFUSED, actions=frozenset()), RefusedError, "refused"),
    "an escalated clearance": (given(verdict=Verdict.ESCALATE, actions=frozenset()), EscalatedError, "person"),
    "a clearance of another action": (given(actions=frozenset({"export"})), RefusedError, "covers export, not"),
    "a clearance of nothing": (given(actions=frozenset()), RefusedError, "covers nothing"),
    "another production's clearance": (given(production="OTHER"), RefusedError, "for the production OTHER"),
    "an altered clearance": (altered, RefusedError, "changed after it was written"),
    "another question": (other_question, RefusedError, "another question"),
    "another brief": (other_brief, RefusedError, "another brief"),
    "half a question": (half_a_question, RefusedError, "not whole"),
    "half a gate": (half_a_gate, RefusedError, "at which gate"),
    "other policies": (other_policies, RefusedError, "policies in force were house when"),
}


@pytest.mark.parametrize("over", [None, "plate"])
@pytest.mark.parametrize("what", WRONG)
def test_no_step_of_any_engine_runs_without_a_clearance_that_covers_it_now(
    what: str, over: str | None, agreed: Show, plate: Path
) -> None:
    show = agreed
    assert set(SAMPLES) == set(engines()), "an engine without a sample brief is not walked"
    wrong, error, words = WRONG[what]
    walked = 0
    for kind in engines():
        stands_on = kind == "reage" or (over is not None and kind == "destruction")
        asked, clearance, recipe = sample(kind, plate if stands_on else None, show)
        assert {step.action for step in recipe.steps} == set(asked.actions)
        for task in tasks(recipe, show.work, clearance, question=asked, gate=Gate.of(show)):
            request = copy.deepcopy(dict(task.request)) | {"entry": "a_module_that_is_not_there:step"}
            before = (show.folder / "show.yaml").read_text(encoding="utf-8")
            wrong(request)
            with pytest.raises(error, match=words):
                run_step(request, lambda *_: None)
            assert not show.work.exists(), "a step that is not let through leaves nothing"
            (show.folder / "show.yaml").write_text(before, encoding="utf-8")
            walked += 1
    assert walked >= 9


def test_the_same_steps_are_let_through_when_nothing_is_wrong(show: Show, plate: Path) -> None:
    for over in (None, plate):
        asked, clearance, recipe = sample("destruction", over, show)
        for task in tasks(recipe, show.work, clearance, question=asked, gate=Gate.of(show)):
            request = dict(task.request) | {"entry": "a_module_that_is_not_there:step", "inputs": {}, "keys": {}}
            with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there"):
                run_step(request, lambda *_: None)


def test_a_consent_revoked_between_two_steps_stops_the_next_and_no_frame_is_decoded_for_it(
    agreed: Show, plate: Path, rushes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, clearance, recipe = sample("reage", plate, agreed)
    first, second = tasks(recipe, agreed.work, clearance, question=asked, gate=Gate.of(agreed))[:2]
    run_step(dict(first.request), lambda *_: None)
    assert len(list(agreed.work.rglob("plate.*.exr"))) == 2
    code, _, errors = rushes("consent", "revoke", "draft", "--key", "tobias.key", "--yes", "--show", "S")
    assert code == 0, errors
    decoded: list[Path] = []
    monkeypatch.setattr("rushes.media.exr.read_exr", decoded.append)
    with pytest.raises(RefusedError, match="revoked"):
        run_step(dict(second.request), lambda *_: None)
    assert second.request["step"] == "track"
    assert decoded == []
    assert not list(agreed.work.rglob("track*"))


@pytest.mark.parametrize("wrong", [{"age_to": 39}, {"age_to": 17}, {"age_to": 71}, {"production": "OTHER"}])
def test_a_re_age_that_the_consent_does_not_cover_is_refused(agreed: Show, plate: Path, wrong: dict[str, Any]) -> None:
    asked, _, _ = sample("reage", plate, agreed)
    now = datetime.now(UTC)
    changed = asked.model_copy(update=wrong)
    assert clear(changed, gate_of(agreed).registry(now), ("house",), now=now).verdict is Verdict.REFUSED


def test_the_function_behind_every_step_takes_the_context_and_nothing_else(plate: Path, agreed: Show) -> None:
    for kind in engines():
        for over in (None, plate):
            for step in sample(kind, plate if kind == "reage" else over, agreed)[2].steps:
                module, _, name = step.entry.partition(":")
                function = getattr(importlib.import_module(module), name)
                (argument,) = inspect.signature(function).parameters.values()
                assert argument.annotation in {StepContext, "StepContext"}, step.entry


def step_modules() -> list[Path]:
    return sorted((SOURCE / "engines").rglob("*_step.py"))


@pytest.mark.parametrize("path", step_modules(), ids=lambda path: path.stem)
def test_every_module_of_a_step_has_one_function_of_its_name_that_takes_the_context(path: Path) -> None:
    name = path.stem.removesuffix("_step")
    functions = {
        node.name: node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert name in functions
    (argument,) = functions[name].args.args
    assert isinstance(argument.annotation, ast.Name)
    assert argument.annotation.id == "StepContext"


def test_what_an_engine_starts_beside_itself_is_started_with_a_permit() -> None:
    starters = 0
    for path in sorted((SOURCE / "engines").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        reaches = {
            name
            for name, node in functions.items()
            if calls(node) & {"run_program", "Popen"} - set(functions) or starts(node)
        }
        while more := {name for name, node in functions.items() if calls(node) & reaches} - reaches:
            reaches |= more
        for name in reaches:
            called_by = {other for other, node in functions.items() if other != name and name in calls(node)}
            if called_by:
                continue
            starters += 1
            annotations = {ast.unparse(one.annotation) for one in functions[name].args.args if one.annotation}
            assert annotations & {"Permit", "StepContext"}, f"{path.name}: {name} starts a program without a permit"
    assert starters, "the search found nothing: it searches for the wrong thing"


def calls(node: ast.AST) -> set[str]:
    """The names that are called or handed on in a function."""
    found = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return found | {
        name.attr for name in ast.walk(node) if isinstance(name, ast.Attribute) and name.attr in {"Popen", "system"}
    }


def starts(node: ast.AST) -> bool:
    """Say whether a function starts a program by the standard library's own means."""
    found = {ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return bool(
        found
        & {"subprocess.run", "subprocess.Popen", "subprocess.check_output", "subprocess.call", "os.system", "os.execv"}
    )


def test_a_permit_is_made_by_the_gate_alone(show: Show) -> None:
    permit = Gate.of(show).ask(question(), Action.GENERATE)
    assert (permit.action, permit.question_sha256) == (Action.GENERATE, question().sha256)
    assert permit.clearance_id == permit.clearance.id
    fields = (permit.clearance, permit.action, permit.question_sha256, permit.at, permit.registry)
    with pytest.raises(RefusedError, match="gate alone"):
        Permit(*fields, object())
    with pytest.raises(TypeError):
        Permit(*fields)  # type: ignore[call-arg]
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(RefusedError, match="can't be copied"):
            copied(permit)
    with pytest.raises((RefusedError, TypeError, ValueError)):
        replace(permit, action=Action.TRAIN)
    with pytest.raises(AttributeError):
        permit.action = Action.TRAIN  # type: ignore[misc]
    with pytest.raises(TypeError, match="no kinds"):
        type("Forged", (Permit,), {})
    with pytest.raises(RefusedError, match="needs one to train"):
        permit.require(Action.TRAIN)


@pytest.mark.parametrize("forged", [None, "permit", object(), cleared(question())])
def test_a_step_is_handed_nothing_without_a_permit(tmp_path: Path, forged: Any) -> None:
    with pytest.raises(RefusedError, match="given none"):
        StepContext(tmp_path, {}, {}, {}, forged, lambda *_: None)


@pytest.fixture
def toy() -> Iterator[ModuleType]:
    """A plugin with an engine whose steps do everything that a likeness can be used for."""
    module = ModuleType("toy_gate_engine")
    done: list[str] = []

    def steps(*_: Any) -> tuple[Step, ...]:
        return tuple(
            Step(action, "toy_gate_engine:step", 1, {}, action=action)
            for action in ("generate", "train", "reage", "dub", "promote", "export", "transfer", "clone")
        )

    module.done = done  # type: ignore[attr-defined]
    module.step = lambda ctx: done.append(str(ctx.permit.action))  # type: ignore[attr-defined]
    module.rushes_engines = hookimpl(lambda: [Engine("toy", "toy", "1", steps, lambda _: "")])  # type: ignore[attr-defined]
    module.rushes_engines.__name__ = "rushes_engines"  # type: ignore[attr-defined]
    sys.modules["toy_gate_engine"] = module
    plugin_manager().register(module, "toy_gate_engine")
    yield module
    plugin_manager().unregister(module)
    del sys.modules["toy_gate_engine"]


def test_an_engine_of_a_plugin_asks_like_our_own(show: Show, toy: ModuleType) -> None:
    engine = engines()["toy"]
    brief = Brief(shot="010_0010").model_copy(update={"kind": "toy"})
    asked = question(kind="toy")
    clearance = cleared(asked)
    with pytest.raises(RefusedError, match='covers generate, not "train"'):
        plan(brief, clearance, engine, show="S", version="v001", rate=Fraction(24), brief_sha256=SHA)
    generate = replace(engine, steps=lambda *_: engine.steps(brief, Fraction(24), "S", "v001")[:1])
    recipe = plan(brief, clearance, generate, show="S", version="v001", rate=Fraction(24), brief_sha256=SHA)
    recipe = replace(recipe, steps=engine.steps(brief, Fraction(24), "S", "v001"))
    for task in tasks(recipe, show.work, clearance, question=asked, gate=Gate.of(show)):
        if task.request["action"] == "generate":
            continue
        with pytest.raises(RefusedError, match=r"covers generate, not|knows the act"):
            run_step(task.request, lambda *_: None)
    assert toy.done == []
    assert not show.work.exists()


@pytest.mark.parametrize("action", ["reage", "dub", "train"])
def test_what_is_done_to_a_person_needs_one_who_agreed(show: Show, action: str) -> None:
    """Nobody is in the question, so that nobody can have agreed: an empty picture is no reason to train on somebody."""
    shown = [{"words": "Ada Moss", "performer": "performer-1", "how": "named"}]
    with pytest.raises(RefusedError):
        Gate.of(show).ask(question(shown=shown), action)


def test_an_act_that_nobody_knows_is_refused(show: Show) -> None:
    with pytest.raises(RefusedError, match=r'knows the act "clone".*generate, alter, reage'):
        Gate.of(show).ask(question(), "clone")


def test_the_command_line_knows_every_act() -> None:
    assert tuple(Action) == ACTIONS


@pytest.mark.parametrize("name", ["production", "show"])
def test_a_question_of_another_production_is_refused(show: Show, name: str) -> None:
    gate = Gate.of(show)
    if name == "show":
        path = show.folder / "show.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace('name: "S"', 'name: "T"'), encoding="utf-8")
        with pytest.raises(RefusedError, match="holds T"):
            gate.ask(question(), Action.GENERATE)
    else:
        with pytest.raises(RefusedError, match="production T at the gate of S"):
            gate.ask(question(production="T"), Action.GENERATE)


def test_a_show_that_is_gone_is_a_sentence(show: Show) -> None:
    gate = Gate.of(show)
    (show.folder / "show.yaml").unlink()
    with pytest.raises(BadInputError, match="is no show"):
        gate.ask(question(), Action.GENERATE)


def test_another_desk_than_at_the_start_is_refused(show: Show) -> None:
    named, _ = working_desk(show)
    Gate.of(show).ask(question(), Action.GENERATE)  # a desk that the show named since is the show's
    gate = Gate.of(named)
    path = show.folder / "show.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line for line in text.splitlines() if "clearance_desk" not in line), encoding="utf-8")
    with pytest.raises(RefusedError, match="another one than when this was cleared"):
        gate.ask(question(), Action.GENERATE)


def test_a_clock_that_was_set_back_is_refused(show: Show) -> None:
    now = datetime.now(UTC)
    earlier = cleared(question(), now)
    slow = replace(Gate.of(show), clock=lambda: now - CLOCK_SLACK)
    slow.ask(question(), Action.GENERATE, given=earlier)
    back = replace(Gate.of(show), clock=lambda: now - CLOCK_SLACK - timedelta(seconds=1))
    with pytest.raises(RefusedError, match=r"clock says .* but clearance clr-.* was set back"):
        back.ask(question(), Action.GENERATE, given=earlier)
    with pytest.raises(RefusedError, match=r"an event in the show's ledger .*rushes ledger set-right"):
        replace(back, not_before=now).ask(question(), Action.GENERATE)


def test_a_gate_is_the_same_in_another_process(show: Show) -> None:
    gate = Gate.of(show, floors={"https://lists/1": 7}, orders=frozenset({"urn:uuid:1"}), not_before=datetime.now(UTC))
    assert Gate.from_json(json.loads(json.dumps(gate.to_json()))) == gate


def test_a_strike_of_the_whole_show_stops_what_was_cleared_and_lifting_it_lets_it_go_on(show: Show) -> None:
    asked = question()
    earlier = cleared(asked)
    show, desk = working_desk(show)
    gate = Gate.of(show)
    gate.ask(asked, Action.GENERATE, given=earlier)
    order_strike(
        show.consents, scope="show", name="S", ordered_by="Ida Quill", why="", now=datetime.now(UTC), signer=desk
    )
    with pytest.raises(RefusedError, match=r"Cleared on .* and not any more.*\[house/strike\]"):
        gate.ask(asked, Action.GENERATE, given=earlier)
    for action in Action:
        with pytest.raises(RefusedError, match="house/strike"):
            gate.ask(asked, action)
    lift_strike(show.consents, scope="show", name="S", now=datetime.now(UTC), signer=desk)
    assert gate.ask(asked, Action.GENERATE, given=earlier).action is Action.GENERATE


def test_a_strike_order_that_was_deleted_is_missed(show: Show) -> None:
    show, desk = working_desk(show)
    order = order_strike(
        show.consents, scope="show", name="S", ordered_by="Ida Quill", why="", now=datetime.now(UTC), signer=desk
    )
    record_strike(show, order)
    gate = gate_of(show)
    lifted = lift_strike(show.consents, scope="show", name="S", now=datetime.now(UTC), signer=desk)
    assert gate.ask(question(), Action.GENERATE).action is Action.GENERATE, "lifting it is no deletion"
    assert len(lifted) == 1
    next((show.consents / "strikes").glob("*.json")).unlink()
    for one in (gate, gate_of(show)):
        with pytest.raises(RefusedError, match=r"was given, and its file is gone from .*strikes\. A strike may hold"):
            one.ask(question(), Action.GENERATE)


def test_a_strike_order_that_cannot_be_read_may_hold(show: Show) -> None:
    show, desk = working_desk(show)
    order = order_strike(
        show.consents,
        scope="union",
        name="sag-aftra",
        ordered_by="Ida Quill",
        why="",
        now=datetime.now(UTC),
        signer=desk,
    )
    path = show.consents / "strikes" / f"{order.id.removeprefix('urn:uuid:')}.json"
    path.write_text(path.read_text(encoding="utf-8").replace("sag-aftra", "equity"), encoding="utf-8")
    with pytest.raises(RefusedError, match=r"strikes/.*counts for nothing.*A strike may hold"):
        Gate.of(show).ask(question(), Action.GENERATE)
