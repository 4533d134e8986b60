"""A step that loads a model runs only with the weights that were cleared, as they were then."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rushes.canonical import sha256_of_file
from rushes.clearance import clear
from rushes.clearance.gate import Gate
from rushes.clearance.models import ModelCard, TrainingItem
from rushes.clearance.question import Brought, Question
from rushes.clearance.records.withdrawal import WITHDRAWN
from rushes.errors import RefusedError
from rushes.plan import InputFile, Step
from rushes.plan.run import _request, run_step
from rushes.show import Show
from stated import safetensors

SHA = "b" * 64


@pytest.fixture
def show(tmp_path: Path) -> Show:
    return Show.init(tmp_path / "S", Fraction(24))


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "toy_weights_step.py").write_text(
        "def load(ctx):\n    (ctx.out / 'loaded.txt').write_bytes(ctx.files['model'].read_bytes())\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return "toy_weights_step:load"


def request(show: Show, entry: str, weights: Path, brought: tuple[Brought, ...]) -> dict[str, Any]:
    """Return what a child process is told of a step that loads weights."""
    question = Question(
        production="S", shot="010_0010", brief_sha256=SHA, brought=brought, training="owned" if brought else "none"
    )
    gate = Gate.of(show)
    from datetime import UTC, datetime

    clearance = clear(question, gate.registry(datetime.now(UTC)), show.policies, now=datetime.now(UTC))
    step = Step("load", entry, 1, {}, files=(InputFile("model", weights, sha256_of_file(weights), weights=True),))
    asked = _request(step, show.work, {"load": _Folder()})
    return asked | {
        "clearance": clearance.to_json(),
        "question": question.model_dump(mode="json"),
        "gate": gate.to_json(),
        "brief_sha256": SHA,
    }


class _Folder:
    key = "c" * 64


def of(weights: Path, **more: Any) -> Brought:
    return Brought(sha256=sha256_of_file(weights), training="owned", **more)


def test_the_weights_that_were_cleared_are_loaded(tmp_path, show, toy) -> None:
    weights = safetensors(tmp_path / "w.safetensors")
    run_step(request(show, toy, weights, (of(weights),)), lambda *_: None)
    (loaded,) = show.work.rglob("loaded.txt")
    assert loaded.read_bytes() == weights.read_bytes()


def test_weights_that_changed_since_are_not_loaded(tmp_path, show, toy) -> None:
    weights = safetensors(tmp_path / "w.safetensors")
    asked = request(show, toy, weights, (of(weights),))
    safetensors(weights, numbers=5)
    with pytest.raises(RefusedError, match="changed since it was cleared"):
        run_step(asked, lambda *_: None)
    weights.write_bytes(pickle.dumps({}))
    with pytest.raises(RefusedError, match="is a pickle"):
        run_step(asked, lambda *_: None)
    assert list(show.work.rglob("loaded.txt")) == []


def test_weights_that_nobody_cleared_are_not_loaded(tmp_path, show, toy) -> None:
    weights = safetensors(tmp_path / "w.safetensors")
    other = replace_sha(of(weights))
    for brought in ((), (other,)):
        with pytest.raises(RefusedError, match="none of those that were cleared"):
            run_step(request(show, toy, weights, brought), lambda *_: None)


def replace_sha(one: Brought) -> Brought:
    return one.model_copy(update={"sha256": "d" * 64})


def test_an_item_that_is_withdrawn_between_two_steps_stops_the_next_one(tmp_path, show, toy) -> None:
    weights = safetensors(tmp_path / "w.safetensors")
    item = TrainingItem(name="one.png", sha256="e" * 64, licence="bought", rights="owned")
    card = ModelCard(
        id="look", weights="w.safetensors", weights_sha256=sha256_of_file(weights), production="S", items=(item,)
    )
    asked = request(show, toy, weights, (of(weights, card=card),))
    (show.consents / WITHDRAWN).mkdir(parents=True)
    (show.consents / WITHDRAWN / f"{'e' * 64}.json").write_text("torn")
    with pytest.raises(RefusedError, match="models-need-their-items"):
        run_step(asked, lambda *_: None)
    assert replace(Gate.of(show), withdrawn=frozenset({"f" * 64})).to_json()["withdrawn"] == ["f" * 64]
