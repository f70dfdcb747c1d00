"""The address of the first page."""

from django.urls import path

from bluezone.portal.home import views

urlpatterns = [
    path("", views.today, name="today"),
]
