"""The pages of whoever takes samples: the round of the day as a grid, and labels to be printed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bluezone.documents.labels import set_labels
from bluezone.portal.frame.finding import require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.sampling import services
from bluezone.portal.sampling.barcodes import barcode_typed, is_barcode, spaced
from bluezone.portal.sampling.forms import LabelsForm, TakingForm, barcodes_in, digests_in
from bluezone.portal.sampling.rules import Kind
from bluezone.portal.sampling.selectors import LABELS, ROUND, people_with_numbers, round_of, unit_of_labels
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.numbers import whole_number

TAKE = "sampling.take"


def show_round(request: StaffRequest) -> HttpResponse:
    """Shows who is to be sampled today, with a field for the barcode of each, and what was typed so far."""
    said = request.POST if request.method == "POST" else request.GET
    unit, today = whole_number(said.get("unit", "")), request.now.astimezone(VIET_NAM).date()
    found, typed = round_of(request.staff, unit, request.now), barcodes_in(request.POST.dict())
    form = TakingForm(request.POST if "kind" in request.POST else None, initial={"taken_on": today, "kind": Kind.PCR})
    context = {
        "round": found,
        "unit": unit,
        "today": today,
        "typed": typed,
        "wrong": {number for number, barcode in typed.items() if not is_barcode(barcode)},
        "form": form,
        "labels": LabelsForm(initial={"sheets": 1}),
        "places": [(one, many, _address(one.pk)) for one, many in found.places],
        "may_take": is_allowed(request.staff, TAKE),
        "may_print": is_allowed(request.staff, LABELS),
        "taken": whole_number(request.GET.get("taken", "")) or 0,
    }
    about = sorted({("person", one.person.person) for one in found.wanted})
    return shown(request, "sampling/round.html", context, about=about, action=ROUND)


@require_GET
@permission_required("sampling.round")
def sampling_round(request: StaffRequest) -> HttpResponse:
    """Answers the address of the round."""
    return show_round(request)


@require_POST
@permission_required("sampling.take", answer=show_round)
def sampling_take(request: StaffRequest) -> HttpResponse:
    """Notes the samples that were taken, and goes on with the round."""
    kind, taken_on = TakingForm(request.POST).said()
    typed = barcodes_in(request.POST.dict())
    people = {key: _within(request, one) for key, one in people_with_numbers(typed).items()}
    by_barcode: dict[str, list[Involvement]] = {}
    for key, one in people.items():
        by_barcode.setdefault(barcode_typed(typed[key]), []).append(one)
    tubes = [services.Tube(barcode, tuple(members)) for barcode, members in by_barcode.items()]
    made = services.take_samples(
        actor=request.staff,
        kind=kind,
        tubes=tubes,
        taken_on=taken_on,
        read=digests_in(request.POST.dict()),
        now=request.now,
    )
    address = _address(whole_number(request.POST.get("unit", "")))
    return redirect(f"{address}{'&' if '?' in address else '?'}taken={len(made)}")


@require_POST
@permission_required("sampling.labels", answer=show_round)
def sampling_labels(request: StaffRequest) -> HttpResponse:
    """Draws new barcodes, and sends them to be printed: this once, since each is for one tube."""
    sheets, unit = LabelsForm(request.POST).said(), unit_of_labels(request.staff)
    drawn = services.print_labels(actor=request.staff, unit=unit, sheets=sheets, now=request.now)
    pdf = set_labels([(one, spaced(one)) for one in drawn], place=unit.name, now=request.now)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"labels-{drawn[0]}.pdf"
    response["content-disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return response


def _within(request: StaffRequest, person: Involvement) -> Involvement:
    require(request, person)
    return person


def _address(unit: int | None) -> str:
    return reverse("sampling_round") + (f"?{urlencode({'unit': unit})}" if unit is not None else "")
