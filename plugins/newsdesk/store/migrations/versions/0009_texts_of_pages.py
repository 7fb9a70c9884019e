"""Texts of pages

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_texts",
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["article_revisions.id"], name=op.f("fk_page_texts_revision")),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_page_texts")),
    )


def downgrade() -> None:
    op.drop_table("page_texts")
