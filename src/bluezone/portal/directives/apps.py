"""The app of directives: its entry in the rail, its words in the audit.

Its tables keep the label under which they were made, so no table moves.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class DirectivesApp(PortalApp):
    """The directives app, as Django's registry has it."""

    name = "bluezone.portal.directives"
    label = "rollout_desk"
    former_prefix = "rollout"
    waiting = "bluezone.portal.directives.waiting"
    navigation = (NavigationEntry("directive_list", "directives.see", _("Reports due"), "clipboard", Group.ROLLOUT),)
    works = (
        Work(
            "directives.remind",
            _("Reminds offices whose report is due"),
            "bluezone.portal.directives.works.remind_offices",
            dt.timedelta(minutes=10),
        ),
    )
    audited_actions = {
        "directives.approve": _("approved a level's reports"),
        "directives.confirm": _("answered a correction"),
        "directives.correct": _("proposed a correction"),
        "directives.decide": _("decided on a report"),
        "directives.draft": _("drafted a paper from the sums"),
        "directives.evidence": _("added evidence"),
        "directives.extend": _("gave more time"),
        "directives.file": _("looked at a file of a report"),
        "directives.key": _("keyed a paper report"),
        "directives.late": _("looked at who is late"),
        "directives.letter": _("looked at a directive's letter"),
        "directives.join": _("said which organisation takes part in a directive"),
        "directives.lead": _("named who leads a task"),
        "directives.load": _("registered a directive"),
        "directives.members": _("saw who sits where"),
        "directives.papers": _("looked at a directive's papers"),
        "directives.published": _("noted a published rate"),
        "directives.remind": _("reminded offices"),
        "directives.report": _("sent a report"),
        "directives.seat": _("changed who sits where"),
        "directives.see": _("looked at a report"),
        "directives.sums": _("looked at a directive's sums"),
        "directives.takeback": _("opened a level again"),
        "directives.vendor": _("took in counts of the app's maker"),
        "directives.withdraw": _("withdrew evidence"),
    }
    audited_kinds = {"directive": _("directive"), "participant": _("reporting office")}
