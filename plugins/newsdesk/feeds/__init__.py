"""Feeds: the catalogue, fetching, reading, and what of them can be trusted."""
