"""Whether a model may be loaded: its card is whole, everybody in it agrees at this moment, and its weights are the ones on the card.

Netflix, "Using Generative AI in Content Production" (partner guidance, 11 November 2025): trained talent models serve
solely the production in question (M1), and never another one, a pitch or a concept without express consent of all
parties (M2).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from rushes.canonical import sha256_of_place
from rushes.clearance.models.card import ModelCard
from rushes.clearance.records.consent import Action
from rushes.clearance.records.registry import Held, Registry
from rushes.clearance.verdict import Reason
from rushes.errors import BadInputError, RefusedError

MODELS = "models"
"""The folder of a show's model cards: ``SHOW/models/<id>.json``, beside the weights that each names, or with the place of those."""

NETFLIX = (
    "https://partnerhelp.netflixstudios.com/hc/en-us/articles/43393929218323-Using-Generative-AI-in-Content-Production"
)
HOUSE = "Rushes house rules (docs/models.md)"

_BYTES_LIMIT = 1 << 20


def read_card(path: Path) -> ModelCard:
    """Read a model card.

    Raises:
        BadInputError: It can't be read, or is no card.
    """
    try:
        if path.stat().st_size > _BYTES_LIMIT:
            raise BadInputError(f"{path} is larger than a model card can be. Put the right file in its place.")
        return ModelCard.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInputError(f"The model card {path} can't be read ({error.strerror}). Correct its rights.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInputError(
            f"{path} is no model card{f' ({where})' if where else ''}: {first['msg']}. A model without a whole card "
            "is not loaded: write its card anew."
        ) from error


def model_cards(folder: Path) -> tuple[tuple[ModelCard, ...], tuple[str, ...]]:
    """Return a folder's cards in the order of their files, and a sentence for each that can't be read."""
    cards, problems = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            cards.append(read_card(path))
        except BadInputError as error:
            problems.append(str(error))
    return tuple(cards), tuple(problems)


def may_load(card: ModelCard, registry: Registry, *, production: str, now: datetime) -> tuple[Reason, ...]:
    """Return what speaks against loading a model now, in a production; nothing when it may be loaded.

    A model trained on nobody, and on nothing here, is bound to nothing. For every other one, each consent on its card has to be in force, to
    allow this training, and to be for this production unless everybody agreed to its reuse; and nothing that it was trained on may have been
    withdrawn. Weights can't forget one person or one picture and keep the others, so one that fell away stops the whole model.

    Args:
        card: The model's card.
        registry: The show's verified records.
        production: The production that would load it.
        now: The moment of asking, timezone-aware.
    """
    reasons: list[Reason] = []
    for consent in card.consents:
        held = next(
            (one for one in registry.consents if (one.consent.id, one.sha256) == (consent.id, consent.sha256)), None
        )
        if held is None or held.consent.performer != consent.performer:
            reasons.append(
                Reason(
                    "house/models-need-consents", "consents", f"the consent {consent.id} of {consent.performer} in the register",
                    "no such record", HOUSE, "Bring the signed record back into the show's consents, or retire the model.",
                )
            )  # fmt: skip
            continue
        reasons += _against(card, held, production, now)
    reasons += [
        Reason(
            "house/models-need-their-items", "items", f"leave to train on {item.name} ({item.licence})",
            "it was withdrawn", HOUSE, "Train anew without it, or retire the model.",
        )
        for item in card.items
        if item.sha256 in registry.withdrawn
    ]  # fmt: skip
    return tuple(reasons)


def needs_its_base(card: ModelCard, under: Iterable[str]) -> tuple[Reason, ...]:
    """Return what speaks against laying an adapter over a model: that it was trained for another one. Nothing where its card names none.

    Layers of the same sizes take it, whatever they learned: what comes out then is nothing that anybody looked at.

    Args:
        card: The adapter's.
        under: SHA-256 of the weights of the models that it would be laid over.
    """
    under = tuple(under)
    if card.base is None or {one.weights_sha256 for one in (card.base, *card.also_over)} & set(under):
        return ()
    there = f"the model {', '.join(one[:12] for one in under)}" if under else "no model"
    return (
        Reason(
            "house/adapters-need-their-base", "finish.adapters",
            f"the model {card.base.id} ({card.base.weights_sha256[:12]}) under {card.id}, which was trained for it", there, HOUSE,
            f"Bring {card.base.id} under finish.model, or leave {card.id} out.",
        ),
    )  # fmt: skip


def require_load(card: ModelCard, weights: Path, registry: Registry, *, production: str, now: datetime) -> None:
    """Stop unless a model may be loaded and its weights are the ones that its card names.

    Raises:
        RefusedError: It may not; the sentence says why and what would clear it.
        BadInputError: The weights can't be read.
    """
    reasons = may_load(card, registry, production=production, now=now)
    if reasons:
        raise RefusedError(
            f"The model {card.id} is not loaded. "
            + " ".join(
                f"[{reason.rule}] {reason.field}: required {reason.required}; found {reason.found}. {reason.remedy}"
                for reason in reasons
            )
        )
    try:
        digest = sha256_of_place(weights)
    except OSError as error:
        raise BadInputError(f"The weights {weights} can't be read ({error.strerror}). Correct the path.") from error
    if digest != card.weights_sha256:
        raise RefusedError(
            f"The model {card.id} is not loaded: {weights.name} are other weights than its card names. Put the right "
            "file back, or write a card for these weights with the consents of everybody they were trained on."
        )


def _against(card: ModelCard, held: Held, production: str, now: datetime) -> list[Reason]:
    consent, found = held.consent, []
    ask = f"Ask {consent.performer} for a consent that allows it and train anew, or retire the model."
    if held.standing.state != "in_force":
        found.append(
            Reason(
                "house/models-need-consents", "consents", f"{consent.id} in force",
                held.standing.words or held.standing.state, HOUSE, ask,
            )
        )  # fmt: skip
    if not consent.in_time(now):
        found.append(
            Reason(
                "house/models-need-consents", "valid_to", f"{consent.id} valid at {now.isoformat()}",
                f"valid from {consent.valid_from.isoformat()} until {consent.valid_to.isoformat()}", HOUSE, ask,
            )
        )  # fmt: skip
    training = consent.training
    if training.allowed == "none" or Action.TRAIN not in consent.actions:
        found.append(
            Reason(
                "house/models-need-consents", "training", f"{consent.id} to allow training",
                "training is not among what it grants", HOUSE, ask,
            )
        )  # fmt: skip
    elif training.allowed == "named_models" and card.id not in training.models:
        found.append(
            Reason(
                "house/models-need-consents", "training.models", f"{card.id} among the models of {consent.id}",
                ", ".join(training.models) or "no model", HOUSE, ask,
            )
        )  # fmt: skip
    if not training.reuse and not production == card.production == consent.production:
        found.append(
            Reason(
                "netflix-2025-11/m2-no-other-production", "production", f"{card.production}, which it was trained for",
                f"{production}, with a consent for {consent.production} that does not allow reuse",
                NETFLIX, "Train a model for this production, or ask all parties for their express consent to the reuse.",
                confirmed=False,
            )
        )  # fmt: skip
    return found
