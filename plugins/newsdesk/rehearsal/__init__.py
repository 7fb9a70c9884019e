"""Rehearsals: feeds of our own writing, served on loopback as they were at a moment."""
