"""Addresses of the audit."""

from django.urls import path

from bluezone.portal.audit import views

urlpatterns = [
    path("audit/export", views.audit_export, name="audit_export"),
    path("audit", views.audit_log, name="audit_log"),
]
