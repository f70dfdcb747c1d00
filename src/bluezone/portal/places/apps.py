"""The app of places: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class PlacesApp(PortalApp):
    """The places app, as Django's registry has it."""

    name = "bluezone.portal.places"
    navigation = (NavigationEntry("places", "places.search", _("Places"), "place", Group.DIRECTORY),)
    audited_kinds = {"unit": _("unit")}
