"""Addresses of official papers, their registers, and the public check of a paper.

A slip and a poster stand beneath what they are printed of, at /cases and /organisations. Whoever checks a paper comes
from outside, by a QR code or by word of mouth, so that address is short and says what is done there: /verify.
"""

from django.urls import path

from bluezone.portal.papers import views

urlpatterns = [
    path("cases/<str:number>/slip", views.code_slip, name="code_slip"),
    path("papers/registers/<number:key>", views.register, name="register"),
    path("papers/registers/<number:key>/print", views.register_print, name="register_print"),
    path("papers/registers/<number:key>/export", views.register_export, name="register_export"),
    path("papers/registers/<number:key>/arrivals/new", views.arrival_new, name="arrival_new"),
    path("papers/certificates/<number:key>", views.certificates, name="certificates"),
    path("papers/certificates/<number:key>/new", views.certificate_new, name="certificate_new"),
    path(
        "papers/certificates/<number:key>/<number:certificate>/confirm",
        views.certificate_confirm,
        name="certificate_confirm",
    ),
    path("papers/certificates/<number:key>/<number:certificate>/end", views.certificate_end, name="certificate_end"),
    path("organisations/<number:key>/poster", views.poster, name="poster"),
    path("papers", views.paper_list, name="paper_list"),
    path("papers/new", views.paper_new, name="paper_new"),
    path("papers/<number:paper>", views.paper, name="paper"),
    path("papers/<number:paper>/edit", views.paper_edit, name="paper_edit"),
    path("papers/<number:paper>/submit", views.paper_submit, name="paper_submit"),
    path("papers/<number:paper>/discard", views.paper_discard, name="paper_discard"),
    path("papers/<number:paper>/return", views.paper_return, name="paper_return"),
    path("papers/<number:paper>/file.pdf", views.paper_pdf, name="paper_pdf"),
    path("papers/<number:paper>/draft.docx", views.paper_docx, name="paper_docx"),
    path("papers/<number:paper>/page.png", views.paper_picture, name="paper_picture"),
    path("papers/<number:paper>/small.png", views.paper_thumbnail, name="paper_thumbnail"),
    path("papers/<number:paper>/read", views.paper_read, name="paper_read"),
    path("papers/<number:paper>/sign", views.paper_sign, name="paper_sign"),
    path("papers/<number:paper>/differences", views.paper_note, name="paper_note"),
    path("papers/<number:paper>/seal", views.paper_seal, name="paper_seal"),
    path("papers/<number:paper>/reserve", views.paper_reserve, name="paper_reserve"),
    path("papers/<number:paper>/release", views.paper_release, name="paper_release"),
    path("papers/<number:paper>/returned", views.paper_returned, name="paper_returned"),
    path("papers/<number:paper>/scan", views.paper_scan, name="paper_scan"),
    path("papers/<number:paper>/scan/confirm", views.paper_confirm, name="paper_confirm"),
    path("papers/<number:paper>/scan/aside", views.paper_aside, name="paper_aside"),
    path("papers/<number:paper>/issue", views.paper_issue, name="paper_issue"),
    path("papers/<number:paper>/recall", views.paper_recall, name="paper_recall"),
    path("verify", views.check_file, name="check_file"),
    path("verify/form", views.check_form, name="check_form"),
    path("verify/form/<str:name>.png", views.checked_page, name="checked_page"),
    path("verify/<str:check_key>", views.check_paper, name="check_paper"),
]
