"""The app of cases: its entry in the rail, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class CasesApp(PortalApp):
    """The cases app, as Django's registry has it."""

    name = "bluezone.portal.cases"
    held = "bluezone.portal.cases.held"
    waiting = "bluezone.portal.cases.waiting"
    navigation = (NavigationEntry("case_list", "cases.list", _("Cases"), "health", Group.OUTBREAK),)
    works = (
        Work(
            "cases.codes",
            _("Asks the exchange what became of codes"),
            "bluezone.portal.cases.works.ask_about_codes",
            dt.timedelta(minutes=5),
        ),
    )
    audited_actions = {
        "cases.alert": _("had people at a place alerted"),
        "cases.apart": _("said that two who look alike are two persons"),
        "cases.ask_merge": _("asked that two persons become one"),
        "cases.ask_rule": _("asked that one person be enough at the code desk"),
        "cases.close": _("closed a case"),
        "cases.code": _("gave out a code"),
        "cases.confirm": _("confirmed a case"),
        "cases.correct": _("corrected a case"),
        "cases.decline": _("left an offered case where it is"),
        "cases.doubles": _("saw which persons may be the same"),
        "cases.export": _("took a list of cases as a file"),
        "cases.keep": _("took the offer of a case back"),
        "cases.leave_rule": _("left it at two people at the code desk"),
        "cases.leave_two": _("left two persons two"),
        "cases.list": _("saw a list of cases"),
        "cases.merge": _("made two persons one"),
        "cases.move": _("offered a case to another unit"),
        "cases.open": _("opened a case"),
        "cases.part": _("made one person two again"),
        "cases.receive": _("took a case over"),
        "cases.reopen": _("opened a closed case again"),
        "cases.rule": _("set a rule of the code desk"),
        "cases.rules": _("saw the rules of the code desk"),
        "cases.see": _("looked at a case"),
    }
    audited_kinds = {"case": _("case"), "person": _("person")}
