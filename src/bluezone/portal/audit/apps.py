"""The app of audit: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class AuditApp(PortalApp):
    """The audit app, as Django's registry has it."""

    name = "bluezone.portal.audit"
    navigation = (NavigationEntry("audit_log", "audit.read", _("Audit"), "history", Group.OPERATION),)
    audited_actions = {
        "audit.export": _("took the audit as a file"),
        "audit.read": _("read the audit"),
        "retention.erase": _("erased what was kept long enough"),
    }
