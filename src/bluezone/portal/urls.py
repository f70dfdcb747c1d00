"""Every address of the portal: each app brings its own, and nothing else stands here but what an error looks like."""

from django.urls import include, path

from bluezone.portal.frame import views as frame

APPS = (
    "home",
    "frame",
    "cases",
    "tracing",
    "households",
    "followup",
    "sampling",
    "interview",
    "isolation",
    "situation",
    "dossiers",
    "contact_codes",
    "reminders",
    "reports",
    "places",
    "hamlets",
    "organisations",
    "premises",
    "announcements",
    "directives",
    "field",
    "posts",
    "lists",
    "papers",
    "messages",
    "staff",
    "audit",
    "operations",
    "guides",
)

urlpatterns = [path("", include(f"bluezone.portal.{app}.urls")) for app in APPS]

handler400 = frame.unacceptable
handler403 = frame.refused
handler404 = frame.missing
handler500 = frame.broken
