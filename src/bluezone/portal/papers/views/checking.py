"""What anybody may check without signing in: the signatures on a PDF, an issued paper by its address, a paper's form.

Files are looked into by a process of their own (`examination`) and are kept nowhere; pictures of their pages wait some
minutes in memory under a drawn name. Of an issued paper only what stands in its head is told, never its subject.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.papers.examination import MAX_FILE_BYTES, inspect_file, verify_file
from bluezone.portal.papers.examiner import Answer
from bluezone.portal.papers.files import PNG
from bluezone.portal.papers.forms import FileForm, bytes_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.pictures import keep_picture, picture_named
from bluezone.portal.papers.selectors import gone_out, paper_of_file, registered
from bluezone.portal.papers.trust import trusted_roots
from bluezone.portal.papers.verdicts import conclusion_of, has_unsigned_end, told_signatures, told_verdict
from bluezone.portal.papers.views.reading import sent


def show_file_check(request: PublicRequest) -> HttpResponse:
    """Shows the form for a file, before anything was found out about one."""
    return _checked(request)


@require_http_methods(["GET", "POST"])
@openly("whoever holds a signed paper may check it", answer=show_file_check)
def check_file(request: PublicRequest) -> HttpResponse:
    """Checks the signatures on a PDF of anybody's: who, when, over how much of it, and whether they hold."""
    return _check(request, None)


def show_paper_check(request: PublicRequest, check_key: str) -> HttpResponse:
    """Shows an issued paper, and the form for a file that may be this very one."""
    return _checked(request, get_or_404(gone_out(check_key)))


@require_http_methods(["GET", "POST"])
@openly("whoever holds a paper with this address may check it", answer=show_paper_check)
def check_paper(request: PublicRequest, check_key: str) -> HttpResponse:
    """Checks a paper by its address: whether it was issued and still counts, and whether a file is that very one."""
    return _check(request, get_or_404(gone_out(check_key)))


def show_form_check(request: PublicRequest) -> HttpResponse:
    """Shows the form for a file whose outer form is to be judged."""
    form = _file_form(request)
    context = {"form": form, "verdict": None, "pictures": ()}
    return page(request, "papers/check_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@openly("the form of official papers is public law", answer=show_form_check)
def check_form(request: PublicRequest) -> HttpResponse:
    """Judges the form of a PDF or DOCX, box by box, with pictures of its first pages."""
    form = _file_form(request)
    if not form.is_valid():
        return show_form_check(request)
    answer = inspect_file(bytes_of(form.cleaned_data["file"], MAX_FILE_BYTES), now=request.now)
    context = {
        "form": form,
        "verdict": told_verdict(answer.verdict) if answer.verdict is not None else None,
        "pictures": [keep_picture(picture, request.world.entropy) for picture in answer.pictures],
    }
    return page(request, "papers/check_form.html", context)


@require_GET
@openly("its name was drawn for whoever sent what it shows, and is forgotten in minutes")
def checked_page(request: PublicRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Gives out the picture of a page that was just checked, or is just being written."""
    return sent(get_or_404(picture_named(name)), PNG, "page.png")


def _check(request: PublicRequest, expected: OutgoingPaper | None) -> HttpResponse:
    form = _file_form(request)
    if not form.is_valid():
        return _checked(request, expected)
    file = bytes_of(form.cleaned_data["file"], MAX_FILE_BYTES)
    return _checked(request, expected, verify_file(file, trusted_roots(), now=request.now), paper_of_file(file))


def _checked(
    request: PublicRequest,
    expected: OutgoingPaper | None = None,
    answer: Answer | None = None,
    same: OutgoingPaper | None = None,
) -> HttpResponse:
    form, signatures = _file_form(request), answer.signatures if answer is not None else None
    paper, found = registered(expected), registered(same)
    context = {
        "form": form,
        "expected": paper,
        "answer": answer,
        "conclusion": conclusion_of(signatures, expected=paper, same=found),
        "signatures": told_signatures(signatures or ()),
        "has_unsigned_end": has_unsigned_end(signatures or ()),
        "same": found,
        "told": paper or found,
        "is_the_expected": paper is not None and found is not None and paper.paper.pk == found.paper.pk,
    }
    return page(request, "papers/check.html", context, status=400 if form.errors else 200)


def _file_form(request: PublicRequest) -> FileForm:
    return FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
