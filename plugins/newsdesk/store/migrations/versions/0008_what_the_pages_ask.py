"""What the pages ask: words and meanings to search by, a story's rows without its date

newsdesk_words takes a title and the beginning of a text to pieces: Chinese, Japanese and Korean to
every two characters in a row (and the last one of each run), the rest to words. store.pages.words
takes a question to the same pieces. Meanings need pgvector: on a server without it they are left out.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CJK = "㐀-鿿豈-﫿ぁ-ヿ가-힣"
# Collation C: capitals and ranges are the same on every server.
_WORDS = f"""
create function newsdesk_words(title text, body text) returns tsvector
language plpgsql immutable strict parallel safe cost 400 as $$
declare
  t text := lower(normalize(left(title, 400) || ' ' || left(body, 600), NFKC) collate "C");
  odd text := regexp_replace(t, '(^|[^{_CJK}])[{_CJK}]', '\\1 ', 'g');
begin
  return array_to_tsvector(array(
    select m[1] from regexp_matches(t, '[{_CJK}]{{2}}', 'g') m
    union all select m[1] from regexp_matches(odd, '[{_CJK}]{{2}}', 'g') m
    union all select m[1] from regexp_matches(t, '[{_CJK}](?![{_CJK}])', 'g') m
    union all select left(m[1], 40) from regexp_matches(t, '[a-z0-9À-ɏͰ-ԯא-ۿ]+', 'g') m
  ));
end $$
"""  # noqa: S608 - our own text


def upgrade() -> None:
    op.execute(_WORDS)
    op.execute(
        "create index ix_article_revisions_words on article_revisions using gin (newsdesk_words(title, text))"
    )
    op.execute(
        "create index ix_summaries_words on summaries using gin (newsdesk_words(summary, (tags)::text))"
    )
    op.execute(
        "create index ix_article_revisions_happened on article_revisions (coalesce(published_at, seen_at))"
    )
    for table in ("judgements", "placements", "summaries"):
        op.create_index(f"ix_{table}_story_id", table, ["story_id"])
    if not _vector_is_there():
        return
    op.execute("create extension if not exists vector")
    op.execute(
        "create table article_meanings ("
        " article_id text not null constraint pk_article_meanings primary key"
        " constraint fk_article_meanings_article_id_articles references articles,"
        " revision bigint not null, meaning halfvec(512) not null)"
    )
    op.execute("create index ix_article_meanings_revision on article_meanings (revision)")
    op.execute(
        "create index ix_article_meanings_meaning on article_meanings using hnsw (meaning halfvec_ip_ops)"
    )


def _vector_is_there() -> bool:
    found = op.get_bind().execute(sa.text("select 1 from pg_available_extensions where name = 'vector'"))
    return found.first() is not None


def downgrade() -> None:
    op.execute("drop table if exists article_meanings")
    for table in ("judgements", "placements", "summaries"):
        op.drop_index(f"ix_{table}_story_id", table_name=table)
    op.drop_index("ix_article_revisions_happened", table_name="article_revisions")
    op.drop_index("ix_summaries_words", table_name="summaries")
    op.drop_index("ix_article_revisions_words", table_name="article_revisions")
    op.execute("drop function newsdesk_words(text, text)")
