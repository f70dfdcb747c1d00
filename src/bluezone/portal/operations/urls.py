"""The addresses of what the portal does by itself, of what it keeps for how long, and of how it stands.

A monitor asks for /health, /ready and /metrics, by the names that an exchange has for them too. /works and /kept are
read by technicians, and say what is on them.
"""

from django.urls import path

from bluezone.portal.operations import views

urlpatterns = [
    path("works", views.works, name="works"),
    path("kept", views.kept, name="kept"),
    path("kept/next", views.kept_count, name="kept_count"),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
