"""Who keeps what the rooms hold that speaks for meetings, and who follows the levels that come of it."""

EVIDENCE_KEEPER = "bluezone.portal.tracing.gathering"
"""The module to which rooms below offer it (`frame/evidence.py`)."""
LEVEL_FOLLOWERS: tuple[str, ...] = (
    "bluezone.portal.followup.planning.follow_levels",
    "bluezone.portal.sampling.planning.follow_levels",
)
"""Functions of rooms above tracing, by name: each is given the people whom an act moved (`tracing/followed.py`). The
days of samples follow from those of follow-up, so they come after them."""
