"""The app of tracing: its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class TracingApp(PortalApp):
    """The tracing app, as Django's registry has it."""

    name = "bluezone.portal.tracing"
    audited_actions = {
        "tracing.evidence": _("added evidence to an exposure"),
        "tracing.landmark": _("noted where a case has been"),
        "tracing.presence": _("noted who was at a place"),
        "tracing.expose": _("noted who met whom"),
        "tracing.withdraw": _("withdrew an exposure"),
        "tracing.withdraw_evidence": _("withdrew a piece of evidence"),
    }
    audited_kinds = {"exposure": "", "landmark": _("place where a case has been")}
