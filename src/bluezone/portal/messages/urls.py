"""Addresses of messages.

A case's code is sent from beneath that case, at /cases, because it comes from the page that has just shown it.
"""

from django.urls import path

from bluezone.portal.messages import views

urlpatterns = [
    path("cases/<str:number>/code/send", views.code_send, name="code_send"),
    path("messages", views.message_list, name="message_list"),
    path("messages/new", views.message_new, name="message_new"),
    path("messages/picture", views.message_picture, name="message_picture"),
    path("messages/opt-outs", views.opt_outs, name="opt_outs"),
    path("messages/receipt", views.receipt, name="message_receipt"),
]
