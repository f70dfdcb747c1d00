"""The first page, as the portal knows it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class HomeApp(PortalApp):
    """The home app, as Django's registry has it."""

    name = "bluezone.portal.home"
    former_prefix = "web"
    navigation = (NavigationEntry("today", "home.today", _("Today"), "home", Group.DAY),)
    works = (
        Work(
            "home.morning",
            _("Tells in the morning those who asked for it how much waits"),
            "bluezone.portal.home.works.tell_in_the_morning",
            dt.timedelta(days=1),
            dt.time(6, 30),
        ),
    )
    audited_actions = {
        "home.morning": _("asked for a message in the morning"),
        "home.no_morning": _("wanted no message in the morning any more"),
    }
