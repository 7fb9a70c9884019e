"""What a fetch remembers for the next one

Where it began, where the source has moved, until when to stay away, what its body was. And why an
archived item is no candidate.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXTS = ("source_url", "asked_url", "moved_to", "body_hash")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("fetches", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.alter_column("fetches", name, server_default=None)
    op.add_column("fetches", sa.Column("unchanged", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("fetches", "unchanged", server_default=None)
    op.add_column("fetches", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_fetches_retry_at", "fetches", ["retry_at"], postgresql_where=sa.text("retry_at is not null")
    )
    op.add_column("article_revisions", sa.Column("mark", sa.Text(), nullable=False, server_default=""))
    op.alter_column("article_revisions", "mark", server_default=None)


def downgrade() -> None:
    op.drop_column("article_revisions", "mark")
    op.drop_index("ix_fetches_retry_at", table_name="fetches")
    for name in ("retry_at", "unchanged", *_TEXTS):
        op.drop_column("fetches", name)
