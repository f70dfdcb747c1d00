"""The app of quarantine: its entry in the rail, what waits in it, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class IsolationApp(PortalApp):
    """The app of quarantine, as Django's registry has it."""

    name = "bluezone.portal.isolation"
    held = "bluezone.portal.isolation.held"
    waiting = "bluezone.portal.isolation.waiting"
    navigation = (NavigationEntry("isolation_list", "isolation.list", _("Quarantine"), "shield", Group.OUTBREAK),)
    audited_actions = {
        "isolation.list": _("saw who is in quarantine"),
        "isolation.see": _("looked at somebody's quarantine"),
        "isolation.bulk": _("saw about whom it can be decided together"),
        "isolation.propose": _("proposed a quarantine, an extension or a release"),
        "isolation.put_aside": _("put a decision on quarantine aside"),
        "isolation.free": _("took a proposal out of a paper that is not issued any more"),
        "isolation.draw_up": _("wrote a paper of decisions on quarantine"),
        "isolation.issue": _("brought decisions on quarantine into force"),
        "isolation.recall": _("took decisions on quarantine back"),
        "isolation.deliver": _("noted how a decision on quarantine was delivered"),
        "isolation.needs": _("saw what is to be brought to people in quarantine"),
        "isolation.ask_need": _("noted what somebody in quarantine needs"),
        "isolation.settle_need": _("noted what became of something that somebody in quarantine needs"),
        "isolation.centre": _("entered a place of quarantine"),
        "isolation.beds": _("changed how many beds a place of quarantine has"),
        "isolation.close": _("closed a place of quarantine"),
    }
    audited_kinds = {"centre": _("place of quarantine")}
