"""The pages of samples: the list, one of them with each of its steps, and sending them to a laboratory together."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.sampling import results, services
from bluezone.portal.sampling.forms import FindingForm, LaboratoryForm, chosen_in
from bluezone.portal.sampling.models import Sample
from bluezone.portal.sampling.rules import Kind, Value
from bluezone.portal.sampling.selectors import (
    LIST,
    RESULT,
    ROUND,
    SAMPLES,
    SEE,
    SEND,
    TELL,
    SampleView,
    cascade_of,
    member_with_number,
    members_of,
    on_the_way_for,
    page_of_samples,
    results_of,
    sample_with_number,
    samples_chosen,
    unsent_for,
    views_of,
)
from bluezone.portal.world import VIET_NAM


@require_GET
@permission_required("sampling.list")
def sample_list(request: StaffRequest) -> HttpResponse:
    """Lists the samples of one's own units."""
    found = page_of_samples(request.staff, SAMPLES.part_of(request.GET), request.now)
    context = {
        "found": found,
        "may_read_round": is_allowed(request.staff, ROUND),
        "may_send": is_allowed(request.staff, SEND),
        "may_enter": is_allowed(request.staff, RESULT),
    }
    return shown(request, "sampling/samples.html", context, about=_named(found.rows), action=LIST)


def show_sample(request: StaffRequest, sample: int) -> HttpResponse:
    """Shows one sample: whose, each of its steps, what it came to, and the forms for what comes next."""
    found, staff = _seen(request, sample_with_number(sample)), request.staff
    (one,) = views_of(staff, [found], request.now)
    today, may_enter = request.now.astimezone(VIET_NAM).date(), is_allowed(staff, RESULT, found)
    form = FindingForm(request.POST if "value" in request.POST else None, initial={"tested_on": today})
    is_single = one.kind is not Kind.POOL
    context = {
        "one": one,
        "results": results_of(found),
        "form": form,
        "today": today,
        "may_enter": may_enter,
        "may_tell": {m.pk for m in members_of(found) if is_allowed(staff, TELL, m)} if one.is_untold else set(),
        "if_positive": cascade_of(found) if may_enter and is_single and one.value in {"", Value.POSITIVE} else [],
    }
    return shown(request, "sampling/sample.html", context, about=_named([one]), path=found.path, action=SEE)


@require_GET
@permission_required("sampling.see")
def sample_page(request: StaffRequest, sample: int) -> HttpResponse:
    """Answers the address of one sample."""
    return show_sample(request, sample)


@require_POST
@permission_required("sampling.result", answer=show_sample)
def sample_result(request: StaffRequest, sample: int) -> HttpResponse:
    """Enters the result of one sample, or another one than stands there."""
    found, form = visible_or_404(request, sample_with_number(sample)), FindingForm(request.POST)
    finding, staff, now = form.finding(), request.staff, request.now
    if found.value:
        reason, read = form.cleaned_data["reason"], read_in(request)
        results.correct_result(actor=staff, sample=found, finding=finding, reason=reason, read=read, now=now)
    else:
        steps = {found.pk: request.POST.get("steps", "")}
        results.note_results(actor=staff, findings={found.pk: finding}, read=steps, now=now)
    return redirect("sample", sample)


def show_sample_of(request: StaffRequest, member: int) -> HttpResponse:
    """Shows the sample of which somebody is told."""
    return show_sample(request, get_or_404(member_with_number(member)).sample_id)


@require_POST
@permission_required("sampling.tell", answer=show_sample_of)
def sample_told(request: StaffRequest, member: int) -> HttpResponse:
    """Notes that somebody was told that they are positive."""
    found = visible_or_404(request, member_with_number(member))
    services.tell_positive(actor=request.staff, member=found, read=read_in(request), now=request.now)
    return redirect("sample", found.sample_id)


def show_sending(request: StaffRequest) -> HttpResponse:
    """Shows what is to be sent, and what is on its way."""
    unsent, away = unsent_for(request.staff, request.now), on_the_way_for(request.staff, request.now)
    form = LaboratoryForm(request.POST if "laboratory" in request.POST else None)
    context = {
        "unsent": unsent,
        "away": away,
        "form": form,
        "chosen": set(chosen_in(request.POST.getlist("sample"))),
    }
    return shown(request, "sampling/sending.html", context, about=_named([*unsent, *away]), action=LIST)


@require_GET
@permission_required("sampling.send")
def sampling_sending(request: StaffRequest) -> HttpResponse:
    """Answers the address of sending."""
    return show_sending(request)


@require_POST
@permission_required("sampling.send", answer=show_sending)
def sampling_send(request: StaffRequest) -> HttpResponse:
    """Notes that everything chosen went to a laboratory."""
    read = chosen_in(request.POST.getlist("sample"))
    services.send_samples(
        actor=request.staff,
        samples=samples_chosen(request.staff, list(read)),
        laboratory=request.POST.get("laboratory", ""),
        read=read,
        now=request.now,
    )
    return redirect("sampling_sending")


@require_POST
@permission_required("sampling.send", answer=show_sending)
def sampling_receive(request: StaffRequest) -> HttpResponse:
    """Notes that a laboratory has everything chosen."""
    read = chosen_in(request.POST.getlist("sample"))
    samples = samples_chosen(request.staff, list(read))
    services.receive_samples(actor=request.staff, samples=samples, read=read, now=request.now)
    return redirect("sampling_sending")


def _seen(request: StaffRequest, sample: Sample | None) -> Sample:
    """The sample itself, for whoever works where it was taken, or where one of its people is now. Whoever may not know
    of it is told that there is none."""
    found = get_or_404(sample)
    if not any(is_allowed(request.staff, SEE, one) for one in members_of(found)):
        visible_or_404(request, found, SEE)
    return found


def _named(samples: Iterable[SampleView]) -> list[tuple[str, int]]:
    return sorted({("person", one.person.person) for sample in samples for one in sample.people if one.person.is_named})
