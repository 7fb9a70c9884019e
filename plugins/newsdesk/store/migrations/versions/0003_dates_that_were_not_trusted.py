"""How many items of a reading bore a date that was not trusted

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fetches", sa.Column("doubted", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("fetches", "doubted", server_default=None)
    op.create_index("ix_fetches_run_id", "fetches", ["run_id"])


def downgrade() -> None:
    op.drop_index("ix_fetches_run_id", table_name="fetches")
    op.drop_column("fetches", "doubted")
