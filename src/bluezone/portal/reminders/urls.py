"""Addresses of reminders: what was sent, whom the next reaches, one person, and the page of a message's link."""

from django.urls import path

from bluezone.portal.reminders.views import own, people, sending

urlpatterns = [
    path("reminders", sending.reminders, name="reminders"),
    path("reminders/new/<str:kind>", sending.reminder_new, name="reminder_new"),
    path("reminders/new/<str:kind>/send", sending.reminder_send, name="reminder_send"),
    path("reminders/own", own.reminders_own, name="reminders_own"),
    path("reminders/of/<str:person>", people.reminded_person, name="reminded_person"),
    path("reminders/of/<str:person>/consent", people.reminder_consent, name="reminder_consent"),
    path("reminders/of/<str:person>/withdraw", people.reminder_withdraw, name="reminder_withdraw"),
    path("reminders/sent/<number:reminder>/called", people.reminder_called, name="reminder_called"),
]
