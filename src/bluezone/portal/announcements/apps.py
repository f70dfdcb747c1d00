"""The app of announcements: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class AnnouncementsApp(PortalApp):
    """The announcements app, as Django's registry has it."""

    name = "bluezone.portal.announcements"
    waiting = "bluezone.portal.announcements.waiting"
    navigation = (
        NavigationEntry("announcements", "announcements.list", _("Announcements"), "megaphone", Group.ROLLOUT),
    )
    audited_actions = {
        "announcements.approve": _("approved an announcement"),
        "announcements.audio": _("had an announcement read by the machine"),
        "announcements.draft": _("wrote an announcement"),
        "announcements.leave_out": _("left out a broadcast"),
        "announcements.list": _("saw the list of announcements"),
        "announcements.log": _("looked at a month of broadcasts"),
        "announcements.plan": _("planned a broadcast"),
        "announcements.read": _("noted a broadcast"),
        "announcements.see": _("looked at an announcement"),
        "announcements.serve": _("said which directive an announcement carries out"),
        "announcements.withdraw": _("withdrew an announcement"),
    }
    audited_kinds = {"announcement": _("announcement")}
