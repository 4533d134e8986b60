"""Model cards: what a model was trained on, by whose leave, under whose terms; and whether it may be loaded."""

from rushes.clearance.models.card import (
    Base,
    ConsentOf,
    Dataset,
    ModelCard,
    Review,
    Statement,
    TrainingItem,
    Vendor,
)
from rushes.clearance.models.loading import MODELS, may_load, model_cards, needs_its_base, read_card, require_load
from rushes.clearance.models.statement import read_statement
from rushes.clearance.models.weights import Weights, check_weights, refuse_pickles, weights_at

__all__ = [
    "MODELS",
    "Base",
    "ConsentOf",
    "Dataset",
    "ModelCard",
    "Review",
    "Statement",
    "TrainingItem",
    "Vendor",
    "Weights",
    "check_weights",
    "may_load",
    "model_cards",
    "needs_its_base",
    "read_card",
    "read_statement",
    "refuse_pickles",
    "require_load",
    "weights_at",
]
