"""A network of one shot, from the plate to the comp: every step of the recipe under a real consent, with fewer batches."""

import json
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from drawn_head import ADA, head
from rushes.brief import Brief
from rushes.brief.reage import Reage
from rushes.canonical import sha256_of_file
from rushes.clearance import clear
from rushes.clearance.gate import Gate
from rushes.clearance.question import Question, Shown
from rushes.clearance.records.consent import Action
from rushes.clearance.records.withdrawal import WITHDRAWN
from rushes.engines.reage import learning
from rushes.engines.reage.comp_step import halves
from rushes.engines.reage.engine import ENGINE
from rushes.engines.reage.layers import FrameChange
from rushes.errors import RefusedError
from rushes.judgement import gate_of
from rushes.media.exr import write_picture
from rushes.media.picture import read_picture
from rushes.media.plate import to_light
from rushes.plan import plan, tasks
from rushes.plan.run import run_step
from rushes.show import Show

pytest.importorskip("torch", reason="the extra learn is not installed")

MODEL = "reage-s-010_0030"


@pytest.fixture
def asked_for(tmp_path, rushes, monkeypatch):
    """Return the steps of a re-age that learns from one painted key, in a show whose performer agreed to it."""
    show = Show.init(tmp_path / "S", Fraction(24))
    monkeypatch.setenv("RUSHES_PASSPHRASE", "seven grey herons at low tide")
    monkeypatch.setattr(learning, "STEPS", 15)

    def run(*arguments):
        code, out, errors = rushes(*arguments, "--json")
        assert code == 0, errors
        return json.loads(out.splitlines()[-1])

    did = run("consent", "key", "ada.key")["did"]
    run("performer", "enrol", "p-014", "--name", "Ada Ardwell", "--did", did, "--evidence", "in person", "--show", "S")
    run(
        "consent", "draft", "p-014", "--out", "draft.yaml", "--action", "alter", "--action", "reage", "--action", "train", "--kind", "reage",
        "--until", f"{datetime.now(UTC).year + 1}-12-31", "--set", "age_from=40", "--set", "age_to=70", "--show", "S",
        "--set", "training.allowed=named_models", "--set", f"training.models=[{MODEL}]", "--description", "She is made younger in the opening, by a network.",
    )  # fmt: skip
    run("consent", "sign", "draft.yaml", "--key", "ada.key", "--yes", "--show", "S")

    plate, keys = tmp_path / "ada.png", tmp_path / "keys"
    Image.fromarray(head(ADA)).save(plate)
    light = to_light(read_picture(plate)).astype(np.float32)
    light[300:330, 190:230] *= 0.7
    keys.mkdir()
    write_picture(keys / "key.1001.exr", light, frame=1001, rate=24)
    reage = Reage(performer="p-014", from_age=61, to_age=45, method="learned", keys=keys)
    brief = Brief(kind="reage", shot="010_0030", plate=plate, frames=2, people=("p-014",), reage=reage)

    her = Shown(words="p-014", performer="p-014", how="named")
    question = Question(
        production="S", shot="010_0030", kind="reage", actions=(Action.ALTER, Action.REAGE, Action.TRAIN), shown=(her,), age_from=61, age_to=45,
        modalities=("face",), models=(MODEL,), brief_sha256="b" * 64,
    )  # fmt: skip
    now = datetime.now(UTC)
    clearance = clear(question, gate_of(show).registry(now), ("house",), now=now)
    recipe = plan(brief, clearance, ENGINE, show="S", version="v001", rate=Fraction(24), brief_sha256="b" * 64)
    return (
        show,
        {
            task.request["step"]: task
            for task in tasks(recipe, show.work, clearance, question=question, gate=Gate.of(show))
        },
        run,
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_network_is_learned_applied_and_gone_with_the_consent(asked_for):
    show, steps, run = asked_for
    for name in ("plate", "track", "learn", "apply", "comp"):
        run_step(dict(steps[name].request), lambda *_: None)
    (card,) = show.work.rglob("network.json")
    told = json.loads(card.read_text(encoding="utf-8"))
    assert told["subjects"] == ["p-014"]
    plate, key = show.folder.parent / "ada.png", show.folder.parent / "keys" / "key.1001.exr"
    assert {(item["name"], item["sha256"]) for item in told["items"]} == {
        ("plate", sha256_of_file(plate)),
        ("key.1001.exr", sha256_of_file(key)),
    }
    assert all(item["performers"] == ["p-014"] and item["rights"] == "owned" for item in told["items"])
    (record,) = show.work.rglob("learn.json")
    assert json.loads(record.read_text(encoding="utf-8"))["painted"] == [1001]
    plate, painted, comp = (next(show.work.rglob(f"{name}.1001.exr")) for name in ("plate", "painted", "comp"))
    assert np.array_equal(halves(comp), halves(painted))
    later, before = next(show.work.rglob("comp.1002.exr")), halves(plate)
    matte = FrameChange.read(next(show.work.rglob("layers.1002.exr"))).matte
    assert np.array_equal(halves(later)[matte == 0], before[matte == 0])
    ratio = halves(later)[305:325, 195:225].astype("f4") / before[305:325, 195:225].astype("f4")
    assert 0.6 < np.median(ratio) < 0.8
    withdrawn = show.consents / WITHDRAWN / f"{sha256_of_file(key)}.json"
    withdrawn.parent.mkdir()
    withdrawn.touch()
    with pytest.raises(RefusedError, match=r"models-need-their-items.*key\.1001\.exr"):
        run_step(dict(steps["apply"].request) | {"key": "f" * 64}, lambda *_: None)
    withdrawn.unlink()
    run("consent", "revoke", "draft", "--key", "ada.key", "--yes", "--show", "S")
    with pytest.raises(RefusedError, match="revoked"):
        run_step(dict(steps["apply"].request), lambda *_: None)
