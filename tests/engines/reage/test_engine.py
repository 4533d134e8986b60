"""The steps of a re-age, and what the engine says it can't do."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from rushes.brief import Brief
from rushes.brief.reage import Hair, Reage
from rushes.engines.reage.engine import ENGINE, completed, steps
from rushes.errors import BadInputError

RATE = Fraction(24)


@pytest.fixture
def brief(tmp_path):
    Image.fromarray(np.zeros((90, 160, 3), np.uint8)).save(tmp_path / "clip.png")

    def asked(**more):
        reage = Reage(performer="p-014", from_age=61, to_age=45, **more.pop("reage", {}))
        return Brief(kind="reage", shot="010_0030", plate=tmp_path / "clip.png", frames=3, reage=reage, **more)

    return asked


def test_every_step_asks_for_what_it_does(brief):
    made = steps(brief(), RATE, "S", "v001")
    assert [step.name for step in made] == [
        "plate",
        "track",
        "mesh",
        "propose",
        "comp",
        "sound",
        "clip",
        "measure",
        "sheet",
    ]
    assert {step.name: step.action for step in made if step.action != "reage"} == {"plate": "alter", "sound": "alter"}


@pytest.mark.parametrize(
    "more",
    [
        {"reage": {"hands": True}},
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(brief, more):
    with pytest.raises(BadInputError, match="yet"):
        steps(brief(**more), RATE, "S", "v001")


def test_a_hairline_is_refused_with_the_way_on(brief):
    with pytest.raises(BadInputError, match="paint it in a key"):
        steps(brief(hair=Hair(hairline_mm=4.0)), RATE, "S", "v001")


def test_learning_needs_a_painted_key(brief):
    with pytest.raises(BadInputError, match="needs a painted key"):
        steps(brief(reage={"method": "learned"}), RATE, "S", "v001")


def test_the_shots_own_keys_and_the_shows_vault_are_found(brief, tmp_path):
    shot = tmp_path / "SHOW" / "shots" / "010_0030"
    (shot / "keys").mkdir(parents=True)
    assert completed(brief(), tmp_path / "SHOW", shot).reage.keys == shot / "keys"
    assert completed(brief(), tmp_path / "SHOW", shot).reage.templates is None
    elsewhere = tmp_path / "other"
    assert completed(brief(reage={"keys": elsewhere}), tmp_path / "SHOW", shot).reage.keys == elsewhere


def test_the_vault_is_part_of_what_names_the_track(brief, tmp_path):
    vault = tmp_path / "templates.vault"
    keys = []
    for content in (b"one", b"two"):
        vault.write_bytes(content)
        made = steps(brief(reage={"templates": vault}), RATE, "S", "v001")
        keys.append({step.name: step for step in made}["track"].key({"plate": "0" * 64}))
    assert keys[0] != keys[1]


def test_what_the_artist_placed_is_part_of_what_names_the_track(brief, tmp_path):
    keys = []
    for text in (None, "remove: [1002]", "remove: [1003]"):
        if text is not None:
            (tmp_path / "track.yaml").write_text(text, encoding="utf-8")
        step = {step.name: step for step in steps(brief(reage={"keys": tmp_path}), RATE, "S", "v001")}["track"]
        keys.append(step.key({"plate": "0" * 64}))
    assert len(set(keys)) == 3
    (tmp_path / "track.yaml").write_text("remove: [2001]", encoding="utf-8")
    with pytest.raises(BadInputError, match="frame 2001, and the shot has"):
        steps(brief(reage={"keys": tmp_path}), RATE, "S", "v001")


def test_a_new_machine_is_measured_with_a_few_frames_of_the_plate_and_no_painted_keys(brief, tmp_path):
    (tmp_path / "keys").mkdir()
    asked = brief(reage={"method": "learned", "keys": tmp_path / "keys"})
    small = ENGINE.sample(asked, 2)
    assert (small.frames, small.plate, small.reage.performer) == (2, asked.plate, "p-014")
    assert {"learn", "keys"}.isdisjoint(step.name for step in steps(small, RATE, "S", "v001"))
    assert ENGINE.sample(asked, 6).frames == asked.frames
