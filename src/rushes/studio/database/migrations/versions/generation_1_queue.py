"""Generation 1: the studio, its shows, and what was asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the queue."""
    op.create_table(
        "studio",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("supervisor", sa.Text, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
    )
    op.create_table(
        "shows",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("used", sa.Double, nullable=False),
    )
    op.create_table(
        "asks",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(60), nullable=False, unique=True),
        sa.Column("show", sa.String(60), nullable=False),
        sa.Column("shot", sa.String(60), nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("is_cancelled", sa.Boolean, nullable=False),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double, nullable=False),
    )
    op.create_index("asks_next", "asks", ["state", "show", "rank", "number"])
    op.create_index("asks_of_a_shot", "asks", ["show", "shot"])
