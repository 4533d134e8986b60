from __future__ import annotations

import json

import pytest

from rushes.inspection import brought_model


@pytest.fixture
def brought(workshop):
    """Return what says a model's record, in a take."""

    def found(**more):
        record = {
            "file": "f.onnx",
            "sha256": "ab" * 32,
            "licence": "MIT",
            "source": "a lab",
            "run_by": "opencv 4",
            "edited": [],
            "unchanged": [],
        }
        workshop.add("elements/model/model.json", "element").write_text(json.dumps(record | more), encoding="utf-8")
        return brought_model(workshop.take)

    return found


def test_the_take_says_whose_model_it_is(brought):
    (finding,) = brought()
    assert finding.ok
    for said in ("f.onnx", "abababababab", "licence: MIT", "from: a lab", "opencv 4"):
        assert said in finding.detail


def test_frames_that_it_left_alone_are_found(brought):
    (finding,) = brought(unchanged=[1001, 1002], edited=[1003])
    assert (finding.ok, finding.value) == (False, 2)
    assert "nothing in frames 1001-1002" in finding.detail
    assert "It made frames 1003" in finding.detail


def test_takes_without_one_are_none_of_its_business(workshop):
    assert brought_model(workshop.take) == ()
