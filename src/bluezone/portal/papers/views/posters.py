"""What hangs on a wall and goes home in a hand: a poster for an organisation, and the slip with a person's code."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.documents.errors import DocumentError
from bluezone.documents.posters import Slip, set_poster, set_slips
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.papers.poster_form import PosterForm
from bluezone.portal.papers.views.reading import PDF, sent
from bluezone.portal.papers.views.registers import organisation_within
from bluezone.portal.papers.words import said
from bluezone.portal.world import world_of


@require_http_methods(["GET", "POST"])
@permission_required("papers.poster")
def poster(request: HttpRequest, key: int) -> HttpResponse:
    """A poster to print: three lines to be read from afar, a code, and whom to ask."""
    organisation, refusal = organisation_within(request, key, "papers.poster"), ""
    form = PosterForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            return sent(set_poster(form.poster(), now=world_of(request).now()), PDF, f"poster-{organisation.pk}.pdf")
        except DocumentError as error:
            refusal = said(error)
    facts = {"form": form, "refusal": refusal, "organisation": organisation}
    return render(request, "papers/poster.html", facts, status=409 if refusal else 400 if form.errors else 200)


@sensitive_post_parameters("code")
@require_POST
@permission_required("cases.code")
def code_slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip of a code that was just given out. The code comes from the page that shows it, and is kept nowhere."""
    case, staff = case_with_number(number), signed_in(request)
    if case is None or not is_allowed(staff, "cases.code", case):
        raise Http404
    try:
        pdf = set_slips([_slip(request)], now=world_of(request).now())
    except DocumentError as error:
        return HttpResponse(said(error), status=409, content_type="text/plain; charset=utf-8")
    return sent(pdf, PDF, "slip.pdf")


def _slip(request: HttpRequest) -> Slip:
    said_there = request.POST
    return Slip(
        title=gettext("Code for the Bluezone app"),
        secret="".join(said_there.get("code", "")[:40].split()),
        steps=(
            gettext("Open the Bluezone app and choose: I have a code from health staff."),
            gettext("Type the code."),
            gettext("Read what would be sent, and decide."),
        ),
        valid_until=" ".join(said_there.get("until", "")[:80].split()) or "–",
        contact=gettext("Using the code is your choice. Health staff never ask for it by telephone."),
    )
