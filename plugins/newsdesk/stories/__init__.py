"""Which articles tell one event: canonical URLs, evidence that two are one, and stories made of it."""
