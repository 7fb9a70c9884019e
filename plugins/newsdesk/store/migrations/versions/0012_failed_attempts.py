"""The failed attempts at a source are found without reading the good ones

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_fetches_failed", "fetches", ["source_slug", "at"], postgresql_where=sa.text("outcome <> 'ok'")
    )


def downgrade() -> None:
    op.drop_index("ix_fetches_failed", table_name="fetches")
