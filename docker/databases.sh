#!/bin/sh
# Run once by the postgres image, when its volume is empty: two databases, and a role for each job.
# airflow owns Airflow's database; news owns the archive and nothing else; news_reader may only read it.
# With "archive NAME": only an empty archive of that name, for docker/archive.sh.
set -eu

: "${SECRETS:=/run/newsdesk}"

as_admin() {
    psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"
}

archive() {
    as_admin --dbname "${POSTGRES_DB:-postgres}" --set=name="$1" <<'SQL'
create database :"name" owner news encoding 'UTF8' template template0;
revoke all on database :"name" from public;
grant connect on database :"name" to news_reader;
SQL
    as_admin --dbname "$1" --set=name="$1" <<'SQL'
create extension if not exists vector;
alter schema public owner to news;
revoke all on schema public from public;
grant usage on schema public to news_reader;
alter default privileges for role news in schema public grant select on tables to news_reader;
alter role news_reader in database :"name" set default_transaction_read_only = on;
SQL
}

if [ "${1:-}" = "archive" ]; then
    archive "$2"
    exit 0
fi

for role in airflow news news_reader; do
    # The password by psql's own quoting and standard input: in no process list, and never cut short.
    as_admin --dbname "${POSTGRES_DB:-postgres}" --set=role="$role" --set=password="$(cat "$SECRETS/${role}_password")" <<'SQL'
create role :"role" login password :'password' nosuperuser nocreatedb nocreaterole;
SQL
done
as_admin --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
create database airflow owner airflow encoding 'UTF8' template template0;
revoke all on database airflow from public;
SQL
archive news
