"""Addresses of premises."""

from django.urls import path

from bluezone.portal.premises import views

urlpatterns = [
    path("premises", views.premises_list, name="premises_list"),
    path("premises/new", views.premises_new, name="premises_new"),
    path("premises/<number:key>", views.premises, name="premises"),
    path("premises/<number:key>/poster.pdf", views.premises_poster, name="premises_poster"),
    path("premises/<number:key>/approve", views.premises_approve, name="premises_approve"),
    path("premises/<number:key>/renew", views.premises_renew, name="premises_renew"),
    path("premises/<number:key>/close", views.premises_close, name="premises_close"),
]
