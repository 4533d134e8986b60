"""A model's file that says by itself what it rests on: any byte of it that changes is noticed, and its tensors stay as they were."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.clearance.models import ConsentOf, ModelCard, TrainingItem
from rushes.clearance.models.weights import check_safetensors
from rushes.errors import BadInputError
from rushes.provenance.sealed_weights import read_sealed, seal_weights
from stated import safetensors

CONSENT = "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b"
CARD = ModelCard(
    id="house-look",
    weights="w.safetensors",
    weights_sha256="a" * 64,
    licence="our own",
    production="SHOW",
    subjects=("p-014",),
    consents=(ConsentOf(performer="p-014", id=CONSENT, sha256="c" * 64),),
    items=(TrainingItem(name="Jane Doe.png", sha256="1" * 64, licence="bought", performers=("p-014",)),),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory, authority):
    folder = tmp_path_factory.mktemp("weights")
    seal_weights(safetensors(folder / "w.safetensors", 100, made="here"), folder / "out.safetensors", CARD, authority.signer)  # fmt: skip
    return folder / "out.safetensors"


def test_a_copy_says_what_it_rests_on_and_names_nobody(copy):
    said = check_safetensors(copy)
    assert said["made"] == "here"
    assert copy.read_bytes().endswith(bytes(range(100))), "tensors stay as they are"
    found = read_sealed(copy)
    assert (found.state, found.problem) == ("valid", "")
    assert [one.id for one in found.consents] == [CONSENT]
    assert found.model["items"] == [{"sha256": "1" * 64, "rights": "licensed"}]
    assert found.model["training"] == "licensed"
    store = base64.b64decode(said["c2pa:manifest"])
    for secret in (b"Jane", b"p-014"):
        assert secret not in store
    assert b"cawg.training-mining" in store
    assert b"c2pa.types.model.safetensors" in store


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_bit_that_changes_is_noticed(copy, tmp_path_factory, place, bit):
    content = bytearray(copy.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    other = tmp_path_factory.mktemp("w") / "w.safetensors"
    other.write_bytes(content)
    found = read_sealed(other)
    assert found.state != "valid"
    assert found.state == "unsigned" or found.problem


def test_a_seal_that_was_made_for_other_weights_does_not_hold(copy, tmp_path):
    import c2pa_ml

    store = c2pa_ml.read_manifest(copy.read_bytes())
    moved = c2pa_ml.embed_manifest(safetensors(tmp_path / "v.safetensors", 99).read_bytes(), store)
    (tmp_path / "moved.safetensors").write_bytes(moved)
    found = read_sealed(tmp_path / "moved.safetensors")
    assert found.state == "tampered"
    assert "moved.safetensors" in found.problem


def test_sealed_again_it_has_one_seal_and_the_newer(copy, tmp_path, authority):
    newer = CARD.model_copy(update={"licence": "another"})
    seal_weights(copy, tmp_path / "again.safetensors", newer, authority.signer)
    found = read_sealed(tmp_path / "again.safetensors")
    assert (found.state, found.model["licence"]) == ("valid", "another")


def test_what_says_nothing_and_what_has_no_place_for_it(tmp_path, authority):
    plain = safetensors(tmp_path / "w.safetensors")
    assert read_sealed(plain).state == "unsigned"
    (tmp_path / "w.gguf").write_bytes(b"GGUF")
    assert read_sealed(tmp_path / "w.gguf").state == "unsigned"
    with pytest.raises(BadInputError, match="C2PA has a place for a manifest in"):
        seal_weights(tmp_path / "w.gguf", tmp_path / "out.gguf", CARD, authority.signer)
    with pytest.raises(BadInputError, match="is there already"):
        seal_weights(plain, plain, CARD, authority.signer)
    (tmp_path / "torn.safetensors").write_bytes(b"\xff" * 20)
    with pytest.raises(BadInputError, match="can't be sealed"):
        seal_weights(tmp_path / "torn.safetensors", tmp_path / "out.safetensors", CARD, authority.signer)
