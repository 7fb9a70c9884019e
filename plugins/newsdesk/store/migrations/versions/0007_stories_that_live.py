"""Stories that live: changes by rows, what brings a published story back

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("into_id", sa.Text(), nullable=True),
        sa.Column("articles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_changes")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_changes_story_id")),
        sa.ForeignKeyConstraint(["into_id"], ["stories.id"], name=op.f("fk_story_changes_into_id")),
        sa.ForeignKeyConstraint(["undoes"], ["story_changes.id"], name=op.f("fk_story_changes_undoes")),
        sa.UniqueConstraint("undoes", name=op.f("uq_story_changes_undoes")),
    )
    op.create_index(op.f("ix_story_changes_story_id"), "story_changes", ["story_id"])
    op.create_index(op.f("ix_story_changes_into_id"), "story_changes", ["into_id"])
    op.create_table(
        "follow_ups",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("report_date", sa.Date(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("earlier", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "report_date", "story_id", name=op.f("pk_follow_ups")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_follow_ups_article_id")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_follow_ups_story_id")),
        sa.ForeignKeyConstraint(
            ["slug", "report_date"],
            ["editions.slug", "editions.report_date"],
            name=op.f("fk_follow_ups_slug_report_date"),
        ),
    )
    op.add_column("editions", sa.Column("changes_seq", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("editions", "changes_seq")
    op.drop_table("follow_ups")
    op.drop_table("story_changes")
