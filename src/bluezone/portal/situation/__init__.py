"""The state of an outbreak on one day, as a page and as the quick report that an office signs every day."""
