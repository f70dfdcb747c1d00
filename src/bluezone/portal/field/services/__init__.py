"""Writes about field counts: links by staff, entries and photos by whoever holds a link."""
