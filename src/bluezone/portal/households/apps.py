"""The app of households: its words in the audit. It stands under tracing, which it belongs to."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class HouseholdsApp(PortalApp):
    """The app of households, as Django's registry has it."""

    name = "bluezone.portal.households"
    held = "bluezone.portal.households.held"
    shown_under = "people"
    audited_actions = {
        "households.see": _("looked at a household"),
        "households.make": _("entered a household"),
        "households.address": _("changed the address of a household"),
        "households.join": _("took somebody into a household"),
        "households.leave": _("took somebody out of a household"),
        "households.expose": _("entered a household as exposed"),
    }
    audited_kinds = {"household": _("household")}
