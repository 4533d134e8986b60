"""Generation 4: a studio notes which of its supervisors was asked to begin nothing more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody was asked to."""
    with op.batch_alter_table("studio") as studio:
        studio.add_column(sa.Column("drained", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("studio") as studio:
        studio.alter_column("drained", existing_type=sa.Integer(), server_default=None)
