"""Anybody's implementation, asked the known answers of docs/protocol: one question at a time, each with one answer."""
