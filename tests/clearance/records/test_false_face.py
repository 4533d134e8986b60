"""A person's word that a shape is nobody's face: whose word counts, for what, and for how long."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from rushes.clearance import clear
from rushes.clearance.records.false_face import FALSE_FACES, FalseFace, Shape, record_false_face
from rushes.clearance.records.integrity import add_proof
from rushes.errors import BadInputError

SHAPE = Shape(frame=1042, picture="a" * 64, box=(600, 120, 38, 44))
BRIEF = "b" * 64


def decided(cabinet: Any, **changes: Any) -> FalseFace:
    fields = {
        "id": "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11",
        "production": "SHOW",
        "shot": "010_0010",
        "version": "v001",
        "recipe": "c" * 64,
        "brief_sha256": BRIEF,
        "shapes": (SHAPE,),
        "what": "smoke",
        "decided_by": "Ida Quill",
        "role": "clearance",
        "did": cabinet.agent.did,
        "why": "It boils away in three frames.",
        "decided_at": cabinet.now - timedelta(hours=1),
        "expires_at": cabinet.now + timedelta(days=7),
    }
    return FalseFace.model_validate({**fields, **changes})


def test_a_decision_is_read_back_as_it_was_signed(cabinet: Any) -> None:
    one = decided(cabinet)
    record_false_face(cabinet.folder, one, signer=cabinet.agent, desk=cabinet.desk)
    assert cabinet.load().false_faces == (one,)
    assert cabinet.load().problems == ()


@pytest.mark.parametrize("lacks", ["the desk", "the decider"])
def test_one_signature_alone_counts_for_nothing(cabinet: Any, lacks: str) -> None:
    one = decided(cabinet)
    signer = cabinet.agent if lacks == "the desk" else cabinet.desk
    path = cabinet.folder / FALSE_FACES / "one.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(add_proof(one.model_dump(mode="json"), signer, created=cabinet.now)), encoding="utf-8")
    assert cabinet.load().false_faces == ()
    assert "counts for nothing: it is not signed by" in cabinet.load().problems[0]


@pytest.mark.parametrize(
    ("field", "value"), [("what", "fire"), ("recipe", "d" * 64), ("expires_at", "2099-01-01T00:00:00Z")]
)
def test_a_decision_that_was_changed_counts_for_nothing(cabinet: Any, field: str, value: str) -> None:
    path = record_false_face(cabinet.folder, decided(cabinet), signer=cabinet.agent, desk=cabinet.desk)
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, field: value}), encoding="utf-8")
    assert cabinet.load().false_faces == ()
    assert path.name in cabinet.load().problems[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"role": "production"}, "role"), ({"role": "client"}, "role"), ({"what": "a bystander"}, "what"), ({"shapes": ()}, "shapes"), ({"why": ""}, "why")],
)  # fmt: skip
def test_what_nobody_can_decide_is_no_decision(cabinet: Any, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        decided(cabinet, **changes)


def test_whoever_looked_signs_and_every_decision_ends(cabinet: Any) -> None:
    with pytest.raises(BadInputError, match="Whoever decides signs"):
        record_false_face(cabinet.folder, decided(cabinet), signer=cabinet.ada, desk=cabinet.desk)
    over = decided(cabinet, expires_at=cabinet.now - timedelta(days=1))
    with pytest.raises(BadInputError, match="needs a date to come"):
        record_false_face(cabinet.folder, over, signer=cabinet.agent, desk=cabinet.desk)


def cleared(cabinet: Any, **changes: Any) -> Any:
    question = cabinet.question(**{"brief_sha256": BRIEF, **changes})
    return clear(question, cabinet.load(), ("house",), now=cabinet.now)


def test_a_clearance_names_the_decision_for_that_brief_alone(cabinet: Any) -> None:
    one = decided(cabinet)
    record_false_face(cabinet.folder, one, signer=cabinet.agent, desk=cabinet.desk)
    clearance = cleared(cabinet)
    assert clearance.decisions == (one.id,)
    (reason,) = [reason for reason in clearance.reasons if reason.rule == "house/no-face-that-nobody-brought"]
    assert one.id in reason.found
    assert "frames 1042" in reason.found
    assert "Ida" not in reason.found
    assert cleared(cabinet, brief_sha256="e" * 64).decisions == ()
    assert cleared(cabinet, shot="010_0020").decisions == ()


@pytest.mark.parametrize("when", ["over", "not yet"])
def test_a_decision_holds_in_its_time(cabinet: Any, when: str) -> None:
    day = timedelta(days=1)
    begins, ends = (-9 * day, -day) if when == "over" else (timedelta(minutes=2), day)
    one = decided(cabinet, decided_at=cabinet.now + begins, expires_at=cabinet.now + ends)
    record_false_face(cabinet.folder, one, signer=cabinet.agent, desk=cabinet.desk)
    assert cabinet.load().false_faces == (one,)
    assert cleared(cabinet).decisions == ()


def test_it_clears_nothing_but_the_shapes(cabinet: Any) -> None:
    from rushes.clearance import Shown, Verdict

    record_false_face(cabinet.folder, decided(cabinet), signer=cabinet.agent, desk=cabinet.desk)
    assert cleared(cabinet, shown=(Shown(words="somebody", how="named"),)).verdict is Verdict.REFUSED


def test_a_shape_has_another_name_in_another_recipe() -> None:
    assert SHAPE.named("c" * 64) != SHAPE.named("d" * 64)
    assert SHAPE.named("c" * 64) != SHAPE.model_copy(update={"box": (601, 120, 38, 44)}).named("c" * 64)
