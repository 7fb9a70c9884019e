"""Vectors are kept

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "embeddings",
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "text_hash", name=op.f("pk_embeddings")),
    )
    # Noise does not compress; trying to costs a quarter of the writing.
    op.execute("alter table embeddings alter column vector set storage external")


def downgrade() -> None:
    op.drop_table("embeddings")
