"""Addresses of lists that offices send."""

from django.urls import path

from bluezone.portal.frame.addresses import former_address
from bluezone.portal.lists import views

urlpatterns = [
    path("lists", views.lists, name="lists"),
    path("lists/new", views.list_new, name="list_new"),
    path("lists/contacts", views.contacts, name="contacts"),
    path("lists/contacts/export", views.contacts_export, name="contacts_export"),
    path("lists/rosters/<str:kind>", views.roster, name="roster"),
    path("lists/rosters/<str:kind>/export", views.roster_export, name="roster_export"),
    path("lists/sent/<number:number>", views.sent_list_page, name="sent_list"),
    path("lists/sent/<number:number>/columns", views.sent_list_choose, name="sent_list_choose"),
    path("lists/sent/<number:number>/store", views.sent_list_store, name="sent_list_store"),
    path("lists/sent/<number:number>/put-aside", views.sent_list_put_aside, name="sent_list_put_aside"),
    path("lists/duplicates", views.duplicates, name="duplicates"),
    path("lists/duplicates/<number:number>/judge", views.duplicate_judge, name="duplicate_judge"),
    path("lists/doubles", former_address("duplicates")),
]
