"""Which column is which field: proposed with a reason and a confidence, decided by a person, remembered by header."""
