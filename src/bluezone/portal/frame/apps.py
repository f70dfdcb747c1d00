"""What belongs to no room in particular, as the portal knows it."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class FrameApp(PortalApp):
    """This app, as Django's registry has it."""

    name = "bluezone.portal.frame"
    former_prefix = "web"
    audited_actions = {
        "frame.refused": _("was refused"),
    }
