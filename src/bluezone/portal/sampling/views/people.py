"""The page of one person's samples: when the next one is wanted, an order by hand, and all that were taken."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.sampling import services
from bluezone.portal.sampling.forms import OrderForm
from bluezone.portal.sampling.models import Order
from bluezone.portal.sampling.selectors import SEE, open_order_of, read_of, samples_of, wanted_of
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import involvement_of, seen_by


def show_sampled(request: StaffRequest, person: str) -> HttpResponse:
    """Shows one person's samples, and the forms for what comes next."""
    involvement, staff = visible_or_404(request, involvement_of(person), SEE), request.staff
    order, may_order = open_order_of(involvement), is_allowed(staff, "sampling.order", involvement)
    context = {
        "person": seen_by(staff, involvement),
        "wanted": wanted_of(staff, involvement),
        "samples": samples_of(staff, involvement, request.now),
        "order": order,
        "form": OrderForm(),
        "may_order": may_order and order is None,
        "may_put_aside": may_order and order is not None and order.why != Order.Why.POOL,
        "as_read": read_of(involvement),
    }
    about = [("person", involvement.person_id)]
    return shown(request, "sampling/person.html", context, about=about, path=involvement.path, action=SEE)


@require_GET
@permission_required("sampling.see")
def sampled_person(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of one person's samples."""
    return show_sampled(request, person)


@require_POST
@permission_required("sampling.order", answer=show_sampled)
def sampling_order(request: StaffRequest, person: str) -> HttpResponse:
    """Orders a sample of somebody."""
    involvement, reason, read = _found(request, person), request.POST.get("reason", ""), read_in(request)
    services.order_sample(actor=request.staff, involvement=involvement, reason=reason, read=read, now=request.now)
    return redirect("sampled_person", person)


@require_POST
@permission_required("sampling.order", answer=show_sampled)
def sampling_aside(request: StaffRequest, person: str) -> HttpResponse:
    """Puts the order of a sample aside."""
    involvement = _found(request, person)
    services.put_order_aside(actor=request.staff, involvement=involvement, read=read_in(request), now=request.now)
    return redirect("sampled_person", person)


def _found(request: StaffRequest, pseudonym: str) -> Involvement:
    return visible_or_404(request, involvement_of(pseudonym))
