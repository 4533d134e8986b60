"""What leaves the house: clearance is asked for all of it, and a step sends nothing else."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from rushes.brief import Brief, brief_sha256
from rushes.brief.finish import Finish
from rushes.brief.rights import Right
from rushes.clearance import Verdict
from rushes.clearance.models import Review, Vendor
from rushes.clearance.records.consent import Action
from rushes.engines.clip.engine import steps
from rushes.engines.finishers.hosted import drawing
from rushes.engines.finishers.hosted.step import finish_hosted
from rushes.errors import RefusedError
from rushes.judgement import asked_about, judge
from rushes.media.exr import write_exr
from rushes.media.movie import count_frames
from rushes.model_cards import Papers, add_model
from rushes.plan import StepContext
from rushes.plan.run import check_sent
from rushes.show import Show
from vendor_server import ADDRESSES, KEY, KEYS, vendors

VEO = Finish(
    method="veo",
    hosted="veo-3.1-generate-001",
    licence="its terms",
    source="Google",
    trained_on="licensed, as they say",
    training="licensed",
    budget_usd=9,
)


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "SHOW", Fraction(24))


def brief(**changes):
    given = {"shot": "010_0010", "kind": "clip", "text": "A ball falls.", "finish": VEO, "frames": 72}
    return Brief(**{**given, **changes})


def carded(show, **terms):
    vendor = Vendor(name="Google", hosted=True, **terms)
    add_model(show, VEO.hosted, None, Papers(Review(by="J. Doe", on=date(2026, 11, 1)), licence="terms of 2026", vendor=vendor))  # fmt: skip


def test_without_a_card_the_desk_is_asked_and_told_what_would_leave(show):
    question = asked_about(brief(), show).question
    assert question.sent == ("words", "first")
    assert Action.TRANSFER in question.actions
    clearance = judge(brief(), show)
    assert clearance.verdict is Verdict.ESCALATE
    assert "the words, our first picture would go to Google" in clearance.sentence()


def test_terms_that_keep_nothing_clear_it_and_terms_that_train_dont(show):
    carded(show, stores="no", reuses="no", trains="no", enterprise=True)
    clearance = judge(brief(use={"lifecycle": "temporary"}), show)
    assert "leaves-the-house" not in clearance.sentence()


def test_terms_that_train_are_asked_about(show):
    carded(show, stores="no", reuses="no", trains="yes", enterprise=True)
    assert "house/leaves-the-house" in judge(brief(use={"lifecycle": "temporary"}), show).sentence()


@pytest.fixture
def look(tmp_path):
    path = tmp_path / "look.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (96, 96, 3), np.uint8)).save(path)
    return path


def test_a_reference_goes_out_with_stated_rights_alone(show, look):
    carded(show, stores="no", reuses="no", trains="no", enterprise=True)
    bare = VEO.model_copy(update={"references": (look,)})
    clearance = judge(brief(finish=bare), show)
    assert clearance.verdict is Verdict.REFUSED
    assert "house/references-stay-in-the-house" in clearance.sentence()
    stated = bare.model_copy(update={"rights": {"look.png": Right(licence="own photograph")}})
    question = asked_about(brief(finish=stated), show).question
    assert question.sent == ("words", "references")
    assert [seen.rights for seen in question.references] == ["stated"]
    assert "references-stay" not in judge(brief(finish=stated), show).sentence()


def test_in_the_house_a_reference_without_rights_is_asked_about(show, look):
    here = Finish(model=look, licence="own", source="us", trained_on="ours", training="owned", references=(look,))
    clearance = judge(brief(finish=here), show)
    assert clearance.verdict is Verdict.ESCALATE
    assert "house/reference-rights" in clearance.sentence()


def test_another_reference_is_another_brief(look):
    with_it = brief(finish=VEO.model_copy(update={"references": (look,)}))
    before = brief_sha256(with_it)
    Image.new("RGB", (96, 96)).save(look)
    assert len({before, brief_sha256(with_it), brief_sha256(brief())}) == 3


def test_what_it_may_cost_changes_nothing_of_what_was_cleared():
    other = VEO.model_copy(update={"budget_usd": 2.0, "usd_per_second": 0.1})
    assert brief_sha256(brief()) == brief_sha256(brief(finish=other))


def test_a_step_that_sends_more_than_was_cleared_is_not_run():
    with pytest.raises(RefusedError, match="would send first out of the house"):
        check_sent({"step": "finish", "question": {"sent": ["words"]}, "sends": ["words", "first"]})


def test_the_plan_names_what_goes_out_and_no_package_that_would_make_it_pay_again(monkeypatch):
    pytest.importorskip("google.genai", reason="the extra hosted is not installed")
    monkeypatch.setenv(KEYS["veo"], KEY)
    planned = next(one for one in steps(brief(), Fraction(24), "SHOW", "v001") if one.name == "finish")
    assert (planned.action, planned.sends) == ("transfer", ("words", "first"))
    assert (planned.params["seconds"], planned.params["usd"], dict(planned.tools)) == (4, 1.6, {})
    assert KEY not in json.dumps(dict(planned.params))


@pytest.mark.filterwarnings("ignore")
def test_a_step_draws_writes_and_says_what_it_cost(tmp_path, monkeypatch):
    pytest.importorskip("google.genai", reason="the extra hosted is not installed")
    monkeypatch.setenv(KEYS["veo"], KEY)
    monkeypatch.setattr(drawing, "LOOK_EVERY_S", 0.01)
    planned = next(one for one in steps(brief(), Fraction(24), "SHOW", "v001") if one.name == "finish")
    comp, out = tmp_path / "comp", tmp_path / "out"
    comp.mkdir()
    out.mkdir()
    for frame in range(1001, 1073):
        write_exr(comp / f"comp.{frame}.exr", {band: np.full((72, 128), 0.2, np.float32) for band in "RGBA"}, frame=frame, rate=Fraction(24))  # fmt: skip
    params = {**planned.params, "frames": [1001, 1072]}
    told = []
    with vendors() as server:
        monkeypatch.setenv(ADDRESSES["veo"], server.address)
        context = StepContext(out, {"comp": comp}, {}, params, permit("transfer"), lambda *now: told.append(now))
        finish_hosted(context)
        with pytest.raises(RefusedError):
            finish_hosted(StepContext(out, {"comp": comp}, {}, params, permit("generate"), lambda *_: None))
    record = json.loads((out / "model.json").read_text(encoding="utf-8"))
    assert (record["sent_to"], record["sent"], record["agreed_usd"]) == ("Google", ["words", "first"], 1.6)
    assert len(list(out.glob("finish.*.png"))) == 72
    assert count_frames(out / "finish.mp4", 99) == 72
    assert {path.name for path in out.iterdir() if path.suffix != ".png"} == {"finish.mp4", "vendor.mp4", "model.json"}  # fmt: skip
    assert told[-1] == (72, 72)
