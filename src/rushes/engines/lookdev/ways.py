"""The ways in which a design may be pictured, to be compared: as it can be made, and finished by a model that one brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.errors import BadInputError


def made(brief: Brief) -> Brief:
    """Return a brief without a finish: pictures of what can be made, and nothing else."""
    return brief.model_copy(update={"finish": Finish()})


def finished(brief: Brief) -> Brief:
    """Return a brief with its finish.

    Raises:
        BadInputError: It has none.
    """
    if not brief.finish.is_asked:
        raise BadInputError(
            "The way finished needs a model that you bring: write finish: {model: its folder, licence: ..., source: ..., trained_on: ...} in the brief, or "
            "leave the way out."
        )
    return brief


WAYS: Final[Mapping[str, Callable[[Brief], Brief]]] = {"made": made, "finished": finished}
