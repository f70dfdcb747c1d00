"""The pages of papers: lists and drafts, signatures here and elsewhere, registers, what anybody may check, posters."""

from bluezone.portal.papers.views.certificates import (
    certificate_confirm,
    certificate_end,
    certificate_new,
    certificates,
)
from bluezone.portal.papers.views.checking import check_file, check_form, check_paper, checked_page
from bluezone.portal.papers.views.drafting import (
    paper_discard,
    paper_edit,
    paper_list,
    paper_new,
    paper_return,
    paper_submit,
)
from bluezone.portal.papers.views.elsewhere import (
    paper_aside,
    paper_confirm,
    paper_release,
    paper_reserve,
    paper_returned,
    paper_scan,
)
from bluezone.portal.papers.views.issuing import paper_issue, paper_recall
from bluezone.portal.papers.views.posters import code_slip, poster
from bluezone.portal.papers.views.reading import paper, paper_docx, paper_pdf, paper_picture, paper_thumbnail
from bluezone.portal.papers.views.registers import arrival_new, register, register_export, register_print
from bluezone.portal.papers.views.signing import paper_note, paper_seal, paper_sign
from bluezone.portal.papers.views.turning import paper_read

__all__ = [
    "arrival_new",
    "certificate_confirm",
    "certificate_end",
    "certificate_new",
    "certificates",
    "check_file",
    "check_form",
    "check_paper",
    "checked_page",
    "code_slip",
    "paper",
    "paper_aside",
    "paper_confirm",
    "paper_discard",
    "paper_docx",
    "paper_edit",
    "paper_issue",
    "paper_list",
    "paper_new",
    "paper_note",
    "paper_pdf",
    "paper_picture",
    "paper_read",
    "paper_recall",
    "paper_release",
    "paper_reserve",
    "paper_return",
    "paper_returned",
    "paper_scan",
    "paper_seal",
    "paper_sign",
    "paper_submit",
    "paper_thumbnail",
    "poster",
    "register",
    "register_export",
    "register_print",
]
