"""Which parts of a brief belong to which kind of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rushes.errors import BadInputError

PARTS: Mapping[str, frozenset[str]] = {
    "destruction": frozenset(
        {"on_set", "building", "collapse", "camera", "site", "light", "dust", "debris", "clean_plate", "plate", "grade"}
    ),
    "reage": frozenset({"plate_colour", "reage", "model", "skin", "form", "hair", "voice", "plate", "grade"}),
    "wardrobe": frozenset({"body", "wardrobe", "options", "explore", "finish", "costs"}),
    "set": frozenset({"room", "options", "explore", "finish", "costs"}),
    "clip": frozenset({"clip", "finish"}),
}
"""The sections and fields of its own that each kind has; all others belong to every kind."""

_OWNED = frozenset().union(*PARTS.values())


def belongs(name: str, kind: str) -> bool:
    """Return whether a field, by its dotted name, has a meaning in a brief of a kind."""
    part = name.split(".", maxsplit=1)[0]
    return part not in _OWNED or part in PARTS[kind]


def check_kind(names: Iterable[str], kind: str, where: str) -> None:
    """Stop when a field belongs to another kind of brief.

    Raises:
        BadInputError: One does.
    """
    for name in names:
        if not belongs(name, kind):
            part = name.split(".", maxsplit=1)[0]
            owners = " or ".join(f'"{owner}"' for owner, parts in PARTS.items() if part in parts)
            raise BadInputError(
                f'{where}: {name} belongs to a brief of kind {owners}, and this one is of kind "{kind}". Take it out, or '
                "change the kind."
            )
