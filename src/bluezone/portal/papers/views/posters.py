"""What hangs on a wall and goes home in a hand: a poster for an organisation, and the slip with a person's code."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.documents.posters import set_poster, set_slips
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.looking import is_look
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.files import PDF
from bluezone.portal.papers.forms import PosterForm, slip_from
from bluezone.portal.papers.previewer import Wanted
from bluezone.portal.papers.previewing import seen
from bluezone.portal.papers.selectors import organisation_with_key
from bluezone.portal.papers.views.reading import sent


def show_poster(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the form: three lines to be read from afar, a code, and whom to ask."""
    organisation = visible_or_404(request, organisation_with_key(key))
    form, is_looking = _form(request, organisation), is_look(request)
    found = None
    if is_looking and form.is_valid():
        found = seen(Wanted(request.now, door=form.words()), request.world.entropy)
    context = {"form": form, "organisation": organisation, "is_looking": is_looking, "seen": found}
    return page(request, "papers/poster.html", context, status=400 if form.errors and not is_looking else 200)


@require_http_methods(["GET", "POST"])
@permission_required("papers.poster", answer=show_poster)
def poster(request: StaffRequest, key: int) -> HttpResponse:
    """Makes the poster that is to be printed, or shows how it would look."""
    organisation = visible_or_404(request, organisation_with_key(key))
    form = _form(request, organisation)
    if is_look(request) or not form.is_valid():
        return show_poster(request, key)
    return sent(set_poster(form.words().poster(), now=request.now), PDF, f"poster-{organisation.pk}.pdf")


@sensitive_post_parameters("code")
@require_POST
@permission_required("cases.code")
def code_slip(request: StaffRequest, number: str) -> HttpResponse:
    """Makes the slip of a code just given out. The code comes from the page that shows it, and is kept nowhere."""
    visible_or_404(request, case_with_number(number))
    return sent(set_slips([slip_from(request.POST)], now=request.now), PDF, "slip.pdf")


def _form(request: StaffRequest, organisation: Organisation) -> PosterForm:
    return PosterForm(request.POST or None, organisation=organisation)
