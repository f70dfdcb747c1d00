"""Addresses of interviews: the steps of one, and the key of what is still typed."""

from django.urls import path

from bluezone.portal.interview.views import asking, printing

urlpatterns = [
    path("interview/key", asking.interview_key, name="interview_key"),
    path("interview/<str:number>", asking.interview, name="interview"),
    path("interview/<str:number>/paper", printing.interview_paper, name="interview_paper"),
    path("interview/<str:number>/<str:step>", asking.interview_part, name="interview_part"),
]
