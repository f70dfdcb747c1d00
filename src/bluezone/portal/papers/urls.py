"""Addresses of official papers, their registers, and the public check of a paper."""

from django.urls import path

from bluezone.portal.papers import views

urlpatterns = [
    path("cases/<str:number>/slip", views.code_slip, name="code_slip"),
    path("papers/registers/<int:key>", views.register, name="register"),
    path("papers/registers/<int:key>/print", views.register_print, name="register_print"),
    path("papers/registers/<int:key>/export", views.register_export, name="register_export"),
    path("papers/registers/<int:key>/arrivals/new", views.arrival_new, name="arrival_new"),
    path("organisations/<int:key>/poster", views.poster, name="poster"),
    path("papers", views.paper_list, name="paper_list"),
    path("papers/new", views.paper_new, name="paper_new"),
    path("papers/<int:paper>", views.paper, name="paper"),
    path("papers/<int:paper>/edit", views.paper_edit, name="paper_edit"),
    path("papers/<int:paper>/submit", views.paper_submit, name="paper_submit"),
    path("papers/<int:paper>/return", views.paper_return, name="paper_return"),
    path("papers/<int:paper>/file.pdf", views.paper_pdf, name="paper_pdf"),
    path("papers/<int:paper>/draft.docx", views.paper_docx, name="paper_docx"),
    path("papers/<int:paper>/page.png", views.paper_picture, name="paper_picture"),
    path("papers/<int:paper>/sign", views.paper_sign, name="paper_sign"),
    path("papers/<int:paper>/differences", views.paper_note, name="paper_note"),
    path("papers/<int:paper>/seal", views.paper_seal, name="paper_seal"),
    path("papers/<int:paper>/reserve", views.paper_reserve, name="paper_reserve"),
    path("papers/<int:paper>/release", views.paper_release, name="paper_release"),
    path("papers/<int:paper>/returned", views.paper_returned, name="paper_returned"),
    path("papers/<int:paper>/scan", views.paper_scan, name="paper_scan"),
    path("papers/<int:paper>/issue", views.paper_issue, name="paper_issue"),
    path("papers/<int:paper>/recall", views.paper_recall, name="paper_recall"),
    path("verify", views.check_file, name="check_file"),
    path("verify/form", views.check_form, name="check_form"),
    path("verify/form/<str:name>.png", views.checked_page, name="checked_page"),
    path("verify/<str:check_key>", views.check_paper, name="check_paper"),
]
