"""The laboratory's outbreak: brought in as an office would, levelled, and looked at by many at once."""
