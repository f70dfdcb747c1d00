"""Whom directives ask for what was measured beside what was reported."""

SEEN_AT_DOORS = "bluezone.portal.posts.measuring.seen_at_doors"
"""The function of the room that counts at doors (`directives/selectors/measuring.py`)."""
