"""The ways in which somebody may be re-aged, to be compared: one for each method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, get_args

from rushes.brief import BROUGHT, Brief
from rushes.brief.reage import Method
from rushes.errors import BadInputError


def by_method(method: Method, brief: Brief) -> Brief:
    """Return a brief that asks for a method.

    Raises:
        BadInputError: The method needs a model that the brief doesn't bring.
    """
    if method in BROUGHT and brief.model.file is None:
        raise BadInputError(
            f"The way {method} needs a model that you bring: write model: {{file: ..., licence: ..., source: ...}} in the brief, or leave the way out."
        )
    return brief.model_copy(update={"reage": brief.reage.model_copy(update={"method": method})})


WAYS: Final[Mapping[str, Callable[[Brief], Brief]]] = {
    method: partial(by_method, method) for method in get_args(Method) if method != "auto"
}
