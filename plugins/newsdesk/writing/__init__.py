"""Writing up the chosen stories, and checking what was written against the linked article."""
