"""A network is loaded only while the consent that it was learned under holds."""

from datetime import UTC, datetime

import numpy as np
import pytest

from cleared import permit
from rushes.canonical import sha256_of_file
from rushes.clearance.models import ConsentOf, ModelCard
from rushes.engines.reage.learn_step import CARD, WEIGHTS, consents_of, load_network
from rushes.errors import RefusedError

pytest.importorskip("safetensors", reason="the extra learn is not installed")


def network_in(folder, **more):
    from safetensors.numpy import save_file

    save_file({"reference": np.zeros((468, 3), np.float32)}, folder / WEIGHTS)
    consent = ConsentOf(performer="p-014", id="urn:uuid:4d1f7a52-7d8a-4c7e-9a41-0a6f0a0e7a11", sha256="a" * 64)
    card = {
        "id": "reage-s-010_0030",
        "weights": WEIGHTS,
        "weights_sha256": sha256_of_file(folder / WEIGHTS),
        "production": "PERMIT",
        "subjects": ("p-014",),
        "consents": (consent,),
        "trained_at": datetime(2026, 11, 26, tzinfo=UTC),
    } | more
    (folder / CARD).write_text(ModelCard(**card).model_dump_json(), encoding="utf-8")


def test_a_network_of_somebody_whose_consent_is_gone_is_not_loaded(tmp_path):
    network_in(tmp_path)
    with pytest.raises(RefusedError, match="is not loaded"):
        load_network(tmp_path, permit(), "PERMIT")


def test_other_weights_than_the_card_names_are_not_loaded(tmp_path):
    network_in(tmp_path, subjects=(), consents=())
    with (tmp_path / WEIGHTS).open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(RefusedError, match="other weights"):
        load_network(tmp_path, permit(), "PERMIT")


def test_nothing_is_learned_of_somebody_who_is_not_in_what_was_cleared():
    with pytest.raises(RefusedError, match="No consent of p-014"):
        consents_of(permit(), "p-014")
