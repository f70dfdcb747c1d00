"""The first page, as the portal knows it."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class HomeApp(PortalApp):
    """The home app, as Django's registry has it."""

    name = "bluezone.portal.home"
    former_prefix = "web"
    navigation = (NavigationEntry("today", "home.today", _("Today"), "home", Group.DAY),)
