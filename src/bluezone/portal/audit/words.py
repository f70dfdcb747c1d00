"""The lines of the audit in words: what an act is called, and what a line is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Renewal
from bluezone.portal.identity.roles import Role

ACTS: dict[str, Any] = {
    "staff.ask": _("asked that a colleague set password and second factor anew"),
    "staff.end": _("ended a role"),
    "staff.export": _("took a list of colleagues as a file"),
    "staff.factor": _("changed the own second factor"),
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
    "audit.export": _("took the audit as a file"),
    "announcements.approve": _("approved an announcement"),
    "announcements.audio": _("had an announcement read by the machine"),
    "announcements.draft": _("wrote an announcement"),
    "announcements.leave_out": _("left out a broadcast"),
    "announcements.plan": _("planned a broadcast"),
    "announcements.read": _("noted a broadcast"),
    "announcements.serve": _("said which directive an announcement carries out"),
    "announcements.withdraw": _("withdrew an announcement"),
    "audit.read": _("read the audit"),
    "cases.alert": _("had people at a place alerted"),
    "cases.code": _("gave out a code"),
    "cases.confirm": _("confirmed a case"),
    "cases.export": _("took a list of cases as a file"),
    "cases.list": _("saw a list of cases"),
    "cases.open": _("opened a case"),
    "cases.rule": _("set a rule of the code desk"),
    "cases.see": _("looked at a case"),
    "field.link": _("made a link for a field team"),
    "field.revoke": _("revoked a link of a field team"),
    "field.see": _("looked at what a field team counted"),
    "field.show": _("showed a link of a field team"),
    "reports.close": _("marked a report as done"),
    "reports.join": _("joined a report with a case"),
    "reports.key": _("made a report key"),
    "reports.offer": _("was shown the cases that a report may belong to"),
    "reports.open": _("opened a sealed report"),
    "reports.phrase": _("drew a recovery phrase"),
    "reports.recover": _("brought a report key back"),
    "lists.choose": _("corrected a list that was sent"),
    "lists.confirm": _("confirmed a list"),
    "lists.decide": _("judged two entries that look alike"),
    "lists.export": _("took a list as a file"),
    "lists.look": _("looked at a list that was sent"),
    "lists.aside": _("put a list aside"),
    "lists.receive": _("sent a list"),
    "lists.see": _("saw a list"),
    "lists.store": _("stored a list"),
    "messages.code": _("sent a code by message"),
    "messages.opt_in": _("recorded that somebody wants messages again"),
    "messages.opt_out": _("recorded that somebody wants no messages"),
    "messages.queue": _("sent messages"),
    "organisations.close": _("closed an organisation"),
    "organisations.contact": _("changed an organisation's contacts"),
    "organisations.contacts": _("saw an organisation's contacts"),
    "organisations.export": _("took a list of organisations as a file"),
    "organisations.found": _("added an organisation"),
    "organisations.place": _("put an organisation under another"),
    "papers.draft": _("wrote a paper"),
    "papers.enter": _("entered a paper that came in"),
    "papers.issue": _("issued a paper"),
    "papers.list": _("saw a list of papers"),
    "papers.note": _("took note of figures that had changed since a paper was written"),
    "papers.recall": _("recalled a paper"),
    "papers.register": _("looked into a register of papers"),
    "papers.release": _("took a paper's number back"),
    "papers.reserve": _("gave a paper its number, to be signed elsewhere"),
    "papers.return": _("sent a paper back"),
    "papers.revise": _("changed a draft"),
    "papers.seal": _("put the organisation's signature on a paper"),
    "papers.see": _("looked at a paper"),
    "papers.sign": _("put a person's signature on a paper"),
    "papers.submit": _("submitted a paper"),
    "places.settle": _("changed the hamlets of a commune"),
    "retention.erase": _("erased what was kept long enough"),
    "directives.approve": _("approved a level's reports"),
    "directives.confirm": _("answered a correction"),
    "directives.correct": _("proposed a correction"),
    "directives.decide": _("decided on a report"),
    "directives.draft": _("drafted a paper from the sums"),
    "directives.evidence": _("added evidence"),
    "directives.extend": _("gave more time"),
    "directives.file": _("looked at a file of a report"),
    "directives.key": _("keyed a paper report"),
    "directives.lead": _("named who leads a task"),
    "directives.load": _("registered a directive"),
    "directives.published": _("noted a published rate"),
    "directives.remind": _("reminded offices"),
    "directives.report": _("sent a report"),
    "directives.seat": _("changed who sits where"),
    "directives.see": _("looked at a report"),
    "directives.takeback": _("opened a level again"),
    "directives.vendor": _("took in counts of the app's maker"),
    "directives.withdraw": _("withdrew evidence"),
    "frame.refused": _("was refused"),
}
KINDS: dict[str, Any] = {
    "announcement": _("announcement"),
    "case": "",
    "directive": _("directive"),
    "entry": _("entry"),
    "list": _("list"),
    "organisation": _("organisation"),
    "paper": _("paper"),
    "participant": _("reporting office"),
    "person": _("person"),
    "report": _("report"),
    "report_key": _("report key"),
    "staff": _("colleague"),
    "team_day": _("team day"),
    "unit": _("unit"),
}


def act_in_words(act: str) -> str:
    return str(ACTS[act])


def detail_in_words(detail: Mapping[str, Any]) -> str:
    """Which role was given, what was renewed, what somebody was refused; of other acts their name says enough."""
    if (role := detail.get("role")) in Role.values:
        return str(Role(role).label)
    if (renews := detail.get("renews")) in Renewal.values:
        return str(Renewal(renews).label)
    return str(ACTS.get(detail.get("act", ""), ""))


def subject_in_words(kind: str, key: str) -> str:
    """A case has a number that everybody knows; of others the kind is said."""
    return f"{KINDS[kind]} {key[:12]}".strip() if kind != "case" else key
