"""Articles are found by their address, for publishers that change their ids

Revision: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_article_revisions_canonical_url", "article_revisions", ["canonical_url"])


def downgrade() -> None:
    op.drop_index("ix_article_revisions_canonical_url", table_name="article_revisions")
