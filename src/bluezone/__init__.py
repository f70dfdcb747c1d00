"""Bluezone: who was close to whom, known only to the people themselves.

The rooms of this package and the arrows between them are drawn in ARCHITECTURE.md.
"""
