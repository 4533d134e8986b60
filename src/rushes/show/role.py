"""As what somebody decides about takes, and how many of whom a show asks for before one is circled."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from rushes.errors import BadInputError

Role = Literal["artist", "supervisor", "production", "clearance", "representative"]
ROLES: tuple[Role, ...] = get_args(Role)

LARGEST_QUORUM = 12
"""Seats. The longest list of approvals that we have seen on a turnover form has seven."""


def quorum_of(path: Path, value: object) -> tuple[Role, ...]:
    """Return the roles that have to circle a take, from the field ``review`` of a ``show.yaml``; none when it is left out.

    Raises:
        BadInputError: It is not of the form ``{quorum: {circle: [supervisor, production]}}``, or names no role.
    """
    if value is None:
        return ()
    quorum = value.get("quorum") if isinstance(value, dict) and set(value) == {"quorum"} else None
    seats = quorum.get("circle") if isinstance(quorum, dict) and set(quorum) == {"circle"} else None
    if not isinstance(seats, list) or not 1 <= len(seats) <= LARGEST_QUORUM:
        raise BadInputError(
            f"{path}: review names the roles that have to circle a take, one to {LARGEST_QUORUM} of them. Write it as "
            "review: {quorum: {circle: [supervisor, production]}}, or leave it out: one of these two is enough then."
        )
    if strange := [seat for seat in seats if seat not in ROLES]:
        raise BadInputError(f'{path}: review: "{strange[0]}" is no role. There are: {", ".join(ROLES)}.')
    return tuple(seats)
