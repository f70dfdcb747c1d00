"""Who keeps what speaks for meetings, who follows the levels that come of it, and who lists samples."""

EVIDENCE_KEEPER = "bluezone.portal.tracing.gathering"
"""The module to which rooms below offer it (`frame/evidence.py`)."""
LEVEL_FOLLOWERS: tuple[str, ...] = (
    "bluezone.portal.followup.planning.follow_levels",
    "bluezone.portal.sampling.planning.follow_levels",
)
"""Functions of rooms above tracing, by name: each is given the people whom an act moved (`tracing/followed.py`). The
days of samples follow from those of follow-up, so they come after them."""
SAMPLES_LISTED = "bluezone.portal.sampling.exporting"
"""The module of the room that keeps samples: what of them leaves with an outbreak (`tracing/exporting/samples.py`)."""
