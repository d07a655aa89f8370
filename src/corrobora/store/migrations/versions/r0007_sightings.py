"""What each sighting of a text tells about it, and on what knowledge its claims were found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import NAME, TEXT

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, which stay empty in rows of before."""
    op.add_column("sightings", sa.Column("frozen", TEXT))
    op.add_column("extractions", sa.Column("basis", NAME))
