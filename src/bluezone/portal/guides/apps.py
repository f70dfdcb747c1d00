"""The guides, as the portal knows them."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class GuidesApp(PortalApp):
    """The guides app, as Django's registry has it."""

    name = "bluezone.portal.guides"
    navigation = (NavigationEntry("guides", "guides.read", _("How it is done"), "info", Group.HELP),)
