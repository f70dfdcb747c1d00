"""Addresses of directives, the reports on them, their sums and papers."""

from django.urls import path

from bluezone.portal.directives.views import (
    answering,
    collecting,
    deciding,
    evidence,
    keying,
    members,
    papers,
    register,
    summing,
    watching,
)

urlpatterns = [
    path("directives", register.directive_list, name="directive_list"),
    path("directives/new", register.directive_new, name="directive_new"),
    path("directives/example/<str:name>", register.directive_example, name="directive_example"),
    path("directives/<str:key>", register.directive, name="directive"),
    path("directives/<str:key>/letter.pdf", register.directive_pdf, name="directive_pdf"),
    path("directives/<str:key>/letter", register.directive_sign, name="directive_sign"),
    path("directives/<str:key>/letter/check", register.directive_check, name="directive_check"),
    path("directives/<str:key>/seats", members.directive_seats, name="directive_seats"),
    path("directives/<str:key>/seats/<number:membership>/end", members.seat_end, name="seat_end"),
    path("directives/<str:key>/progress", watching.directive_progress, name="directive_progress"),
    path("directives/<str:key>/reports", collecting.report_list, name="report_list"),
    path("directives/<str:key>/reports/approve", collecting.reports_approve, name="reports_approve"),
    path("directives/<str:key>/reports/<str:unit>", deciding.report_page, name="report_page"),
    path("directives/<str:key>/reports/<str:unit>/decide", deciding.report_decide, name="report_decide"),
    path("directives/<str:key>/reports/<str:unit>/extend", deciding.report_extend, name="report_extend"),
    path("directives/<str:key>/reports/<str:unit>/correct", deciding.report_correct, name="report_correct"),
    path("directives/<str:key>/reports/<str:unit>/lead", deciding.report_lead, name="report_lead"),
    path("directives/<str:key>/reports/<str:unit>/paper", keying.paper_keying, name="paper_keying"),
    path("directives/<str:key>/forms.zip", collecting.forms_zip, name="forms_zip"),
    path("directives/<str:key>/forms", collecting.forms_upload, name="forms_upload"),
    path("directives/<str:key>/forms/<str:unit>.xlsx", answering.report_form, name="report_form"),
    path("directives/<str:key>/mine/<str:unit>", answering.my_report, name="my_report"),
    path("directives/<str:key>/mine/<str:unit>/draft", answering.my_draft, name="my_draft"),
    path("directives/<str:key>/mine/<str:unit>/files", answering.my_upload, name="my_upload"),
    path("directives/<str:key>/mine/<str:unit>/evidence", evidence.my_evidence, name="my_evidence"),
    path(
        "directives/<str:key>/mine/<str:unit>/evidence/<number:number>/withdraw",
        evidence.evidence_withdraw,
        name="evidence_withdraw",
    ),
    path(
        "directives/<str:key>/mine/<str:unit>/corrections/<number:number>", answering.my_correction, name="my_correction"
    ),
    path("directives/<str:key>/files/<str:unit>/<str:sha256>", evidence.rollout_file, name="rollout_file"),
    path("directives/<str:key>/sums", summing.sums, name="sums"),
    path("directives/<str:key>/sums/published", summing.rate_published, name="rate_published"),
    path("directives/<str:key>/sums/<str:indicator>", summing.figure, name="figure"),
    path("directives/<str:key>/levels/<str:unit>", summing.level_approve, name="level_approve"),
    path("directives/<str:key>/papers", papers.directive_papers, name="directive_papers"),
    path(
        "directives/<str:key>/papers/<number:number>/anew",
        papers.directive_paper_anew,
        name="directive_paper_anew",
    ),
]
