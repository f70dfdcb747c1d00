"""A person's own file: everything that is held about them, as a paper that they are handed (docs/decisions/0041)."""
