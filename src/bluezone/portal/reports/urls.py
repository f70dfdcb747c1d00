"""Addresses of sealed reports from phones and the keys that open them."""

from django.urls import path

from bluezone.portal.reports import views

urlpatterns = [
    path("reports", views.inbox, name="inbox"),
    path("reports/declarations", views.declarations, name="declarations"),
    path("reports/declarations/harmless", views.declarations_settle, name="declarations_settle"),
    path("reports/key", views.report_key, name="report_key"),
    path("reports/phrase", views.recovery_phrase, name="recovery_phrase"),
    path("reports/<number:number>/open", views.report_open, name="report_open"),
    path("reports/<number:number>/join", views.report_join, name="report_join"),
    path("reports/<number:number>/call", views.report_call, name="report_call"),
    path("reports/<number:number>/close", views.report_close, name="report_close"),
    path("reports/<number:number>/outcome", views.report_settle, name="report_settle"),
]
