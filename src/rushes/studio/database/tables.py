"""The tables of a studio's database, as this version of Rushes knows them. ``migrations/`` says how they came to be so."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Double, Index, Integer, MetaData, String, Table, Text

METADATA: Final = MetaData()

STUDIO: Final = Table(
    "studio",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(40), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("supervisor", Text, nullable=False),
    Column("since", Double, nullable=False),
    Column("drained", Integer, nullable=False),
)
"""One row: the studio's identity, and how many supervisors it has had (``epoch``); what an earlier one says counts no more.
``drained`` is the number of the one that was asked last to begin nothing more; 0 when none was."""

SHOWS: Final = Table(
    "shows",
    METADATA,
    Column("name", String(60), primary_key=True),
    Column("folder", Text, nullable=False),
    Column("used", Double, nullable=False),
)
"""Shows that something was asked for; ``used`` is what they have had of the floor, in seconds over their weight."""

ASKS: Final = Table(
    "asks",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(60), nullable=False, unique=True),
    Column("show", String(60), nullable=False),
    Column("shot", String(60), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("take", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    Column("asked_at", Double, nullable=False),
    Column("not_before", Double, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("ended_at", Double, nullable=False),
    Index("asks_next", "state", "show", "rank", "number"),
    Index("asks_of_a_shot", "show", "shot"),
)
"""What was asked for: moments in seconds since 1970, 0 for those that have not come; ``asked`` is the
command, as JSON; the smallest ``rank`` (a priority, negated) goes first."""

TAKES: Final = Table(
    "takes",
    METADATA,
    Column("show", String(60), primary_key=True),
    Column("shot", String(60), primary_key=True),
    Column("version", String(12), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("engine", String(60), nullable=False),
    Column("frames", Integer, nullable=False),
    Column("recipe", String(64), nullable=False),
    Column("created", String(40), nullable=False),
    Column("seen", String(60), nullable=False),
    Index("takes_newest", "show", "created"),
)
"""An index of what lies in the shows' folders. The files say what is; ``seen`` tells which state of them was read."""
