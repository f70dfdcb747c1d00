"""The app of reports: its entry in the rail, its words in the audit.

Its tables keep the label under which they were made, so no table moves.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import EvidenceSource, Group, NavigationEntry, PortalApp, Work


class ReportsApp(PortalApp):
    """The reports app, as Django's registry has it."""

    name = "bluezone.portal.reports"
    held = "bluezone.portal.reports.held"
    label = "inbox"
    former_prefix = "inbox"
    waiting = "bluezone.portal.reports.waiting"
    about_oneself = ("recovery_phrase",)
    evidence = (
        EvidenceSource("app", "report_open"),
        EvidenceSource("declaration", "report_open"),
    )
    works = (
        Work(
            "reports.sort",
            _("Sorts declarations that came with a former version"),
            "bluezone.portal.reports.works.sort",
            dt.timedelta(hours=6),
        ),
    )
    navigation = (
        NavigationEntry("inbox", "reports.list", _("Reports from phones"), "bell", Group.OUTBREAK),
        NavigationEntry("report_key", "reports.key", _("Report key"), "key", Group.OPERATION),
    )
    audited_actions = {
        "reports.call": _("noted a call to the owner of a report"),
        "reports.close": _("marked a report as done"),
        "reports.join": _("joined a report with a case"),
        "reports.declared": _("saw the list of health declarations"),
        "reports.key": _("made a report key"),
        "reports.keys": _("looked at the report keys"),
        "reports.list": _("saw the list of reports"),
        "reports.offer": _("was shown the cases that a report may belong to"),
        "reports.open": _("opened a sealed report"),
        "reports.phrase": _("drew a recovery phrase"),
        "reports.recover": _("brought a report key back"),
        "reports.settle": _("noted what came of a health declaration"),
        "reports.settle_harmless": _("ended health declarations that tell of nothing"),
    }
    audited_kinds = {"report": _("report"), "report_key": _("report key")}
