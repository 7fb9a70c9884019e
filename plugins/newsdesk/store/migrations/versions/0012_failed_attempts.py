"""The failed attempts at a source are found without reading the good ones

Revision: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index ix_fetches_failed on fetches (source_slug, at) where outcome <> 'ok'",
    )


def downgrade() -> None:
    op.drop_index("ix_fetches_failed", table_name="fetches")
