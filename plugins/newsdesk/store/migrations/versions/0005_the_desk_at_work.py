"""The list-wise look, why a story got no place, and what a model call belongs to

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("judgements", sa.Column("listed", sa.Integer(), nullable=True))
    _add_text("placements", "left_out")
    _add_text("model_calls", "budget")
    _add_text("model_calls", "batch")
    op.create_index(op.f("ix_model_calls_budget"), "model_calls", ["budget"])
    op.create_index(op.f("ix_model_calls_batch"), "model_calls", ["batch"])


def _add_text(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.alter_column(table, column, server_default=None)


def downgrade() -> None:
    op.drop_index(op.f("ix_model_calls_batch"), table_name="model_calls")
    op.drop_index(op.f("ix_model_calls_budget"), table_name="model_calls")
    op.drop_column("model_calls", "batch")
    op.drop_column("model_calls", "budget")
    op.drop_column("placements", "left_out")
    op.drop_column("judgements", "listed")
