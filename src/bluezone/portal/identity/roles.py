"""The roles of staff: what a person is at one unit. What each may do stands in `permissions.py`."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Role(TextChoices):
    """What a person is, at one unit and from one day on."""

    HEALTH_OFFICER = "health_officer", gettext_lazy("Health officer")
    INTERVIEWER = "interviewer", gettext_lazy("Interviewer")
    SUPERVISOR = "supervisor", gettext_lazy("Supervisor")
    EPIDEMIOLOGIST = "epidemiologist", gettext_lazy("Epidemiologist")
    DOOR_KEEPER = "door_keeper", gettext_lazy("Door keeper")
    REPORTER = "reporter", gettext_lazy("Reporter")
    CONSOLIDATOR = "consolidator", gettext_lazy("Consolidator")
    REGISTRY_CLERK = "registry_clerk", gettext_lazy("Registry clerk")
    LEADER = "leader", gettext_lazy("Leader who signs")
    ADMINISTRATOR = "administrator", gettext_lazy("Administrator")


SEES_NAMES = frozenset(
    {Role.HEALTH_OFFICER, Role.INTERVIEWER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST, Role.DOOR_KEEPER, Role.ADMINISTRATOR}
)
"""Roles that meet names of patients, visitors or staff."""

NEEDS_SECOND_FACTOR = SEES_NAMES | {Role.LEADER, Role.REGISTRY_CLERK, Role.CONSOLIDATOR}
"""Whoever sees names, and whoever binds the authority by a signature, a seal, or words for either."""
