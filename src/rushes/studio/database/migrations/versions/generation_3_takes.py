"""Generation 3: an index of the takes that lie in the shows' folders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; ``rushes studio index`` fills it from the files."""
    op.create_table(
        "takes",
        sa.Column("show", sa.String(60), primary_key=True),
        sa.Column("shot", sa.String(60), primary_key=True),
        sa.Column("version", sa.String(12), primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("engine", sa.String(60), nullable=False),
        sa.Column("frames", sa.Integer, nullable=False),
        sa.Column("recipe", sa.String(64), nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("seen", sa.String(60), nullable=False),
    )
    op.create_index("takes_newest", "takes", ["show", "created"])
