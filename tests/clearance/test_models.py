"""A model is loaded only while everybody in it agrees, for the production that they agreed to."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rushes.clearance.models import ModelCard, may_load, model_cards, read_card, require_load
from rushes.clearance.records.consent import Action, Consent, Signatory, Training
from rushes.clearance.records.registry import Held, Registry, Standing
from rushes.errors import BadInputError, RefusedError

NOW = datetime(2026, 11, 20, tzinfo=UTC)
WEIGHTS = b"weights"


def consent(performer: str = "p-014", **changes: Any) -> Consent:
    fields = {
        "id": f"urn:uuid:of-{performer}",
        "performer": performer,
        "subject": "did:key:z6Mk",
        "signatory": Signatory(did="did:key:z6Mk"),
        "description": "A model that makes him younger.",
        "actions": (Action.REAGE, Action.TRAIN),
        "kinds": ("reage",),
        "production": "SHOW",
        "valid_from": datetime(2026, 10, 1, tzinfo=UTC),
        "valid_to": datetime(2027, 10, 1, tzinfo=UTC),
        "issued_at": datetime(2026, 10, 1, tzinfo=UTC),
        "training": Training(allowed="production_only"),
    }
    return Consent(**{**fields, **changes})


def held(standing: Standing | None = None, **changes: Any) -> Held:
    one = consent(**changes)
    return Held(one, hashlib.sha256(one.id.encode()).hexdigest(), standing or Standing())


def card(*of: Held, **changes: Any) -> ModelCard:
    fields = {
        "id": "younger-014",
        "weights": "younger.safetensors",
        "weights_sha256": hashlib.sha256(WEIGHTS).hexdigest(),
        "production": "SHOW",
        "subjects": [one.consent.performer for one in of],
        "consents": [{"performer": one.consent.performer, "id": one.consent.id, "sha256": one.sha256} for one in of],
        "trained_at": "2026-10-10T00:00:00Z",
    }
    return ModelCard.model_validate({**fields, **changes})


def test_a_model_is_loaded_while_everybody_agrees() -> None:
    his, hers = held(), held(performer="p-015")
    registry = Registry(consents=(his, hers))
    assert may_load(card(his, hers), registry, production="SHOW", now=NOW) == ()


def test_a_model_of_nobody_needs_nobody() -> None:
    assert may_load(card(), Registry(), production="OTHER", now=NOW) == ()


REFUSALS = {
    "revoked": (held(Standing("revoked", NOW, "He revoked it.")), "SHOW", "consents", "He revoked it."),
    "suspended": (held(Standing("suspended", NOW, "It rests.")), "SHOW", "consents", "It rests."),
    "expired": (held(valid_to=datetime(2026, 11, 1, tzinfo=UTC)), "SHOW", "valid_to", "until 2026-11-01"),
    "not yet": (held(valid_from=datetime(2026, 12, 1, tzinfo=UTC)), "SHOW", "valid_to", "valid from 2026-12-01"),
    "training withheld": (held(training=Training()), "SHOW", "training", "not among what it grants"),
    "no training action": (held(actions=(Action.REAGE,)), "SHOW", "training", "not among what it grants"),
    "another model": (
        held(training=Training(allowed="named_models", models=("older-014",))), "SHOW", "training.models", "older-014",
    ),
    "another production": (held(), "SEQUEL", "production", "SEQUEL"),
    "a consent for another production": (held(production="PILOT"), "SHOW", "production", "PILOT"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSALS)
def test_one_consent_that_fell_away_stops_the_whole_model(why: str) -> None:
    his, production, field, found = REFUSALS[why]
    others = held(performer="p-015", training=Training(allowed="production_only", reuse=True))
    (reason,) = may_load(card(his, others), Registry(consents=(his, others)), production=production, now=NOW)
    assert reason.field == field
    assert found in reason.found
    assert reason.source
    assert reason.remedy


def test_reuse_that_all_agreed_to_serves_another_production() -> None:
    his = held(training=Training(allowed="production_only", reuse=True))
    assert may_load(card(his), Registry(consents=(his,)), production="SEQUEL", now=NOW) == ()


def test_a_consent_that_is_not_there_or_was_exchanged_stops_it() -> None:
    his = held()
    for registry in (Registry(), Registry(consents=(Held(his.consent, "e" * 64),))):
        (reason,) = may_load(card(his), registry, production="SHOW", now=NOW)
        assert reason.found == "no such record"


def test_a_consent_of_somebody_else_does_not_stand_in() -> None:
    hers = held(performer="p-015")
    fields = {"performer": "p-014", "id": hers.consent.id, "sha256": hers.sha256}
    (reason,) = may_load(
        card(subjects=["p-014"], consents=[fields]), Registry(consents=(hers,)), production="SHOW", now=NOW
    )
    assert "p-014" in reason.required


def test_whoever_is_in_a_model_has_to_be_on_its_card() -> None:
    with pytest.raises(ValidationError, match="trained on p-016"):
        card(held(), subjects=["p-014", "p-016"])
    with pytest.raises(ValidationError, match="not among its subjects"):
        card(held(), subjects=[])


def test_other_weights_than_the_cards_are_not_loaded(tmp_path: Path) -> None:
    his, weights = held(), tmp_path / "younger.safetensors"
    registry = Registry(consents=(his,))
    with pytest.raises(BadInputError, match="can't be read"):
        require_load(card(his), weights, registry, production="SHOW", now=NOW)
    weights.write_bytes(WEIGHTS)
    require_load(card(his), weights, registry, production="SHOW", now=NOW)
    weights.write_bytes(b"others")
    with pytest.raises(RefusedError, match="other weights than its card names"):
        require_load(card(his), weights, registry, production="SHOW", now=NOW)
    with pytest.raises(RefusedError, match=r"not loaded.*netflix-2025-11.*express consent"):
        require_load(card(his), weights, registry, production="SEQUEL", now=NOW)


def test_a_folder_of_cards_is_read_and_what_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(card(held()).model_dump_json())
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "c.json").write_text(json.dumps({**json.loads(card().model_dump_json()), "weights": "../else.bin"}))
    cards, problems = model_cards(tmp_path)
    assert [one.id for one in cards] == ["younger-014"]
    assert ["b.json" in problems[0], "weights" in problems[1]] == [True, True]
    assert all("write its card anew" in problem for problem in problems)
    (tmp_path / "d.json").write_bytes(b" " * (2 << 20))
    with pytest.raises(BadInputError, match="larger than a model card"):
        read_card(tmp_path / "d.json")
