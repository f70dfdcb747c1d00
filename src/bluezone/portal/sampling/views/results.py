"""The page on which results come in as a list: what it would do stands there first, line by line."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.looking import is_look
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.frame.uploads import is_too_big
from bluezone.portal.sampling.forms import ResultsForm, chosen_in
from bluezone.portal.sampling.judging import Judged, judged
from bluezone.portal.sampling.reading import is_too_long, lines_of, text_of_file
from bluezone.portal.sampling.results import note_results
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.numbers import whole_number


def show_results(request: StaffRequest) -> HttpResponse:
    """Shows the form for a list, and what the list that was sent would do."""
    text = request.POST.get("pasted", "") if request.refusal else _text_sent(request)
    lines = [] if request.refusal and not text else _judged(request, text)
    context = {
        "form": ResultsForm(initial={"pasted": text}),
        "lines": lines,
        "new": sum(one.is_new for one in lines),
        "entered": whole_number(request.GET.get("entered", "")),
    }
    named = {("person", one.person.person) for line in lines if line.sample for one in line.sample.people}
    if not named:
        return page(request, "sampling/results.html", context)
    return shown(request, "sampling/results.html", context, about=sorted(named), action="sampling.results")


@require_http_methods(["GET", "POST"])
@permission_required("sampling.result", answer=show_results)
def sampling_results(request: StaffRequest) -> HttpResponse:
    """Reads a list of results, and enters those that were shown and are still ticked."""
    if request.method != "POST" or is_look(request):
        return show_results(request)
    read = chosen_in(request.POST.getlist("sample"))
    ticked = [one for one in _judged(request, request.POST.get("pasted", "")) if one.is_new and one.sample is not None]
    findings = {
        one.sample.number: one.line.finding
        for one in ticked
        if one.sample is not None and one.line.finding is not None and one.sample.number in read
    }
    made = note_results(actor=request.staff, findings=findings, read=read, now=request.now)
    return redirect(f"{reverse('sampling_results')}?entered={len(made)}")


def _judged(request: StaffRequest, text: str) -> list[Judged]:
    if request.refusal and is_too_long(text):  # told already, and what was typed stands in the form
        return []
    return judged(request.staff, lines_of(text, request.now.astimezone(VIET_NAM).date()), request.now)


def _text_sent(request: StaffRequest) -> str:
    """What was pasted, or the cells of the file that was chosen. Raises RefusedError."""
    if is_too_big(request):
        raise RefusedError("up to 500 results are entered at once; please split the list")
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("pasted", "")
    return text_of_file(file.read(), file.name or "")
