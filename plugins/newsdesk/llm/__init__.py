"""Rankers: one contract; Claude, and rules that need no key."""
