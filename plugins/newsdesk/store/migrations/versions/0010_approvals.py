"""Approvals

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("report_date", sa.Date(), nullable=False),
        sa.Column("judged_over", sa.Text(), nullable=False),
        sa.Column("dropped", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["slug", "report_date"],
            ["editions.slug", "editions.report_date"],
            name=op.f("fk_approvals_slug_report_date"),
        ),
        sa.PrimaryKeyConstraint("slug", "report_date", name=op.f("pk_approvals")),
    )


def downgrade() -> None:
    op.drop_table("approvals")
