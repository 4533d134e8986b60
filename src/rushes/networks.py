"""Networks that were learned of performers, where a show keeps them: ``SHOW/models/<id>.json`` and the weights beside it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from rushes.canonical import sha256_of_file
from rushes.clearance.models import MODELS, ModelCard, may_load, model_cards, read_card
from rushes.clearance.verdict import Reason
from rushes.errors import BadInputError
from rushes.judgement import gate_of
from rushes.plan import Recipe, folders_of
from rushes.provenance.events import record_model
from rushes.show import Show
from rushes.studio import StepFolder, spoken_errors, waiting_lock, write_atomically

CARD, WEIGHTS = "network.json", "network.safetensors"
"""What a step that learns leaves."""


def keep_networks(recipe: Recipe, show: Show) -> None:
    """Put what a recipe's steps learned into the show's register of models, with an entry in the ledger.

    Raises:
        BadInputError: The disk is full, or the folder can't be written.
    """
    for name, folder in folders_of(recipe, show.work).items():
        if name != "learn" or not (folder.path / CARD).is_file():
            continue
        with waiting_lock(show.work / "networks.lock"):  # jobs of two shots may have learned the same
            _keep(folder, show)


def _keep(folder: StepFolder, show: Show) -> None:
    card = read_card(folder.path / CARD)
    target = show.folder / MODELS / f"{card.id}.json"
    if target.is_file() and read_card(target).weights_sha256 == card.weights_sha256:
        return
    kept = card.model_copy(update={"weights": f"{card.id}.safetensors"})
    with spoken_errors(target.parent):
        target.parent.mkdir(exist_ok=True)
        part = target.with_name(f"{kept.weights}.part")
        shutil.copyfile(folder.path / WEIGHTS, part)
        part.replace(target.with_name(kept.weights))
        write_atomically(target, kept.model_dump_json(indent=1))
    record_model(show, "model.learned", kept)


def listed(show: Show) -> list[tuple[ModelCard, tuple[Reason, ...]]]:
    """Return every network of a show, and what speaks against loading it now.

    Raises:
        BadInputError: The show's records can't be read.
    """
    now = datetime.now(UTC)
    registry = gate_of(show).registry(now)
    cards, _ = model_cards(show.folder / MODELS)
    return [(card, may_load(card, registry, production=show.name, now=now)) for card in cards]


def forget(show: Show, network: str) -> list[Path]:
    """Delete a network's weights from the register and from the store, and write that into the ledger.

    Returns:
        The files that were deleted.

    Raises:
        BadInputError: The show has no such network, or a file can't be deleted.
    """
    cards = {card.id: card for card in model_cards(show.folder / MODELS)[0]}
    if network not in cards:
        known = ", ".join(sorted(cards)) or "none"
        raise BadInputError(
            f"{show.folder} has no network {network}. It has: {known}. List them with: rushes reage networks."
        )
    card = cards[network]
    beside = show.folder / MODELS / card.weights
    gone = [path for path in (beside, show.folder / MODELS / f"{network}.json") if path.is_file()]
    gone += [path for path in show.work.rglob(WEIGHTS) if sha256_of_file(path) == card.weights_sha256]
    for path in gone:
        with spoken_errors(path):
            path.unlink()
    record_model(show, "model.forgotten", card)
    return gone
