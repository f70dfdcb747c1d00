"""The app of interviews: its words in the audit. It has no entry in the rail: one comes from the page of a case."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp, Work


class InterviewApp(PortalApp):
    """The app of interviews, as Django's registry has it."""

    name = "bluezone.portal.interview"
    held = "bluezone.portal.interview.held"
    shown_under = "case_list"
    works = (
        Work(
            "interview.keys",
            _("Ends keys of what devices keep of interviews, when the shift is over"),
            "bluezone.portal.interview.works.end_keys",
            dt.timedelta(minutes=10),
            erases=True,
        ),
    )
    audited_actions = {
        "interview.see": _("looked at the interview of a case"),
        "interview.print": _("printed the form for the interview of a case"),
        "interview.note": _("noted what a case told"),
    }

    def ready(self) -> None:
        """Listens to signing out."""
        super().ready()
        from bluezone.portal.interview import signing_out  # noqa: F401, PLC0415 - it listens as soon as it is there
