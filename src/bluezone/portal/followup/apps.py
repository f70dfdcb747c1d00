"""The app of follow-up: its entry in the rail, what it does by itself, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class FollowupApp(PortalApp):
    """The app of follow-up, as Django's registry has it."""

    name = "bluezone.portal.followup"
    held = "bluezone.portal.followup.held"
    waiting = "bluezone.portal.followup.waiting"
    navigation = (NavigationEntry("followup_round", "followup.round", _("Follow-up"), "phone", Group.OUTBREAK),)
    works = (
        Work(
            "followup.days",
            _("Computes everybody's days of follow-up anew, and mends what differs"),
            "bluezone.portal.followup.works.check_days",
            dt.timedelta(hours=6),
            counts_everybody=True,
        ),
    )
    audited_actions = {
        "followup.round": _("saw who is to be asked how they are"),
        "followup.see": _("looked at somebody's follow-up"),
        "followup.record": _("noted how somebody is"),
        "followup.figures": _("saw how follow-up goes"),
        "followup.link": _("drew a code by which somebody answers for themselves"),
        "followup.end_link": _("ended a code by which somebody answers for themselves"),
        "followup.own": _("answered by their own code"),
        "followup.settle": _("noted what was done about symptoms"),
    }
