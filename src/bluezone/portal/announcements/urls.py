"""Addresses of announcements and what loudspeakers read.

What is read has an address of its own, /broadcasts: it is one month's log of a commune, in which slots of many
announcements stand.
"""

from django.urls import path

from bluezone.portal.announcements.views import announcing, broadcasting

urlpatterns = [
    path("announcements", announcing.announcements, name="announcements"),
    path("announcements/new", announcing.announcement_new, name="announcement_new"),
    path("announcements/app", announcing.announcements_in_app, name="announcements_in_app"),
    path("announcements/app/configuration.json", announcing.announcements_draft, name="announcements_draft"),
    path("announcements/<number:key>", announcing.announcement, name="announcement"),
    path("announcements/<number:key>/words", announcing.announcement_words, name="announcement_words"),
    path("announcements/<number:key>/directive", announcing.announcement_directive, name="announcement_directive"),
    path("announcements/<number:key>/approve", announcing.announcement_approve, name="announcement_approve"),
    path("announcements/<number:key>/withdraw", announcing.announcement_withdraw, name="announcement_withdraw"),
    path(
        "announcements/<number:key>/script-<str:language>.pdf",
        announcing.announcement_script_pdf,
        name="announcement_script",
    ),
    path(
        "announcements/<number:key>/poster-<str:language>.pdf",
        announcing.announcement_poster_pdf,
        name="announcement_poster",
    ),
    path(
        "announcements/<number:key>/speak/<str:language>",
        announcing.announcement_audio_new,
        name="announcement_audio_new",
    ),
    path(
        "announcements/<number:key>/audio-<str:language>.wav", announcing.announcement_audio, name="announcement_audio"
    ),
    path("announcements/<number:key>/broadcasts", broadcasting.broadcast_new, name="broadcast_new"),
    path("broadcasts", broadcasting.broadcasts, name="broadcasts"),
    path("broadcasts/<number:key>/read", broadcasting.broadcast_read, name="broadcast_read"),
    path("broadcasts/<number:key>/left-out", broadcasting.broadcast_left_out, name="broadcast_left_out"),
]
