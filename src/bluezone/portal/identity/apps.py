"""The app of who works here.

Its tables keep the label under which they were made, so no table moves.
"""

from bluezone.portal.app import PortalApp


class IdentityApp(PortalApp):
    """The identity app, as Django's registry has it."""

    name = "bluezone.portal.identity"
    label = "accounts"
