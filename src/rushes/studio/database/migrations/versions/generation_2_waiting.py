"""Generation 2: an ask may have to wait until a moment, and names the take that came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; what was asked before waits for nothing and names no take."""
    with op.batch_alter_table("asks") as asks:
        asks.add_column(sa.Column("not_before", sa.Double, nullable=False, server_default="0"))
        asks.add_column(sa.Column("take", sa.Text, nullable=False, server_default=""))
    with op.batch_alter_table("asks") as asks:
        asks.alter_column("not_before", existing_type=sa.Double(), server_default=None)
        asks.alter_column("take", existing_type=sa.Text(), server_default=None)
