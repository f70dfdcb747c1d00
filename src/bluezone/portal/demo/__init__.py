"""Invented people and their work, for demonstrations and tests: put only into an empty portal. One module an app."""
