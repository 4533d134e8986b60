from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from drawn_head import ADA, BEN, head, scene
from rushes.clearance.likeness import seen
from rushes.clearance.likeness.faces import detect, embed
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.records.false_face import FalseFace
from rushes.engines import TakeFile
from rushes.inspection import faces, inspect, likeness_check
from rushes.media.colour import from_display

EMPTY = scene(size=(640, 360))
RECIPE = "7" * 64
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def shown(*people):
    return scene(*((head(person), 20 + 310 * place, 40, 280) for place, person in enumerate(people)), size=(640, 360))


def template(person):
    picture = scene((head(person), 400, 100, 480))
    (face,) = detect(picture)
    return embed(picture, face)


@pytest.fixture(scope="module")
def enrolled():
    return FaceIndex.of(["p-1"], [template(ADA)])


@pytest.fixture
def stage(workshop):
    """Return a function that puts display pictures into the take's frames and returns the take."""

    def put(pictures, people=()):
        for frame in workshop.frames:
            picture = pictures.get(frame, EMPTY)
            workshop.picture(frame, from_display(np.clip(picture / 255, 0, 0.95)))
        return replace(workshop.take, clearance={"people": list(people)}, recipe={"steps": [], "sha256": RECIPE})

    return put


def test_a_take_without_anybody_passes(stage, enrolled):
    (finding,) = likeness_check(enrolled)(stage({}))
    assert (finding.check, finding.ok, finding.value) == ("likeness", True, 0)


def test_a_performer_who_agreed_passes(stage, enrolled):
    (finding,) = likeness_check(enrolled)(stage(dict.fromkeys(range(1001, 1007), shown(ADA)), people=["p-1"]))
    assert finding.ok


def test_a_performer_who_did_not_agree_fails(stage, enrolled):
    (finding,) = likeness_check(enrolled)(stage({1005: shown(ADA)}, people=["p-2"]))
    assert (finding.check, finding.ok, finding.value) == ("likeness", False, 1)
    assert "The performer p-1 is to be known in frames 1005" in finding.detail
    assert "consent" in finding.detail


def test_a_face_that_may_be_somebody_fails(stage, monkeypatch):
    from rushes.clearance.likeness.bands import FACES

    vector = template(ADA)
    beside = np.zeros(128, "f4")
    beside[int(np.argmin(np.abs(vector)))] = 1
    beside -= (beside @ vector) * vector
    beside /= np.linalg.norm(beside)
    middle = (FACES.uncertain + FACES.same) / 2
    doubtful = FaceIndex.of(["p-7"], [middle * vector + np.sqrt(1 - middle**2) * beside])
    (finding,) = likeness_check(doubtful)(stage({1001: shown(ADA)}))
    assert not finding.ok
    assert "may be that of p-7" in finding.detail
    assert "Unsure counts as no" in finding.detail


def test_a_face_that_nobody_brought_fails(stage):
    (finding,) = likeness_check(FaceIndex())(stage({1001: shown(BEN), 1005: shown(BEN)}))
    assert not finding.ok
    assert "like nobody enrolled and was not in the plate is in frames 1001, 1005" in finding.detail


@pytest.fixture
def unsure(monkeypatch):
    """Let every find be one that might be chance."""

    def found(picture):
        return [replace(face, score=0.74) for face in detect(picture)]

    monkeypatch.setattr(seen, "detect", found)
    monkeypatch.setattr(faces, "detect", found)


@pytest.mark.usefixtures("unsure")
def test_a_shape_that_passes_for_a_face_in_one_frame_alone_is_said_and_not_held(stage):
    (finding,) = likeness_check(FaceIndex())(stage({1005: shown(BEN)}))
    assert finding.ok
    assert "Frames 1005 hold something like a face" in finding.detail


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize("other", [1002, 1006])
def test_a_face_that_no_single_frame_is_sure_of_is_held_when_it_lasts(stage, other):
    (finding,) = likeness_check(FaceIndex())(stage({1005: shown(BEN), other: shown(BEN)}))
    assert not finding.ok
    assert "like nobody enrolled" in finding.detail


@pytest.mark.usefixtures("unsure")
def test_a_known_face_is_held_however_short_and_unsure(stage, enrolled):
    (finding,) = likeness_check(enrolled)(stage({1005: shown(ADA)}))
    assert "The performer p-1 is to be known in frames 1005" in finding.detail


def test_a_face_that_was_in_the_plate_passes(stage, tmp_path):
    from PIL import Image

    plate = tmp_path / "plate.png"
    Image.fromarray(shown(BEN)).save(plate)
    (finding,) = likeness_check(FaceIndex(), plate)(stage(dict.fromkeys(range(1001, 1007), shown(BEN))))
    assert finding.ok


def test_a_face_beside_the_one_in_the_plate_fails(stage, enrolled, tmp_path):
    from PIL import Image

    plate = tmp_path / "plate.png"
    Image.fromarray(shown(BEN)).save(plate)
    (finding,) = likeness_check(enrolled, plate)(stage({1006: shown(BEN, ADA)}))
    assert not finding.ok
    assert "p-1" in finding.detail


def test_the_first_and_the_last_frame_are_looked_at(stage, enrolled):
    for frame in (1001, 1006):
        (finding,) = likeness_check(enrolled)(stage({frame: shown(ADA)}))
        assert f"frames {frame}" in finding.detail


def test_no_pictures_no_opinion(empty, enrolled):
    assert likeness_check(enrolled)(empty.take) == ()


def test_a_frame_that_can_t_be_read_fails_under_the_same_name(workshop, enrolled):
    workshop.add("exr/S_010_comp_v001.1001.exr", "comp").write_bytes(b"v/1")
    take = inspect(workshop.take, [likeness_check(enrolled)])
    assert [(finding.check, finding.ok) for finding in take.findings] == [("likeness", False)]


def test_blindness_fails_under_the_same_name(workshop, enrolled, monkeypatch):
    from rushes.clearance.likeness.faces import CantLookError

    def blind(_picture):
        raise CantLookError("The face model is missing.")

    monkeypatch.setattr(seen, "detect", blind)
    (finding,) = inspect(workshop.take, [likeness_check(enrolled)]).findings
    assert (finding.check, finding.ok) == ("likeness", False)
    assert "The face model is missing." in finding.detail


def with_finish(workshop, take, picture):
    from PIL import Image

    path = workshop.add("elements/finish/S_010_finish_v001.1001.png", "element")
    Image.fromarray(picture).save(path)
    return replace(
        take, files=(*take.files, TakeFile("elements/finish/S_010_finish_v001.1001.png", "element", "0" * 64))
    )


def test_a_face_that_a_finish_drew_is_seen_whoever_it_is_like(workshop, stage, enrolled):
    plain = stage({})
    found = likeness_check(enrolled)(with_finish(workshop, plain, shown(BEN)))
    assert [finding.ok for finding in found] == [False]
    assert "drew a face that is like nobody enrolled" in found[0].detail
    found = likeness_check(enrolled)(with_finish(workshop, plain, shown(ADA)))
    assert "The performer p-1 is to be known in frames 1001" in found[0].detail
    (clean,) = likeness_check(enrolled)(with_finish(workshop, plain, EMPTY))
    assert clean.ok


def nobody(take, **changes):
    """Return a decision about every stranger in a take."""
    shapes = tuple(faces.shape_of(one, take) for one in faces.faces_in(take, FaceIndex()).strangers)
    fields = {
        "id": "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11",
        "production": "S",
        "shot": "010",
        "version": "v001",
        "recipe": RECIPE,
        "brief_sha256": "b" * 64,
        "shapes": shapes,
        "what": "smoke",
        "decided_by": "Ida Quill",
        "role": "clearance",
        "did": "did:key:z6Mk",
        "why": "It boils away.",
        "decided_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    return FalseFace.model_validate({**fields, **changes})


def test_what_a_person_decided_to_be_nobody_passes_and_names_the_decision(stage):
    take = stage({1001: shown(BEN), 1005: shown(BEN)})
    decided = nobody(take)
    assert [shape.frame for shape in decided.shapes] == [1001, 1005]
    (finding,) = likeness_check(FaceIndex(), decided=[decided])(take)
    assert finding.ok
    assert f"in frames 1001, 1005 is smoke and nobody, as clearance decided ({decided.id})" in finding.detail
    assert "Ida" not in finding.detail


def held(take, decided, enrolled=None):
    return [one.detail for one in likeness_check(enrolled or FaceIndex(), decided=[decided])(take) if not one.ok]


def test_a_decision_about_one_shape_leaves_every_other_where_it_is(stage):
    take = stage({1001: shown(BEN), 1005: shown(BEN)})
    first = nobody(take)
    (detail,) = held(take, nobody(take, shapes=first.shapes[:1]))
    assert "is in frames 1005" in detail


def test_a_decision_is_about_that_very_box(stage):
    take = stage({1001: shown(BEN)})
    (shape,) = nobody(take).shapes
    left, *rest = shape.box
    moved = shape.model_copy(update={"box": (left + 1, *rest)})
    assert held(take, nobody(take)) == []
    assert "is in frames 1001" in held(take, nobody(take, shapes=(moved,)))[0]


def test_a_decision_is_about_that_very_frame(stage):
    before = shown(BEN)
    decided = nobody(stage({1001: before}))
    after = before.copy()
    after[-8:, -8:] = 90  # far from the face, which stays where it was
    take = stage({1001: after})
    assert nobody(take).shapes[0].box == decided.shapes[0].box
    assert "is in frames 1001" in held(take, decided)[0]


def test_a_decision_is_about_that_very_recipe(stage):
    take = stage({1001: shown(BEN)})
    assert "is in frames 1001" in held(take, nobody(take, recipe="8" * 64))[0]
    other = replace(take, recipe={"steps": [], "sha256": "8" * 64})
    assert "is in frames 1001" in held(other, nobody(take))[0]


def test_no_decision_answers_for_somebody_who_is_enrolled(stage, enrolled):
    """They may have been enrolled after it was signed: what was nobody to a clerk is somebody to the vault."""
    take = stage({1001: shown(ADA)})
    decided = nobody(take)
    assert held(take, decided) == []
    assert "The performer p-1 is to be known in frames 1001" in held(take, decided, enrolled)[0]


def test_no_decision_answers_for_a_re_age(stage):
    take = replace(stage({1001: shown(BEN)}), kind="reage")
    assert "is in frames 1001" in held(take, nobody(take))[0]


def test_no_decision_answers_for_what_a_model_drew(workshop, stage):
    take = with_finish(workshop, stage({1001: shown(BEN)}), shown(BEN))
    assert "drew a face" in " ".join(held(take, nobody(take)))
