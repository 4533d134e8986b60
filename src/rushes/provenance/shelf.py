"""A show's shelf of models: the cards in ``SHOW/models``, and what the ledger says of each.

A card decides what may be made, so it counts as the ledger knows it. One that was changed by hand, or taken away, is not believed, and the
model that it was for is not loaded without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rushes.clearance.models import MODELS, ModelCard, model_cards
from rushes.errors import RefusedError
from rushes.provenance.authority import ledger_key
from rushes.provenance.ledger import Entry, trusted_entries
from rushes.show import Show

STATEMENTS = "statements"
"""The folder of the makers' statements: ``SHOW/models/statements/<id>.json``."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger says last of a model.

    Attributes:
        event: ``model.added``, ``model.learned`` or ``model.forgotten``.
        weights_sha256: Of its weights.
        card_sha256: Of its card; empty in entries of before it was kept.
        on: When, ISO 8601.
    """

    event: str
    weights_sha256: str
    card_sha256: str
    on: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of a show.

    Attributes:
        show: Its folder.
        cards: By id.
        known: What the ledger says of each, by id.
        seen: Ids of the models by the SHA-256 of all weights that the ledger ever knew.
        bound: Ids of consents and SHA-256 of items that weights were ever said to rest on, by the weights' SHA-256.
        problems: Sentences about files that are no cards.
    """

    show: Path
    cards: Mapping[str, ModelCard]
    known: Mapping[str, Known]
    seen: Mapping[str, str]
    bound: Mapping[str, frozenset[str]]
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, show: Show) -> Shelf:
        """Return a show's shelf as it is now.

        Raises:
            CheckFailedError: The ledger is not what was written.
        """
        told = trusted_entries(show.ledger, ledger_key()) if show.ledger.exists() else ()
        entries = [entry for entry in told if entry.event.startswith("model.")]
        cards, problems = model_cards(show.folder / MODELS)
        seen: dict[str, str] = {}
        bound: dict[str, frozenset[str]] = {}
        for entry in entries:
            sha256 = str(entry.data["weights_sha256"])
            seen[sha256] = str(entry.data["model"])
            rests_on = frozenset(map(str, (*entry.data.get("consents", ()), *entry.data.get("items", ()))))
            bound[sha256] = bound.get(sha256, frozenset()) | rests_on
        return cls(show.folder, {card.id: card for card in cards}, models_known(entries), seen, bound, problems)

    def path_of(self, card: ModelCard) -> Path:
        """Return where a model's weights lie."""
        return card.weights_path(self.show, self.show / MODELS)

    def fault_of(self, card: ModelCard) -> str:
        """Return what is wrong with a card by the ledger, as a sentence; empty when it is the one that was put there."""
        known = self.known.get(card.id)
        if known is None or known.event == "model.forgotten":
            return f"The card of {card.id} was put into {self.show / MODELS} by hand, and nobody answers for it: add it with `rushes models add`."
        if known.card_sha256 not in {"", card.sha256} or known.weights_sha256 != card.weights_sha256:
            return (
                f"The card of {card.id} was changed since it was written ({known.on}). Bring it back from a copy, or add the model again with "
                "`rushes models add --again`."
            )
        return ""

    def card_for(self, path: Path, sha256: str) -> ModelCard | None:
        """Return the card of weights that somebody brings; None when the show has none for them.

        Args:
            path: Where they lie.
            sha256: Of what lies there now.

        Raises:
            RefusedError: The weights changed since their card was written, or their card was changed, taken away or forgotten.
        """
        for card in self.cards.values():
            if card.weights_sha256 == sha256:
                if fault := self.fault_of(card):
                    raise RefusedError(f"The model {card.id} is not loaded. {fault}")
                return card
        for card in self.cards.values():
            if card.weights and self.path_of(card).resolve() == path.resolve():
                raise RefusedError(
                    f"The model {card.id} is not loaded: {path} are other weights than its card names. `rushes models verify {card.id}` says which file "
                    "changed. Put the right one back, or write a card for these weights: `rushes models add`."
                )
        if sha256 in self.seen:
            raise RefusedError(
                f"The model {self.seen[sha256]} is not loaded: these weights were on the shelf, and their card is not in {self.show / MODELS} any more. Bring it "
                "back from a copy, or write it anew: `rushes models add`."
            )
        return None


def models_known(entries: Iterable[Entry]) -> dict[str, Known]:
    """Return what a ledger says last of each model, by its id.

    Args:
        entries: The ledger's, already trusted.
    """
    return {
        str(entry.data["model"]): Known(
            entry.event, str(entry.data["weights_sha256"]), str(entry.data.get("card_sha256", "")), entry.time
        )
        for entry in entries
        if entry.event.startswith("model.")
    }
