"""The app of operations: its entry in the rail, what it does by itself, what waits in it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class OperationsApp(PortalApp):
    """The operations app, as Django's registry has it."""

    name = "bluezone.portal.operations"
    waiting = "bluezone.portal.operations.waiting"
    navigation = (NavigationEntry("works", "operations.works", _("What runs by itself"), "clock", Group.OPERATION),)
    audited_actions = {
        "operations.carry_back": _("put back what was carried over from ended units"),
        "operations.carry_over": _("carried over what stood at ended units"),
    }
    works = (
        Work(
            "operations.erase",
            _("Erases what has been kept long enough"),
            "bluezone.portal.operations.works.erase",
            dt.timedelta(days=1),
            dt.time(2, 30),
            erases=True,
        ),
        Work(
            "operations.upgrade",
            _("Erases what an upgrade kept for a way back, after a week"),
            "bluezone.portal.operations.works.erase_what_an_upgrade_kept",
            dt.timedelta(days=1),
            dt.time(2, 45),
            erases=True,
        ),
    )
