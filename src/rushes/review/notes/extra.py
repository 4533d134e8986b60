"""Fields of a record that this Rushes doesn't know: kept as they are, within bounds, and written back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from rushes.errors import BadInputError

LARGEST_BYTES = 16 * 1024
"""So much [bytes of JSON] unknown fields of one object may hold: other tools' keys and names, no pictures."""


def unknown_fields(value: Mapping[str, Any], known: Collection[str], where: str) -> dict[str, Any]:
    """Return the fields that aren't among the known ones.

    Raises:
        BadInputError: They can't be written as JSON again, or hold too much.
    """
    extra = {name: held for name, held in value.items() if name not in known}
    try:
        size = len(json.dumps(extra, ensure_ascii=False, allow_nan=False).encode())
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInputError(f"{where}: its unknown fields hold what JSON can't. Take them out.") from error
    if size > LARGEST_BYTES:
        raise BadInputError(
            f"{where}: its unknown fields hold {size:,} bytes, and {LARGEST_BYTES:,} are the most. Take them out."
        )
    return extra
