"""How long an artist's works are protected: a rule by territory, from the year of death. Whose works are free, their style is anybody's.

A style as such is protected nowhere that we know of. That the works are free is taken as the line, because what stays close to a style comes near
to works. The terms stand in ``protection.yaml`` with their sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A term of protection.

    Attributes:
        until: The last year of protection.
        years: How many after the year of death.
        territory: Which territory has it; empty for the usual one.
        source: Where it stands.
    """

    until: int
    years: int
    territory: str
    source: str


def term_of(died: int, territories: Sequence[str] = ()) -> Term:
    """Return the longest term of works by somebody who died in a year.

    Args:
        died: The year.
        territories: Where something will be seen (ISO 3166); everywhere when empty, or when a territory is no country's code.
    """
    table = _table()
    usual = Term(died + table["usual"], table["usual"], "", table["source"])
    where = {territory.upper() for territory in territories}
    everywhere = not where or any(len(territory) != 2 for territory in where)
    longer = [
        Term(died + row["years"], row["years"], row["territory"], row["source"])
        for row in table["longer"]
        if (everywhere or row["territory"] in where) and row.get("died_from", 0) <= died <= row.get("died_until", 9999)
    ]
    return max([usual, *longer], key=lambda term: (term.until, term is usual))


def is_free(died: int | None, territories: Sequence[str], now: datetime) -> bool:
    """Return whether the works of somebody are free at a moment; not, where nobody knows when they died."""
    return died is not None and term_of(died, territories).until < now.astimezone(UTC).year


@cache
def _table() -> dict[str, Any]:
    import yaml

    text = (resources.files("rushes.clearance.policy") / "protection.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table
