"""Who follows the truth of a case, and persons who become one: together with it, or not at all."""

CASE_FOLLOWERS: tuple[str, ...] = ("bluezone.portal.tracing.following.follow_case",)
"""Functions of rooms above that of cases, by name: each is given the case and the moment (`cases/classifying.py`)."""
PERSON_FOLLOWERS: tuple[str, ...] = (
    "bluezone.portal.tracing.merged_persons",
    "bluezone.portal.households.merged_persons",
    "bluezone.portal.followup.merged_persons",
    "bluezone.portal.sampling.merged_persons",
    "bluezone.portal.isolation.merged_persons",
    "bluezone.portal.reminders.merged_persons",
)
"""Modules of rooms that hang something on a person, by name: `join_persons` moves it to another one and says what it
moved, `part_persons` moves that back (`cases/merging.py`)."""
CODES_SHOWN = "bluezone.portal.posts.codes_shown.codes_shown_at"
"""The function of the room that keeps doors: which codes visitors showed at a place (`cases/alerts.py`)."""
AUDIT_ALIASES = (
    "bluezone.portal.cases.merging.aliases_of_person",
    "bluezone.portal.cases.in_audit.aliases_of_record",
)
"""Functions that tell under which other keys a thing stands in the audit (`audit/aliases.py`)."""
