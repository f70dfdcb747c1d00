"""Addresses of samples: the round, labels, samples and how far they are, one person's, results."""

from django.urls import path

from bluezone.portal.sampling.views import figures, people, results, samples, taking

urlpatterns = [
    path("sampling", taking.sampling_round, name="sampling_round"),
    path("sampling/take", taking.sampling_take, name="sampling_take"),
    path("sampling/labels", taking.sampling_labels, name="sampling_labels"),
    path("sampling/samples", samples.sample_list, name="sample_list"),
    path("sampling/samples/<number:sample>", samples.sample_page, name="sample"),
    path("sampling/samples/<number:sample>/result", samples.sample_result, name="sample_result"),
    path("sampling/members/<number:member>/told", samples.sample_told, name="sample_told"),
    path("sampling/sending", samples.sampling_sending, name="sampling_sending"),
    path("sampling/sending/send", samples.sampling_send, name="sampling_send"),
    path("sampling/sending/receive", samples.sampling_receive, name="sampling_receive"),
    path("sampling/figures", figures.sampling_figures, name="sampling_figures"),
    path("sampling/results", results.sampling_results, name="sampling_results"),
    path("sampling/people/<str:person>", people.sampled_person, name="sampled_person"),
    path("sampling/people/<str:person>/order", people.sampling_order, name="sampling_order"),
    path("sampling/people/<str:person>/aside", people.sampling_aside, name="sampling_aside"),
]
