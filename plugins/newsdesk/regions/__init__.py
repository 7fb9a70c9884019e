"""Where a story's main actor is, with the words that say so."""
