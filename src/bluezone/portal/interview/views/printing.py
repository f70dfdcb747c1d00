"""The interview's form for a pen."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown
from bluezone.portal.interview.printing import printed_interview


@require_GET
@permission_required("interview.print")
def interview_paper(request: StaffRequest, number: str) -> HttpResponse:
    """Sends the form of one case, to be printed and keyed back."""
    case = visible_or_404(request, case_with_number(number))
    pdf = printed_interview(case, now=request.now)
    note_shown(request, about=subjects_of(case), path=case.path)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"interview-{case.number}.pdf"
    response["content-disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return response
