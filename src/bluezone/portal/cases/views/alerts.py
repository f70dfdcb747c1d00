"""The page on which people at a place are alerted: what was typed is shown in words before anything leaves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bluezone.portal.cases.alerts import Presence, alert_place
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.frame.gate import may
from bluezone.portal.frame.words import told
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import VIET_NAM, world_of
from bluezone.protocol.venue import MAX_TEXT


class AlertForm(forms.Form):
    """A poster's code and the time there."""

    poster = forms.CharField(
        label=_("Code of the place's poster"),
        max_length=MAX_TEXT,
        help_text=_("Scan the poster; the text begins with BZV1"),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    begins = forms.TimeField(label=_("From (time)"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    ends = forms.TimeField(
        label=_("Until (time)"),
        help_text=_("Earlier than the beginning means the next day"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def presence(self, now: dt.datetime) -> Presence:
        """Raises RefusedError."""
        given: dict[str, Any] = self.cleaned_data
        begins = dt.datetime.combine(given["day"], given["begins"], VIET_NAM)
        ends = dt.datetime.combine(given["day"], given["ends"], VIET_NAM)
        return Presence.read(given["poster"], begins, ends if ends > begins else ends + dt.timedelta(days=1), now)


@require_http_methods(["GET", "POST"])
@may("cases.alert")
def case_alert(request: HttpRequest, number: str) -> HttpResponse:
    """First what would be told, then, said again, it is sent."""
    world, case = world_of(request), _found(request, number)
    form, refusal = AlertForm(request.POST or None), ""
    presence: Presence | None = None
    if request.method == "POST" and form.is_valid():
        try:
            presence = form.presence(world.now())
            if "sure" in request.POST:
                alert_place(
                    actor=signed_in(request), case=case, presence=presence, exchange=world.exchange, now=world.now()
                )
                return redirect("case_alert", number)
        except RefusedError as error:
            refusal = told(error)
        except ExchangeError:
            refusal = gettext(
                "The exchange does not answer now, or refuses. Send it again in a minute; nothing is sent twice."
            )
    facts = {
        "case": case,
        "form": form,
        "presence": presence,
        "refusal": refusal,
        "alerts": case.venue_alerts.select_related("sent_by").order_by("-pk"),
        "today": world.today(),
    }
    return render(request, "cases/alert.html", facts, status=400 if form.errors or refusal else 200)


def _found(request: HttpRequest, number: str) -> Case:
    """Whoever may not know of the case is told that there is none."""
    case = case_with_number(number)
    if case is None or not is_allowed(signed_in(request), "cases.alert", case):
        raise Http404
    return case
