"""Writes, one file a subject: verb first, atomic, each with its line in the audit. The core decides; rows remember."""
