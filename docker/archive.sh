#!/bin/sh
# The archive as one file, inside the postgres container (docs/operations.md):
#   docker compose exec -T postgres newsdesk-archive save > archive.dump
#   docker compose exec -T postgres newsdesk-archive restore < archive.dump
# The archive that is there stays until the restored one is whole.
set -eu

: "${DATABASES:=/docker-entrypoint-initdb.d/databases.sh}"

as_admin() {
    # Without notices: that there is nothing to drop is the ordinary case.
    PGOPTIONS=--client-min-messages=warning psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 \
        --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-postgres}" "$@"
}

case "${1:-}" in
save)
    exec pg_dump --username "$POSTGRES_USER" --format custom --no-owner --no-privileges news
    ;;
restore)
    as_admin --command "drop database if exists news_restoring with (force)"
    "$DATABASES" archive news_restoring
    # As news, so that all of it is its own; rights are those of databases.sh, not the file's.
    pg_restore --username news --dbname news_restoring --no-owner --no-privileges --no-comments --exit-on-error
    as_admin <<'SQL'
drop database if exists news_before with (force);
select pg_terminate_backend(pid) from pg_stat_activity where datname in ('news', 'news_restoring') \g /dev/null
begin;
alter database news rename to news_before;
alter database news_restoring rename to news;
commit;
drop database news_before with (force);
SQL
    ;;
*)
    echo "usage: newsdesk-archive save > FILE | restore < FILE" >&2
    exit 2
    ;;
esac
