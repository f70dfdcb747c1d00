"""The lines of the audit in words: what an act is called, and what a line is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from bluezone.portal.accounts.models import Renewal
from bluezone.portal.accounts.roles import Role

ACTS: dict[str, Any] = {
    "accounts.ask": _("asked that a colleague set password and second factor anew"),
    "accounts.end": _("ended a role"),
    "accounts.export": _("took a list of colleagues as a file"),
    "accounts.factor": _("changed the own second factor"),
    "accounts.give": _("gave a role"),
    "accounts.invite": _("gave out a code with which a colleague sets anew what was lost"),
    "accounts.list": _("saw the list of colleagues"),
    "accounts.password": _("chose another password"),
    "accounts.renew": _("set a lost password or second factor anew with a code"),
    "accounts.see": _("looked at a colleague's roles"),
    "accounts.sign_in": _("signed in"),
    "accounts.void": _("ended a code after five wrong passwords"),
    "accounts.withdraw": _("withdrew a code for a colleague"),
    "accounts.wrong_code": _("knew the password and no right code"),
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
    "inbox.close": _("marked a report as done"),
    "inbox.join": _("joined a report with a case"),
    "inbox.key": _("made a report key"),
    "inbox.offer": _("was shown the cases that a report may belong to"),
    "inbox.open": _("opened a sealed report"),
    "inbox.phrase": _("drew a recovery phrase"),
    "inbox.recover": _("brought a report key back"),
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
    "rollout.approve": _("approved a level's reports"),
    "rollout.confirm": _("answered a correction"),
    "rollout.correct": _("proposed a correction"),
    "rollout.decide": _("decided on a report"),
    "rollout.draft": _("drafted a paper from the sums"),
    "rollout.evidence": _("added evidence"),
    "rollout.extend": _("gave more time"),
    "rollout.file": _("looked at a file of a report"),
    "rollout.key": _("keyed a paper report"),
    "rollout.lead": _("named who leads a task"),
    "rollout.load": _("registered a directive"),
    "rollout.published": _("noted a published rate"),
    "rollout.remind": _("reminded offices"),
    "rollout.report": _("sent a report"),
    "rollout.seat": _("changed who sits where"),
    "rollout.see": _("looked at a report"),
    "rollout.takeback": _("opened a level again"),
    "rollout.vendor": _("took in counts of the app's maker"),
    "rollout.withdraw": _("withdrew evidence"),
    "web.refused": _("was refused"),
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
