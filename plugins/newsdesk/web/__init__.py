"""The pages: server-side HTML over the news database. The log-in check is handed in."""
