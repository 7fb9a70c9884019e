"""Newsdesk: a newsroom in a pipeline. The domain; it never imports Airflow."""

__version__ = "0.1.0"
