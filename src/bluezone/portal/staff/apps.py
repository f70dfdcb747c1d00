"""The app of staff: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class StaffApp(PortalApp):
    """The staff app, as Django's registry has it."""

    name = "bluezone.portal.staff"
    former_prefix = "accounts"
    waiting = "bluezone.portal.staff.waiting"
    navigation = (NavigationEntry("staff_list", "staff.list", _("Staff"), "people", Group.OPERATION),)
    audited_actions = {
        "staff.ask": _("asked that a colleague set password and second factor anew"),
        "staff.end": _("ended a role"),
        "staff.export": _("took a list of colleagues as a file"),
        "staff.factor": _("changed their own second factor"),
        "staff.give": _("gave a role"),
        "staff.invite": _("gave out a code with which a colleague sets anew what was lost"),
        "staff.list": _("saw the list of colleagues"),
        "staff.password": _("chose another password"),
        "staff.renew": _("set a lost password or second factor anew with a code"),
        "staff.see": _("looked at a colleague's roles"),
        "staff.sign_in": _("signed in"),
        "staff.void": _("ended a code after five wrong passwords"),
        "staff.withdraw": _("withdrew a code for a colleague"),
        "staff.wrong_code": _("knew the password and no right code"),
    }
    audited_kinds = {"staff": _("colleague")}
