"""The app of national figures: its words in the audit. It has no page: a technician writes the file."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class IndicatorsApp(PortalApp):
    """The app of national figures, as Django's registry has it."""

    name = "bluezone.portal.indicators"
    audited_actions = {"indicators.release": _("wrote national figures into a file")}
