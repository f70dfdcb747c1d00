"""Addresses of codes for contacts."""

from django.urls import path

from bluezone.portal.contact_codes import views

urlpatterns = [
    path("contact-codes", views.contact_codes, name="contact_codes"),
    path("contact-codes/<str:person>", views.contact_code, name="contact_code"),
    path("contact-codes/<str:person>/ask", views.contact_code_ask, name="contact_code_ask"),
    path("contact-codes/<str:person>/give", views.contact_code_give, name="contact_code_give"),
    path("contact-codes/<str:person>/slip", views.contact_code_slip, name="contact_code_slip"),
    path("contact-codes/<str:person>/aside", views.contact_code_aside, name="contact_code_aside"),
]
