"""The addresses of the first page, and of all ways on.

The first page is /, where whoever signed in arrives; /menu and /morning are its other sheets, and as short to say.
"""

from django.urls import path

from bluezone.portal.home import views

urlpatterns = [
    path("", views.today, name="today"),
    path("menu", views.menu, name="menu"),
    path("morning", views.morning, name="morning"),
    path("morning/stop", views.morning_stop, name="morning_stop"),
]
