"""Addresses of households: one person's, and what is done about it."""

from django.urls import path

from bluezone.portal.households import views

urlpatterns = [
    path("households/of/<str:person>", views.household_of, name="household_of"),
    path("households/of/<str:person>/address", views.household_make, name="household_make"),
    path("households/of/<str:person>/people", views.household_add, name="household_add"),
    path("households/of/<str:person>/known", views.household_take_in, name="household_take_in"),
    path("households/of/<str:person>/exposed", views.household_expose, name="household_expose"),
    path("households/of/<str:person>/leave", views.household_leave, name="household_leave"),
]
