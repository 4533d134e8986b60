"""What a card may say, and what follows from a vendor's terms."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rushes.canonical import sha256_of
from rushes.clearance.models import ModelCard, TrainingItem, Vendor

WHOLE = {"id": "look", "weights": "look", "weights_sha256": "a" * 64, "licence": "MIT"}
ITEM = TrainingItem(name="one.png", sha256="1" * 64, licence="bought", performers=("p-014",))


@pytest.mark.parametrize(
    ("answer", "hosted", "counts"),
    [("yes", False, True), ("yes", True, True), ("unsure", True, True), ("unsure", False, False), ("no", True, False)],
)
def test_unsure_counts_as_yes_where_something_is_sent(answer: str, hosted: bool, counts: bool) -> None:
    vendor = Vendor.model_validate({"name": "A Vendor", "hosted": hosted, "stores": answer})
    assert vendor.does(vendor.stores) is counts


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weights": ""}, "belong together"),
        ({"weights": "..", "weights_sha256": "a" * 64}, "belong together"),
        ({"weights": "a/b"}, "pattern"),
        ({"weights": "", "weights_sha256": ""}, "no weights, and no vendor"),
        ({"items": (ITEM,)}, "p-014 are in what it was trained on, and not among its subjects"),
        ({"files": {"a": "b" * 64}}, "is not that of the files it names"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_card_that_contradicts_itself_is_none(changes: dict, words: str) -> None:
    ModelCard.model_validate(WHOLE)
    with pytest.raises(ValidationError, match=words):
        ModelCard.model_validate(WHOLE | changes)


def test_a_folder_s_card_names_each_file() -> None:
    files = {"a": "b" * 64}
    card = ModelCard.model_validate(WHOLE | {"files": files, "weights_sha256": sha256_of(files)})
    assert ModelCard.model_validate_json(card.model_dump_json()) == card
    assert ModelCard.model_validate_json(card.model_dump_json()).sha256 == card.sha256
