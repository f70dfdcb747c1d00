"""The app of papers: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class PapersApp(PortalApp):
    """The papers app, as Django's registry has it."""

    name = "bluezone.portal.papers"
    held = "bluezone.portal.papers.held"
    waiting = "bluezone.portal.papers.waiting"
    navigation = (NavigationEntry("paper_list", "papers.list", _("Papers"), "paper", Group.OFFICE),)
    audited_actions = {
        "papers.bring": _("brought a certificate that is to sign papers"),
        "papers.certificates": _("saw which certificates sign an organisation's papers"),
        "papers.confirm": _("confirmed the scan of a paper signed by hand"),
        "papers.discard": _("threw a draft away"),
        "papers.draft": _("wrote a paper"),
        "papers.end_certificate": _("ended that a certificate signs an organisation's papers"),
        "papers.enter": _("entered a paper that came in"),
        "papers.issue": _("issued a paper"),
        "papers.list": _("saw a list of papers"),
        "papers.note": _("took note of figures that had changed since a paper was written"),
        "papers.put_aside": _("put the scan of a paper aside"),
        "papers.read": _("turned all pages of a paper"),
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
        "papers.vouch": _("confirmed a certificate that signs papers"),
    }
    audited_kinds = {"paper": _("paper")}
