"""Reads: from rows to the core's values (`cores`), and what lists and pages ask for."""
