"""Who follows the truth of a case: what stands on it is brought up to date together with it, or not at all."""

CASE_FOLLOWERS: tuple[str, ...] = ("bluezone.portal.tracing.following.follow_case",)
"""Functions of rooms above that of cases, by name: each is given the case and the moment (`cases/classifying.py`)."""
