"""The app of the day's state: its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class SituationApp(PortalApp):
    """The app of the day's state, as Django's registry has it."""

    name = "bluezone.portal.situation"
    navigation = (NavigationEntry("situation", "situation.see", _("Day's report"), "news", Group.OUTBREAK),)
    audited_actions = {"situation.report": _("wrote a quick report of the day")}
