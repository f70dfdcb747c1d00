"""The app of hamlets: its words in the audit. Its actions were those of places once."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class HamletsApp(PortalApp):
    """The hamlets app, as Django's registry has it."""

    name = "bluezone.portal.hamlets"
    former_prefix = "places"
    audited_actions = {"hamlets.settle": _("changed the hamlets of a commune")}
