"""Postgres, the only memory: tables, migrations and the queries of each part of the house."""
