"""Which takes used a model that saw something: by their recipes, and by the cards that lie in them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rushes.canonical import sha256_of_file
from rushes.clearance.models import ConsentOf, Dataset, ModelCard, Statement, TrainingItem
from rushes.engines import TakeFile
from rushes.provenance.lineage import NETWORK, lineage

ITEM = "1" * 64
CONSENT = "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b"


def card(name="network", weights="a" * 64, item=ITEM, **changes):
    fields = {
        "id": name,
        "weights": "w.safetensors",
        "weights_sha256": weights,
        "production": "SHOW",
        "subjects": ("p-014",),
        "consents": (ConsentOf(performer="p-014", id=CONSENT, sha256="c" * 64),),
        "items": (TrainingItem(name="key.1001.exr", sha256=item, licence="painted for SHOW", performers=("p-014",)),),
    }
    return ModelCard.model_validate({**fields, **changes})


def brought(sha256):
    return {
        "sha256": "a" * 64,
        "steps": [{"name": "bring", "tools": {}, "inputs": [{"label": "model", "sha256": sha256}]}],
    }


@pytest.fixture
def put_learned(put_take, keep_record):
    """Put a take into the show that keeps the card of the network that was learned for it."""

    def put(of, shot, version="v001"):
        take = put_take(shot, version)
        path = take.folder / NETWORK
        path.parent.mkdir(parents=True)
        path.write_text(of.model_dump_json())
        keep_record(take.with_files((*take.files, TakeFile(NETWORK, "element", sha256_of_file(path)))))

    return put


def test_takes_are_found_by_their_recipe_and_by_the_card_in_them(show, put_take, put_learned):
    house = card("house", "b" * 64)
    put_take("010_0010", recipe=brought("b" * 64))
    put_take("010_0020", recipe=brought("d" * 64))
    put_learned(card(), "010_0030")
    found, problems = lineage(show, (house, card()), ITEM)
    assert problems == ()
    assert {(one.model, one.takes) for one in found} == {
        ("house", (("010_0010", "v001"),)),
        ("network", (("010_0030", "v001"),)),
    }
    assert all("key.1001.exr (painted for SHOW; 111111111111), with p-014 in it" in one.because[0] for one in found)


def test_a_network_that_was_learned_anew_is_still_known_by_the_take_that_used_the_old_one(show, put_learned):
    put_learned(card(weights="a" * 64), "010_0030", "v001")
    put_learned(card(weights="e" * 64, item="2" * 64), "010_0030", "v002")
    shelf = (card(weights="e" * 64, item="2" * 64),)
    (old,), _ = lineage(show, shelf, ITEM)
    assert (old.weights_sha256, old.takes) == ("a" * 64, (("010_0030", "v001"),))
    both, _ = lineage(show, shelf, "p-014")
    assert [one.takes for one in both] == [(("010_0030", "v001"),), (("010_0030", "v002"),)]
    assert lineage(show, shelf, CONSENT)[0] == tuple(
        replace(one, because=found.because) for one, found in zip(both, lineage(show, shelf, CONSENT)[0], strict=True)
    )


def test_a_data_set_that_a_maker_states_is_found_by_its_name(show, put_take):
    stated = Statement(
        format="spdx", version="3.0.1", file="look.json", sha256="f" * 64, datasets=(Dataset(name="Pictures"),)
    )
    look = card("look", "b" * 64, subjects=(), consents=(), items=(), production="", statement=stated)
    put_take("010_0010", recipe=brought("b" * 64))
    (one,), _ = lineage(show, (look,), "Pictures")
    assert one.takes == (("010_0010", "v001"),)
    assert "Pictures (no licence stated)" in one.because[0]
    assert lineage(show, (look,), "Other pictures") == ((), ())


def test_a_file_is_found_by_its_bytes_whatever_it_is_called(show, tmp_path):
    (tmp_path / "other name.exr").write_bytes(b"key")
    seen = card(item=sha256_of_file(tmp_path / "other name.exr"))
    assert [one.model for one in lineage(show, (seen,), str(tmp_path / "other name.exr"))[0]] == ["network"]


def test_a_record_that_can_t_be_read_is_a_problem_with_its_sentence(show, put_learned, put_take):
    put_learned(card(), "010_0030")
    (show.version_folder("010_0030", "v001") / NETWORK).write_text("{")
    put_take("010_0040")
    (show.version_folder("010_0040", "v001") / "take.json").write_text("{")
    found, problems = lineage(show, (card(),), ITEM)
    assert [one.takes for one in found] == [()]
    assert len(problems) == 2
    assert all(problem.endswith((".", "anew.")) for problem in problems)
    assert json.dumps(found[0].to_json())
