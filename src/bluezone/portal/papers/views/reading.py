"""One paper: its page, its file as it stands or as it would be set today, and how its first page looks."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bluezone.conformance import Verdict, inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Issue
from bluezone.portal.audit.services import record_read
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.papers.forms import FileForm
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.objections import differences_of, fingerprint_of
from bluezone.portal.papers.selectors import paper_with_key, twins_of
from bluezone.portal.papers.services.keeping import content_of, current_file
from bluezone.portal.papers.tokens import token_of
from bluezone.portal.papers.views.verdicts import told_verdict
from bluezone.portal.world import world_of

_PICTURE_DPI = 80
PDF, PNG = "application/pdf", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NO_OBJECTIONS: dict[str, object] = {"differences": (), "fingerprint": "", "noted": None}
ACTS = ("draft", "sign", "seal", "elsewhere", "issue", "recall")


def found_paper(request: HttpRequest, key: int, act: str) -> OutgoingPaper:
    """The paper of this key. Whoever may not know of it is told that there is none."""
    found = paper_with_key(key)
    if found is None or not is_allowed(signed_in(request), act, found):
        raise Http404
    return found


@require_GET
@permission_required("papers.see")
def paper(request: HttpRequest, paper: int) -> HttpResponse:
    """One paper: where it stands, what is to be done next, what is in it."""
    return show_paper(request, _looked_at(request, paper))


def show_paper(request: HttpRequest, found: OutgoingPaper, *, refusal: str = "") -> HttpResponse:
    """The page of a paper, after a look or after an act that was refused."""
    staff, is_open = signed_in(request), found.state in {State.DRAFT, State.SUBMITTED}
    check = request.build_absolute_uri(reverse("check_paper", args=[found.check_key]))
    facts = {
        "paper": found,
        "content": content_of(found),
        "allowed": {name for name in ACTS if is_allowed(staff, f"papers.{name}", found)},
        "signatures": found.signatures.order_by("pk"),
        "verdict": told_verdict(_verdict(request, found)) if is_open else None,
        "refusal": refusal,
        "is_out": found.state == State.SUBMITTED and found.number is not None,
        "check": check,
        "twins": list(twins_of(found)) if found.number else [],
        "has_token": token_of(found.organisation) is not None,
        "returned": FileForm(),
        "may_register": is_allowed(staff, "papers.register", found),
        **(objections_shown(found) if is_open else NO_OBJECTIONS),
    }
    return render(request, "papers/paper.html", facts, status=409 if refusal else 200)


def objections_shown(found: OutgoingPaper) -> dict[str, object]:
    """What differs from what the paper says, and whether whoever signs has taken note of it."""
    differences = differences_of(found)
    noted = found.noted.filter(fingerprint=fingerprint_of(differences)).select_related("by").order_by("-pk").first()
    return {"differences": differences, "fingerprint": fingerprint_of(differences), "noted": noted}


@require_GET
@permission_required("papers.see")
def paper_pdf(request: HttpRequest, paper: int) -> HttpResponse:
    """The file as it stands; before there is one, the draft as it would be set."""
    found = _looked_at(request, paper)
    return sent(pdf_of(request, found), PDF, _name(found, "pdf"))


@require_GET
@permission_required("papers.see")
def paper_docx(request: HttpRequest, paper: int) -> HttpResponse:
    """The same words for a word processor."""
    found, now = _looked_at(request, paper), world_of(request).now()
    issue = Issue(number=found.number, date=found.dated_on) if found.number and found.dated_on else None
    return sent(write_docx(content_of(found), issue, now=now), DOCX, _name(found, "docx"), attached=True)


@require_GET
@permission_required("papers.see")
def paper_picture(request: HttpRequest, paper: int) -> HttpResponse:
    """Its first page as a picture."""
    found = _looked_at(request, paper)
    document = pdfium.PdfDocument(pdf_of(request, found))
    document.init_forms()
    buffer = io.BytesIO()
    document[0].render(scale=_PICTURE_DPI / 72).to_pil().convert("RGB").save(buffer, "PNG", optimize=True)
    return sent(buffer.getvalue(), PNG, _name(found, "png"))


def sent(data: bytes, kind: str, name: str, *, attached: bool = False) -> HttpResponse:
    """A file, shown or saved under this name."""
    response = HttpResponse(data, content_type=kind)
    response["content-disposition"] = content_disposition_header(attached, name) or "inline"
    return response


def pdf_of(request: HttpRequest, found: OutgoingPaper) -> bytes:
    if found.files.exists():
        return current_file(found)
    return write_pdf(content_of(found), None, now=world_of(request).now()).pdf


def _looked_at(request: HttpRequest, key: int) -> OutgoingPaper:
    """Found, and a line in the audit: a paper may be about a person."""
    found = found_paper(request, key, "papers.see")
    with transaction.atomic():
        record_read(
            actor=signed_in(request),
            act="papers.see",
            now=world_of(request).now(),
            subjects=[("paper", found.pk)],
            path=found.path,
        )
    return found


def _verdict(request: HttpRequest, found: OutgoingPaper) -> Verdict:
    """Our own writing, so it is judged right here, with the number and date that it will have once it is signed."""
    now = world_of(request).now()
    issue = Issue(number=found.number or 1, date=found.dated_on or now.date())
    return inspect_paper(write_pdf(content_of(found), issue, now=now).pdf)


def _name(found: OutgoingPaper, ending: str) -> str:
    return f"{found.code.replace('/', '-') or f'du-thao-{found.pk}'}.{ending}"
