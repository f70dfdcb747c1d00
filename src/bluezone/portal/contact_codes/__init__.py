"""Codes by which contacts warn others: one notes that they agree, another gives the code out (docs/decisions/0043)."""
